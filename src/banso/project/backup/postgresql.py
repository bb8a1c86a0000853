"""Records, journal and usage log from PostgreSQL, by its own programs: one dump is one snapshot."""

import os
import shutil
import subprocess
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, cast

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo
from psycopg.sql import SQL, Identifier

from banso.kit.errors import InputError

_PLACES = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
_BLOCK = 1 << 20


def dump(database: Mapping[str, Any], target: Path, *, leave_out: Collection[str] = ()) -> None:
    """Write the database into a file.

    Args:
        database: Django's settings of it.
        target: the file.
        leave_out: tables that are not in it.

    Raises:
        InputError: pg_dump is not there, or fails.
    """
    # A table's own numbers do not stay out with it.
    parts = (f"{name}{tail}" for name in sorted(leave_out) for tail in ("", "_id_seq", "_seq_seq"))
    left = [f"--exclude-table={each}" for each in parts]
    place = f"--dbname={_place(database)}"
    command = _command("pg_dump", "--format=custom", "--no-owner", *left, f"--file={target}", place)
    done = subprocess.run(  # noqa: S603 - the program is PostgreSQL's
        command, env=_environment(database), capture_output=True, text=True, check=False
    )
    _demand("pg_dump", done.returncode, done.stderr)


def load(database: Mapping[str, Any], source: Path, *, keep: Collection[str] = ()) -> None:
    """Put a dump in the place of the database's tables, in one transaction.

    A later version may have added tables that lean on those of the dump; they go as well.

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


def _dropping(database: Mapping[str, Any], keep: Collection[str]) -> str:
    with psycopg.connect(_place(database), password=database.get("PASSWORD") or None) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        names = [Identifier(name) for (name,) in rows.fetchall() if name not in keep]
        text = SQL("DROP TABLE {} CASCADE;").format(SQL(", ").join(names)) if names else SQL("")
        return text.as_string(connection)


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
