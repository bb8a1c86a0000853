"""Found a workspace, or list them."""

import argparse

from banso.kit.actor import SYSTEM


def add(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    create = verbs.add_parser("create", help="found a workspace")
    create.add_argument("slug", metavar="SLUG")
    create.add_argument("--name", required=True)
    create.add_argument("--timezone", default="Asia/Tokyo", help="IANA name (default: Asia/Tokyo)")
    create.add_argument("--currency", default="JPY", help="reporting currency, ISO 4217 (default: JPY)")
    create.add_argument("--language", default="ja", choices=["ja", "en"])
    create.add_argument("--fiscal-start", type=int, default=4, metavar="MONTH", choices=range(1, 13))
    verbs.add_parser("list", help="list the workspaces")


def run(args: argparse.Namespace) -> int:
    from banso.domain.workspaces.actions import create_workspace  # noqa: PLC0415 - needs the app registry
    from banso.domain.workspaces.models import Workspace  # noqa: PLC0415

    if args.verb == "list":
        for workspace in Workspace.objects.all():
            print(f"{workspace.slug}\t{workspace.name}")
        return 0
    workspace = create_workspace(
        args.slug, name=args.name, by=SYSTEM, timezone=args.timezone, currency=args.currency,
        language=args.language, fiscal_start=args.fiscal_start,
    )  # fmt: skip
    print(f"{workspace.slug}\t{workspace.name}")
    return 0
