"""The doctor: one sentence a check, advice where something is wrong, and an exit status."""

import json
import subprocess
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from pytest_django.fixtures import Settings

from banso.kit.postgresql.wall import as_owner, raise_wall
from banso.project import cli, doctor
from banso.project.health import Finding
from banso.project.testing import ON_POSTGRESQL

pytestmark = pytest.mark.django_db


def named(name: str) -> doctor.Diagnosis:
    return next(each for each in doctor.examine() if each.name == name)


def test_it_looks_at_everything_an_installation_needs() -> None:
    names = [each.name for each in doctor.examine()]
    assert {"Python", "data folder", "database", "migrations", "disk", "static files", "fonts"} <= set(names)


def test_an_old_python_is_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "OLDEST_PYTHON", (9, 0))
    assert (named("Python").level, named("Python").advice) == ("bad", "Install Python 3.11 or newer.")


def test_a_folder_open_to_others_is_worth_a_look(tmp_path: Path, settings: Settings) -> None:
    tmp_path.chmod(0o755)
    settings.BANSO_HOME = tmp_path
    assert named("data folder").level == "warning"
    tmp_path.chmod(0o700)
    assert named("data folder").level == "good"


def test_missing_static_files_are_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finders, "find", lambda _name: None)
    assert named("static files").level == "bad"


def test_a_machine_without_a_japanese_font_is_worth_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, "", ""))
    assert named("fonts").level == "warning"


def test_a_check_that_breaks_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Finding:
        raise OSError("gone")

    monkeypatch.setattr(doctor, "CHECKS", {"database": broken})
    assert named("database").sentence == "OSError: gone"
    assert named("database").level == "bad"


def test_a_resting_worker_is_no_fault_of_the_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "CHECKS", {"worker": lambda: Finding(ok=False, text="no sign of life")})
    assert named("worker").level == "warning"


def test_the_command_says_it_and_its_status_counts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fine = doctor.Diagnosis("disk", "good", "4 GB free")
    monkeypatch.setattr(doctor, "examine", lambda: [fine])
    assert cli.main(["doctor"]) == 0
    assert capsys.readouterr().out == "ok    disk: 4 GB free\nEverything that Banso needs is here.\n"
    monkeypatch.setattr(
        doctor, "examine", lambda: [fine, doctor.Diagnosis("database", "bad", "gone", "start it")]
    )
    assert cli.main(["doctor"]) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "BAD   database: gone",
        "      -> start it",
        "1 of 2 checks failed.",
    ]
    assert cli.main(["doctor", "--format", "json"]) == 1
    assert [each["level"] for each in json.loads(capsys.readouterr().out)] == ["good", "bad"]


def test_both_walls_stand_or_it_is_said_why_not() -> None:
    found = named("walls")
    assert found.level == "good"
    if not ON_POSTGRESQL:
        assert found.sentence == "One wall stands between workspaces; PostgreSQL would add a second."
        return
    assert found.sentence == "Row-level security stands, and binds the role banso_tests."


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has one wall")
@pytest.mark.django_db(transaction=True)
def test_a_role_that_could_end_the_second_wall_is_worth_a_look() -> None:
    with as_owner(connection):
        owner = named("walls")
        assert (owner.level, "passes it by" in owner.sentence) == ("warning", True)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE accounts_note DISABLE ROW LEVEL SECURITY")
        missing = named("walls")
        assert (missing.level, missing.advice) == ("bad", "banso migrate")
        assert missing.sentence == "Row-level security is missing on 1 tables (accounts_note)."
        raise_wall(connection)
    assert named("walls").level == "good"
