"""Pages of quotes and sent contracts, their files, and the API."""

import json
from contextlib import closing
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from banso.domain.accounts.actions import create_contact
from banso.domain.quotes import actions, queries
from banso.domain.quotes.models import Quote, SentContract
from banso.domain.quotes.tests.factories import drawn, sold
from banso.domain.sales.tests.factories import SELLER, account_of, deal
from banso.domain.workspaces.tests.factories import api_client, signed_in
from banso.kit.paper import can_print
from banso.kit.tenancy import today

pytestmark = pytest.mark.usefixtures("workspace")
HOME = "/w/harunire/quotes/"
API = "/api/v1/quotes"


@pytest.fixture
def client() -> Client:
    return signed_in("sales@harunire.example", "sales", language="en")


def read(answer: Any) -> bytes:
    with closing(answer):
        return b"".join(answer.streaming_content)


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def post(client: Client, path: str, **given: object) -> str:
    answer = client.post(path, given)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return str(answer["Location"])


def test_from_the_deal_to_the_answer_by_its_pages(client: Client) -> None:
    made = sold(discount=Decimal(25))
    create_contact(account_of(made), {"name": "森 由紀", "email": "mori@customer.example"}, by=SELLER)
    card = f"/w/harunire/deals/{made.pk}/quotes/"
    assert "No quote was drawn up yet" in page(client, card)
    where = post(client, f"{card}new/")
    quote = Quote.objects.get()
    assert where == f"{HOME}{quote.pk}/"
    text = page(client, where)
    assert "cannot be sent before it is approved" in text
    assert f'href="{where}send/"' not in text
    refused = client.post(f"{where}mark/", {"on": today()})
    assert (refused.status_code, "have it approved" in refused.content.decode()) == (422, False)
    assert "before it is approved" in refused.content.decode()
    from banso.domain.sales.actions import approve_discount  # noqa: PLC0415 - the act in the middle of it

    approve_discount(made.pk, percent=Decimal(25), by=SELLER)
    form = {
        "revision": quote.revision, "title": "年間利用料", "language": "en", "company": "Aoki Hospital",
        "valid_until": quote.valid_until, "months": 12, "tax_rate": "10", "tax_rounding": "down",
    }  # fmt: skip
    wrong = client.post(f"{where}edit/", {**form, "tax_rate": "many"})
    assert (wrong.status_code, "not a number" in wrong.content.decode()) == (422, True)
    assert post(client, f"{where}edit/", **form) == where
    stale = client.post(f"{where}edit/", {**form, "title": "その後"})
    assert (stale.status_code, "has been changed" in stale.content.decode()) == (422, True)
    assert "mori@customer.example" in page(client, f"{where}send/")
    post(client, f"{where}mark/", on=today())
    assert "unchanged since it was sent" in page(client, where)
    assert "never changes" in client.post(f"{where}edit/", {**form, "revision": ""}).content.decode()
    lacking = client.post(f"{where}answer/", {"answer": "declined", "on": today()})
    assert lacking.status_code == 422
    post(client, f"{where}answer/", answer="accepted", on=today(), who="森 由紀")
    post(client, f"{where}answer/back/")
    newer = post(client, f"{where}version/")
    assert "version 2" in page(client, newer)
    assert post(client, f"{newer}remove/") == f"/w/harunire/deals/{made.pk}/"
    assert post(client, f"{newer}restore/") == newer
    assert quote.number in page(client, card)


def test_a_deal_that_sells_nothing_says_so(client: Client) -> None:
    empty = deal("空の商談")
    assert "once there are any" in page(client, f"/w/harunire/deals/{empty.pk}/quotes/")
    answer = client.post(f"/w/harunire/deals/{empty.pk}/quotes/new/")
    assert (answer.status_code, "has no lines" in answer.content.decode()) == (409, True)


def test_the_lists_filter_sort_and_export(client: Client) -> None:
    assert "There are no quotes yet" in page(client, HOME)
    assert "No contract was sent yet" in page(client, f"{HOME}contracts/")
    sent, draft = drawn(name="送った商談"), drawn(name="下書きの商談")
    actions.send_quote(sent.pk, by=SELLER)
    for query, there, gone in (
        ("state=sent", "送った商談", "下書きの商談"), ("state=draft", "下書きの商談", "送った商談"),
        ("due=month", "送った商談", "下書きの商談"), (f"q={draft.number}", "下書きの商談", "送った商談"),
    ):  # fmt: skip
        text = page(client, f"{HOME}?{query}")
        assert f'<p class="bn-meta">{there}</p>' in text, query
        assert f'<p class="bn-meta">{gone}</p>' not in text, query
    assert "No quote meets these conditions" in page(client, f"{HOME}?due=past&sort=-amount")
    table = read(client.get(f"{HOME}export?format=csv&sort=number")).decode("utf-8-sig").splitlines()
    assert (len(table), sent.number in table[1], "4320000" in table[1]) == (3, True, True)


