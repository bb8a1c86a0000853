"""Backups: everything comes back, nothing is lost, and a damaged archive changes nothing."""

import argparse
import fcntl
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from banso.kit.errors import Conflict, InputError
from banso.project.backup import making
from banso.project.backup.archive import pack
from banso.project.backup.content import one_instant
from banso.project.backup.making import back_up
from banso.project.backup.restoring import restore
from banso.project.cli.backup import add, run
from banso.project.testing import found_home


def records(home: Path) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(home / "banso.sqlite3")}


def write(path: Path, text: str) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE IF NOT EXISTS lines (text)")
        database.execute("INSERT INTO lines VALUES (?)", [text])


def read(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return [text for (text,) in database.execute("SELECT text FROM lines")]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    (made / "files" / "ab").mkdir(parents=True)
    (made / "column" / "store").mkdir(parents=True)
    (made / "engine").mkdir()
    write(made / "banso.sqlite3", "record")
    write(made / "usage.sqlite3", "event")
    (made / "files" / "ab" / "議事録.txt").write_text("一行目", encoding="utf-8")
    (made / "secret_key").write_text("secret")
    (made / "column" / "store" / "part.bin").write_text("made again")
    (made / "engine" / "secrets.json").write_text("{}")
    return made


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    made = tmp_path / "empty"
    made.mkdir()
    return made


def members(archive: Path) -> list[str]:
    with tarfile.open(archive) as opened:
        return sorted(opened.getnames())


def test_an_archive_holds_what_cannot_be_made_again(home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "b.tar.gz"
    back_up(archive, home=home, database=records(home))
    assert members(archive) == [
        "home/files/ab/議事録.txt", "home/secret_key", "home/usage.sqlite3",
        "manifest.json", "records.sqlite3",
    ]  # fmt: skip
    assert archive.stat().st_mode & 0o777 == 0o600


def test_a_restore_brings_everything_back(home: Path, empty: Path, tmp_path: Path) -> None:
    archive = tmp_path / "b.tar.gz"
    back_up(archive, home=home, database=records(home))
    restore(archive, home=empty, database=records(empty))
    assert read(empty / "banso.sqlite3") == ["record"]
    assert read(empty / "usage.sqlite3") == ["event"]
    assert (empty / "files" / "ab" / "議事録.txt").read_text(encoding="utf-8") == "一行目"
    assert sorted(path.name for path in empty.iterdir()) == [
        "banso.sqlite3", "files", "secret_key", "usage.sqlite3",
    ]  # fmt: skip


def test_what_still_stands_in_the_write_ahead_log_is_in_it(home: Path, empty: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home / "banso.sqlite3")) as open_elsewhere:
        open_elsewhere.execute("INSERT INTO lines VALUES ('still in the wal')")
        open_elsewhere.commit()
        back_up(tmp_path / "b.tar.gz", home=home, database=records(home))
    restore(tmp_path / "b.tar.gz", home=empty, database=records(empty))
    assert read(empty / "banso.sqlite3") == ["record", "still in the wal"]


def test_a_file_that_exists_is_not_overwritten(home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "b.tar.gz"
    archive.write_text("mine")
    with pytest.raises(Conflict, match="exists already"):
        back_up(archive, home=home, database=records(home))
    assert archive.read_text() == "mine"


def test_a_folder_that_is_missing_is_named(home: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no folder"):
        back_up(tmp_path / "no" / "b.tar.gz", home=home, database=records(home))


def test_data_in_the_folder_is_refused_and_moved_aside_with_force(home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "b.tar.gz"
    back_up(archive, home=home, database=records(home))
    write(home / "banso.sqlite3", "later")
    with pytest.raises(Conflict, match="holds data already"):
        restore(archive, home=home, database=records(home))
    restore(archive, home=home, database=records(home), force=True)
    assert read(home / "banso.sqlite3") == ["record"]
    assert not (home / "column").exists()
    (aside,) = home.glob("before-restore-*")
    assert read(aside / "banso.sqlite3") == ["record", "later"]


def test_a_running_server_is_left_alone(home: Path, empty: Path, tmp_path: Path) -> None:
    archive = tmp_path / "b.tar.gz"
    back_up(archive, home=home, database=records(home))
    with (empty / "serve.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Conflict, match="a server runs"):
            restore(archive, home=empty, database=records(empty))


def repacked(archive: Path, target: Path, member: str, content: bytes) -> Path:
    """The archive with one member's content replaced."""
    folder = target.with_suffix(".d")
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    (folder / member).write_bytes(content)
    with tarfile.open(target, "w:gz") as made:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                made.add(path, str(path.relative_to(folder)))
    return target


@pytest.mark.parametrize("member", ["records.sqlite3", "home/secret_key", "home/added"])
def test_a_damaged_archive_changes_nothing(home: Path, empty: Path, tmp_path: Path, member: str) -> None:
    archive = tmp_path / "b.tar.gz"
    back_up(archive, home=home, database=records(home))
    bad = repacked(archive, tmp_path / "bad.tar.gz", member, b"else")
    with pytest.raises(InputError, match=f"is damaged: {member}"):
        restore(bad, home=empty, database=records(empty))
    assert list(empty.iterdir()) == []


def test_a_newer_format_says_so(home: Path, empty: Path, tmp_path: Path) -> None:
    archive = tmp_path / "b.tar.gz"
    back_up(archive, home=home, database=records(home))
    newer = {"format": 3, "version": "9.0", "made_at": "", "database": "sqlite", "files": {}}
    bad = repacked(archive, tmp_path / "bad.tar.gz", "manifest.json", json.dumps(newer).encode())
    with pytest.raises(InputError, match=r"written by Banso 9\.0"):
        restore(bad, home=empty, database=records(empty))


def test_a_file_of_another_kind_says_so(empty: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.tar.gz"
    other.write_bytes(b"not an archive")
    with pytest.raises(InputError, match="is no archive of banso backup"):
        restore(other, home=empty, database=records(empty))
    with pytest.raises(InputError, match="there is no archive"):
        restore(tmp_path / "missing.tar.gz", home=empty, database=records(empty))


def test_an_archive_of_another_database_is_refused(home: Path, empty: Path, tmp_path: Path) -> None:
    archive = tmp_path / "b.tar.gz"
    back_up(archive, home=home, database=records(home))
    with pytest.raises(InputError, match="holds a sqlite database"):
        restore(archive, home=empty, database={"ENGINE": "django.db.backends.postgresql", "NAME": "banso"})


def command(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"BANSO_HOME": str(home), "DATABASE_URL": ""}
    return subprocess.run(
        [sys.executable, "-m", "banso.project", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_commands_carry_a_workspace_from_one_folder_to_another(tmp_path: Path) -> None:
    old, new, archive = tmp_path / "old", tmp_path / "new", tmp_path / "b.tar.gz"
    found_home(old)
    made = command(old, "workspace", "create", "harunire", "--name", "ハルニレ株式会社")
    assert made.returncode == 0, made.stderr
    saved = command(old, "backup", str(archive))
    assert saved.returncode == 0, saved.stderr
    back = command(new, "restore", str(archive))
    assert back.returncode == 0, back.stderr
    assert command(new, "workspace", "list").stdout == "harunire\tハルニレ株式会社\n"
    again = command(new, "restore", str(archive))
    assert again.returncode == 1
    assert "holds data already" in again.stderr


def test_a_cut_log_is_said_before_anything_is_moved(home: Path, empty: Path, tmp_path: Path) -> None:
    archive = tmp_path / "b.tar.gz"
    back_up(archive, home=home, database=records(home), usage_since="2026-11-01T00:00:00+00:00")
    write(empty / "banso.sqlite3", "old")
    with pytest.raises(Conflict, match="since 2026-11-01"):
        restore(archive, home=empty, database=records(empty), force=True)
    assert read(empty / "banso.sqlite3") == ["old"]
    restore(archive, home=empty, database=records(empty), force=True, without_older_usage=True)
    assert read(empty / "banso.sqlite3") == ["record"]


def test_a_database_outside_the_folder_goes_aside_with_its_write_ahead_log(
    home: Path, empty: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "b.tar.gz"
    back_up(archive, home=home, database=records(home))
    elsewhere = tmp_path / "db" / "records.sqlite3"
    elsewhere.parent.mkdir()
    write(elsewhere, "old")
    for tail in ("-wal", "-shm"):
        elsewhere.with_name(elsewhere.name + tail).write_bytes(b"of the old one")
    restore(archive, home=empty, database={**records(empty), "NAME": str(elsewhere)}, force=True)
    assert not elsewhere.with_name("records.sqlite3-wal").exists()
    assert read(elsewhere) == ["record"]
    aside = sorted(path.name.rpartition("-")[2] for path in elsewhere.parent.glob("*before-restore-*"))
    assert (len(aside), aside[-2:]) == (3, ["shm", "wal"])


def test_what_vanishes_while_it_is_packed_is_in_it_and_what_is_unfinished_is_not(
    home: Path, empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that a record of the instant names must be there, though it be removed a moment later."""
    (home / "files" / "ab" / "coming.half").write_text("ha")

    def pack_later(*args: Any, **kwargs: Any) -> None:
        (home / "files" / "ab" / "議事録.txt").unlink()
        pack(*args, **kwargs)

    monkeypatch.setattr(making, "pack", pack_later)
    back_up(tmp_path / "b.tar.gz", home=home, database=records(home))
    restore(tmp_path / "b.tar.gz", home=empty, database=records(empty))
    assert [path.name for path in (empty / "files" / "ab").iterdir()] == ["議事録.txt"]


def test_a_file_that_comes_just_before_the_instant_is_in_it(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def with_a_new_file(paths: Any) -> Any:
        (home / "files" / "ab" / "new").write_text("named by a record")
        return one_instant(paths)

    monkeypatch.setattr(making, "one_instant", with_a_new_file)
    back_up(tmp_path / "b.tar.gz", home=home, database=records(home))
    assert "home/files/ab/new" in members(tmp_path / "b.tar.gz")


def test_nothing_is_written_between_the_databases(home: Path, tmp_path: Path) -> None:
    """Who writes records first and usage then is never met with the usage alone."""
    stop = threading.Event()

    def write_both() -> None:
        number = 0
        while not stop.is_set():
            write(home / "banso.sqlite3", f"{number}")
            write(home / "usage.sqlite3", f"{number}")
            number += 1

    writer = threading.Thread(target=write_both)
    writer.start()
    try:
        for turn in range(5):
            back_up(tmp_path / f"{turn}.tar.gz", home=home, database=records(home))
    finally:
        stop.set()
        writer.join()
    for turn in range(5):
        place = tmp_path / f"{turn}"
        place.mkdir()
        restore(tmp_path / f"{turn}.tar.gz", home=place, database=records(place))
        behind = len(read(place / "banso.sqlite3")) - len(read(place / "usage.sqlite3"))
        assert behind in {0, 1}


def test_t65_a_killed_backup_leaves_no_archive_and_its_rest_goes_with_the_next(
    home: Path, tmp_path: Path
) -> None:
    target = tmp_path / "backups" / "b.tar.gz"
    target.parent.mkdir()
    script = (
        "import os, signal, sys; from pathlib import Path; from banso.project.backup import making;"
        "die = lambda: os.kill(os.getpid(), signal.SIGKILL);"
        "making.pack = lambda target, *_, **__: (target.write_bytes(b'half'), die());"
        "home = Path(sys.argv[1]); making.back_up(Path(sys.argv[2]), home=home,"
        " database={'ENGINE': 'django.db.backends.sqlite3', 'NAME': str(home / 'banso.sqlite3')})"
    )
    done = subprocess.run([sys.executable, "-c", script, str(home), str(target)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert list(target.parent.glob("[!.]*")) == []
    assert len(list(target.parent.iterdir())) == 1
    back_up(target, home=home, database=records(home))
    assert [path.name for path in target.parent.iterdir()] == ["b.tar.gz"]
    assert list(home.glob(".banso-*")) == []


def test_t60_a_disk_without_room_is_said_before_anything_is_written(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(10, 9, 1))
    with pytest.raises(Conflict, match="there is no room"):
        back_up(tmp_path / "b.tar.gz", home=home, database=records(home))
    assert not (tmp_path / "b.tar.gz").exists()


def test_a_passphrase_that_would_seal_nothing_is_refused(tmp_path: Path) -> None:
    word = tmp_path / "word"
    word.write_text("correct horse battery staple\n")
    parser = argparse.ArgumentParser()
    add(parser)
    with pytest.raises(InputError, match="the archive would be open all the same"):
        run(parser.parse_args([str(tmp_path / "b.tar.gz"), "--passphrase-file", str(word)]))
    assert not (tmp_path / "b.tar.gz").exists()
