"""The pages of webhooks and their API: who may, the secret shown once, tries by hand."""

import json

import pytest
from django.test import Client

from banso.domain.hooks.models import Delivery, Endpoint
from banso.domain.workspaces.actions import create_key
from banso.domain.workspaces.models import AuditEntry
from banso.domain.workspaces.tests.factories import signed_in
from banso.kit.actor import SYSTEM

pytestmark = pytest.mark.usefixtures("workspace")
HOME = "/w/harunire/settings/hooks/"
GIVEN = {"name": "チャット", "url": "https://hooks.example.com/in", "events": ["sales.deal_won"]}


def test_an_admin_makes_tests_changes_and_removes_a_webhook() -> None:
    client = signed_in("admin@harunire.example", "admin", language="en")
    assert client.post(f"{HOME}new/", {**GIVEN, "url": "http://127.0.0.1/"}).status_code == 422
    assert client.post(f"{HOME}new/", {**GIVEN, "events": []}).status_code == 422
    made = client.post(f"{HOME}new/", GIVEN)
    secret = made.context["secret"]
    assert (secret in made.content.decode(), made["Cache-Control"]) == (True, "no-store")
    row = Endpoint.objects.get()
    assert (str(secret) not in row.secret, row.events) == (True, ["sales.deal_won"])
    page = f"{HOME}{row.pk}/"
    assert secret not in client.get(page).content.decode()
    assert client.post(f"{page}test/").status_code == 302
    sent = Delivery.objects.get()
    assert json.loads(sent.body)["type"] == "hooks.ping"
    assert "hooks.ping" in client.get(page).content.decode()
    client.post(f"{HOME}deliveries/{sent.pk}/again/")
    assert Delivery.objects.get().tries == 0
    assert client.post(f"{page}off/").status_code == 302
    assert (Endpoint.objects.get().off, Delivery.objects.get().state) == ("hand", "failed")
    client.post(f"{HOME}deliveries/{sent.pk}/again/")
    assert Delivery.objects.get().state == "waiting"
    assert client.post(f"{page}on/").status_code == 302
    assert client.post(f"{page}change/", {**GIVEN, "name": ""}).status_code == 422
    assert client.post(f"{page}change/", {**GIVEN, "events": ["promises.made"]}).status_code == 302
    assert Endpoint.objects.get().events == ["promises.made"]
    other = client.post(f"{page}rotate/").context["secret"]
    assert other not in {secret, ""}
    assert "チャット" in client.get(HOME).content.decode()
    assert client.post(f"{page}remove/").status_code == 302
    assert client.get(page).status_code == 404
    assert Endpoint.objects.get().secret == ""
    verbs = (
        AuditEntry.objects.filter(verb__startswith="hook.").order_by("number").values_list("verb", flat=True)
    )
    assert list(verbs) == [f"hook.{verb}" for verb in (
        "created", "tested", "switched_off", "tried_again", "switched_on", "changed", "rotated", "removed",
    )]  # fmt: skip


def test_nobody_else_sees_where_events_go() -> None:
    for role in ("manager", "csm", "viewer"):
        assert signed_in(f"{role}@harunire.example", role).get(HOME).status_code == 403


def test_the_api_lists_makes_and_removes() -> None:
    _key, secret = create_key("api", name="x", scopes=["hooks.view", "hooks.manage"], by=SYSTEM)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    made = client.post("/api/v1/hooks", GIVEN, content_type="application/json")
    assert (made.status_code, made.json()["secret"][:6]) == (201, "whsec_")
    wrong = client.post("/api/v1/hooks", {**GIVEN, "events": ["x.y"]}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "events")
    listed = client.get("/api/v1/hooks").json()["data"]
    assert [(each["name"], each["off"], "secret" in each) for each in listed] == [("チャット", "", False)]
    one = f"/api/v1/hooks/{made.json()['id']}"
    assert client.get(one).json()["events"] == GIVEN["events"]
    assert client.delete(one).status_code == 200
    assert (client.get(one).status_code, client.get("/api/v1/hooks").json()["data"]) == (404, [])
