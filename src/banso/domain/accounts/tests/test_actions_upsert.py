from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from banso.domain.accounts.actions import (
    put_back_accounts,
    put_back_contacts,
    update_account,
    upsert_account,
    upsert_accounts,
    upsert_contacts,
)
from banso.domain.accounts.models import Account, Contact
from banso.domain.accounts.queries import account_ids_by_external_id, accounts, contacts, tags_of
from banso.domain.accounts.tests.factories import SATO, account
from banso.domain.workspaces.actions import create_workspace
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.kit.actor import SYSTEM
from banso.kit.errors import InputError
from banso.kit.tenancy import scope

pytestmark = pytest.mark.usefixtures("workspace")
ROWS: list[dict[str, Any]] = [
    {"external_id": "A-2", "name": "子会社", "parent_external_id": "A-1", "tags": "x"},
    {"external_id": "A-1", "name": "親会社", "employees": "10", "owner_email": "a@example.com"},
]


def outcomes(rows: list[dict[str, Any]]) -> list[str]:
    return [row.outcome for row in upsert_accounts(rows, by=SATO, source="import:1")]


def test_the_same_rows_again_write_nothing() -> None:
    assert outcomes(ROWS) == ["created", "created"]
    before = JournalEntry.objects.count()
    assert outcomes(ROWS) == ["same", "same"]
    assert JournalEntry.objects.count() == before


def test_parents_may_stand_in_any_order() -> None:
    outcomes(ROWS)
    assert Account.objects.get(external_id="A-2").parent == Account.objects.get(external_id="A-1")


def test_a_changed_row_records_exactly_its_change() -> None:
    outcomes(ROWS)
    results = upsert_accounts([ROWS[0], {**ROWS[1], "employees": "12"}], by=SATO, source="import:2")
    assert [(row.outcome, row.before) for row in results] == [("same", {}), ("changed", {"employees": 10})]
    assert JournalEntry.objects.filter(source="import:2").count() == 1


def test_a_bad_row_is_refused_alone_with_its_reason() -> None:
    results = upsert_accounts(
        [
            {"external_id": "A-1", "name": "よい"},
            {"external_id": "A-2", "name": ""},
            {"external_id": "A-3", "name": "x", "employees": "many"},
            {"external_id": "A-1", "name": "二度目"},
            {"external_id": "A-4", "name": "x", "parent_external_id": "nobody"},
            {"external_id": "A-5", "name": "x", "parent_external_id": "A-5"},
        ],
        by=SATO,
    )
    told = [(row.outcome, row.error.field if row.error else "") for row in results]
    assert told == [
        ("created", ""), ("refused", "name"), ("refused", "employees"), ("refused", "external_id"),
        ("refused", "parent_external_id"), ("refused", "parent"),
    ]  # fmt: skip
    assert [row.external_id for row in accounts()] == ["A-1"]


def test_one_row_that_is_refused_raises() -> None:
    with pytest.raises(InputError, match="name"):
        upsert_account({"external_id": "A-1"}, by=SATO)


def test_undoing_gives_back_what_was_and_takes_away_what_was_not() -> None:
    kept = account("前から", external_id="A-1", plan="Basic", tags="old")
    results = upsert_accounts(
        [{"external_id": "A-1", "plan": "Pro", "tags": "new"}, {"external_id": "A-9", "name": "新しい"}],
        by=SATO,
        source="import:1",
    )
    changes = [(row.account_id, None if row.outcome == "created" else row.before) for row in results]
    put_back_accounts([(key, before) for key, before in changes if key], by=SATO, reason="undone")
    kept.refresh_from_db()
    assert (kept.plan, tags_of([kept.pk])[kept.pk], [row.pk for row in accounts()]) == (
        "Basic",
        {"old"},
        [kept.pk],
    )
    assert {entry.account for entry in current_facts()} == {kept.pk}
    assert outcomes([{"external_id": "A-9", "name": "新しい"}]) == ["changed"]
    assert current_facts().filter(type="accounts.account_created").count() == 2


