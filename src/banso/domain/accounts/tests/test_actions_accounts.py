from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from banso.domain.accounts.actions import (
    archive_account,
    archive_contact,
    create_account,
    create_contact,
    restore_account,
    update_account,
    update_contact,
)
from banso.domain.accounts.models import Account, CustomField
from banso.domain.accounts.queries import account_by_id, accounts, tags_of
from banso.domain.accounts.rules.errors import ChangedMeanwhile
from banso.domain.accounts.tests.factories import SATO, account, member
from banso.domain.workspaces.actions import create_workspace
from banso.engine.journal.queries import current_facts, timeline, versions
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.ids import stable_id
from banso.kit.tenancy import current_workspace_id, scope

pytestmark = pytest.mark.usefixtures("workspace")


def told(account: Account) -> dict[str, object]:
    fact_id = stable_id(current_workspace_id(), "account", account.pk, "described")
    payload = list(versions(fact_id))[-1].payload
    assert isinstance(payload, dict)
    return payload


def types(account: Account) -> list[str]:
    return sorted(entry.type for entry in timeline(account.pk))


def test_a_new_account_has_its_birth_and_its_attributes_in_the_journal() -> None:
    member()
    made = account(
        external_id="A-1", created_on="2024-04-01", plan="Pro", employees="1,200名", tags="製造, 大口",
        stage="利用促進期", owner_email="Sato@example.com", corporate_number="1180301018771",
    )  # fmt: skip
    assert types(made) == [
        "accounts.account_created",
        "accounts.account_described",
        "accounts.owner_assigned",
    ]
    payload = told(made)
    assert payload == {
        "name": "株式会社北浜製作所", "external_id": "A-1", "plan": "Pro", "industry": "", "employees": 1200,
        "country": "", "region": "", "stage": "adoption", "owner": "佐藤 美咲",
        "owner_email": "sato@example.com", "tags": ["大口", "製造"], "custom": {}, "internal": False,
        "created_on": "2024-04-01", "parent": "", "archived": False,
    }  # fmt: skip
    born = timeline(made.pk).filter(type="accounts.account_created").get()
    assert born.occurred_at == datetime(2024, 3, 31, 15, tzinfo=UTC)


def test_a_change_is_one_more_version_of_the_attributes() -> None:
    made = account(plan="Basic")
    changed = update_account(made.pk, {"plan": "Pro", "tags": ["vip"]}, by=SATO)
    assert (changed.version, changed.plan) == (2, "Pro")
    assert tags_of([made.pk]) == {made.pk: {"vip"}}
    assert (told(changed)["plan"], told(changed)["tags"]) == ("Pro", ["vip"])


def test_what_changes_nothing_writes_nothing() -> None:
    made = account(plan="Pro", tags="a")
    again = update_account(made.pk, {"plan": "Pro", "tags": "a", "name": made.name}, by=SATO)
    assert (again.version, current_facts().count()) == (1, 2)


def test_a_stage_change_is_a_fact_with_both_names() -> None:
    made = account(stage="onboarding")
    update_account(made.pk, {"stage": "adoption"}, by=SATO)
    entry = timeline(made.pk).get(type="accounts.stage_changed")
    assert (entry.payload["before_key"], entry.payload["after_key"]) == ("onboarding", "adoption")


def test_a_stale_change_is_refused_and_carries_both_versions() -> None:
    made = account(plan="Basic")
    update_account(made.pk, {"plan": "Pro"}, by=SATO, expected_version=1)
    with pytest.raises(ChangedMeanwhile) as caught:
        update_account(made.pk, {"plan": "Lite"}, by=SATO, expected_version=1)
    assert (caught.value.current, caught.value.asked, caught.value.version) == (
        {"plan": "Pro"},
        {"plan": "Lite"},
        2,
    )
    assert account_by_id(made.pk).plan == "Pro"


