"""What goes into an archive, all of one instant, while the server goes on writing.

Files are written once and put into their place whole, so a second name for each keeps it from vanishing, and
costs no room. They are taken before the instant and once more behind it: a file that a record of the instant
names was there at one of the two. The databases are held for the instant itself, a few thousandths of a
second, until a reader of each stands in it; what is written from then on the readers do not see.
"""

import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from banso.kit.clock import now
from banso.kit.errors import Conflict, TooBusy
from banso.project.backup.archive import Member

KEPT_ASIDE = "before-restore-"
LOADER = "usage_loader.sqlite3"
# On PostgreSQL, tables beside those of the records.
LOG = "usage_log"
UPGRADES = "backups"
_WORK = ".banso-backup-"
# Made again at the next start, or only of this machine and moment; and the archives of upgrades.
_REBUILT = frozenset({"column", "engine", "static", "metrics", UPGRADES})
_MOMENTARY = frozenset(
    {"serve.lock", "serve.address", "sample.lock", "migrate.lock", "worker.beat", "watch.json"}
    | {"last_backup.json"}
)
_TAILS = ("-wal", "-shm", "-journal")
# On their way into their place.
_UNFINISHED = (".half", ".part", ".new")
_PATIENCE = 20.0


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """A folder to work in, gone with the block; one that a dead process left goes first."""
    for left in folder.glob(f"{_WORK}*"):
        if (alive := _held(left / "lock")) is not None:
            shutil.rmtree(left, ignore_errors=True)
            os.close(alive)
    with tempfile.TemporaryDirectory(prefix=_WORK, dir=folder, ignore_cleanup_errors=True) as name:
        place = Path(name)
        lock = _held(place / "lock", create=True)
        try:
            (place / "in").mkdir()
            yield place / "in"
        finally:
            if lock is not None:
                os.close(lock)


def _held(path: Path, *, create: bool = False) -> int | None:
    """The lock, taken; None where another process has it or there is none."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDWR | (os.O_CREAT if create else 0), 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
        else:
            return descriptor
    return None


class Files:
    """The data folder's files, kept as they are while they are packed.

    Args:
        home: the data folder.
        links: an empty folder on its disk.
    """

    def __init__(self, home: Path, links: Path) -> None:
        self._home = home
        self._links = links
        self._held: dict[str, Member] = {}

    def gather(self) -> None:
        """Hold every file that is there now and was not before."""
        for path in _kept(self._home):
            name = str(path.relative_to(self._home))
            if name not in self._held and (place := self._hold(path)) is not None:
                self._held[name] = Member(f"home/{name}", place)

    def members(self) -> list[Member]:
        return [self._held[name] for name in sorted(self._held)]

    def _hold(self, path: Path) -> Path | None:
        place = self._links / f"{len(self._held)}"
        # What lies in the folder itself is written in place; what lies deeper is put there whole.
        if path.parent != self._home:
            with suppress(OSError):
                os.link(path, place)
                return place
        try:
            shutil.copy2(path, place)
        except FileNotFoundError:
            return None
        return place


def _kept(home: Path) -> Iterator[Path]:
    for entry in sorted(home.iterdir()):
        if entry.name in _REBUILT | _MOMENTARY or entry.name.startswith((".banso-", "banso-")):
            continue
        if KEPT_ASIDE in entry.name:
            continue
        inside = sorted(entry.rglob("*")) if entry.is_dir() else [entry]
        yield from (path for path in inside if path.suffix not in _UNFINISHED and _is_plain(path, home))


def _is_plain(path: Path, home: Path) -> bool:
    if path.parent == home and (path.name.endswith(_TAILS) or path.suffix == ".sqlite3"):
        return False
    return path.is_file()


def databases(home: Path, records: Path | None, *, with_loader: bool) -> dict[str, Path]:
    """The SQLite databases by their members' names; the records first, as whoever writes both has it."""
    found = {"records.sqlite3": records} if records is not None else {}
    for path in sorted(home.glob("*.sqlite3")):
        if path != records and (with_loader or path.name != LOADER):
            found[f"home/{path.name}"] = path
    return found


def memory_of_the_loader() -> tuple[str, ...]:
    """Its tables on PostgreSQL: they go with the column store's rows, or not at all."""
    from banso.engine.journal.usage.state import TABLES  # noqa: PLC0415 - needs the settings

    return tuple(f"usage_{name}" for name in TABLES)


@contextmanager
def one_instant(paths: Sequence[Path]) -> Iterator[tuple[datetime, list[sqlite3.Connection]]]:
    """Readers of several databases, as all of them stood at one instant, and when that was.

    Raises:
        TooBusy: a writer did not let go.
    """
    with ExitStack() as held:
        readers = [held.enter_context(closing(_connection(path))) for path in paths]
        try:
            with ExitStack() as turns:
                for path in paths:
                    turns.enter_context(closing(_connection(path))).execute("BEGIN IMMEDIATE")
                at = now()
                for reader in readers:
                    reader.execute("BEGIN")
                    reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            raise TooBusy(f"the database is busy ({error}); try again", retry_after=5) from error
        yield at, readers


def _connection(path: Path) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode=rw"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_PATIENCE)


def copy(reader: sqlite3.Connection, target: Path) -> None:
    """Write what a reader sees into a file."""
    with closing(sqlite3.connect(target)) as after:
        reader.backup(after)


def demand_room(folder: Path, paths: Sequence[Path]) -> None:
    """Room for copies of the databases, before anything is written.

    Raises:
        Conflict: there is less.
    """
    wanted = sum(path.stat().st_size for path in paths)
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise Conflict(
            f"there is no room in {folder}: {wanted // 1_000_000:,} MB are wanted,"
            f" {free // 1_000_000:,} MB are free"
        )
