"""Bring accounts, contacts, deals and the like in from CSV and XLSX, and take them out again.

Exit status: 0 when every row is in, 3 when some were rejected (the others are in), 1 when it failed, 2 when
the command cannot be understood.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from banso.kit.actor import Actor
from banso.kit.errors import BansoError, InputError

if TYPE_CHECKING:
    from banso.integrations.files.models import ImportRun

KINDS = (
    *("accounts", "contacts", "subscriptions", "usage", "costs", "products", "leads", "deals"),
    *("people", "teams", "targets"),
)
SOME_REJECTED = 3
# What is wrong with the command itself, and not with the file.
_MISUSE = frozenset(
    {"map", "preset", "encoding", "delimiter", "date-format", "header-row", "--workspace", "kind"}
)
_BY = Actor("system", "command-line", "banso import")


def add(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for kind in KINDS:
        _add_kind(verbs.add_parser(kind, help=f"bring {kind} in", epilog=(__doc__ or "").split("\n\n")[1]))
    undo = verbs.add_parser("undo", help="take an import out again; what was edited since stays")
    undo.add_argument("run", metavar="ID")
    undo.add_argument(
        "--yes", action="store_true", help="also when some records were edited since and will stay"
    )
    resume = verbs.add_parser("resume", help="go on with an import that was interrupted")
    resume.add_argument("run", metavar="ID")
    listing = verbs.add_parser("list", help="list the imports, newest first")
    for each in (undo, resume, listing):
        _add_common(each)


def _add_kind(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", nargs="+", type=Path,
        help="CSV or XLSX; several only where a preset joins them (Stripe: items, subscriptions, plans)",
    )  # fmt: skip
    parser.add_argument(
        "--map", metavar="THEIRS=OURS", nargs="+", action="extend", default=[],
        help="what columns mean; THEIRS= leaves one out; the others are guessed",
    )  # fmt: skip
    parser.add_argument(
        "--value", metavar="COLUMN:THEIRS=OURS", nargs="+", action="extend", default=[],
        help="what a value means, once for all rows: product:GTXPro='GTX Pro', account_name:=Unknown",
    )  # fmt: skip
    parser.add_argument(
        "--closed-before-banso", action="store_true",
        help="deals that are closed are history: no ten items, no contract lines",
    )  # fmt: skip
    parser.add_argument("--preset", metavar="NAME", default="", help="the mapping of a known export")
    parser.add_argument("--date-format", metavar="FORMAT", default="", help="DD/MM/YYYY, MM/DD/YYYY or excel")
    parser.add_argument(
        "--encoding", default="", help="found when left out: utf-8, cp932, euc_jp, cp1252, utf-16"
    )
    parser.add_argument("--delimiter", default="", help="found when left out: comma, tab, semicolon, pipe")
    parser.add_argument(
        "--header-row", metavar="N", type=int, default=-1, help="found when left out; 0 for none"
    )
    parser.add_argument(
        "--sheet", metavar="NAME", default="", help="of a workbook; the first that is not empty"
    )
    parser.add_argument(
        "--create-accounts", action="store_true", help="make accounts that rows name and nobody made"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
    parser.add_argument(
        "--rejected", metavar="FILE", type=Path, help="write the rejected rows there, to mend them"
    )
    _add_common(parser)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workspace", metavar="SLUG", help="may be left out when there is one")
    parser.add_argument("--format", choices=["text", "json"], default="text")


def run(args: argparse.Namespace) -> int:
    from django.utils import translation  # noqa: PLC0415 - needs the settings

    from banso.domain.workspaces.queries import workspace_by_slug  # noqa: PLC0415
    from banso.kit.tenancy import scope  # noqa: PLC0415

    with translation.override("en"), scope(workspace=workspace_by_slug(args.workspace)):
        try:
            if args.verb == "list":
                return _list(args)
            if args.verb == "undo":
                return _undo(args)
            return _resume(args) if args.verb == "resume" else _import(args)
        except InputError as error:
            if error.field in _MISUSE:
                raise
            wanted = f" (wanted: {error.wanted})" if error.wanted else ""
            raise BansoError(f"{error.message}{wanted}") from error


def _import(args: argparse.Namespace) -> int:
    from banso.integrations.files.actions import Reading, SentFile, begin, discard, set_mapping, take_in  # noqa: PLC0415
    from banso.integrations.files.tables import chunks_of  # noqa: PLC0415

    with _opened(args.file) as files:
        run = take_in(
            args.verb,
            [SentFile(path.name, chunks_of(file)) for path, file in zip(args.file, files, strict=True)],
            by=_BY,
            reading=Reading(args.encoding, args.delimiter, args.header_row, args.sheet),
            preset=args.preset,
        )
    try:
        orders = {"*": args.date_format} if args.date_format else run.orders
        set_mapping(
            run,
            {**run.mapping, **_said(args.map, run)},
            orders=orders,
            create_accounts=args.create_accounts,
            history=args.closed_before_banso or run.history,
            words=_values(args.value, run),
        )
    except BansoError:
        discard(run, by=_BY)
        raise
    begin(run, dry=args.dry_run, by=_BY, progress=_Progress())
    status = _answer(run, args)
    if args.dry_run:
        discard(run, by=_BY)
    return status


def _said(pairs: list[str], run: "ImportRun") -> dict[str, str]:
    """The pairs of --map; they go before what was guessed."""
    said: dict[str, str] = {}
    for pair in pairs:
        theirs, equals, ours = pair.rpartition("=")
        if not equals:
            raise InputError(f"--map {pair} has no =", field="map", came=pair, wanted="THEIRS=OURS")
        said[theirs] = ours
    # A canonical column that is said for one header is taken from the one it was guessed for.
    return {theirs: "" for theirs, ours in run.mapping.items() if ours in said.values()} | said


def _values(pairs: list[str], run: "ImportRun") -> dict[str, dict[str, str]]:
    """The words of --value beside those that are known already."""
    words: dict[str, dict[str, str]] = {name: dict(table) for name, table in run.words.items()}
    for pair in pairs:
        column, colon, rest = pair.partition(":")
        theirs, equals, ours = rest.rpartition("=")
        if not colon or not equals:
            raise InputError(
                f"--value {pair} says no column, or nothing of what it means", field="map", came=pair,
                wanted="COLUMN:THEIRS=OURS",
            )  # fmt: skip
        words.setdefault(column, {})[theirs] = ours
    return words


@contextmanager
def _opened(paths: list[Path]) -> Iterator[list[Any]]:
    files: list[Any] = []
    try:
        for path in paths:
            try:
                files.append(path.open("rb"))
            except OSError as error:
                raise BansoError(f"{path}: {error.strerror}") from error
        yield files
    finally:
        for file in files:
            file.close()


def _resume(args: argparse.Namespace) -> int:
    from banso.integrations.files.actions import begin  # noqa: PLC0415
    from banso.integrations.files.queries import import_by_id  # noqa: PLC0415

    run = import_by_id(args.run)
    args.rejected = None
    begin(run, dry=False, by=_BY, progress=_Progress())
    return _answer(run, args)


def _undo(args: argparse.Namespace) -> int:
    from banso.integrations.files.actions import demand_undoable, undo  # noqa: PLC0415
    from banso.integrations.files.models import Verdict  # noqa: PLC0415
    from banso.integrations.files.queries import import_by_id, reports  # noqa: PLC0415
    from banso.integrations.files.undoing import standing  # noqa: PLC0415

    run = import_by_id(args.run)
    demand_undoable(run)
    kept = list(standing(run))
    for each in kept[:50]:
        print(f"banso: {each.thing} {each.label}: {each.why}", file=sys.stderr)
    if kept and not args.yes:
        raise BansoError(
            f"{len(kept)} records were edited since and would stay as they are; say --yes to go on"
        )
    undo(run, by=_BY, progress=_Progress())
    left = reports(run, Verdict.KEPT).count()
    if args.format == "json":
        print(json.dumps({"import": str(run.pk), "state": run.state, "kept": left}))
    else:
        print(f"undone: {run.file_name}" + (f" ({left} records kept)" if left else ""))
    return 0


def _list(args: argparse.Namespace) -> int:
    from banso.integrations.files.queries import imports  # noqa: PLC0415

    rows = [
        {
            "import": str(each.pk),
            "kind": each.kind,
            "file": each.file_name,
            "state": each.state,
            "at": each.created_at.isoformat(),
            **each.counts,
        }
        for each in imports()
    ]
    if args.format == "json":
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            print("\t".join(str(row[name]) for name in ("import", "kind", "state", "at", "file")))
    return 0


def _answer(run: "ImportRun", args: argparse.Namespace) -> int:
    from banso.integrations.files.report import line_of, rejected_rows, unmatched, write_rejected  # noqa: PLC0415

    if args.rejected and run.counts["rejected"]:
        with args.rejected.open("wb") as file:
            write_rejected(run, file)
    if args.format == "json":
        print(json.dumps(_json(run, args.verb == "resume" or not args.dry_run), ensure_ascii=False))
    else:
        _print(run)
        for row in rejected_rows(run, limit=20):
            print(f"row {row['row']}: {line_of(row)}", file=sys.stderr)
        for name, came, count in unmatched(run):
            print(
                f"{count:,} rows: {name} “{came}” matches nothing: --value {name}:{came}=…", file=sys.stderr
            )
    return SOME_REJECTED if run.counts["rejected"] else 0


def _json(run: "ImportRun", lasting: bool) -> dict[str, object]:  # noqa: FBT001 - one caller
    from banso.integrations.files.report import noted_rows, rejected_rows  # noqa: PLC0415

    counts = {name: run.counts[name] for name in ("rows", "new", "changed", "same")}
    return {
        "kind": run.kind,
        **counts,
        "rejected": rejected_rows(run),
        "noted": noted_rows(run),
        "import": str(run.pk) if lasting else None,
    }


def _print(run: "ImportRun") -> None:
    counts = run.counts
    word = "would be " if run.dry else ""
    print(
        f"{run.kind}: {counts['rows']} rows, {word}{counts['new']} new, {counts['changed']} changed, "
        f"{counts['same']} the same, {counts['rejected']} rejected"
    )
    if counts["noted"]:
        print(f"{counts['noted']} rows are in with a remark; --format json tells which")
    if not run.dry:
        print(f"import {run.pk}")


class _Progress:
    """One line on standard error that moves, where somebody is looking; else a line every ten seconds."""

    def __init__(self) -> None:
        self._moving = sys.stderr.isatty()
        self._last = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        if self._moving:
            print(f"\r{done:,} of {total:,}", end="\n" if done >= total else "", file=sys.stderr, flush=True)
        elif time.monotonic() - self._last > 10:  # noqa: PLR2004 - seconds
            self._last = time.monotonic()
            print(f"banso: {done:,} of {total:,}", file=sys.stderr, flush=True)
