"""A role that owns none of the tables: what an installation should run as, and the tests do."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

from banso.kit.postgresql.wall import admit

ROLE, PASSWORD = "banso_tests", "of no use anywhere else"


@contextmanager
def owning_nothing(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Every connection of this process is that role's inside; `as_owner` leads back to the owner's."""
    with blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            f"DO $$ BEGIN CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}' NOSUPERUSER NOBYPASSRLS"
            " NOINHERIT;"
            " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
        # The usage log and the loader's memory are made, and made anew for each test, by whoever uses them.
        cursor.execute(f"GRANT CREATE ON SCHEMA public TO {ROLE}")
        # For `owning`; without NOINHERIT the role would own everything at once.
        owning_role = connection.ops.quote_name(str(connection.settings_dict["USER"]))
        cursor.execute(f"GRANT {owning_role} TO {ROLE}")
        admit(connection, ROLE)
    owner = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    settings.DATABASE_OWNER = owner
    connection.close()
    connection.settings_dict.update(USER=ROLE, PASSWORD=PASSWORD)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(owner)
        settings.DATABASE_OWNER = {}


@contextmanager
def owning() -> Iterator[None]:
    """Be the owner of the tables inside, in the transaction that is open; on SQLite everybody is."""
    owner = settings.DATABASE_OWNER.get("USER")
    if not owner:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {connection.ops.quote_name(owner)}")
        yield
        cursor.execute("RESET ROLE")
