"""Pages of outcomes, the customer's page, and the API."""

import json
from contextlib import closing
from typing import Any

import pytest
from django.test import Client

from banso.domain.outcomes import actions
from banso.domain.outcomes.models import ConfirmationLink, Measurement
from banso.domain.outcomes.queries import token_for
from banso.domain.outcomes.tests.factories import won
from banso.domain.sales.tests.factories import SELLER, complete_deal
from banso.domain.workspaces.tests.factories import api_client, signed_in

pytestmark = pytest.mark.usefixtures("workspace")
HOME = "/w/harunire/outcomes/"


@pytest.fixture
def client() -> Client:
    return signed_in("mori@harunire.example", "manager", language="en")


def read(answer: Any) -> bytes:
    with closing(answer):
        return b"".join(answer.streaming_content)


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_the_list_filters_and_exports_what_was_measured(client: Client) -> None:
    assert "Nothing to measure yet" in page(client, HOME)
    _deal, behind = won("遅れている商談", days=100)
    _other, fine = won("進んでいる商談", days=100)
    actions.report_value(behind.pk, 90, "91", by=SELLER)
    actions.report_value(fine.pk, 90, "99", by=SELLER)
    for state, there, gone in (
        ("behind", "遅れている", "進んでいる"),
        ("reached", "進んでいる", "遅れている"),
    ):
        text = page(client, f"{HOME}?state={state}")
        assert f"{there}商談" in text
        assert f"{gone}商談" not in text
    assert "No outcome meets these conditions" in page(client, f"{HOME}?q=nobody")
    for state in ("waiting", "unconfirmed"):
        assert "遅れている商談" in page(client, f"{HOME}?state={state}&sort=-metric")
    table = read(client.get(f"{HOME}export?format=csv&sort=started")).decode("utf-8-sig")
    assert len(table.splitlines()) == 3
    assert "-7" in table


def test_a_number_is_written_down_on_its_page(client: Client) -> None:
    _deal, outcome = won(days=40)
    form = {"version": outcome.version, "checkpoint": "30", "value": "九割", "told": ""}
    refused = client.post(f"{HOME}{outcome.pk}/", form)
    assert refused.status_code == 422
    assert "This is not a number" in refused.content.decode()
    assert client.post(f"{HOME}{outcome.pk}/", {**form, "value": "91", "told": "森様"}).status_code == 302
    text = page(client, f"{HOME}{outcome.pk}/")
    assert "−7" in text
    assert "Until then it counts in no KPI" in text
    stale = client.post(f"{HOME}{outcome.pk}/", {**form, "value": "92"})
    assert "changed since you read it" in stale.content.decode()
    assert Measurement.objects.get().value == 91
    page(client, f"{HOME}0197a000-0000-7000-8000-000000000001/", 404)


def test_a_deal_shows_its_goals_and_asks_the_customer(client: Client) -> None:
    deal = complete_deal()
    part = page(client, f"/w/harunire/deals/{deal.pk}/goals/")
    assert "Have the customer confirm it" in part
    assert "too few to say" in part
    ask = f"/w/harunire/deals/{deal.pk}/goals/ask/"
    assert client.post(ask, {"email": "wrong", "language": "en", "days": "30"}).status_code == 422
    assert client.post(ask, {"email": "", "language": "en", "days": "30"}).status_code == 302
    link = ConfirmationLink.objects.get()
    assert actions.address_of(link) in page(client, ask)

    customer = Client()
    address = f"/goals/{token_for(link)}/"
    answer = customer.get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store, private")
    text = answer.content.decode()
    assert "98%" in text
    assert "医療法人" not in text
    assert customer.post(address, {"answer": "no", "said": ""}).status_code == 422
    thanks = customer.post(address, {"answer": "yes", "name": "Yuki Mori"})
    assert "Your confirmation has been recorded" in thanks.content.decode()
    assert customer.get(address).status_code == 410
    assert customer.get("/goals/forged/").status_code == 410
    assert "confirmed by the customer" in page(client, f"/w/harunire/deals/{deal.pk}/goals/")


def test_links_are_taken_back_and_accounts_show_their_outcomes(client: Client) -> None:
    deal, _outcome = won()
    link = actions.ask_confirmation(deal.pk, by=SELLER)
    revoke = f"/w/harunire/deals/goals/links/{link.pk}/revoke/"
    assert client.post(revoke).status_code == 302
    assert Client().get(f"/goals/{token_for(link)}/").status_code == 410
    assert "日常点検の実施率" in page(client, f"/w/harunire/accounts/{deal.account_id}/outcomes/")


def test_the_api_reads_measures_and_asks() -> None:
    deal, outcome = won(days=40)
    api = api_client("outcomes.view", "outcomes.edit", "deals.edit")
    (row,) = api.get(f"/api/v1/outcomes?deal_id={deal.pk}").json()["data"]
    assert (row["metric"], row["target"], row["measurements"]) == ("日常点検の実施率", "98", [])
    path = f"/api/v1/outcomes/{outcome.pk}"
    put: Any = {"content_type": "application/json"}
    told = api.put(f"{path}/measurements/30", json.dumps({"value": "91.5", "told": "森様"}), **put).json()
    (measured,) = told["measurements"]
    assert (measured["value"], measured["gap"], measured["source"]) == ("91.5", "-6.5", "reported")
    assert api.put(f"{path}/measurements/90", json.dumps({"value": "1"}), **put).status_code == 409
    assert api.put(f"{path}/measurements/31", json.dumps({"value": "1"}), **put).status_code == 422
    made = api.post("/api/v1/outcomes/confirmations", json.dumps({"deal_id": str(deal.pk)}), **put)
    assert made.status_code == 201
    assert "/goals/" in made.json()["address"]
