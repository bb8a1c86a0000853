"""Hand out or erase what is held on a person."""

import argparse
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

from banso.kit.actor import SYSTEM
from banso.kit.errors import BansoError

if TYPE_CHECKING:
    from banso.domain.privacy.models import Case
    from banso.domain.privacy.queries import Subject


def add(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    show = verbs.add_parser("show", help="count what is held, by class of data")
    export = verbs.add_parser("export", help="write everything that is held into a ZIP file")
    export.add_argument("--to", metavar="FILE", type=Path, required=True, help="the file to write")
    erase = verbs.add_parser("erase", help="erase the person for good; asks first, unless --yes")
    erase.add_argument("--reason", required=True, help="stays on the receipt; must not name the person")
    erase.add_argument("--yes", action="store_true", help="do not ask")
    for each in (show, export, erase):
        each.add_argument("who", metavar="MAIL", help="mail address, or the user ID in the usage data")
        each.add_argument("--workspace", metavar="SLUG", help="may be left out when there is one")


def run(args: argparse.Namespace) -> int:
    from banso.domain.privacy.queries import find, subject_of  # noqa: PLC0415 - needs the app registry
    from banso.domain.workspaces.queries import workspace_by_slug  # noqa: PLC0415
    from banso.kit.tenancy import scope  # noqa: PLC0415

    with scope(workspace=workspace_by_slug(args.workspace)):
        subject = subject_of(**({"mail": args.who} if "@" in args.who else {"key": args.who}))
        if args.verb == "export":
            return _export(subject, args.to)
        for slug, rows in find(subject).items():
            print(f"{slug}\t{len(rows)}")
        return _erase(subject, args) if args.verb == "erase" else 0


def _export(subject: "Subject", target: Path) -> int:
    from banso.domain.privacy.actions import (  # noqa: PLC0415
        ask_for_export,
        file_of,
        hand_out,
    )

    if target.exists():
        raise BansoError(f"{target} exists already; choose another name")
    case = hand_out(ask_for_export(subject, by=SYSTEM, enqueue=_nobody).pk)
    if case is not None:
        shutil.copyfile(file_of(case), target)
        target.chmod(0o600)
        print(f"{target}\tNo. {case.number}\t{sum(case.counts.values())} entries")
    return 0


def _erase(subject: "Subject", args: argparse.Namespace) -> int:
    from banso.domain.privacy.actions import ask_for_erasure, carry_out  # noqa: PLC0415
    from banso.kit.clock import now  # noqa: PLC0415
    from banso.screens.system.backups import last_backup  # noqa: PLC0415

    typed = args.who if args.yes else input(f"This cannot be undone. Type {args.who} to erase this person: ")
    backup = last_backup()
    case = ask_for_erasure(
        subject, reason=args.reason, typed=typed, by=SYSTEM, enqueue=_nobody,
        last_backup=backup.at if backup else None,
    )  # fmt: skip
    wait = (case.not_before - now()).total_seconds()
    if wait > 0:
        print(f"No. {case.number}: waiting {wait:.0f} s until every tracking process knows of it")
        time.sleep(wait)
    done = carry_out(case.pk)
    if done is None:
        raise BansoError(f"erasure No. {case.number} could not be finished now; the worker goes on with it")
    print(f"No. {done.number}\t{done.hash}")
    return 0


def _nobody(_case: "Case") -> None:
    """The work is done here and now."""
