"""Print a one-time link: to sign a person in, or to set the installation up.

It bears BASE_URL where that is set, else the address of the server that runs on this data folder, else the
port of BANSO_PORT on this machine.
"""

import argparse
import os
from pathlib import Path

from banso.kit.errors import Conflict, NotFound
from banso.project import env
from banso.project.address import running_address


def add(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--person", metavar="EMAIL", help="who is signed in by it, once, within an hour")
    which.add_argument("--setup", action="store_true", help="the set-up link, while nobody can sign in yet")


def prepare(_args: argparse.Namespace) -> None:
    """Before the settings are read, which take the address from the environment."""
    if not env.text("BASE_URL"):
        address = running_address(Path(env.text("BANSO_HOME", "data")).expanduser().resolve())
        if address:
            os.environ["BASE_URL"] = address


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
