"""Make, list, rotate or revoke write keys and API keys; a secret is printed once."""

import argparse
from datetime import timedelta
from uuid import UUID

from banso.kit.actor import SYSTEM
from banso.kit.clock import now
from banso.kit.errors import InputError


def add(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    create = verbs.add_parser("create", help="make a key, and print its secret")
    create.add_argument("--kind", required=True, choices=["write", "api"])
    create.add_argument("--name", default="command line")
    create.add_argument("--scopes", help="for API keys, with commas (default: *.view)")
    create.add_argument("--days", type=int, metavar="N", help="expires after N days (default: never)")
    listed = verbs.add_parser("list", help="list the keys: id, kind, prefix, state, name, scopes")
    rotate = verbs.add_parser("rotate", help="make a key's successor, and print its secret")
    rotate.add_argument("key", metavar="ID")
    rotate.add_argument("--overlap-hours", type=float, default=24, help="the older key goes on (default: 24)")
    revoke = verbs.add_parser("revoke", help="make a key open nothing from now on")
    revoke.add_argument("key", metavar="ID")
    for verb in (create, listed, rotate, revoke):
        verb.add_argument("--workspace", metavar="SLUG", help="may be left out when there is one")


def run(args: argparse.Namespace) -> int:
    from banso.domain.workspaces.queries import workspace_by_slug  # noqa: PLC0415 - needs the app registry
    from banso.kit.tenancy import scope  # noqa: PLC0415

    acts = {"create": _create, "list": _list, "rotate": _rotate, "revoke": _revoke}
    with scope(workspace=workspace_by_slug(args.workspace)):
        acts[args.verb](args)
    return 0


def _create(args: argparse.Namespace) -> None:
    from banso.domain.workspaces.actions import create_key  # noqa: PLC0415

    given = args.scopes if args.scopes is not None else "*.view" if args.kind == "api" else ""
    scopes = [word.strip() for word in given.split(",") if word.strip()]
    expires_at = now() + timedelta(days=args.days) if args.days is not None else None
    _, secret = create_key(args.kind, name=args.name, scopes=scopes, expires_at=expires_at, by=SYSTEM)
    print(secret)


def _list(_args: argparse.Namespace) -> None:
    from banso.domain.workspaces.queries import keys  # noqa: PLC0415

    moment = now()
    for key in keys():
        state = "revoked" if key.revoked_at else "works" if key.usable(moment) else "expired"
        print(f"{key.pk}\t{key.kind}\t{key.prefix}\t{state}\t{key.name}\t{','.join(key.scopes)}")


def _rotate(args: argparse.Namespace) -> None:
    from banso.domain.workspaces.actions import rotate_key  # noqa: PLC0415

    overlap = timedelta(hours=args.overlap_hours)
    print(rotate_key(_id(args.key), overlap=overlap, by=SYSTEM)[1])


def _revoke(args: argparse.Namespace) -> None:
    from banso.domain.workspaces.actions import revoke_key  # noqa: PLC0415

    print(revoke_key(_id(args.key), by=SYSTEM).prefix)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise InputError(
            f"{text!r} is no key's id", field="ID", came=text, wanted="one of banso key list"
        ) from error
