"""A pytest plugin: every process of a test run has a data folder of its own.

It is named with `-p` so that it is imported before pytest-django reads the settings, which take the folder
from the environment. Workers of pytest-xdist are processes, so each gets its own database and engine.

BANSO_TEST_POSTGRESQL names a PostgreSQL server for the tests' own databases; see `tools.with_postgresql`.
"""

import atexit
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

HOME = tempfile.mkdtemp(prefix="banso-test-")
os.environ["BANSO_HOME"] = HOME
os.environ["DATABASE_URL"] = os.environ.get("BANSO_TEST_POSTGRESQL", "")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("BANSO_SLOW_QUERY_SECONDS", "60")
os.environ.setdefault("SECRET_KEY", "a key for tests that opens nothing, long enough to pass")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.project.settings")

from django.conf import settings  # noqa: E402 - reads the environment

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
# What a test starts as a process of its own has its database in its data folder.
os.environ["DATABASE_URL"] = ""

_ROOT = Path(__file__).resolve().parents[3]
_KEPT = _ROOT / ".make"


def migrated() -> Path:
    """A SQLite file with every migration in it, made once for each state of the migrations.

    Running them all takes longer than most tests; whoever tests something else begins with a copy of this.
    """
    file = _KEPT / f"migrated-{_digest()}.sqlite3"
    with _turn():
        if not file.exists():
            with tempfile.TemporaryDirectory() as home:
                _migrate(home, "")
                fresh = file.with_suffix(".new")
                fresh.unlink(missing_ok=True)
                with closing(sqlite3.connect(Path(home, "banso.sqlite3"))) as made:
                    made.execute("VACUUM INTO ?", [str(fresh)])
            for old in _KEPT.glob("migrated-*.sqlite3"):
                old.unlink()
            fresh.rename(file)
    return file


def found_home(home: Path) -> Path:
    """Give a data folder that a process is about to open its migrated records; returns the folder."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(migrated(), home / "banso.sqlite3")
    return home


def migrated_postgresql() -> str:
    """As `migrated`: the name of such a database on the tests' PostgreSQL server, to make others from."""
    server, name = os.environ["BANSO_TEST_POSTGRESQL"], f"banso_migrated_{_digest()}"
    with _turn(), psycopg.connect(server, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute("DROP DATABASE IF EXISTS banso_migrating")
            connection.execute("CREATE DATABASE banso_migrating")
            with tempfile.TemporaryDirectory() as home:
                _migrate(home, urlsplit(server)._replace(path="/banso_migrating").geturl())
            connection.execute(f"ALTER DATABASE banso_migrating RENAME TO {name}")
    return name


@contextmanager
def _turn() -> Iterator[None]:
    _KEPT.mkdir(exist_ok=True)
    with (_KEPT / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(home: str, database: str) -> None:
    environment = os.environ | {"BANSO_HOME": home, "DATABASE_URL": database}
    subprocess.run([sys.executable, "-m", "banso.project", "migrate", "--quiet"], env=environment, check=True)


def _digest() -> str:
    files = [_ROOT / "uv.lock", *(_ROOT / "src" / "banso").rglob("migrations/*.py")]
    files += (_ROOT / "src" / "banso" / "kit" / "postgresql").glob("*.py")
    summed = hashlib.sha256()
    for file in sorted(files):
        summed.update(f"{file.relative_to(_ROOT)}\n".encode() + file.read_bytes())
    return summed.hexdigest()[:16]
