from datetime import UTC, datetime
from uuid import uuid4

import pytest

from banso.domain.accounts.actions import create_contact, update_account, upsert_accounts
from banso.domain.accounts.actions.merging import merge_accounts, tell_apart, tell_together, undo_merge
from banso.domain.accounts.actions.records import write_note
from banso.domain.accounts.models import Account, Contact, Note, RoleAssignment
from banso.domain.accounts.queries import (
    account_by_id,
    account_ids_by_external_id,
    accounts,
    merged_accounts,
    tags_of,
)
from banso.domain.accounts.queries.merges import suspicions, suspicions_about
from banso.domain.accounts.tests.factories import SATO, account
from banso.domain.workspaces.actions import create_workspace
from banso.engine.journal.queries import timeline
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze, now
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.tenancy import scope

pytestmark = pytest.mark.usefixtures("workspace")


def state() -> tuple[object, ...]:
    """Everything that merging touches, for comparing before and after."""
    rows = sorted(
        Account.objects.values_list("id", "name", "plan", "industry", "employees", "custom", "owner_email",
                                    "merged_into_id", "parent_id"), key=str,
    )  # fmt: skip
    holders = [
        sorted(model._default_manager.values_list("id", "account_id"), key=str) for model in (Contact, Note)
    ]
    roles = sorted(RoleAssignment.objects.values_list("id", "account_id", "role", "ends_on"), key=str)
    tags = {key: sorted(names) for key, names in tags_of(row[0] for row in rows).items()}
    facts = {
        row[0]: sorted(
            (entry.fact_id, str(entry.payload))
            for entry in timeline(row[0])
            if entry.type not in {"accounts.accounts_unmerged", "accounts.accounts_merged"}
        )
        for row in rows
    }
    return rows, holders, roles, tags, facts


def pair() -> tuple[Account, Account]:
    kept = account("株式会社北浜製作所", external_id="A-1", plan="Pro", tags="a", owner_email="a@example.com")
    gone = account("北浜製作所", external_id="A-2", plan="Lite", industry="製造業", employees=120, tags="a,b",
                   owner_email="b@example.com")  # fmt: skip
    create_contact(gone.pk, {"name": "大西 正樹", "department": "工場"}, by=SATO)
    write_note(gone.pk, "**大切な**話", by=SATO)
    account("子会社", parent=str(gone.pk))
    return kept, gone


def test_merging_brings_everything_over_and_fills_what_was_blank() -> None:
    kept, gone = pair()
    merge_accounts(kept.pk, gone.pk, by=SATO)
    kept.refresh_from_db()
    assert (kept.plan, kept.industry, kept.employees) == ("Pro", "製造業", 120)
    assert tags_of([kept.pk])[kept.pk] == {"a", "b"}
    assert (kept.contacts.count(), kept.notes.count(), kept.departments.count(), kept.children.count()) == (
        1,
        1,
        1,
        1,
    )
    assert {row.pk for row in accounts()} == {kept.pk, *kept.children.values_list("pk", flat=True)}
    assert account_ids_by_external_id(["A-1", "A-2"]) == {"A-1": kept.pk, "A-2": kept.pk}
    open_roles = RoleAssignment.objects.filter(account=kept, ends_on=None)
    assert [role.email for role in open_roles] == ["a@example.com"]
    told = {entry.type for entry in timeline(kept.pk)}
    assert {"accounts.note_written", "accounts.contact_added", "accounts.accounts_merged"} <= told
    assert {entry.type for entry in timeline(gone.pk)} == {
        "accounts.account_created",
        "accounts.account_described",
    }


def test_undoing_a_merge_leaves_everything_as_it_was() -> None:
    kept, gone = pair()
    before = state()
    merge = merge_accounts(kept.pk, gone.pk, by=SATO)
    assert state() != before
    undo_merge(merge.pk, by=SATO)
    assert state() == before


