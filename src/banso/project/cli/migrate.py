"""Bring the database to this version."""

import argparse


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say nothing unless it fails")
    parser.add_argument(
        "--without-backup", action="store_true",
        help="do not save the records first: a backup was made by other means",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    from banso.project.upgrade import bring_up_to_date  # noqa: PLC0415 - needs the settings

    done = bring_up_to_date(verbosity=0 if args.quiet else 1, with_backup=not args.without_backup)
    if not done and not args.quiet:
        print("the database is of this version already")
    return 0
