"""Verify that no entry of the audit log was changed, removed or moved; print where it ends."""

import argparse
import re

from banso.kit.errors import InputError

_ANCHOR = re.compile(r"(\d{1,18}):([0-9a-f]{64})")
_SAID = {
    "changed": "entry {number} is not what was written",
    "missing": "entry {number} is missing",
    "doubled": "entry {number} stands at a place that is not its own",
    "cut": "the log ends at entry {number}, not where it was last written",
    "start": "the entries up to {number} are gone, and no entry says so",
    "past": "entry {number} of the anchor is past the time that entries are kept: keep a newer anchor",
    "anchor": "entry {number} is not the one of the anchor",
}


def add(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    verify = verbs.add_parser("verify", help="check the chain of every workspace; prints its end, the anchor")
    verify.add_argument("--workspace", metavar="SLUG", help="this one alone")
    verify.add_argument(
        "--anchor", metavar="NUMBER:HASH", help="an end printed earlier, kept elsewhere; needs --workspace"
    )


def run(args: argparse.Namespace) -> int:
    from banso.domain.workspaces.queries import (  # noqa: PLC0415 - needs the app registry
        audit_breaks,
        audit_end,
        every_workspace,
        workspace_by_slug,
    )
    from banso.domain.workspaces.rules import Place  # noqa: PLC0415
    from banso.kit.tenancy import scope  # noqa: PLC0415

    anchor = Place(*_read(args)) if args.anchor else None
    chosen = [workspace_by_slug(args.workspace)] if args.workspace else every_workspace()
    whole = True
    for workspace in chosen:
        with scope(workspace=workspace):
            found, end = audit_breaks(anchor), audit_end()
        for each in found:
            print(f"{workspace.slug}\t{_SAID[each.kind].format(number=each.number)}")
        if not found:
            print(f"{workspace.slug}\twhole\t{end}")
        whole = whole and not found
    return 0 if whole else 1


def _read(args: argparse.Namespace) -> tuple[int, str]:
    found = _ANCHOR.fullmatch(args.anchor)
    if found is None or not args.workspace:
        raise InputError(
            "the anchor cannot be used", field="--anchor", came=args.anchor,
            wanted="NUMBER:HASH as `banso audit verify` printed it, with --workspace",
        )  # fmt: skip
    return int(found[1]), found[2]
