"""Make a write key or an API key; its secret is printed once."""

import argparse

from banso.kit.actor import SYSTEM


def add(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    create = verbs.add_parser("create", help="make a key")
    create.add_argument("--workspace", metavar="SLUG", help="may be left out when there is one")
    create.add_argument("--kind", required=True, choices=["write", "api"])
    create.add_argument("--name", default="command line")
    create.add_argument("--scopes", default="*.view", help="for API keys, with commas (default: *.view)")


def run(args: argparse.Namespace) -> int:
    from banso.domain.workspaces.actions import create_key  # noqa: PLC0415 - needs the app registry
    from banso.domain.workspaces.queries import workspace_by_slug  # noqa: PLC0415
    from banso.kit.tenancy import scope  # noqa: PLC0415

    scopes = [word.strip() for word in args.scopes.split(",") if word.strip()] if args.kind == "api" else []
    with scope(workspace=workspace_by_slug(args.workspace)):
        _, secret = create_key(args.kind, name=args.name, scopes=scopes, by=SYSTEM)
    print(secret)
    return 0