def test_an_external_id_is_had_once() -> None:
    account(external_id="A-1")
    other = account("別の会社")
    with pytest.raises(Conflict, match="A-1"):
        account("第三の会社", external_id="A-1")
    with pytest.raises(Conflict, match="A-1"):
        update_account(other.pk, {"external_id": "A-1"}, by=SATO)


def test_archiving_can_be_undone_and_numbers_know() -> None:
    made = account()
    archive_account(made.pk, by=SATO)
    archive_account(made.pk, by=SATO)
    assert list(accounts()) == []
    assert told(made)["archived"] is True
    restore_account(made.pk, by=SATO)
    assert list(accounts()) == [made]
    assert told(made)["archived"] is False
    assert types(made).count("accounts.account_archived") == 1


def test_custom_fields_are_checked_by_their_definition() -> None:
    CustomField.objects.create(workspace_id=current_workspace_id(), key="seats", label="席数", kind="number")
    made = account(custom={"seats": "１２"})
    assert made.custom == {"seats": 12}
    with pytest.raises(InputError) as caught:
        update_account(made.pk, {"custom.seats": "many"}, by=SATO)
    assert caught.value.field == "custom.seats"
    update_account(made.pk, {"custom.seats": ""}, by=SATO)
    assert account_by_id(made.pk).custom == {}


def test_no_account_lies_below_itself() -> None:
    top = account("親")
    child = account("子", parent=str(top.pk))
    grandchild = account("孫", parent=str(child.pk))
    for parent in (top, grandchild):
        with pytest.raises(InputError, match="below itself"):
            update_account(top.pk, {"parent": str(parent.pk)}, by=SATO)
    update_account(child.pk, {"parent": ""}, by=SATO)
    assert account_by_id(child.pk).parent_id is None


def test_an_unknown_parent_is_refused() -> None:
    with pytest.raises(InputError, match="external id"):
        account(parent_external_id="nobody")
    with pytest.raises(InputError, match="not an account"):
        account(parent="x")


def test_t01_another_workspace_finds_nothing_and_changes_nothing() -> None:
    made = account(external_id="A-1", plan="Pro")
    with scope(workspace=create_workspace("other", name="Other", by=SYSTEM)):
        for act in (archive_account, restore_account):
            with pytest.raises(NotFound):
                act(made.pk, by=SATO)
        with pytest.raises(NotFound):
            update_account(made.pk, {"plan": "x"}, by=SATO)
        with pytest.raises(NotFound):
            create_account({"name": "x", "parent": str(made.pk)}, by=SATO)
        with pytest.raises(NotFound):
            update_account(uuid4(), {"plan": "x"}, by=SATO)
    assert account_by_id(made.pk).plan == "Pro"


def test_the_first_owner_begins_with_the_account_and_the_next_today() -> None:
    made = account(created_on="2024-04-01", owner_email="a@example.com", owner_name="A")
    with freeze(datetime(2024, 9, 30, 16, tzinfo=UTC)):
        update_account(made.pk, {"owner_email": "b@example.com"}, by=SATO)
    spans = [(role.email, role.starts_on, role.ends_on) for role in made.roles.order_by("starts_on")]
    assert spans == [
        ("a@example.com", date(2024, 4, 1), date(2024, 10, 1)),
        ("b@example.com", date(2024, 10, 1), None),
    ]
    assert told(made)["owner"] == "b"


def test_of_two_who_saw_the_same_state_the_later_cannot_archive() -> None:
    """Both have passed the door's look at If-Match; the action looks again."""
    account = create_account({"name": "x"}, by=SYSTEM)
    update_account(account.pk, {"plan": "Pro"}, by=SYSTEM)
    with pytest.raises(ChangedMeanwhile):
        archive_account(account.pk, expected_version=account.version, by=SYSTEM)
    contact = create_contact(account.pk, {"name": "y"}, by=SYSTEM)
    update_contact(contact.pk, {"title": "CTO"}, by=SYSTEM)
    with pytest.raises(ChangedMeanwhile):
        archive_contact(contact.pk, expected_version=contact.version, by=SYSTEM)
