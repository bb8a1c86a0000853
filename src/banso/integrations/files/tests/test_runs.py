"""A run that is killed, goes on, is left alone, or fails."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from banso.domain.accounts.queries import accounts
from banso.integrations.files.actions import (
    Reading,
    SentFile,
    begin,
    discard,
    enqueue,
    read_again,
    set_mapping,
    take_in,
    undo,
)
from banso.integrations.files.models import ImportRun
from banso.integrations.files.queries import import_by_id, interrupted
from banso.integrations.files.tasks import bring_in
from banso.integrations.files.tests.factories import SATO, brought, counts, taken
from banso.kit.clock import freeze, now
from banso.kit.errors import Conflict, InputError
from banso.project.testing import found_home

ROWS = 6_000


def _banso(home: Path, *words: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "banso.project", *words],
        env=_environment(home), check=check, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    return kept | {"BANSO_HOME": str(home), "SECRET_KEY": "a key for tests that opens nothing at all, long"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    found_home(tmp_path)
    _banso(tmp_path, "workspace", "create", "harunire", "--name", "ハルニレ")
    return tmp_path


def test_a_run_that_is_killed_leaves_whole_batches_and_goes_on_where_it_stood(home: Path) -> None:
    file = home / "accounts.csv"
    lines = [f"A-{number},会社{number}" for number in range(ROWS)]
    file.write_text("external_id,name\n" + "\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "banso.project", "import", "accounts", str(file)]
    process = subprocess.Popen(
        command, env=_environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 120
    # Asked of the file itself: the command takes as long to start as the rest of the import.
    while time.monotonic() < deadline and _written(home) < 1_000:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    listed = json.loads(_banso(home, "import", "list", "--format", "json").stdout)
    written = listed[0]["rows"]
    # Whatever is counted is there, and whatever is there is counted.
    assert 0 < written < ROWS
    assert written % 1_000 == 0
    assert listed[0]["state"] == "running"
    refused = _banso(home, "import", "resume", listed[0]["import"], check=False)
    assert (refused.returncode, refused.stderr) == (1, "banso: This import is at work.\n")
    _age(home)
    again = _banso(home, "import", "resume", listed[0]["import"], "--format", "json")
    answer = json.loads(again.stdout)
    assert (answer["rows"], answer["new"], answer["same"], answer["rejected"]) == (ROWS, ROWS, 0, [])
    once_more = json.loads(_banso(home, "import", "accounts", str(file), "--format", "json").stdout)
    assert (once_more["new"], once_more["same"]) == (0, ROWS)


def _written(home: Path) -> int:
    with _database(home) as database:
        rows = database.execute("SELECT counts FROM files_importrun").fetchall()
    return max((json.loads(counts).get("rows", 0) for (counts,) in rows), default=0)


def _age(home: Path) -> None:
    """As if the last sign of life were long ago."""
    with _database(home) as database:
        database.execute("UPDATE files_importrun SET beat_at = '2020-01-01 00:00:00'")


@contextmanager
def _database(home: Path) -> Iterator[sqlite3.Connection]:
    """The other process's."""
    with closing(sqlite3.connect(home / "banso.sqlite3", timeout=60)) as database, database:
        yield database


