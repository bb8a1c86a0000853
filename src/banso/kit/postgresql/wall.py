"""The second wall: policies of the server that hide every row of another workspace.

The first wall is the manager of `kit.tenancy`; this one stands where a query goes round it: SQL of our own, a
relation followed without a scope, a forgotten filter. It binds every role but a superuser's, the owner's too;
a role that does not own the tables cannot take it down either.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

SETTING = "banso.workspace"
EVERYWHERE = "all"
NOWHERE = ""
POLICY = "banso_workspace"
_CAN_GRANT_MAINTAIN = 170_000

# Subqueries, so that the server reads the setting once for each query and not for each row.
_READ = f"current_setting('{SETTING}', true)"
_OPEN = f"(SELECT CASE WHEN {_READ} NOT IN ('', '{EVERYWHERE}') THEN {_READ}::uuid END)"
_ALL = f"(SELECT {_READ} = '{EVERYWHERE}')"


@dataclass(frozen=True, slots=True)
class Walled:
    """A table whose rows belong to workspaces.

    Attributes:
        column: where the row says whose it is.
        test: what a row has to fulfil to be seen or written.
    """

    name: str
    column: str
    test: str

    @property
    def mark(self) -> str:
        return hashlib.sha256(self.test.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the wall stands for the role that is connected.

    Attributes:
        missing: tables without it.
        bypassed: the role is a superuser or may bypass policies.
        owned: the role owns the tables, and could take the wall down.
    """

    role: str
    missing: tuple[str, ...]
    bypassed: bool
    owned: bool


def walled_tables() -> list[Walled]:
    """Every table with a `workspace`, and those between two others of which one has one."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if _has_workspace(model):
            found.append(Walled(table, "workspace_id", f"workspace_id = {_OPEN} OR {_ALL}"))
        elif model._meta.auto_created:
            parents = [field for field in model._meta.local_fields if _points_behind(field)]
            if parents:
                # The parent's own policy answers for the row.
                column, parent = str(parents[0].column), parents[0].related_model._meta  # type: ignore[union-attr]
                inside = f'SELECT 1 FROM "{parent.db_table}" AS parent WHERE parent.id = "{column}"'  # noqa: S608 - our own names
                found.append(Walled(table, column, f"{_ALL} OR EXISTS ({inside})"))
    return found


def raise_wall(connection: BaseDatabaseWrapper) -> int:
    """Put the policies on every table that has not these; returns on how many. Wants the owner's role."""
    if connection.vendor != "postgresql":
        return 0
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        missing = _missing(connection)
        for each in missing:
            table = connection.ops.quote_name(each.name)
            for statement in (
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
                f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
                f"DROP POLICY IF EXISTS {POLICY} ON {table}",
                f"CREATE POLICY {POLICY} ON {table} USING ({each.test}) WITH CHECK ({each.test})",
                f"COMMENT ON POLICY {POLICY} ON {table} IS '{each.mark}'",
            ):
                cursor.execute(statement)
    return len(missing)


def admit(connection: BaseDatabaseWrapper, role: str) -> None:
    """Let a role that owns nothing read and write every table. Wants the owner's role."""
    name = connection.ops.quote_name(role)
    # MAINTAIN is for the VACUUM behind an erasure; before version 17 only the owner may.
    maintain = ", MAINTAIN" if connection.pg_version >= _CAN_GRANT_MAINTAIN else ""  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        for statement in (
            f"GRANT USAGE ON SCHEMA public TO {name}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE{maintain} ON ALL TABLES IN SCHEMA public TO {name}",
            f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {name}",
        ):
            cursor.execute(statement)


def may_change_tables(connection: BaseDatabaseWrapper) -> bool:
    """Whether the role that is connected, or the one of DATABASE_OWNER_URL, can migrate."""
    if connection.vendor != "postgresql":
        return True
    with as_owner(connection), connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_schema_privilege(current_schema(), 'CREATE') AND NOT EXISTS (SELECT 1 FROM pg_tables"
            " WHERE schemaname = current_schema() AND tablename = 'django_migrations'"
            " AND NOT pg_has_role(tableowner, 'USAGE'))"
        )
        return bool(cursor.fetchone()[0])


def standing(connection: BaseDatabaseWrapper) -> Standing:
    """Whether the wall stands for the role that is connected."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper OR rolbypassrls,"
            " EXISTS (SELECT 1 FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid"
            " WHERE polname = %s AND pg_has_role(current_user, relowner, 'USAGE'))"
            " FROM pg_roles WHERE rolname = current_user",
            [POLICY],
        )
        role, bypassed, owned = cursor.fetchone()
    return Standing(role, tuple(each.name for each in _missing(connection)), bypassed, owned)


@contextmanager
def as_owner(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Be the role of DATABASE_OWNER_URL inside, where one is set; not within a transaction."""
    owner: dict[str, str] = settings.DATABASE_OWNER
    if not owner:
        yield
        return
    before = {name: connection.settings_dict[name] for name in owner}
    connection.close()
    connection.settings_dict.update(owner)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def _has_workspace(model: type[models.Model]) -> bool:
    return any(field.name == "workspace" and field.is_relation for field in model._meta.local_fields)


def _points_behind(field: "models.Field[object, object]") -> bool:
    target = field.related_model
    return isinstance(target, type) and _has_workspace(target)


def _missing(connection: BaseDatabaseWrapper) -> list[Walled]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, obj_description(pg_policy.oid, 'pg_policy') FROM pg_class"
            " JOIN pg_policy ON polrelid = pg_class.oid"
            " WHERE polname = %s AND relrowsecurity AND relforcerowsecurity"
            " AND relnamespace = current_schema()::regnamespace",
            [POLICY],
        )
        marks = dict(cursor.fetchall())
        # Whoever migrates step by step, or back, has not all of them.
        cursor.execute(
            "SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
            " WHERE relkind IN ('r', 'p') AND NOT attisdropped"
            " AND relnamespace = current_schema()::regnamespace"
        )
        there = set(cursor.fetchall())
    return [
        each
        for each in walled_tables()
        if (each.name, each.column) in there and marks.get(each.name) != each.mark
    ]
