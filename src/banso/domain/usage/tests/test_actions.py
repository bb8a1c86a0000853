from uuid import UUID

import pytest

from banso.domain.accounts.actions import create_account, update_account
from banso.domain.usage.actions import allow_origins, define_feature, ignore_events, remove_feature
from banso.domain.usage.queries import features, origins_of
from banso.domain.workspaces.tests.factories import other_workspace
from banso.engine.journal.queries import current_facts
from banso.engine.journal.usage.models import Instruction
from banso.kit.actor import SYSTEM
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.tenancy import current_workspace_id, scope

pytestmark = pytest.mark.usefixtures("workspace")


def payloads(kind: str) -> list[dict[str, object]]:
    return [entry.payload for entry in current_facts().filter(type=kind)]


def test_origins_are_the_workspace_s_own() -> None:
    allow_origins(["https://app.example.jp"], by=SYSTEM)
    allow_origins(["https://other.example.jp"], by=SYSTEM)
    assert origins_of(current_workspace_id()) == {"https://other.example.jp"}
    assert origins_of(other_workspace().pk) == frozenset()


def test_a_feature_and_its_changes_are_one_fact() -> None:
    feature = define_feature("Reports", events=["Report Exported"], plans=["Pro"], by=SYSTEM)
    define_feature("Reporting", events=["Report Exported", "Report Seen"], feature_id=feature.pk, by=SYSTEM)
    (fact,) = payloads("usage.feature_defined")
    assert fact == {"name": "Reporting", "events": ["Report Exported", "Report Seen"], "plans": []}


def test_a_removed_feature_is_counted_no_longer() -> None:
    feature = define_feature("Reports", events=["Report Exported"], by=SYSTEM)
    remove_feature(feature.pk, by=SYSTEM)
    assert payloads("usage.feature_defined") == []
    assert list(features()) == []


def test_two_features_of_one_name_are_refused() -> None:
    define_feature("Reports", events=["a"], by=SYSTEM)
    with pytest.raises(Conflict):
        define_feature("Reports", events=["b"], by=SYSTEM)


@pytest.mark.parametrize(("name", "events"), [(" ", ["a"]), ("Reports", []), ("Reports", [" "])])
def test_a_feature_needs_a_name_and_an_event(name: str, events: list[str]) -> None:
    with pytest.raises(InputError):
        define_feature(name, events=events, by=SYSTEM)


def test_another_workspace_s_feature_is_not_there() -> None:
    feature = define_feature("Reports", events=["a"], by=SYSTEM)
    with scope(workspace=other_workspace()), pytest.raises(NotFound):
        remove_feature(feature.pk, by=SYSTEM)


def test_what_is_no_activity_is_a_fact() -> None:
    ignore_events(["Mail Received"], by=SYSTEM)
    ignore_events(["Mail Received", "Push"], by=SYSTEM)
    assert payloads("usage.activity_defined") == [{"ignored": ["Mail Received", "Push"]}]


def bound() -> list[tuple[str, UUID | None]]:
    return [(each.external_id, each.account) for each in Instruction.objects.order_by("id")]


def test_an_account_s_external_id_is_told_to_the_loader() -> None:
    account = create_account({"name": "ケヤキ"}, by=SYSTEM)
    assert bound() == []
    update_account(account.pk, {"external_id": "C-7"}, by=SYSTEM)
    update_account(account.pk, {"name": "ケヤキ商事"}, by=SYSTEM)
    create_account({"name": "ブナ", "external_id": "C-8"}, by=SYSTEM)
    assert [external_id for external_id, _ in bound()] == ["C-7", "C-8"]
    assert bound()[0][1] == account.pk