@pytest.mark.usefixtures("workspace")
class TestStates:
    def test_an_import_is_brought_in_once(self) -> None:
        run = brought("accounts", "id,name\n1,A\n")
        with pytest.raises(Conflict, match="finished"):
            begin(run, dry=False, by=SATO)
        with pytest.raises(Conflict):
            set_mapping(run, {"id": "name"})
        with pytest.raises(Conflict):
            discard(run, by=SATO)

    def test_of_two_clicks_one_makes_a_job(self) -> None:
        run = taken("accounts", "id,name\n1,A\n")
        late, again = import_by_id(run.pk), import_by_id(run.pk)
        enqueue(bring_in, run, by=SATO)
        with pytest.raises(Conflict, match="at work"):
            enqueue(bring_in, late, by=SATO)
        with pytest.raises(Conflict, match="waiting"):
            enqueue(bring_in, import_by_id(run.pk), by=SATO)
        assert DBTaskResult.objects.count() == 1
        with freeze(now() + timedelta(hours=1)):
            # A job that was lost does not hold the import for ever.
            enqueue(bring_in, import_by_id(run.pk), by=SATO)
        again.refresh_from_db()
        assert again.state == "queued"

    def test_of_two_workers_one_carries_it_out(self) -> None:
        run = taken("accounts", "id,name\n1,A\n")
        late = import_by_id(run.pk)
        begin(run, dry=False, by=SATO)
        with pytest.raises(Conflict):
            begin(late, dry=False, by=SATO)
        late = import_by_id(run.pk)
        undo(run, by=SATO)
        with pytest.raises(Conflict):
            undo(late, by=SATO)
        assert counts(import_by_id(run.pk)) == (1, 0, 0, 0)

    def test_a_check_may_be_followed_by_another_mapping(self) -> None:
        run = taken("accounts", "a,b\n1,A\n")
        set_mapping(run, {"a": "name"})
        begin(run, dry=True, by=SATO)
        set_mapping(run, {"a": "external_id", "b": "name"})
        begin(run, dry=True, by=SATO)
        assert counts(begin(run, dry=False, by=SATO)) == (1, 0, 0, 0)
        assert accounts().get().name == "A"

    def test_the_mapping_is_remembered_for_the_next_file_with_these_headers(self) -> None:
        brought("accounts", "A列,B列\n1,会社\n", mapping={"A列": "external_id", "B列": "name"})
        assert taken("accounts", "A列,B列\n2,別の会社\n").mapping == {"A列": "external_id", "B列": "name"}
        assert taken("accounts", "B列,A列\n別の会社,2\n").mapping == {}

    def test_doubtful_dates_are_asked_for_and_then_read(self) -> None:
        text = "id,name,created_on\n1,A,03/04/2024\n"
        with pytest.raises(InputError) as caught:
            brought("accounts", text)
        assert (caught.value.field, caught.value.came) == ("date-format", "03/04/2024")
        assert ImportRun.objects.get().state == "failed"
        brought("accounts", text, orders={"created_on": "DD/MM/YYYY"})
        assert str(accounts().get().created_on) == "2024-04-03"

    def test_a_file_may_be_read_in_another_way(self) -> None:
        run = taken("accounts", "id;name\n1;株式会社ハルニレ\n".encode("cp932"))
        assert (run.layout["encoding"], run.layout["delimiter"], run.columns) == (
            "cp932",
            ";",
            ["id", "name"],
        )
        read_again(run, Reading(delimiter="comma"))
        assert run.columns == ["id;name"]

    def test_a_file_that_cannot_be_read_leaves_nothing_behind(self, settings: Any, tmp_path: Path) -> None:
        settings.BANSO_HOME = tmp_path
        with pytest.raises(InputError):
            take_in("accounts", [SentFile("x.csv", [b""])], by=SATO)
        assert ImportRun.objects.count() == 0
        assert list(tmp_path.rglob("original*")) == []

    def test_a_discarded_file_is_gone(self) -> None:
        run = taken("accounts", "id,name\n1,A\n")
        folder = run.folder
        assert folder.exists()
        discard(run, by=SATO)
        assert (folder.exists(), ImportRun.objects.count()) == (False, 0)

    def test_undoing_twice_is_refused(self) -> None:
        run = undo(brought("accounts", "id,name\n1,A\n"), by=SATO)
        with pytest.raises(Conflict, match="undone already"):
            undo(run, by=SATO)

    def test_a_run_without_a_sign_of_life_is_interrupted(self) -> None:
        from datetime import timedelta  # noqa: PLC0415

        run = taken("accounts", "id,name\n1,A\n")
        run.state = "running"
        assert not interrupted(run)
        run.beat_at -= timedelta(minutes=2)
        assert interrupted(run)

    def test_xlsx_comes_in_like_csv(self) -> None:
        import io  # noqa: PLC0415

        from banso.kit.tabular.writing import Column, write_xlsx  # noqa: PLC0415

        file = io.BytesIO()
        write_xlsx(
            file,
            [Column("顧客コード", lambda row: row), Column("会社名", lambda row: f"会社{row}")],
            ["007", "=1+1"],
        )
        run = brought("accounts", file.getvalue(), name="顧客.xlsx")
        assert (run.layout["kind"], counts(run)) == ("xlsx", (2, 0, 0, 0))
        assert sorted(accounts().values_list("external_id", flat=True)) == ["007", "=1+1"]
