"""Where a passphrase comes from: a file, the environment, or whoever sits at the terminal."""

import argparse
import getpass
import sys
from pathlib import Path

from banso.kit.errors import InputError
from banso.project import env

SHORTEST = 12


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file", metavar="FILE", type=Path,
        help="its first line is the passphrase (default: BANSO_BACKUP_PASSPHRASE, or asked for)",
    )  # fmt: skip


def passphrase(args: argparse.Namespace, *, twice: bool) -> str:
    """The passphrase.

    Args:
        args: of the command.
        twice: it is a new one: long enough, and asked for twice at a terminal.

    Raises:
        InputError: there is none, or a new one is too short.
    """
    found = _given(args.passphrase_file) or env.text("BANSO_BACKUP_PASSPHRASE") or _asked(twice=twice)
    if twice and len(found) < SHORTEST:
        raise InputError(
            "the passphrase is too short", field="passphrase", came=f"{len(found)} signs",
            wanted=f"at least {SHORTEST}",
        )  # fmt: skip
    return found


def _given(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        lines = file.expanduser().read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read: {error}", field="--passphrase-file") from error
    if not lines or not lines[0]:
        raise InputError(f"the first line of {file} is empty", field="--passphrase-file")
    return lines[0]


def _asked(*, twice: bool) -> str:
    if not sys.stdin.isatty():
        raise InputError(
            "there is no passphrase", field="passphrase",
            wanted="--passphrase-file, BANSO_BACKUP_PASSPHRASE or a terminal to ask on",
        )  # fmt: skip
    found = getpass.getpass("Passphrase: ")
    if twice and getpass.getpass("Once more: ") != found:
        raise InputError("the two are not the same", field="passphrase")
    return found
