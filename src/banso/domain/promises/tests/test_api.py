"""The ledger over the API: written, amended, closed, refused, and asked for as of a past moment."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.http import urlencode

from banso.domain.promises import actions
from banso.domain.promises.models import Promise, PromiseLink
from banso.domain.promises.tests.factories import SATO, account, on, promise, said, shown
from banso.domain.workspaces.tests.factories import api_client, other_workspace
from banso.kit.clock import freeze, now
from banso.kit.tenancy import scope

pytestmark = pytest.mark.usefixtures("workspace")
PATH = "/api/v1/promises"


@pytest.fixture
def client() -> Client:
    return api_client("promises.view", "promises.edit")


def sent(client: Client, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
    data = "" if body is None else json.dumps(body)
    answer = client.generic(method, PATH + path, data, content_type="application/json", headers=headers)
    return answer.status_code, json.loads(answer.content) if answer.content else None


def test_a_promise_is_written_amended_confirmed_and_kept(client: Client) -> None:
    of = account(external_id="A-1")
    with freeze(on("2026-11-20")):
        status, made = sent(client, "POST", "", said(account_external_id="A-1", external_id="P-1"))
        assert (status, made["state"], made["version"], made["account_id"]) == (201, "draft", 1, str(of.pk))
        one = f"/{made['id']}"
        assert sent(client, "POST", "", said(account_external_id="A-1", external_id="P-1"))[0] == 409
        assert sent(client, "PATCH", one, {"due_on": "2026-12-20"})[1]["errors"][0]["field"] == "reason"
        status, after = sent(client, "PATCH", one, {"due_on": "2026-12-20", "reason": "開発が遅れた"})
        assert (status, after["version"], after["due_on"]) == (200, 2, "2026-12-20")
        status, after = sent(client, "POST", f"{one}/confirm", {"evidence": "11/20のメール"})
        assert (status, after["state"]) == (200, "confirmed")
        status, after = sent(client, "POST", f"{one}/keep", {"evidence": "送った", "on": "2026-11-19"})
        assert (status, after["state"], after["state_on"]) == (200, "kept", "2026-11-19")
    status, whole = sent(client, "GET", one)
    assert [row["due_on"] for row in whole["versions"]] == ["2026-11-30", "2026-12-20"]
    assert [(row["state"], row["version"]) for row in whole["states"]] == [
        ("draft", 1), ("confirmed", 2), ("kept", 2)
    ]  # fmt: skip


def test_a_closed_promise_answers_409_to_every_edit(client: Client) -> None:
    made = promise(account())
    actions.break_promise(made.pk, shown(), by=SATO)
    one, told = f"/{made.pk}", {"evidence": "やはり送った"}
    tries: list[tuple[str, str, object]] = [
        ("PATCH", one, {"wording": "別のことを約束した", "reason": "違った"}),
        ("PATCH", one, {"owner": "別の人"}),
        ("POST", f"{one}/confirm", told),
        ("POST", f"{one}/keep", told),
        ("POST", f"{one}/break", told),
        ("POST", f"{one}/waive", told),
        ("POST", f"{one}/links", {}),
        ("DELETE", f"{one}?{urlencode({'reason': '間違えた'})}", None),
    ]
    assert [sent(client, *each)[0] for each in tries] == [409] * len(tries)
    assert sent(client, "POST", f"{one}/reopen", {"reason": "取り違えた"})[0] == 403
    status, after = sent(api_client("promises.manage"), "POST", f"{one}/reopen", {"reason": "取り違えた"})
    assert (status, after["state"]) == (200, "draft")


def test_only_the_state_that_was_seen_is_changed(client: Client) -> None:
    made = promise(account())
    tag = client.get(f"{PATH}/{made.pk}")["ETag"]
    actions.hand_over([made.pk], name="伊藤 翔", by=SATO)
    change = {"product": "帳票", "reason": "補った"}
    assert sent(client, "PATCH", f"/{made.pk}", change, **{"If-Match": tag})[0] == 412
    told = {"evidence": "送った"}
    assert sent(client, "POST", f"/{made.pk}/keep", told, **{"If-Match": tag})[0] == 412


def test_what_the_operation_does_not_have_is_refused(client: Client) -> None:
    made = promise(account())
    assert sent(client, "PATCH", f"/{made.pk}", {"state": "kept"})[0] == 422
    assert sent(client, "PATCH", f"/{made.pk}", {"account_id": str(made.account_id)})[0] == 422
    assert sent(client, "POST", "", said(account_external_id="nobody"))[1]["errors"][0]["field"] == (
        "account_external_id"
    )
    both = urlencode({"as_of": now().isoformat(), "updated_since": now().isoformat()})
    assert sent(client, "GET", f"?{both}")[1]["errors"][0]["field"] == "updated_since"
    assert sent(client, "GET", "?as_of=2026-11-20T00:00:00")[0] == 422


def test_many_rows_are_told_apart(client: Client) -> None:
    account(external_id="A-1")
    rows = [
        said(account_external_id="A-1", external_id="P-1"),
        said(account_external_id="A-2", external_id="P-2"),
    ]
    status, done = sent(client, "PUT", "", {"data": rows})
    assert (status, done["created"], done["refused"]) == (200, 1, 1)
    assert [row["field"] for row in done["rows"]] == ["", "account_external_id"]


def test_what_is_not_standard_is_approved_by_those_who_may(client: Client) -> None:
    made = promise(account(), deliverable="approval")
    assert sent(client, "POST", f"/{made.pk}/approval", {})[0] == 403
    manager = api_client("promises.manage")
    refused = {"approved": False}
    assert sent(manager, "POST", f"/{made.pk}/approval", refused)[1]["errors"][0]["field"] == "remark"
    assert sent(manager, "POST", f"/{made.pk}/approval", {})[1]["approval"] == "approved"


def test_a_mistake_is_taken_back_and_restored(client: Client) -> None:
    made = promise(account())
    assert sent(client, "DELETE", f"/{made.pk}?{urlencode({'reason': '別の顧客だった'})}")[0] == 200
    assert sent(client, "GET", f"/{made.pk}")[0] == 404
    assert sent(client, "GET", "")[1]["data"] == []
    assert sent(client, "POST", f"/{made.pk}/restore")[0] == 200
    assert len(sent(client, "GET", "")[1]["data"]) == 1


def test_a_link_is_made_and_taken_back(client: Client) -> None:
    made = promise(account())
    status, link = sent(client, "POST", f"/{made.pk}/links", {"language": "en", "days": 3})
    assert (status, link["language"], link["sent_at"]) == (201, "en", None)
    assert sent(client, "POST", f"/{made.pk}/links", {"days": 91})[1]["errors"][0]["field"] == "days"
    assert sent(client, "DELETE", f"/links/{link['id']}")[0] == 204
    assert PromiseLink.objects.get().revoked_at is not None


def test_the_list_is_filtered(client: Client) -> None:
    of, other = account(external_id="A-1"), account("千歳電装株式会社")
    with freeze(on("2026-11-20")):
        first = promise(of, due_on="2026-11-25", owner="岡本 亮")
        second = promise(other, kind="price", due_on="2027-06-01", external_id="P-2")
        actions.break_promise(second.pk, shown(), by=SATO)
        asked = {
            "account_external_id=A-1": [first], f"account_id={other.pk}": [second], "kind=price": [second],
            "state=broken": [second], "state=draft": [first], "external_id=P-2": [second],
            "due_from=2026-11-26": [second], "due_before=2026-11-26": [first], "at_risk=true": [first],
            "account_external_id=none": [], "owner_email=x@y.example": [],
        }  # fmt: skip
        for query, rows in asked.items():
            moment = urlencode({"as_of": now().isoformat()})
            for each in (query, f"{query}&{moment}"):
                found = sent(client, "GET", f"?{each}")[1]["data"]
                assert [row["id"] for row in found] == [str(row.pk) for row in rows], each


def test_another_workspaces_promises_are_not_there(client: Client) -> None:
    with scope(workspace=other_workspace()):
        foreign = promise(account("他社"))
    assert sent(client, "GET", "")[1]["data"] == []
    assert sent(client, "GET", f"/{foreign.pk}")[0] == 404
    assert sent(client, "POST", f"/{foreign.pk}/keep", {"evidence": "送った"})[0] == 404


def test_the_ledger_of_a_past_day_is_the_same_to_the_byte(client: Client) -> None:
    with freeze(on("2026-10-01")):
        of = account()
        made = [promise(of, wording=f"約束その{number}", due_on="2026-10-20") for number in range(3)]
        actions.confirm_promise(made[0].pk, shown(), by=SATO)
    with freeze(on("2026-10-02", 14)):
        then = client.get(PATH).content
        one = client.get(f"{PATH}/{made[0].pk}").content
        first = client.get(f"{PATH}?limit=2").json()
    with freeze(on("2026-10-21")):
        actions.amend_promise(made[0].pk, {"wording": "言い直した約束"}, reason="言い直した", by=SATO)
        actions.keep_promise(made[1].pk, shown(), on=date(2026, 10, 20), by=SATO)
        actions.take_back(made[2].pk, "聞き違いだった", by=SATO)
        promise(of, wording="あとからの約束")
    moment = urlencode({"as_of": on("2026-10-02", 14).isoformat()})
    assert client.get(f"{PATH}?{moment}").content == then
    assert client.get(f"{PATH}/{made[0].pk}?{moment}").content == one
    page = client.get(f"{PATH}?limit=2&{moment}").json()
    assert page["data"] == first["data"]
    rest = client.get(f"{PATH}?limit=2&{moment}&{urlencode({'cursor': page['next_cursor']})}").json()
    assert [row["id"] for row in rest["data"]] == [str(made[2].pk)]
    assert client.get(PATH).content != then
    assert Promise.objects.count() == 4
