"""Put a backup back, and build the column store again from it."""

import argparse
from pathlib import Path

from banso.project.cli import passphrase


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="an archive of banso backup")
    parser.add_argument(
        "--force", action="store_true", help="move what the data folder holds aside, and restore all the same"
    )
    passphrase.add(parser)
    parser.add_argument(
        "--without-older-usage", action="store_true",
        help="restore also from an archive whose log of usage had been cut, without what came before",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    from django.conf import settings  # noqa: PLC0415 - needs the settings
    from django.db import connections  # noqa: PLC0415

    from banso.domain.privacy.actions import erase_restored, erasures_kept, keep_erasures  # noqa: PLC0415
    from banso.project.backup.archive import is_sealed  # noqa: PLC0415
    from banso.project.backup.content import KEPT_ASIDE, workplace  # noqa: PLC0415
    from banso.project.backup.following import follow  # noqa: PLC0415
    from banso.project.backup.restoring import restore  # noqa: PLC0415
    from banso.project.env import secret_key  # noqa: PLC0415
    from banso.project.upgrade import bring_up_to_date, let_the_server_in  # noqa: PLC0415

    # An earlier try that was broken off may have moved the newest list aside.
    erased = erasures_kept(*settings.BANSO_HOME.glob(f"{KEPT_ASIDE}*"), settings.BANSO_HOME)
    connections.close_all()
    file = args.file.expanduser().resolve()
    word = passphrase.passphrase(args, twice=False) if is_sealed(file) else ""
    with workplace(settings.BANSO_HOME) as folder:
        manifest = restore(
            file, home=settings.BANSO_HOME, passphrase=word,
            # Who serves may own nothing, and then can make no table.
            database=settings.DATABASES["default"] | settings.DATABASE_OWNER,
            force=args.force, without_older_usage=args.without_older_usage, usage=folder,
        )  # fmt: skip
        # What the archive's records hold sealed opens under the key that came with them.
        settings.SECRET_KEY = secret_key(settings.BANSO_HOME)
        # At once: what follows may fail, and the list that came with the archive is the older one.
        keep_erasures(settings.BANSO_HOME, erased)
        let_the_server_in()
        bring_up_to_date(with_backup=False)
        loaded = follow(manifest, folder, partly=args.without_older_usage)
    again = erase_restored(settings.BANSO_HOME)
    if again:
        print(f"{again} erasures were done again: what the archive still held of these people is gone.")
    print(
        f"Restored {len(manifest.files)} files of {manifest.made_at}; {loaded} facts and events loaded again."
    )
    return 0
