"""Say how far the column store has come, verify or rebuild it, print its tables; list failed reactions."""

import argparse
import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from banso.engine.journal.loader.source import Difference, Status
    from banso.engine.journal.models import ReactionFailure


def add(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, text in (
        ("status", "how far facts and usage are loaded"),
        ("verify", "compare log and column store per day, by counts and hashes"),
        ("rebuild", "throw the column store away and load it again"),
        ("reactions", "what should have followed from facts and failed"),
    ):
        verb = verbs.add_parser(name, help=text, description=text)
        verb.add_argument("--format", choices=["table", "json"], default="table")
        if name == "rebuild":
            verb.add_argument("source", nargs="*", metavar="facts|usage", help="default: both")
        if name == "reactions":
            verb.add_argument("--retry", action="store_true", help="try all of it again now")
    text = "print the statements that make the column store's tables"
    ddl = verbs.add_parser("ddl", help=text, description=text)
    ddl.add_argument(
        "--cluster", default="", metavar="NAME", help="of this cluster's servers (default: of one server)"
    )


def run(args: argparse.Namespace) -> int:
    answers = {
        "status": _status, "verify": _verify, "rebuild": _rebuild, "reactions": _reactions, "ddl": _ddl,
    }  # fmt: skip
    return answers[args.verb](args)


def _status(args: argparse.Namespace) -> int:
    from banso.engine.journal.loader import run as loader  # noqa: PLC0415 - needs the app registry
    from banso.kit.clock import now  # noqa: PLC0415

    found = loader.status()
    if args.format == "json":
        print(json.dumps([_status_as_json(each, now()) for each in found]))
        return 0
    print(f"{'source':<8}{'loaded':>12}{'newest':>12}{'waiting':>12}  behind")
    for each in found:
        lag = f"{_lag(each, now()):.1f} s" if each.waiting else "-"
        print(f"{each.name:<8}{each.loaded:>12,}{each.newest:>12,}{each.waiting:>12,}  {lag}")
    return 0


def _lag(each: "Status", at: datetime) -> float:
    return max(0.0, (at - each.oldest_waiting).total_seconds()) if each.oldest_waiting else 0.0


def _status_as_json(each: "Status", at: datetime) -> dict[str, object]:
    oldest = each.oldest_waiting.isoformat() if each.oldest_waiting else None
    return {
        "source": each.name, "loaded": each.loaded, "newest": each.newest, "waiting": each.waiting,
        "oldest_waiting": oldest, "lag_seconds": round(_lag(each, at), 3),
    }  # fmt: skip


def _verify(args: argparse.Namespace) -> int:
    from banso.engine.journal.loader import run as loader  # noqa: PLC0415

    found = loader.verify()
    if args.format == "json":
        print(json.dumps({"agree": not found, "differences": [_difference(each) for each in found]}))
    elif not found:
        print("log and column store agree")
    else:
        print(f"{'source':<12}{'day':<12}{'log':>10}{'store':>10}  workspace")
        for each in found:
            counts = f"{each.log.count:>10,}{each.store.count:>10,}"
            print(f"{each.source:<12}{each.day.isoformat():<12}{counts}  {each.workspace}")
        print("mend with: banso journal rebuild", file=sys.stderr)
    return 1 if found else 0


def _difference(each: "Difference") -> dict[str, object]:
    return {
        "source": each.source, "workspace": str(each.workspace), "day": each.day.isoformat(),
        "log": {"count": each.log.count, "digest": str(each.log.digest)},
        "store": {"count": each.store.count, "digest": str(each.store.digest)},
    }  # fmt: skip


def _reactions(args: argparse.Namespace) -> int:
    from banso.engine.journal import reactions  # noqa: PLC0415 - needs the app registry
    from banso.kit.tenancy import scopes_disabled  # noqa: PLC0415

    if args.retry:
        with scopes_disabled():
            reactions.try_again()
        reactions.react()
    with scopes_disabled():
        found = [_failure(each) for each in reactions.reaction_failures()]
    if args.format == "json":
        print(json.dumps(found, ensure_ascii=False))
    elif not found:
        print("every fact has been answered")
    else:
        print(f"{'workspace':<16}{'reaction':<28}{'seq':>10}{'tries':>7}  {'state':<10}error")
        for each in found:
            line = f"{each['workspace']:<16}{each['reaction']:<28}{each['seq']:>10}{each['tries']:>7}"
            print(f"{line}  {each['state']:<10}{each['error']}")
        if not args.retry:
            print("try again with: banso journal reactions --retry", file=sys.stderr)
    return 1 if found else 0


def _failure(each: "ReactionFailure") -> dict[str, object]:
    state = "set aside" if each.set_aside_at else "again" if each.error else "waits"
    return {
        "workspace": each.workspace.slug, "reaction": each.reaction, "seq": each.entry_id,
        "fact": each.entry.type, "tries": each.tries, "state": state, "error": each.error,
        "again_at": None if each.set_aside_at else each.again_at.isoformat(),
    }  # fmt: skip


def _rebuild(args: argparse.Namespace) -> int:
    from banso.engine.journal.loader import run as loader  # noqa: PLC0415
    from banso.kit.errors import InputError  # noqa: PLC0415

    known = [each.name for each in loader.sources()]
    for name in args.source:
        if name not in known:
            raise InputError(f"there is no source {name!r}", came=name, wanted=" or ".join(known))
    moved = loader.rebuild(*args.source)
    if args.format == "json":
        print(json.dumps({"loaded": moved}))
    else:
        print(f"loaded {moved:,} entries")
    return 0


def _ddl(args: argparse.Namespace) -> int:
    from banso.engine.journal.column import cluster, schema  # noqa: PLC0415

    made = cluster.script(args.cluster) if args.cluster else schema.ONE_SERVER
    print(";\n\n".join((*made.first, *made.rest)) + ";")
    return 0
