"""Invite people into a workspace, or list those who are in it."""

import argparse

from banso.kit.actor import SYSTEM


def add(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    invite = verbs.add_parser("invite", help="mail an invitation, and print its link")
    invite.add_argument("email", metavar="EMAIL")
    invite.add_argument("--workspace", metavar="SLUG", help="may be left out when there is one")
    invite.add_argument(
        "--roles", default="viewer", help="with commas: owner, admin, manager, sales, csm, support, viewer"
    )
    listed = verbs.add_parser("list", help="list the members: address, roles, state, name")
    listed.add_argument("--workspace", metavar="SLUG", help="may be left out when there is one")


def run(args: argparse.Namespace) -> int:
    from banso.domain.workspaces.actions import invite  # noqa: PLC0415 - needs the app registry
    from banso.domain.workspaces.queries import seats, workspace_by_slug  # noqa: PLC0415
    from banso.kit.tenancy import scope  # noqa: PLC0415

    with scope(workspace=workspace_by_slug(args.workspace)):
        if args.verb == "invite":
            roles = [role.strip() for role in args.roles.split(",") if role.strip()]
            print(invite(args.email, roles, by=SYSTEM)[1])
            return 0
        for seat in seats():
            state = "deactivated" if not seat.active else "active" if seat.signs_in else "no sign-in yet"
            print(f"{seat.mail}\t{','.join(seat.roles)}\t{state}\t{seat.person.name}")
    return 0
