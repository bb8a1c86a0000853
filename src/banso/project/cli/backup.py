"""Write everything that cannot be made again into one file."""

import argparse
import sys
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the archive to write, such as banso.tar.gz")


def run(args: argparse.Namespace) -> int:
    from django.conf import settings  # noqa: PLC0415 - needs the settings

    from banso.engine.journal.usage.tidying import kept_since  # noqa: PLC0415
    from banso.project.backup import back_up  # noqa: PLC0415
    from banso.screens.system.backups import note_backup  # noqa: PLC0415

    file = args.file.expanduser().resolve()
    since = kept_since()
    manifest = back_up(
        file, home=settings.BANSO_HOME, database=settings.DATABASES["default"],
        usage_since=since.isoformat() if since else "",
    )  # fmt: skip
    note_backup(file.stat().st_size)
    size = file.stat().st_size / 1_000_000
    print(
        f"{file}: {len(manifest.files)} files, {size:.1f} MB. "
        "It holds secrets: keep it as you keep passwords."
    )
    if since:
        print(
            f"It holds usage since {since:%Y-%m-%d %H:%M} UTC alone: the log was cut (BANSO_USAGE_LOG_DAYS),"
            " and what came before is in the column store only.",
            file=sys.stderr,
        )
    return 0