def test_many_rows_take_few_queries() -> None:
    def queries(count: int) -> int:
        rows = [{"external_id": f"{count}-{n}", "name": f"会社{n}", "tags": "x"} for n in range(count)]
        with CaptureQueriesContext(connection) as captured:
            outcomes(rows)
        return len(captured)

    assert queries(400) <= queries(10) + 40


def test_t01_the_same_external_id_in_another_workspace_is_another_account() -> None:
    outcomes(ROWS)
    with scope(workspace=create_workspace("other", name="Other", by=SYSTEM)):
        assert account_ids_by_external_id(["A-1"]) == {}
        assert outcomes(ROWS) == ["created", "created"]
    assert accounts().count() == 2


def test_contacts_are_matched_by_external_id_and_by_mail() -> None:
    outcomes(ROWS)
    rows: list[dict[str, Any]] = [
        {"external_id": "C-1", "account_external_id": "A-1", "name": "大西 正樹", "department": "第2工場"},
        {"account_external_id": "A-1", "name": "野村 拓也", "email": "nomura@example.com"},
    ]
    assert [row.outcome for row in upsert_contacts(rows, by=SATO)] == ["created", "created"]
    assert [row.outcome for row in upsert_contacts(rows, by=SATO)] == ["same", "same"]
    results = upsert_contacts([{**rows[1], "title": "班長"}, {**rows[0], "department": "本社"}], by=SATO)
    assert [row.outcome for row in results] == ["changed", "changed"]
    nomura = Contact.objects.get(email="nomura@example.com")
    assert (nomura.title, current_facts().filter(type="accounts.contact_changed").count()) == ("班長", 2)
    put_back_contacts(
        [(row.contact_id, row.before) for row in results if row.contact_id], by=SATO, reason="undone"
    )
    nomura.refresh_from_db()
    onishi = Contact.objects.select_related("department").get(external_id="C-1")
    assert (nomura.title, onishi.department and onishi.department.name) == ("", "第2工場")


def test_contacts_of_unknown_accounts_and_without_name_are_refused() -> None:
    outcomes(ROWS)
    results = upsert_contacts(
        [
            {"external_id": "C-1", "account_external_id": "nobody", "name": "x"},
            {"external_id": "C-2", "account_external_id": "A-1"},
            {"external_id": "C-3", "account_external_id": "A-1", "name": "x"},
            {"external_id": "C-3", "account_external_id": "A-1", "name": "y"},
        ],
        by=SATO,
    )
    told = [(row.outcome, row.error.field if row.error else "") for row in results]
    assert told == [
        ("refused", "account_external_id"), ("refused", "name"), ("created", ""), ("refused", "external_id"),
    ]  # fmt: skip


def test_undoing_takes_new_contacts_away() -> None:
    outcomes(ROWS)
    made = upsert_contacts([{"external_id": "C-1", "account_external_id": "A-1", "name": "x"}], by=SATO)[0]
    assert made.contact_id is not None
    assert put_back_contacts([(made.contact_id, None)], by=SATO, reason="undone") == 1
    assert (list(contacts()), current_facts().filter(type="accounts.contact_added").count()) == ([], 0)


def test_an_import_leaves_the_owner_where_the_column_is_blank() -> None:
    outcomes(ROWS)
    outcomes([{"external_id": "A-1", "owner_email": ""}])
    assert Account.objects.get(external_id="A-1").owner_email == "a@example.com"


def test_a_row_of_an_archived_account_brings_it_back() -> None:
    made = account(external_id="A-1")
    update_account(made.pk, {"plan": "x"}, by=SATO)
    put_back_accounts([(made.pk, None)], by=SATO, reason="undone")
    assert list(accounts()) == []
    outcomes([{"external_id": "A-1", "plan": "y"}])
    assert [row.plan for row in accounts()] == ["y"]
