"""Putting an archive back."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from banso.engine.journal.column.home import is_locked
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError
from banso.project.backup.archive import Manifest, unpack
from banso.project.backup.content import KEPT_ASIDE, LOG, UPGRADES, memory_of_the_loader, workplace
from banso.project.backup.postgresql import load, tables

_TAILS = ("", "-wal", "-shm", "-journal")


def restore(
    source: Path,
    *,
    home: Path,
    database: Mapping[str, Any],
    passphrase: str = "",
    force: bool = False,
    without_older_usage: bool = False,
    usage: Path | None = None,
) -> Manifest:
    """Put an archive's content into the data folder and the database, after checking all of it.

    What stands in the folder is moved aside into `before-restore-...`, never deleted; for an archive of the
    records alone, only the records are. Tables on PostgreSQL are replaced. The column store has to be brought
    after it afterwards.

    Args:
        source: the archive.
        home: the data folder.
        database: Django's settings of the records' database.
        passphrase: what opens the archive.
        force: also where there is something already.
        without_older_usage: also where usage is in the archive only since some moment.
        usage: an empty folder for what the column store held, if the archive holds it.

    Raises:
        InputError: the archive cannot be read, is damaged, or comes from a newer version or another database.
        Conflict: the folder or the database holds data and `force` is False, a server runs on it, or the
            archive holds usage only since some moment and `without_older_usage` is False.
    """
    _demand_free(home, force=force)
    with workplace(home) as stage:
        manifest = unpack(source, stage, passphrase=passphrase)
        _demand_fitting(manifest, database, without_older_usage=without_older_usage)
        if manifest.database != "sqlite":
            # First, as it may fail and then has changed nothing; nor has the folder been touched by then.
            _replace_tables(manifest, stage, database, force=force)
        if manifest.holds == "all":
            _move_aside(home)
        if manifest.database == "sqlite":
            _put_records(stage, Path(database["NAME"]))
        if manifest.holds == "all":
            _put_home(stage, home, usage)
        # The archive may be all that there is: on the disk before anybody relies on it.
        os.sync()
    return manifest


def _demand_free(home: Path, *, force: bool) -> None:
    if is_locked(home / "serve.lock") or is_locked(home / "engine" / "lock"):
        raise Conflict(f"a server runs on {home}: stop it first")
    held = sorted(path.name for path in home.iterdir() if path.suffix == ".sqlite3" or path.name == "files")
    if held and not force:
        raise Conflict(f"{home} holds data already ({', '.join(held)}); --force moves it aside")


def _demand_fitting(manifest: Manifest, database: Mapping[str, Any], *, without_older_usage: bool) -> None:
    if (manifest.database == "sqlite") != database["ENGINE"].endswith("sqlite3"):
        raise InputError(
            f"the archive holds a {manifest.database} database", field="DATABASE_URL",
            came=database["ENGINE"].rpartition(".")[2], wanted=manifest.database,
        )  # fmt: skip
    if manifest.usage_since and not without_older_usage:
        raise Conflict(
            f"the archive holds usage since {manifest.usage_since} alone: the log had been cut, and what"
            " came before is in the old column store only; --without-older-usage restores all the same"
        )


def _replace_tables(manifest: Manifest, stage: Path, database: Mapping[str, Any], *, force: bool) -> None:
    if (held := tables(database)) and not force:
        raise Conflict(
            f"the database {database['NAME']} holds {len(held)} tables of Banso already; --force replaces"
            " them, and what they hold is gone: dump them first if it matters"
        )
    keep = (LOG, *memory_of_the_loader()) if manifest.holds == "records" else ()
    load(database, stage / "records.pgdump", keep=keep)


def _put_records(stage: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    _set_aside(place)
    shutil.move(stage / "records.sqlite3", place)


def _put_home(stage: Path, home: Path, usage: Path | None) -> None:
    for folder, place in (("home", home), ("usage", usage)):
        if place is not None and (stage / folder).is_dir():
            for entry in sorted((stage / folder).iterdir()):
                shutil.move(entry, place / entry.name)


def _move_aside(home: Path) -> None:
    aside = home / f"{KEPT_ASIDE}{now():%Y%m%d-%H%M%S}"
    for entry in sorted(home.iterdir()):
        if entry.name == UPGRADES or entry.name.startswith((KEPT_ASIDE, ".banso-")):
            continue
        aside.mkdir(exist_ok=True, mode=0o700)
        entry.rename(aside / entry.name)


def _set_aside(database: Path) -> None:
    """Rename a database that stands there still, together with what SQLite keeps beside it.

    A write-ahead log that stayed would be read into the restored file.
    """
    ending = f".{KEPT_ASIDE}{now():%Y%m%d-%H%M%S}"
    for tail in _TAILS:
        file = database.with_name(database.name + tail)
        if file.exists():
            file.rename(database.with_name(f"{database.name}{ending}{tail}"))
