"""Records, journal and usage log from PostgreSQL, by its own programs: one dump is one snapshot."""

import os
import shutil
import subprocess
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import psycopg
from django.apps import apps
from django.db import models
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo
from psycopg.sql import SQL, Identifier

from banso.kit.errors import InputError
from banso.kit.postgresql.wall import EVERYWHERE, SETTING
from banso.project.backup.content import LOG, memory_of_the_loader

_PLACES = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
_BLOCK = 1 << 20
_MIGRATIONS = "django_migrations"
# What is not ours, tables and views and whatever else has rows; a table's own numbers go with it.
_OTHERS = """
SELECT thing.relname FROM pg_class thing
LEFT JOIN pg_depend kept ON kept.objid = thing.oid AND kept.classid = 'pg_class'::regclass
    AND kept.refclassid = 'pg_class'::regclass AND kept.deptype IN ('a', 'i')
LEFT JOIN pg_class owner ON thing.relkind = 'S' AND owner.oid = kept.refobjid
WHERE thing.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND thing.relnamespace = current_schema()::regnamespace
    AND NOT COALESCE(owner.relname, thing.relname) = ANY(%s)
"""
_OTHER_SCHEMAS = """
SELECT nspname FROM pg_namespace
WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', current_schema())
"""
_LEANING = """
SELECT DISTINCT one.relname, other.relname FROM pg_constraint lean
JOIN pg_class one ON one.oid = lean.conrelid JOIN pg_class other ON other.oid = lean.confrelid
WHERE lean.contype = 'f' AND one.relnamespace = current_schema()::regnamespace
"""


def dump(database: Mapping[str, Any], target: Path, *, leave_out: Collection[str] = ()) -> None:
    """Write the database into a file; what others keep in it stays out.

    Args:
        database: Django's settings of it.
        target: the file.
        leave_out: tables that are not in it.

    Raises:
        InputError: pg_dump is not there, or fails.
    """
    with _connected(database) as connection:
        wanted = [name for name in _of_banso(connection) if name not in leave_out]
        left = [
            f"--exclude-{kind}={Identifier(name).as_string(connection)}"
            for kind, rows in (
                ("table", connection.execute(_OTHERS, [wanted])),
                ("schema", connection.execute(_OTHER_SCHEMAS)),
            )
            for (name,) in rows.fetchall()
        ]
    # Who serves is bound by the wall between workspaces: the archive is for all of them.
    open_wall = ("--enable-row-security", "--no-privileges")
    place = f"--dbname={_place(database)}"
    command = _command(
        "pg_dump", "--format=custom", "--no-owner", *open_wall, *left, f"--file={target}", place
    )
    options = f"{os.environ.get('PGOPTIONS', '')} -c {SETTING}={EVERYWHERE}".strip()
    done = subprocess.run(  # noqa: S603 - the program is PostgreSQL's
        command,
        env=_environment(database) | {"PGOPTIONS": options},
        capture_output=True,
        text=True,
        check=False,
    )
    _demand("pg_dump", done.returncode, done.stderr)


def load(database: Mapping[str, Any], source: Path, *, keep: Collection[str] = ()) -> None:
    """Put a dump in the place of Banso's tables, in one transaction; tables of others stay as they are.

    Args:
        database: Django's settings of it.
        source: the dump.
        keep: tables that stay as they are.

    Raises:
        InputError: PostgreSQL's programs are not there, or fail; then nothing has changed.
    """
    script = _command("pg_restore", "--clean", "--if-exists", "--no-owner", "--file=-", str(source))
    options = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
    shell = _command("psql", *options, f"--dbname={_place(database)}")
    environment = _environment(database)
    with (
        subprocess.Popen(shell, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as client,  # noqa: S603
        subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reader,  # noqa: S603
    ):
        into, out = cast("IO[bytes]", client.stdin), cast("IO[bytes]", reader.stdout)
        try:
            into.write(f"BEGIN;\n{_dropping(database, keep)}\n".encode())
            shutil.copyfileobj(out, into, _BLOCK)
            # Without the last word nothing of it has happened.
            if reader.wait() == 0:
                into.write(b"\nCOMMIT;\n")
            into.close()
        except BrokenPipeError:
            reader.kill()
        said = cast("IO[bytes]", client.stderr).read().decode(errors="replace")
        _demand("psql", client.wait(), said)
        _demand("pg_restore", reader.wait(), cast("IO[bytes]", reader.stderr).read().decode(errors="replace"))


def tables(database: Mapping[str, Any]) -> list[str]:
    """Banso's tables that are there.

    Raises:
        InputError: PostgreSQL does not answer.
    """
    with _connected(database) as connection:
        return _of_banso(connection)


def _dropping(database: Mapping[str, Any], keep: Collection[str]) -> str:
    with _connected(database) as connection:
        names = [Identifier(name) for name in _of_banso(connection) if name not in keep]
        # Without CASCADE: a view of somebody else's that reads them is a reason to stop.
        text = SQL("DROP TABLE {};").format(SQL(", ").join(names)) if names else SQL("")
        return text.as_string(connection)


def _of_banso(connection: psycopg.Connection) -> list[str]:
    """Banso's tables in the schema, also those that a later version than this one has made there."""
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    there = {str(name) for (name,) in rows.fetchall()}
    ours = there & {_MIGRATIONS, LOG, *memory_of_the_loader(), *_of_models()}
    if "django_content_type" in there:
        rows = connection.execute("SELECT app_label || '_' || model FROM django_content_type")
        ours |= there & {str(name) for (name,) in rows.fetchall()}
    if _MIGRATIONS in there:
        # An upgrade that was broken off: named after an app of ours, and leaning on a table of ours.
        rows = connection.execute("SELECT DISTINCT app || '_' FROM django_migrations")
        prefixes = tuple(str(name) for (name,) in rows.fetchall())
        leaning = connection.execute(_LEANING).fetchall()
        while more := {
            one for one, on in leaning if on in ours and one not in ours and one.startswith(prefixes)
        }:
            ours |= more
    return sorted(ours)


def _of_models() -> set[str]:
    found: list[type[models.Model]] = apps.get_models(include_auto_created=True)
    return {each._meta.db_table for each in found}


@contextmanager
def _connected(database: Mapping[str, Any]) -> Iterator[psycopg.Connection]:
    try:
        with psycopg.connect(_place(database), password=database.get("PASSWORD") or None) as connection:
            yield connection
    except psycopg.Error as error:
        raise InputError(f"PostgreSQL: {error}", field="DATABASE_URL") from error


def _place(database: Mapping[str, Any]) -> str:
    """Where the database is; the password goes another way, which no list of processes shows."""
    known = {each.keyword.decode() for each in Conninfo.get_defaults()} - {"password"}
    given = {name: value for name, value in database.get("OPTIONS", {}).items() if name in known}
    return make_conninfo(
        **given, **{name: database[key] for name, key in _PLACES.items() if database.get(key)}
    )


def _command(program: str, *options: str) -> Sequence[str]:
    path = shutil.which(program)
    if path is None:
        raise InputError(
            f"{program} is not installed; it belongs to PostgreSQL's client", field="DATABASE_URL"
        )
    return [path, *options]


def _environment(database: Mapping[str, Any]) -> dict[str, str]:
    word = database.get("PASSWORD") or database.get("OPTIONS", {}).get("password")
    return os.environ | ({"PGPASSWORD": str(word)} if word else {})


def _demand(program: str, status: int, said: str) -> None:
    if status:
        raise InputError(f"{program} failed: {said.strip()[-500:]}", field="DATABASE_URL")
