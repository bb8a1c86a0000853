"""Subscriptions and costs over the API: each operation, and each way it refuses."""

import json
from typing import Any

import pytest
from django.test import Client

from banso.domain.contracts.actions import LineEnd, delete_line, end_line, patch_line, set_line
from banso.domain.contracts.models import CostEntry, Subscription
from banso.domain.contracts.queries import subscription
from banso.domain.contracts.tests.factories import account, day, ledger, row
from banso.domain.workspaces.tests.factories import api_client, other_workspace
from banso.kit.actor import SYSTEM
from banso.kit.errors import Stale
from banso.kit.tenancy import scope

pytestmark = pytest.mark.usefixtures("workspace")
HOME = "/api/v1/subscriptions"
LINE = {"external_id": "S-1", "account_external_id": "A", "starts_on": "2024-01-01", "mrr": "100"}


def send(client: Client, method: str, path: str, body: object, **headers: str) -> Any:
    call = getattr(client, method)
    return call(path, json.dumps(body), content_type="application/json", headers=headers)


@pytest.fixture
def editor() -> Client:
    return api_client("contracts.view", "contracts.edit")


def test_a_line_is_created_read_and_in_the_ledger(editor: Client) -> None:
    one = account("A")
    made = send(editor, "post", HOME, {**LINE, "product": "CRM", "plan": "Pro", "seats": 5})
    assert made.status_code == 201
    body = made.json()
    assert body["versions"] == [
        {"valid_from": "2024-01-01", "mrr": "100", "plan": "Pro", "seats": 5, "trial": False}
    ]
    assert (body["account_id"], body["product"], body["currency"]) == (str(one), "CRM", "JPY")
    assert editor.get(f"{HOME}/{body['id']}").json() == body
    assert ledger(one) == [("2024-01-01", "new", "100")]


def test_a_known_external_id_is_a_conflict(editor: Client) -> None:
    account("A")
    send(editor, "post", HOME, LINE)
    assert send(editor, "post", HOME, LINE).status_code == 409


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"mrr": None}, "mrr"),
        ({"mrr": "-1"}, "mrr"),
        ({"ends_on": "2023-01-01"}, "ends_on"),
        ({"interval": "fortnightly"}, "interval"),
        ({"account_external_id": "nobody"}, "account"),
        ({"currency": "EUR"}, "currency"),
        ({"starts_on": "yesterday"}, "starts_on"),
        ({"color": "red"}, "color"),
    ],
)
def test_a_line_that_cannot_be_used_names_its_field(
    editor: Client, change: dict[str, object], field: str
) -> None:
    account("A")
    refused = send(editor, "post", HOME, {**LINE, **change})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)


def test_many_lines_are_upserted_and_the_bad_ones_told_apart(editor: Client) -> None:
    account("A")
    rows = [LINE, {**LINE, "external_id": "S-2", "mrr": None}, {**LINE, "external_id": "S-3"},
            {**LINE, "external_id": "S-4", "account_external_id": "nobody"}]  # fmt: skip
    answer = send(editor, "put", HOME, {"data": rows}).json()
    assert (answer["created"], answer["changed"], answer["same"]) == (["S-1", "S-3"], [], [])
    assert [(each["position"], each["field"]) for each in answer["rejected"]] == [
        (1, "mrr"),
        (3, "account_external_id"),
    ]
    again = send(editor, "put", HOME, {"data": [{**LINE, "mrr": "120"}, rows[2]]}).json()
    assert (again["changed"], again["same"]) == (["S-1"], ["S-3"])


def test_a_change_holds_from_its_day_and_needs_the_state_that_was_seen(editor: Client) -> None:
    one = account("A")
    made = send(editor, "post", HOME, LINE)
    path, seen = f"{HOME}/{made.json()['id']}", made["ETag"]
    changed = send(
        editor, "patch", path, {"valid_from": "2024-07-01", "mrr": "150", "seats": 9}, **{"If-Match": seen}
    )
    assert [each["mrr"] for each in changed.json()["versions"]] == ["100", "150"]
    assert send(editor, "patch", path, {"ends_on": "2025-01-01"}, **{"If-Match": seen}).status_code == 412
    assert send(editor, "patch", path, {"ends_on": "2025-01-01"}).json()["ends_on"] == "2025-01-01"
    assert [kind for _, kind, _ in ledger(one)] == ["new", "upsell", "churn"]
    assert send(editor, "patch", path, {"reopen": True}).json()["ends_on"] is None


def test_a_refused_change_changes_nothing(editor: Client) -> None:
    one = account("A")
    made = send(editor, "post", HOME, LINE)
    path = f"{HOME}/{made.json()['id']}"
    half = {"mrr": "500", "valid_from": "2024-06-01", "ends_on": "2023-01-01"}
    assert send(editor, "patch", path, half).status_code == 422
    assert editor.get(path)["ETag"] == made["ETag"]
    assert ledger(one) == [("2024-01-01", "new", "100")]


