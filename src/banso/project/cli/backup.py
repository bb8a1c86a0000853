"""Write everything that cannot be made again into one file."""

import argparse
import sys
from pathlib import Path

from banso.kit.errors import InputError
from banso.project.cli import passphrase


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the archive to write, such as banso.tar.gz")
    parser.add_argument(
        "--encrypt", action="store_true", help="seal it with a passphrase, in the format of age"
    )
    passphrase.add(parser)
    parser.add_argument(
        "--without-older-usage", action="store_true",
        help="where the log of usage was cut: leave out what the column store alone holds",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    from django.conf import settings  # noqa: PLC0415 - needs the settings

    from banso.engine.journal.usage.tidying import kept_since  # noqa: PLC0415
    from banso.project.backup.making import back_up  # noqa: PLC0415
    from banso.screens.system.backups import note_backup  # noqa: PLC0415

    if args.passphrase_file is not None and not args.encrypt:
        raise InputError(
            "the archive would be open all the same", field="--passphrase-file", wanted="--encrypt as well"
        )
    file = args.file.expanduser().resolve()
    word = passphrase.passphrase(args, twice=True) if args.encrypt else ""
    since = kept_since()
    left = since if args.without_older_usage else None
    manifest = back_up(
        file, home=settings.BANSO_HOME, database=settings.DATABASES["default"], passphrase=word,
        with_usage=since is not None and left is None, usage_since=left.isoformat() if left else "",
    )  # fmt: skip
    note_backup(file.stat().st_size)
    size = file.stat().st_size / 1_000_000
    secret = (
        "It opens with the passphrase alone: without it nothing of it comes back."
        if word
        else "It holds secrets: keep it as you keep passwords."
    )
    print(f"{file}: {len(manifest.files)} files, {size:.1f} MB. {secret}")
    if left:
        print(
            f"It holds usage since {left:%Y-%m-%d %H:%M} UTC alone: the log was cut (BANSO_USAGE_LOG_DAYS),"
            " and what came before is in the column store only.",
            file=sys.stderr,
        )
    return 0
