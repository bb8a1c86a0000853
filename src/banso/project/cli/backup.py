"""Write everything that cannot be made again into one file."""

import argparse
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the archive to write, such as banso.tar.gz")


def run(args: argparse.Namespace) -> int:
    from django.conf import settings  # noqa: PLC0415 - needs the settings

    from banso.project.backup import back_up  # noqa: PLC0415
    from banso.screens.system.backups import note_backup  # noqa: PLC0415

    file = args.file.expanduser().resolve()
    manifest = back_up(file, home=settings.BANSO_HOME, database=settings.DATABASES["default"])
    note_backup(file.stat().st_size)
    size = file.stat().st_size / 1_000_000
    print(
        f"{file}: {len(manifest.files)} files, {size:.1f} MB. "
        "It holds secrets: keep it as you keep passwords."
    )
    return 0
