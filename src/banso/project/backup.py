"""One archive of everything that cannot be made again, and its return.

backup.tar.gz
    manifest.json       format, version, and the SHA-256 of every other member
    records.sqlite3     the records and the journal (or records.pgdump from PostgreSQL)
    home/...            the data folder: usage log, uploaded files, secret key

The column store is left out: it is a projection, and a restore builds it again from the journal and the log.
Where the log was cut (BANSO_USAGE_LOG_DAYS), what came before is in the column store alone and in no archive:
the manifest says since when usage is in it, and a restore asks for a yes before it moves anything.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import banso
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError

FORMAT = 1
_SQLITE, _POSTGRES = "records.sqlite3", "records.pgdump"
_KEPT_ASIDE = "before-restore-"
# Made again at the next start, or only of this machine and moment.
_REBUILT = frozenset({"column", "engine", "static", "metrics"})
_MOMENTARY = frozenset({"serve.lock", "sample.lock", "worker.beat", "watch.json", "last_backup.json"})
_TAILS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself.

    Attributes:
        files: each member's SHA-256.
        usage_since: the moment from which on it holds usage; "" where it holds all of it.
    """

    format: int
    version: str
    made_at: str
    database: str
    files: dict[str, str]
    usage_since: str = ""


def back_up(target: Path, *, home: Path, database: Mapping[str, Any], usage_since: str = "") -> Manifest:
    """Write an archive; whole or not at all, readable by its owner alone. The server may be running.

    Args:
        target: the file to write; it must not exist.
        home: the data folder.
        database: Django's settings of the records' database.
        usage_since: since when the log of usage is kept; "" where it is whole.

    Raises:
        Conflict: the target exists.
        InputError: its folder does not, or pg_dump is missing or failed.
    """
    if target.exists():
        raise Conflict(f"{target} exists already; choose another name")
    if not target.parent.is_dir():
        raise InputError(f"there is no folder {target.parent}", field="FILE", came=str(target))
    with tempfile.TemporaryDirectory(prefix="banso-backup-", dir=target.parent) as name:
        stage = Path(name) / "stage"
        stage.mkdir()
        is_sqlite = database["ENGINE"].endswith("sqlite3")
        if is_sqlite:
            _copy_sqlite(Path(database["NAME"]), stage / _SQLITE)
        else:
            _dump(database, stage / _POSTGRES)
        _copy_home(home, stage / "home", records=Path(database["NAME"]) if is_sqlite else None)
        manifest = Manifest(
            FORMAT,
            banso.__version__,
            now().isoformat(),
            "sqlite" if is_sqlite else "postgresql",
            _sums(stage),
            usage_since,
        )
        (stage / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        packed = Path(name) / "packed"
        with tarfile.open(packed, "w:gz", compresslevel=4) as archive:
            archive.add(stage / "manifest.json", "manifest.json")
            for member in sorted(manifest.files):
                archive.add(stage / member, member)
        packed.chmod(0o600)
        packed.replace(target)
    return manifest


def restore(
    source: Path,
    *,
    home: Path,
    database: Mapping[str, Any],
    force: bool = False,
    without_older_usage: bool = False,
) -> Manifest:
    """Put an archive's content into the data folder and the database, after checking all of it.

    What stands in the folder is moved aside into `before-restore-...`, never deleted. The column store has to
    be rebuilt afterwards.

    Raises:
        InputError: the archive cannot be read, is damaged, or comes from a newer version or another database.
        Conflict: the folder holds data and `force` is False, a server runs on it, or the archive holds usage
            only since some moment and `without_older_usage` is False.
    """
    if _is_locked(home / "serve.lock") or _is_locked(home / "engine" / "lock"):
        raise Conflict(f"a server runs on {home}: stop it first")
    held = sorted(path.name for path in home.iterdir() if path.suffix == ".sqlite3" or path.name == "files")
    if held and not force:
        raise Conflict(f"{home} holds data already ({', '.join(held)}); --force moves it aside")
    with tempfile.TemporaryDirectory(prefix="banso-restore-", dir=home) as name:
        stage = Path(name)
        manifest = _unpacked(source, stage)
        is_sqlite = database["ENGINE"].endswith("sqlite3")
        if (manifest.database == "sqlite") != is_sqlite:
            raise InputError(
                f"the archive holds a {manifest.database} database", field="DATABASE_URL",
                came=database["ENGINE"].rpartition(".")[2], wanted=manifest.database,
            )  # fmt: skip
        if manifest.usage_since and not without_older_usage:
            raise Conflict(
                f"the archive holds usage since {manifest.usage_since} alone: the log had been cut, and what"
                " came before is in the old column store only; --without-older-usage restores all the same"
            )
        _move_aside(home, keep=stage)
        if is_sqlite:
            place = Path(database["NAME"])
            place.parent.mkdir(parents=True, exist_ok=True)
            _set_aside(place)
            shutil.move(stage / _SQLITE, place)
        else:
            _load_dump(database, stage / _POSTGRES)
        for entry in (stage / "home").iterdir() if (stage / "home").is_dir() else ():
            shutil.move(entry, home / entry.name)
    return manifest


def _copy_sqlite(source: Path, target: Path) -> None:
    # SQLite's own online copy: consistent while others write.
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as before,
        closing(sqlite3.connect(target)) as after,
    ):
        before.backup(after)


