"""T01, the second wall: to a role that owns nothing, SQL of our own shows one workspace alone."""

from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from pytest_django.fixtures import Settings

from banso.domain.accounts.models import Account, AccountTag, Activity, Contact
from banso.domain.accounts.tests.factories import account
from banso.domain.workspaces.models import Workspace
from banso.domain.workspaces.tests.factories import other_workspace
from banso.kit.clock import now
from banso.kit.errors import Conflict
from banso.kit.postgresql.tests.role import ROLE
from banso.kit.postgresql.wall import SETTING, as_owner, raise_wall, standing, walled_tables
from banso.kit.tenancy import TenantModel, scope, scopes_disabled
from banso.project.testing import ON_POSTGRESQL
from banso.project.upgrade import bring_up_to_date, let_the_server_in

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has one wall; make postgresql tries the second"),
]
NAMES = "SELECT name FROM accounts_account ORDER BY name"


def rows(sql: str, *values: Any) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def refused(sql: str, *values: Any) -> bool:
    """Whether the server says no, in a savepoint."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except ProgrammingError as error:
        assert "row-level security" in str(error)  # noqa: PT017 - which error it was
        return True
    return False


@pytest.fixture
def two(db: None) -> tuple[Workspace, Workspace]:  # noqa: ARG001 - opens the database
    """Two workspaces with an account each, and no scope open."""
    ours, theirs = other_workspace("ours"), other_workspace("theirs")
    for workspace, name in ((ours, "Ours"), (theirs, "Canary of theirs")):
        with scope(workspace=workspace):
            account(name)
    return ours, theirs


def test_t01_the_tests_run_as_a_role_that_owns_nothing(two: object) -> None:
    assert two
    found = standing(connection)
    assert (found.role, found.missing, found.bypassed, found.owned) == (ROLE, (), False, False)


def test_t01_without_a_scope_there_are_no_rows(two: object) -> None:
    assert two
    assert rows(NAMES) == []
    assert rows("SELECT count(*) FROM journal_journalentry") == [(0,)]


def test_t01_inside_a_scope_there_are_its_rows_alone(two: tuple[Workspace, Workspace]) -> None:
    ours, theirs = two
    with scope(workspace=ours):
        assert rows(NAMES) == [("Ours",)]
        assert rows("SELECT count(*) FROM accounts_account WHERE workspace_id = %s", theirs.pk) == [(0,)]
        with scope(workspace=theirs):
            assert rows(NAMES) == [("Canary of theirs",)]
        assert rows(NAMES) == [("Ours",)]
    assert rows(NAMES) == []


def test_all_rows_are_there_for_who_asks_for_all(two: object) -> None:
    assert two
    with scopes_disabled():
        assert rows(NAMES) == [("Canary of theirs",), ("Ours",)]
    assert rows(NAMES) == []


def test_t02_a_relation_followed_without_its_scope_leads_nowhere(two: tuple[Workspace, Workspace]) -> None:
    with scope(workspace=two[1]):
        theirs = Account.objects.get()
    with scope(workspace=two[0]), pytest.raises(Account.DoesNotExist):
        # The base manager knows no scopes: here the second wall stands alone.
        Account._base_manager.get(pk=theirs.pk)


def test_t03_nothing_is_written_for_another_workspace(two: tuple[Workspace, Workspace]) -> None:
    ours, theirs = two
    with scope(workspace=ours):
        changed = rows("UPDATE accounts_account SET name = 'changed' RETURNING name")
        assert changed == [("changed",)]
        assert rows("DELETE FROM accounts_account WHERE workspace_id = %s RETURNING name", theirs.pk) == []
        assert refused("UPDATE accounts_account SET workspace_id = %s", theirs.pk)
        mine = Account.objects.get()
        tag = AccountTag(id=UUID(int=7), workspace_id=theirs.pk, account=mine, name="x")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            AccountTag.objects.bulk_create([tag])
    with scope(workspace=theirs):
        assert rows(NAMES) == [("Canary of theirs",)]


def test_a_table_between_two_others_is_behind_the_wall_too(two: tuple[Workspace, Workspace]) -> None:
    count = "SELECT count(*) FROM accounts_activity_contacts"
    with scope(workspace=two[1]):
        theirs = Account.objects.get()
        contact = Contact.objects.create(account=theirs, name="Somebody")
        activity = Activity.objects.create(account=theirs, kind="call", occurred_at=now(), topic="-")
        activity.contacts.add(contact)
        assert rows(count) == [(1,)]
    assert rows(count) == [(0,)]
    with scope(workspace=two[0]):
        assert rows(count) == [(0,)]
        assert refused(
            "INSERT INTO accounts_activity_contacts (activity_id, contact_id) VALUES (%s, %s)",
            activity.pk, contact.pk,
        )  # fmt: skip


def test_what_a_rollback_took_back_is_told_again(two: tuple[Workspace, Workspace]) -> None:
    ours, theirs = two
    with scope(workspace=ours):
        assert rows(NAMES) == [("Ours",)]
    with scope(workspace=theirs):
        with transaction.atomic():
            assert rows(NAMES) == [("Canary of theirs",)]
            transaction.set_rollback(True)
        assert rows(NAMES) == [("Canary of theirs",)]


def test_a_failed_statement_leaves_the_transaction_s_end_alone(two: tuple[Workspace, Workspace]) -> None:
    ours, theirs = two
    with scope(workspace=ours):
        # The scope ends before the savepoint is rolled back, in a transaction that takes nothing else.
        with pytest.raises(ProgrammingError), transaction.atomic(), scope(workspace=theirs):
            rows("SELECT no_such_column FROM accounts_account")
        assert rows(NAMES) == [("Ours",)]


def test_a_long_look_keeps_its_scope(two: tuple[Workspace, Workspace]) -> None:
    found = []
    with scopes_disabled():
        for each in Account.objects.order_by("name").iterator(chunk_size=1):
            with scope(workspace=two[0]):
                found.append(each.name)
    assert found == ["Canary of theirs", "Ours"]


def test_the_server_is_told_once_for_each_change(two: tuple[Workspace, Workspace]) -> None:
    ours, theirs = two
    with scope(workspace=ours):
        assert rows(NAMES) == [("Ours",)]
        # Changed behind the backend's back, it stays so until the scope is another: nobody tells it again.
        connection.connection.execute("SELECT set_config(%s, %s, false)", (SETTING, str(theirs.pk)))
        assert rows(NAMES) == [("Canary of theirs",)]
        with scopes_disabled():
            assert len(rows(NAMES)) == 2
        assert rows(NAMES) == [("Ours",)]


def test_every_table_of_a_workspace_is_behind_the_wall() -> None:
    walled = {each.name for each in walled_tables()}
    tenants = {model._meta.db_table for model in apps.get_models() if issubclass(model, TenantModel)}
    journal = {"journal_journalentry", "workspaces_auditentry", "accounts_activity_contacts"}
    assert tenants | journal <= walled
    assert "workspaces_person" not in walled


@pytest.mark.django_db(transaction=True)
def test_a_wall_that_was_taken_down_is_missed_and_raised_again() -> None:
    with as_owner(connection):
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE accounts_note NO FORCE ROW LEVEL SECURITY")
        assert standing(connection).missing == ("accounts_note",)
        assert (raise_wall(connection), raise_wall(connection)) == (1, 0)
    assert standing(connection).missing == ()


@pytest.mark.django_db(transaction=True)
def test_who_owns_nothing_cannot_take_it_down() -> None:
    with pytest.raises(ProgrammingError, match="must be owner"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_note DISABLE ROW LEVEL SECURITY")


@pytest.mark.django_db(transaction=True)
def test_who_owns_nothing_does_not_try_to_change_tables(settings: Settings) -> None:
    newest = ("journal", "0006_second_wall")
    owner = settings.DATABASE_OWNER
    MigrationRecorder(connection).record_unapplied(*newest)
    try:
        settings.DATABASE_OWNER = {}
        with pytest.raises(Conflict, match=f"the role {ROLE} may not change them: run banso migrate with"):
            bring_up_to_date()
        settings.DATABASE_OWNER = owner
        assert bring_up_to_date() is True
        assert bring_up_to_date() is False
    finally:
        settings.DATABASE_OWNER = owner
        if newest not in MigrationRecorder(connection).applied_migrations():
            MigrationRecorder(connection).record_applied(*newest)


@pytest.mark.django_db(transaction=True)
def test_tables_that_were_made_anew_let_the_server_in() -> None:
    with as_owner(connection), connection.cursor() as cursor:
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {ROLE}")
    with pytest.raises(ProgrammingError, match="permission denied"):
        rows(NAMES)
    let_the_server_in()
    assert rows(NAMES) == []
