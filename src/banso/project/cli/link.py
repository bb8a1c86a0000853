"""Print a one-time link: to sign a person in, or to set the installation up."""

import argparse

from banso.kit.errors import Conflict, NotFound


def add(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--person", metavar="EMAIL", help="who is signed in by it, once, within an hour")
    which.add_argument("--setup", action="store_true", help="the set-up link, while nobody can sign in yet")


def run(args: argparse.Namespace) -> int:
    from banso.domain.workspaces.actions import setup_link, sign_in_link  # noqa: PLC0415 - needs the apps
    from banso.domain.workspaces.queries import person_by_email  # noqa: PLC0415

    if args.setup:
        link = setup_link()
        if link is None:
            raise Conflict("this installation is set up: banso link --person EMAIL signs somebody in")
        print(link)
        return 0
    person = person_by_email(args.person)
    if person is None or not person.is_active:
        raise NotFound(f"there is no active person with the address {args.person}")
    print(sign_in_link(person))
    return 0