def _copy_home(home: Path, target: Path, *, records: Path | None) -> None:
    for path in _kept(home):
        place = target / path.relative_to(home)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path == records:
            continue
        if path.suffix == ".sqlite3":
            _copy_sqlite(path, place)
        else:
            shutil.copy2(path, place)


def _kept(home: Path) -> Iterator[Path]:
    for entry in sorted(home.iterdir()):
        if entry.name in _REBUILT | _MOMENTARY or entry.name.startswith((_KEPT_ASIDE, "banso-")):
            continue
        inside = sorted(entry.rglob("*")) if entry.is_dir() else [entry]
        yield from (path for path in inside if path.is_file() and not path.name.endswith(_TAILS))


def _sums(stage: Path) -> dict[str, str]:
    return {
        str(path.relative_to(stage)): _sha256(path) for path in sorted(stage.rglob("*")) if path.is_file()
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unpacked(source: Path, stage: Path) -> Manifest:
    """Extract and check everything before anything is put in place."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(stage, filter="data")
        manifest = Manifest(**json.loads((stage / "manifest.json").read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise InputError(f"there is no archive {source}", field="FILE", came=str(source)) from error
    except (tarfile.TarError, OSError, EOFError, ValueError, TypeError) as error:
        raise InputError(f"{source} is no archive of banso backup: {error}", field="FILE") from error
    if manifest.format > FORMAT:
        raise InputError(
            f"{source} was written by Banso {manifest.version}", field="FILE",
            came=f"format {manifest.format}", wanted=f"format {FORMAT} or older; install that version first",
        )  # fmt: skip
    found = _sums(stage)
    found.pop("manifest.json")
    wrong = sorted(
        name for name in found.keys() | manifest.files.keys() if found.get(name) != manifest.files.get(name)
    )
    if wrong:
        raise InputError(f"{source} is damaged: {', '.join(wrong)}", field="FILE")
    return manifest


def _move_aside(home: Path, *, keep: Path) -> None:
    aside = home / f"{_KEPT_ASIDE}{now():%Y%m%d-%H%M%S}"
    for entry in sorted(home.iterdir()):
        if entry == keep or entry.name.startswith(_KEPT_ASIDE):
            continue
        aside.mkdir(exist_ok=True, mode=0o700)
        entry.rename(aside / entry.name)


def _set_aside(database: Path) -> None:
    """Rename a database that stands outside the data folder, together with what SQLite keeps beside it.

    A write-ahead log that stayed would be read into the restored file.
    """
    ending = f".{_KEPT_ASIDE}{now():%Y%m%d-%H%M%S}"
    for tail in ("", *_TAILS):
        file = database.with_name(database.name + tail)
        if file.exists():
            file.rename(database.with_name(f"{database.name}{ending}{tail}"))


def _is_locked(path: Path) -> bool:
    import fcntl  # noqa: PLC0415 - Unix alone has it, and only here is it needed

    if not path.exists():
        return False
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _dump(database: Mapping[str, Any], target: Path) -> None:
    _postgres("pg_dump", ["--format=custom", "--no-owner", f"--file={target}"], database)


def _load_dump(database: Mapping[str, Any], source: Path) -> None:
    options = ["--clean", "--if-exists", "--no-owner", "--single-transaction", f"--dbname={database['NAME']}"]
    _postgres("pg_restore", [*options, str(source)], database)


def _postgres(program: str, options: list[str], database: Mapping[str, Any]) -> None:
    path = shutil.which(program)
    if path is None:
        raise InputError(
            f"{program} is not installed; it belongs to PostgreSQL's client", field="DATABASE_URL"
        )
    given = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    environment = os.environ | {name: str(database[key]) for name, key in given.items() if database.get(key)}
    done = subprocess.run([path, *options], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise InputError(f"{program} failed: {done.stderr.strip()[-500:]}", field="DATABASE_URL")
