"""Accounts, contacts, segments and facts over the API: each operation, and each way it refuses."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from banso.domain.accounts.actions import create_contact
from banso.domain.accounts.models import Account
from banso.domain.accounts.queries import accounts
from banso.domain.accounts.tests.factories import SATO, account
from banso.domain.workspaces.actions import create_workspace
from banso.domain.workspaces.tests.factories import api_client
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope

pytestmark = pytest.mark.usefixtures("workspace")
ALL = ("accounts.view", "accounts.edit", "segments.view", "segments.edit", "facts.view")
NOBODY = UUID(int=7)
PRO = {"kind": "check", "field": "plan", "op": "is", "value": "Pro"}


def call(client: Client, method: str, path: str, body: object = None, **headers: str) -> Any:
    data = "" if body is None else json.dumps(body)
    return client.generic(method, f"/api/v1/{path}", data, content_type="application/json", headers=headers)


def test_an_account_is_made_read_changed_and_archived() -> None:
    client = api_client(*ALL)
    made = call(
        client,
        "POST",
        "accounts",
        {"name": "北浜製作所", "external_id": "A-1", "tags": ["b", "a"], "employees": 3},
    )
    assert (made.status_code, made.json()["tags"]) == (201, ["a", "b"])
    path = f"accounts/{made.json()['id']}"
    assert call(client, "GET", path).json() == made.json()
    changed = call(client, "PATCH", path, {"plan": "Pro", "employees": None})
    assert (changed.json()["plan"], changed.json()["employees"], changed.json()["version"]) == (
        "Pro",
        None,
        2,
    )
    gone = call(client, "DELETE", path)
    assert gone.json()["archived_at"] is not None
    assert call(client, "GET", "accounts").json()["data"] == []
    assert len(call(client, "GET", "accounts?archived=true").json()["data"]) == 1
    assert call(client, "POST", f"{path}/restore").json()["archived_at"] is None


def test_if_match_changes_only_what_was_seen() -> None:
    client = api_client(*ALL)
    made = call(client, "POST", "accounts", {"name": "x"})
    path, tag = f"accounts/{made.json()['id']}", made.headers["ETag"]
    first = call(client, "PATCH", path, {"plan": "Pro"}, **{"If-Match": tag})
    assert first.status_code == 200
    for method, body in (("PATCH", {"plan": "Lite"}), ("DELETE", None)):
        late = call(client, method, path, body, **{"If-Match": tag})
        assert (late.status_code, late.headers["Content-Type"]) == (412, "application/problem+json")
    assert Account.objects.get().plan == "Pro"
    assert (
        call(client, "PATCH", path, {"plan": "Lite"}, **{"If-Match": first.headers["ETag"]}).status_code
        == 200
    )


def test_t70_an_idempotency_key_makes_one_account() -> None:
    client = api_client(*ALL)
    answers = [
        call(client, "POST", "accounts", {"name": "x"}, **{"Idempotency-Key": "one"}).json()["id"]
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert accounts().count() == 1


def test_many_accounts_are_upserted_and_refused_one_by_one() -> None:
    client = api_client(*ALL)
    rows = [
        {"external_id": "A-1", "name": "一"},
        {"external_id": "A-2"},
        {"external_id": "A-3", "name": "三"},
    ]
    first = call(client, "PUT", "accounts", {"data": rows}).json()
    assert (first["created"], first["refused"], first["rows"][1]["field"]) == (2, 1, "name")
    again = call(client, "PUT", "accounts", {"data": [rows[0], {**rows[2], "plan": "Pro"}]}).json()
    assert (again["same"], again["changed"]) == (1, 1)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "accounts", {}, 422), ("POST", "accounts", {"name": "x", "workspace_id": str(NOBODY)}, 422),
        ("POST", "accounts", {"name": "x", "corporate_number": "1"}, 422),
        ("POST", "accounts", {"name": "x", "stage": "y"}, 422),
        ("POST", "accounts", {"name": "x", "custom": {"nobody": 1}}, 422), ("POST", "accounts", [], 422),
        ("GET", f"accounts/{NOBODY}", None, 404), ("PATCH", f"accounts/{NOBODY}", {"plan": "x"}, 404),
        ("GET", "accounts?segment=" + str(NOBODY), None, 404), ("GET", "accounts?limit=0", None, 422),
        ("GET", "accounts?cursor=x", None, 422), ("POST", "contacts", {"name": "x"}, 422),
        ("POST", "contacts", {"name": "x", "account_id": str(NOBODY)}, 404),
        ("GET", f"contacts/{NOBODY}", None, 404),
        ("POST", "segments", {"name": "x", "condition": {"kind": "drop"}}, 422),
        ("POST", "segments", {"name": "x", "condition": {**PRO, "field": "workspace_id"}}, 422),
        ("GET", f"segments/{NOBODY}", None, 404), ("GET", "facts?type=nothing", None, 422),
        ("GET", "facts?since=2026-01-01T00:00:00", None, 422), ("GET", f"facts/{NOBODY}", None, 404),
        ("POST", f"accounts/{NOBODY}/merge", {"merged_id": str(UUID(int=8))}, 404),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_as_a_problem(method: str, path: str, body: object, status: int) -> None:
    answer = call(api_client(*ALL), method, path, body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status


def test_t03_a_key_that_may_only_look_changes_nothing() -> None:
    made = account()
    client = api_client("accounts.view", "segments.view", "facts.view")
    for method, path, body in (
        ("POST", "accounts", {"name": "x"}), ("PUT", "accounts", {"data": []}),
        ("PATCH", f"accounts/{made.pk}", {}),
        ("DELETE", f"accounts/{made.pk}", None), ("POST", "contacts", {}),
        ("POST", "segments", {"name": "x", "condition": PRO}),
    ):  # fmt: skip
        assert call(client, method, path, body).status_code == 403
    assert call(api_client("kpis.view"), "GET", "facts").status_code == 403
    assert call(Client(), "GET", "accounts").status_code == 401


def test_t01_a_key_of_another_workspace_finds_nothing() -> None:
    made = account(external_id="A-1")
    person = create_contact(made.pk, {"name": "大西"}, by=SATO)
    with scope(workspace=create_workspace("other", name="Other", by=SYSTEM)):
        client, own = api_client(*ALL), account("自分の")
    for path in (f"accounts/{made.pk}", f"contacts/{person.pk}"):
        assert call(client, "GET", path).status_code == 404
        assert call(client, "PATCH", path, {"name": "x"}).status_code == 404
        assert call(client, "DELETE", path).status_code == 404
    assert call(client, "POST", "contacts", {"name": "x", "account_id": str(made.pk)}).status_code == 404
    assert call(client, "POST", f"accounts/{own.pk}/merge", {"merged_id": str(made.pk)}).status_code == 404
    assert call(client, "GET", f"facts?account={made.pk}").json()["data"] == []
    assert [row["id"] for row in call(client, "GET", "accounts").json()["data"]] == [str(own.pk)]


def test_lists_come_in_pages_that_keep_their_place() -> None:
    for number in range(5):
        account(f"会社{number}")
    client, names, cursor = api_client(*ALL), [], ""
    while True:
        page = call(client, "GET", f"accounts?limit=2&cursor={cursor}").json()
        names += [row["name"] for row in page["data"]]
        if not page["has_more"]:
            break
        cursor = page["next_cursor"]
    assert names == [f"会社{number}" for number in range(5)]


def test_accounts_are_filtered_and_searched() -> None:
    account("株式会社北浜製作所", name_kana="キタハマ", plan="Pro", tags="大口")
    account("つばめ食品", plan="Lite")
    client = api_client(*ALL)
    for query in ("q=きた", "q=北浜", "plan=Pro", "tag=大口", "q=ｷﾀﾊﾏ"):
        assert [row["plan"] for row in call(client, "GET", f"accounts?{query}").json()["data"]] == ["Pro"]


def test_contacts_are_made_changed_and_upserted() -> None:
    account(external_id="A-1")
    client = api_client(*ALL)
    made = call(
        client, "POST", "contacts", {"account_external_id": "A-1", "name": "大西", "department": "工場"}
    )
    assert (made.status_code, made.json()["department"]) == (201, "工場")
    path = f"contacts/{made.json()['id']}"
    assert call(client, "PATCH", path, {"left_on": "2026-10-31"}).json()["left_on"] == "2026-10-31"
    assert call(client, "PATCH", path, {"account_external_id": "A-2"}).status_code == 422
    rows = [
        {"account_external_id": "A-1", "external_id": "C-1", "name": "野村"},
        {"account_external_id": "?", "name": "x"},
    ]
    told = call(client, "PUT", "contacts", {"data": rows}).json()
    assert (told["created"], told["refused"]) == (1, 1)
    assert [row["name"] for row in call(client, "GET", "contacts").json()["data"]] == ["大西", "野村"]
    assert call(client, "DELETE", path).json()["archived_at"] is not None
    assert call(client, "POST", f"{path}/restore").json()["archived_at"] is None


def test_segments_say_their_condition_and_find_their_accounts() -> None:
    account("一", plan="Pro")
    account("二", plan="Lite")
    client = api_client(*ALL)
    made = call(client, "POST", "segments", {"name": "Pro", "condition": PRO})
    assert (made.status_code, made.json()["sentence"]) == (201, "Plan is “Pro”")
    path = f"segments/{made.json()['id']}"
    assert [row["name"] for row in call(client, "GET", f"{path}/accounts").json()["data"]] == ["一"]
    changed = call(client, "PUT", path, {"name": "Lite", "condition": {**PRO, "value": "Lite"}})
    assert changed.json()["version"] == 2
    assert [
        row["name"] for row in call(client, "GET", f"accounts?segment={made.json()['id']}").json()["data"]
    ] == ["二"]
    call(client, "DELETE", path)
    assert call(client, "GET", "segments").json()["data"] == []


def test_facts_are_told_with_both_times_and_all_versions() -> None:
    made = account(plan="Lite", created_on="2024-04-01")
    client = api_client(*ALL)
    call(client, "PATCH", f"accounts/{made.pk}", {"plan": "Pro"})
    page = call(client, "GET", f"facts?account={made.pk}&type=accounts.account_described").json()
    assert [(fact["version"], fact["payload"]["plan"]) for fact in page["data"]] == [(2, "Pro")]
    both = call(client, "GET", f"facts/{page['data'][0]['id']}").json()
    assert [fact["payload"]["plan"] for fact in both] == ["Lite", "Pro"]
    assert call(client, "GET", f"facts?account={made.pk}&since=2024-05-01T00:00:00Z").json()["data"] == []
    two = call(
        client,
        "GET",
        f"facts?account={made.pk}&type=accounts.account_created&type=accounts.account_described",
    )
    assert len(two.json()["data"]) == 2
    before = call(client, "GET", f"facts?account={made.pk}&as_of=2020-01-01T00:00:00Z").json()
    assert before["data"] == []


def test_accounts_are_merged_and_taken_apart() -> None:
    one, other = account("一"), account("二")
    client = api_client(*ALL)
    merge = call(client, "POST", f"accounts/{one.pk}/merge", {"merged_id": str(other.pk)})
    assert (merge.status_code, merge.json()["merged_id"]) == (201, str(other.pk))
    assert call(client, "GET", f"accounts/{other.pk}").json()["merged_into_id"] == str(one.pk)
    assert call(client, "POST", f"accounts/merges/{merge.json()['id']}/undo").json()["undone_at"] is not None