def test_an_end_and_a_change_are_one_version_of_the_line(editor: Client) -> None:
    account("A")
    made = send(editor, "post", HOME, LINE).json()
    whole = {"mrr": "500", "valid_from": "2024-06-01", "ends_on": "2025-01-01"}
    changed = send(editor, "patch", f"{HOME}/{made['id']}", whole).json()
    assert (changed["ends_on"], [each["mrr"] for each in changed["versions"]]) == (
        "2025-01-01",
        ["100", "500"],
    )
    assert subscription("S-1").version == 2


def test_of_two_who_saw_the_same_state_one_is_refused() -> None:
    """Both have passed the door's look at If-Match; the action looks again."""
    line = set_line(row("S-1", account("A"), "100", "2024-01-01"), by=SYSTEM)
    end_line("S-1", ends_on=day("2025-01-01"), by=SYSTEM)
    with pytest.raises(Stale):
        patch_line("S-1", end=LineEnd(day("2026-01-01")), expected_version=line.version, by=SYSTEM)
    with pytest.raises(Stale):
        delete_line("S-1", expected_version=line.version, by=SYSTEM)
    assert subscription("S-1").ends_on == day("2025-01-01")


def test_a_change_without_its_day_is_refused(editor: Client) -> None:
    account("A")
    made = send(editor, "post", HOME, LINE).json()
    refused = send(editor, "patch", f"{HOME}/{made['id']}", {"mrr": "150"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "valid_from")


def test_a_removed_line_never_was(editor: Client) -> None:
    account("A")
    made = send(editor, "post", HOME, LINE).json()
    assert editor.delete(f"{HOME}/{made['id']}").status_code == 204
    assert editor.get(f"{HOME}/{made['id']}").status_code == 404
    assert ledger() == []


def test_the_list_is_cut_and_paged(editor: Client) -> None:
    one, two = account("A"), account("B")
    set_line(row("S-1", one, "100", "2024-01-01", "2024-06-01"), by=SYSTEM)
    set_line(row("S-2", one, "100", "2024-02-01"), by=SYSTEM)
    set_line(row("S-3", two, "100", "2024-03-01"), by=SYSTEM)

    def ids(query: str) -> list[str]:
        return [each["external_id"] for each in editor.get(f"{HOME}?{query}").json()["data"]]

    assert ids("") == ["S-1", "S-2", "S-3"]
    assert ids("account_external_id=A") == ["S-1", "S-2"]
    assert ids("account_external_id=nobody") == []
    assert ids("external_id=S-3") == ["S-3"]
    assert ids("in_force_on=2024-06-01") == ["S-2", "S-3"]
    assert ids("updated_since=2099-01-01T00:00:00Z") == []
    page = editor.get(f"{HOME}?limit=2").json()
    assert page["has_more"] is True
    assert ids(f"limit=2&cursor={page['next_cursor']}") == ["S-3"]


def test_looking_is_not_changing() -> None:
    account("A")
    viewer = api_client("contracts.view")
    assert viewer.get(HOME).status_code == 200
    assert send(viewer, "post", HOME, LINE).status_code == 403
    assert send(viewer, "put", HOME, {"data": []}).status_code == 403
    assert Client().get(HOME).status_code == 401


def test_another_workspaces_line_is_not_there(editor: Client) -> None:
    with scope(workspace=other_workspace()):
        set_line(row("S-9", account("Z"), "100", "2024-01-01"), by=SYSTEM)
        theirs = subscription("S-9").pk
    assert editor.get(HOME).json()["data"] == []
    assert editor.get(f"{HOME}/{theirs}").status_code == 404
    assert editor.delete(f"{HOME}/{theirs}").status_code == 404
    with scope(workspace=other_workspace_again()):
        assert Subscription.objects.count() == 1


def other_workspace_again() -> Any:
    from banso.domain.workspaces.models import Workspace  # noqa: PLC0415 - only here

    return Workspace.objects.get(slug="keyaki")


def test_costs_are_upserted_listed_and_removed(editor: Client) -> None:
    rows = [
        {"month": "2024-05-01", "category": "sales", "amount": "300000", "external_id": "c1"},
        {"month": "2024-05-01", "category": "rent", "amount": "1"},
    ]
    answer = send(editor, "put", "/api/v1/costs", {"data": rows}).json()
    assert (answer["created"], [each["field"] for each in answer["rejected"]]) == (["c1"], ["category"])
    (listed,) = editor.get("/api/v1/costs").json()["data"]
    assert (listed["amount"], listed["currency"], listed["month"]) == ("300000", "JPY", "2024-05-01")
    assert editor.delete(f"/api/v1/costs/{listed['id']}").status_code == 204
    assert editor.delete(f"/api/v1/costs/{listed['id']}").status_code == 404
    assert CostEntry.objects.count() == 0
