"""Leads over the API: written, upserted, touched, converted, refused."""

import json
from typing import Any

import pytest
from django.test import Client

from banso.domain.leads.actions import list_named
from banso.domain.leads.models import Campaign
from banso.domain.leads.tests.factories import CALLER, lead
from banso.domain.workspaces.tests.factories import api_client

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.fixture
def client() -> Client:
    return api_client("leads.view", "leads.edit", "leads.manage", "accounts.edit", "deals.edit")


def sent(client: Client, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
    data = "" if body is None else json.dumps(body)
    answer = client.generic(method, f"/api/v1/{path}", data, content_type="application/json", headers=headers)
    return answer.status_code, json.loads(answer.content) if answer.content else None


def test_a_lead_is_written_touched_converted_and_taken_back(client: Client) -> None:
    new = {"company": "みどり建材", "email": "A@midori.example", "campaign": "展示会", "external_id": "L-1"}
    status, made = sent(client, "POST", "leads", new)
    assert (status, made["email"], made["campaign"], made["stage"]) == (
        201,
        "a@midori.example",
        "展示会",
        "new",
    )
    assert sent(client, "POST", "leads", new)[0] == 409
    one = f"leads/{made['id']}"
    assert sent(client, "GET", "leads/alike?company=株式会社みどり建材")[1][0]["id"] == made["id"]
    tag = client.get(f"/api/v1/{one}")["ETag"]
    assert sent(client, "PATCH", one, {"note": "x"}, **{"If-Match": tag})[1]["note"] == "x"
    assert sent(client, "PATCH", one, {"note": "y"}, **{"If-Match": tag})[0] == 412
    assert sent(client, "PATCH", one, {"stage": "converted"})[0] == 422
    status, talk = sent(client, "POST", f"{one}/activities", {"kind": "call", "result": "absent"})
    assert (status, sent(client, "GET", f"{one}/activities")[1]["data"]) == (201, [talk])
    narrow = api_client("leads.edit")
    assert sent(narrow, "POST", f"{one}/convert", {})[0] == 403
    status, after = sent(client, "POST", f"{one}/convert", {"deal_name": "点検"})
    assert (status, after["stage"], after["deal_id"] is None) == (200, "converted", False)
    assert sent(client, "POST", f"{one}/convert", {})[0] == 409
    assert sent(client, "POST", f"{one}/convert/undo")[1]["account_id"] is None
    assert sent(client, "DELETE", one)[1]["archived_at"]
    assert sent(client, "POST", f"{one}/restore")[1]["archived_at"] is None


def test_many_are_upserted_and_what_cannot_be_used_is_told(client: Client) -> None:
    rows = [{"external_id": "L-1", "company": "一"}, {"external_id": "L-2", "email": "x"}, {"company": "三"}]
    status, told = sent(client, "PUT", "leads", {"data": rows})
    assert (status, told["created"], told["refused"]) == (200, 1, 2)
    assert [(row["outcome"], row["field"]) for row in told["rows"]] == [
        ("created", ""), ("refused", "email"), ("refused", "external_id")
    ]  # fmt: skip
    assert sent(client, "PUT", "leads", {"data": rows[:1]})[1]["same"] == 1
    assert [row["company"] for row in sent(client, "GET", "leads?q=一&stage=open")[1]["data"]] == ["一"]


def test_a_campaign_tells_what_it_cost_and_brought(client: Client) -> None:
    lead()
    campaign = Campaign.objects.get()
    costs = f"campaigns/{campaign.pk}/costs"
    assert sent(client, "PUT", costs, {"month": "2026-11-05", "amount": "300000"})[1]["cost"] == "300000"
    assert sent(client, "PUT", costs, {"month": "2026-11-05", "amount": "-1"})[0] == 422
    assert sent(client, "PUT", costs, {"month": "2026-11-05", "amount": "1", "currency": "XXX"})[0] == 422
    assert [(row["name"], row["leads"]) for row in sent(client, "GET", "campaigns")[1]["data"]] == [
        ("秋の展示会", 1)
    ]


def test_appointments_and_target_lists(client: Client) -> None:
    made = lead()
    row = list_named("展示会", by=CALLER)
    lists = f"target-lists/{row.pk}/leads"
    assert sent(client, "POST", lists, {"lead_ids": [str(made.pk)]})[1] == {"added": 1}
    assert sent(client, "POST", lists, {"lead_ids": [str(row.pk)]})[0] == 404
    assert [(each["name"], each["size"]) for each in sent(client, "GET", "target-lists")[1]["data"]] == [
        ("展示会", 1)
    ]
    new = {"lead_id": str(made.pk), "starts_at": "2026-11-27T10:00:00+09:00", "place": "北浜"}
    assert sent(client, "POST", "appointments", {**new, "starts_at": "2026-11-27T10:00:00"})[0] == 422
    status, met = sent(client, "POST", "appointments", new)
    assert (status, met["state"], met["minutes"]) == (201, "set", 60)
    one = f"appointments/{met['id']}"
    assert (
        sent(client, "PATCH", one, {"starts_at": "2026-11-28T10:00:00+09:00"})[1]["starts_at"][:10]
        == "2026-11-28"
    )
    assert sent(client, "PATCH", one, {"state": "held"})[1]["state"] == "held"
    assert sent(client, "PATCH", one, {"starts_at": "2026-11-29T10:00:00+09:00"})[0] == 409
    assert [each["id"] for each in sent(client, "GET", "appointments?state=held")[1]["data"]] == [met["id"]]
