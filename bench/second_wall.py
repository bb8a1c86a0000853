"""What row-level security costs: the account list's queries to a role that it binds, and to one not.

    python -m tools.with_postgresql python -m bench.second_wall [--accounts 10000]

One process, one database, the same queries in turn. The reference is a superuser on a connection that is told
nothing.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.project.settings")
os.environ["BANSO_HOME"] = tempfile.mkdtemp(prefix="banso-bench-")
os.environ["DATABASE_URL"] = os.environ["BANSO_TEST_POSTGRESQL"]
os.environ["LOG_LEVEL"] = "ERROR"

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from banso.domain.accounts.models import Account
from banso.domain.accounts.queries import accounts
from banso.domain.workspaces.actions import create_workspace
from banso.domain.workspaces.models import Workspace
from banso.kit.actor import SYSTEM
from banso.kit.postgresql.base import DatabaseWrapper
from banso.kit.postgresql.wall import admit
from banso.kit.tenancy import scope, scopes_disabled
from bench.figures import Figure, tell, with_json

ROLE = "banso_bench"
QUERIES: dict[str, Callable[[], object]] = {
    "count": lambda: accounts().count(),
    "first page": lambda: list(accounts().order_by("name", "pk")[:50]),
    "page 100": lambda: list(accounts().order_by("name", "pk")[5000:5050]),
    "part of a name": lambda: accounts().filter(name__icontains="customer 77").count(),
    "one account": lambda: accounts().filter(name="Customer 77").first(),
}


@contextmanager
def unbound() -> Iterator[None]:
    """A superuser, and a backend that tells nothing."""
    tell = DatabaseWrapper._tell  # noqa: SLF001 - what is to be left out
    DatabaseWrapper._tell = lambda *_: None  # type: ignore[method-assign]  # noqa: SLF001
    try:
        yield
    finally:
        DatabaseWrapper._tell = tell  # type: ignore[method-assign]  # noqa: SLF001


@contextmanager
def bound() -> Iterator[None]:
    """A role that owns nothing."""
    owner = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = ROLE
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = owner


def changes() -> None:
    """A query in the scope and one outside it."""
    accounts().filter(name="Customer 77").exists()
    with scopes_disabled():
        accounts().filter(name="Customer 77").exists()


def fill(workspaces: int, count: int) -> Workspace:
    """Workspaces of equal size; the last one."""
    for number in range(workspaces):
        workspace = create_workspace(f"bench-{number}", name="Bench", by=SYSTEM)
        with scope(workspace=workspace):
            Account.objects.bulk_create(
                Account(workspace_id=workspace.pk, name=f"Customer {each}", stage="adoption")
                for each in range(count)
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return workspace


def main() -> None:
    parser = with_json(argparse.ArgumentParser(description=__doc__))
    parser.add_argument("--accounts", type=int, default=10_000, help="in each of four workspaces")
    parser.add_argument("--times", type=int, default=15)
    given = parser.parse_args()
    call_command("migrate", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER")
    admit(connection, ROLE)
    workspace = fill(4, given.accounts)
    figures = []
    for name, ask in {**QUERIES, "a change of scope and back": changes}.items():
        times: dict[str, list[float]] = {"bound": [], "unbound": []}
        for turn in range(given.times * 2):
            way = ("bound", "unbound")[turn % 2]
            with bound() if way == "bound" else unbound(), scope(workspace=workspace):
                ask(), ask()
                for _each in range(5):
                    begun = time.perf_counter()
                    ask()
                    times[way].append((time.perf_counter() - begun) * 1000)
        ours, reference = (statistics.median(times[way]) for way in ("bound", "unbound"))
        work = f"{name}, {given.accounts:,} accounts beside {given.accounts * 3:,}"
        figures.append(Figure(work, ours, "ms", reference, "without row-level security"))
    tell(figures, given.json)


if __name__ == "__main__":
    main()