def test_a_contract_by_its_pages(client: Client) -> None:
    made = sold()
    new = f"/w/harunire/deals/{made.pk}/contracts/new/"
    form = {"title": "利用契約書", "sent_on": today(), "how": "esign", "to_name": "森 由紀",
            "link": "https://sign.example/1"}  # fmt: skip
    assert "Say where the document is" in client.post(new, {**form, "link": ""}).content.decode()
    assert "not a web address" in client.post(new, {**form, "link": "javascript:hit()"}).content.decode()
    where = post(client, new, **form)
    text = page(client, where)
    assert 'href="https://sign.example/1" rel="noopener noreferrer nofollow"' in text
    assert "not signed yet" in page(client, f"{HOME}contracts/?signed=no")
    early = client.post(f"{where}sign/", {"on": "2020-01-01"})
    assert (early.status_code, "on that day" in early.content.decode()) == (422, True)
    post(client, f"{where}sign/", on=today())
    assert "No contract meets" in page(client, f"{HOME}contracts/?signed=no&sent=last_month&sort=title")
    post(client, f"{where}unsign/")
    assert post(client, f"{where}remove/") == f"/w/harunire/deals/{made.pk}/"
    assert post(client, f"{where}restore/") == where
    assert SentContract.objects.get().revision == 5


def test_settings_stand_on_the_next_quote_and_only_managers_change_them(client: Client) -> None:
    where = "/w/harunire/settings/quotes/"
    form = {"company": "株式会社伴走", "letters": "mt", "valid_days": 14, "months": 24, "tax_rate": "10",
            "tax_rounding": "half", "registration": "T1234567890123"}  # fmt: skip
    assert client.post(where, form).status_code == 403
    manager = signed_in("kanri@harunire.example", "manager", language="en")
    wrong = manager.post(where, {**form, "registration": "1234"})
    assert (wrong.status_code, "T and 13 digits" in wrong.content.decode()) == (422, True)
    post(manager, where, **form)
    quote = drawn()
    assert (quote.number[:3], quote.months) == ("MT-", 24)
    assert "T1234567890123" in queries.html_of(quote)


@pytest.mark.skipif(not can_print(), reason="needs Pango")
def test_the_pdf_is_in_the_language_of_the_quote_and_says_nothing_unseen(client: Client) -> None:
    quote = drawn()
    actions.change_quote(quote.pk, {"note": "<script>alert(1)</script>"}, by=SELLER)
    found = queries.quote_by_id(quote.pk)
    html = queries.html_of(found)
    assert ("<script>" in html, "&lt;script&gt;" in html) == (False, True)
    answer = client.get(f"{HOME}{quote.pk}/pdf")
    assert read(answer)[:5] == b"%PDF-"
    assert (answer["Content-Type"], quote.number in answer["Content-Disposition"]) == (
        "application/pdf", True,
    )  # fmt: skip


def test_the_api_walks_the_same_way() -> None:
    api = api_client("quotes.view", "quotes.edit")

    def call(method: str, path: str, body: Any = None, status: int = 200, match: str = "") -> Any:
        sent, more = json.dumps(body or {}), {"If-Match": match} if match else {}
        answer = getattr(api, method)(f"{API}{path}", sent, content_type="application/json", headers=more)
        assert answer.status_code == status, answer.content.decode()
        return answer.json() if answer.content else None

    made = sold()
    quote = call("post", "", {"deal_id": str(made.pk), "language": "en", "months": 6}, 201)
    assert (quote["subtotal"], quote["lines"][0]["price"], quote["state"]) == ("2160000", "2400", "draft")
    one = f"/{quote['id']}"
    tag = api.get(f"{API}{one}")["ETag"]
    assert call("patch", one, {"note": "納期は別途"}, match=tag)["note"] == "納期は別途"
    assert call("patch", one, {"note": "x"}, 412, match=tag)["title"]
    assert call("patch", one, {"months": 0}, 422)["errors"][0]["field"] == "months"
    sent = call("post", f"{one}/send", {})
    assert (sent["state"], len(sent["digest"])) == ("sent", 64)
    call("patch", one, {"note": "x"}, 409)
    call("post", f"{one}/accept", {"who": "森"})
    call("post", f"{one}/reopen")
    second = call("post", f"{one}/versions", None, 201)
    assert second["version"] == 2
    call("delete", f"/{second['id']}", None, 204)
    rows = api.get(f"{API}?state=sent&deal_id={made.pk}").json()["data"]
    assert [row["id"] for row in rows] == [quote["id"]]
    body = {"deal_id": str(made.pk), "to_name": "森", "link": "https://sign.example/1"}
    answer = api.post("/api/v1/sent-contracts", json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json()["how"]) == (201, "mail")
    assert mail.outbox == []
