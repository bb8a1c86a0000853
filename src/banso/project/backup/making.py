"""Making an archive."""

import errno
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import banso
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError
from banso.project.backup.archive import FORMAT, Manifest, Member, pack
from banso.project.backup.content import (
    LOG,
    Files,
    copy,
    databases,
    demand_room,
    memory_of_the_loader,
    one_instant,
    workplace,
)
from banso.project.backup.postgresql import dump

_SQLITE, _POSTGRES = "records.sqlite3", "records.pgdump"


def back_up(
    target: Path,
    *,
    home: Path,
    database: Mapping[str, Any],
    passphrase: str = "",
    with_usage: bool = False,
    usage_since: str = "",
) -> Manifest:
    """Write an archive of one instant; whole or not at all, readable by its owner alone.

    The server may be running and writing.

    Args:
        target: the file to write; it must not exist.
        home: the data folder.
        database: Django's settings of the records' database.
        passphrase: what seals the archive; "" leaves it open.
        with_usage: take usage out of the column store as well, because the log was cut.
        usage_since: since when usage is in the archive, where it is not all of it.

    Raises:
        Conflict: the target exists, or a disk has no room.
        InputError: its folder does not, or pg_dump is missing or failed.
        TooBusy: a writer, or whoever loads, did not let go.
        ColumnError: `with_usage`, and the column store does not answer.
    """
    with _whole_or_not(target) as work, workplace(home) as links:
        files = Files(home, links)
        files.gather()
        with _at_rest() if with_usage else nullcontext():
            members, at = _databases(home, database, work, with_loader=with_usage)
            members += _usage(work) if with_usage else []
        files.gather()
        manifest = _manifest(database, at, usage_since=usage_since, with_usage=with_usage)
        pack(work / "packed", [*members, *files.members()], manifest, passphrase=passphrase)
    return manifest


def back_up_records(target: Path, *, home: Path, database: Mapping[str, Any]) -> Manifest:
    """Write an archive of the records and the journal alone: what an upgrade changes.

    Raises:
        Conflict: the target exists, or a disk has no room.
        InputError: its folder does not, or pg_dump is missing or failed.
    """
    with _whole_or_not(target) as work:
        if _is_sqlite(database):
            members, at = _databases(home, database, work, with_loader=False, records_alone=True)
        else:
            at = now()
            dump(database, work / _POSTGRES, leave_out=(LOG, *memory_of_the_loader()))
            members = [Member(_POSTGRES, work / _POSTGRES)]
        manifest = _manifest(database, at, holds="records")
        pack(work / "packed", members, manifest)
    return manifest


@contextmanager
def _whole_or_not(target: Path) -> Iterator[Path]:
    """A folder in which "packed" is written, which then becomes the target."""
    if target.exists():
        raise Conflict(f"{target} exists already; choose another name")
    if not target.parent.is_dir():
        raise InputError(f"there is no folder {target.parent}", field="FILE", came=str(target))
    try:
        with workplace(target.parent) as work:
            yield work
            (work / "packed").replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise Conflict(f"the disk of {target.parent} became full; nothing was written") from error
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_FULL:
            raise
        raise Conflict(f"the disk of {target.parent} became full; nothing was written") from error


def _databases(
    home: Path,
    database: Mapping[str, Any],
    work: Path,
    *,
    with_loader: bool,
    records_alone: bool = False,
) -> tuple[list[Member], datetime]:
    """Copies of the databases as of one instant, and which that was."""
    is_sqlite = _is_sqlite(database)
    found = databases(home, Path(database["NAME"]) if is_sqlite else None, with_loader=with_loader)
    if records_alone:
        found = {_SQLITE: found[_SQLITE]}
    demand_room(work, list(found.values()))
    members = []
    with one_instant(list(found.values())) as (at, readers):
        if not is_sqlite:
            dump(database, work / _POSTGRES, leave_out=() if with_loader else memory_of_the_loader())
            members.append(Member(_POSTGRES, work / _POSTGRES))
        for (name, _path), reader in zip(found.items(), readers, strict=True):
            place = work / f"{len(members)}.sqlite3"
            copy(reader, place)
            members.append(Member(name, place))
    return members, at


def _usage(work: Path) -> list[Member]:
    from banso.project.backup.older_usage import write_usage  # noqa: PLC0415 - needs the app registry

    folder = work / "usage"
    folder.mkdir()
    write_usage(folder)
    return [Member(f"usage/{path.name}", path) for path in sorted(folder.iterdir())]


def _at_rest() -> Any:  # noqa: ANN401 - a context manager
    from banso.engine.journal.loader.run import at_rest  # noqa: PLC0415 - needs the app registry

    return at_rest()


def _manifest(
    database: Mapping[str, Any],
    at: datetime,
    *,
    holds: str = "all",
    usage_since: str = "",
    with_usage: bool = False,
) -> Manifest:
    kind = "sqlite" if _is_sqlite(database) else "postgresql"
    return Manifest(
        FORMAT, banso.__version__, at.isoformat(), kind, {}, usage_since=usage_since, holds=holds,
        with_usage=with_usage,
    )  # fmt: skip


def _is_sqlite(database: Mapping[str, Any]) -> bool:
    return bool(database["ENGINE"].endswith("sqlite3"))