def test_what_was_changed_since_the_merge_stays() -> None:
    kept, gone = pair()
    merge = merge_accounts(kept.pk, gone.pk, by=SATO)
    update_account(kept.pk, {"industry": "食品"}, by=SATO)
    undo_merge(merge.pk, by=SATO)
    kept.refresh_from_db()
    assert (kept.industry, kept.employees) == ("食品", None)


def test_numbers_follow_merges_as_they_were_known() -> None:
    kept, gone = pair()
    last = account("最後")
    with freeze(datetime(2026, 3, 1, tzinfo=UTC)):
        merge = merge_accounts(kept.pk, gone.pk, by=SATO)
    with freeze(datetime(2026, 4, 1, tzinfo=UTC)):
        merge_accounts(last.pk, kept.pk, by=SATO)
    assert merged_accounts(datetime(2026, 2, 1, tzinfo=UTC)) == []
    assert merged_accounts(datetime(2026, 3, 2, tzinfo=UTC)) == [(gone.pk, kept.pk)]
    assert set(merged_accounts(now())) == {(gone.pk, last.pk), (kept.pk, last.pk)}
    with pytest.raises(Conflict, match="has become part of"):
        undo_merge(merge.pk, by=SATO)


def test_merges_that_cannot_be_are_refused() -> None:
    kept, gone = pair()
    with pytest.raises(InputError, match="itself"):
        merge_accounts(kept.pk, kept.pk, by=SATO)
    with pytest.raises(NotFound):
        merge_accounts(kept.pk, uuid4(), by=SATO)
    merge = merge_accounts(kept.pk, gone.pk, by=SATO)
    with pytest.raises(Conflict):
        merge_accounts(gone.pk, kept.pk, by=SATO)
    with pytest.raises(Conflict):
        update_account(gone.pk, {"plan": "x"}, by=SATO)
    undo_merge(merge.pk, by=SATO)
    with pytest.raises(Conflict, match="already"):
        undo_merge(merge.pk, by=SATO)


def test_t01_accounts_of_two_workspaces_cannot_be_merged() -> None:
    kept, gone = pair()
    merge = merge_accounts(kept.pk, gone.pk, by=SATO)
    with scope(workspace=create_workspace("other", name="Other", by=SYSTEM)):
        own = account("自分の")
        for one, other in ((own.pk, kept.pk), (kept.pk, own.pk)):
            with pytest.raises(NotFound):
                merge_accounts(one, other, by=SATO)
        with pytest.raises(NotFound):
            undo_merge(merge.pk, by=SATO)
        assert merged_accounts(now()) == []


def test_a_row_of_a_merged_account_speaks_of_what_it_has_become() -> None:
    kept, gone = pair()
    merge_accounts(kept.pk, gone.pk, by=SATO)
    result = upsert_accounts([{"external_id": "A-2", "name": "別の名", "plan": "X"}], by=SATO)[0]
    assert (result.outcome, result.account_id) == ("same", kept.pk)
    assert account_by_id(kept.pk).plan == "Pro"


def test_doubles_are_suspected_by_name_number_and_likeness() -> None:
    kept, gone = pair()
    numbers = [account(name, corporate_number="1180301018771") for name in ("トヨタ自動車", "Toyota")]
    alike = [account(name) for name in ("ハルニレソフトウェア開発", "ハルニレソフトウエア開発")]
    account("まったく別の会社")
    found = {(row.first.pk, row.second.pk): row.reason for row in suspicions()}
    assert found == {
        (kept.pk, gone.pk): "name",
        (numbers[0].pk, numbers[1].pk): "number",
        (alike[0].pk, alike[1].pk): "alike",
    }
    assert [row.second.pk for row in suspicions_about(kept)] == [gone.pk]


def test_what_was_told_apart_is_not_suspected_again() -> None:
    kept, gone = pair()
    tell_apart(gone.pk, kept.pk, by=SATO)
    tell_apart(kept.pk, gone.pk, by=SATO)
    assert (suspicions(), suspicions_about(gone)) == ([], [])
    tell_together(kept.pk, gone.pk)
    assert len(suspicions()) == 1
