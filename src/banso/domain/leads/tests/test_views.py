"""The pages of leads: list and bulk, form with warning, lead, conversion, campaigns, Today."""

from collections.abc import Mapping

import pytest
from django.test import Client

from banso.domain.accounts.actions import create_account
from banso.domain.accounts.models import Account
from banso.domain.leads.models import Campaign, Lead, LeadActivity
from banso.domain.leads.tests.factories import call, lead, on
from banso.domain.sales.models import Deal
from banso.domain.workspaces.tests.factories import signed_in
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze

pytestmark = pytest.mark.usefixtures("workspace", "column_store")
HOME = "/w/harunire/leads/"


@pytest.fixture
def client() -> Client:
    return signed_in("ogawa@harunire.example", "sales", language="en", name="小川 葵")


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def posted(client: Client, path: str, data: Mapping[str, object], status: int = 302) -> str:
    answer = client.post(path, data)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer["Location"] if status == 302 else answer.content.decode()


def test_a_lead_from_its_form_to_its_deal_and_back(client: Client) -> None:
    assert "Add the first lead" in text(client, HOME)
    customer = create_account({"name": "みどり建材"}, by=SYSTEM)
    typed: dict[str, object] = {
        "company": "株式会社みどり建材", "phone": "0312345678", "stage": "new", "campaign": "秋の展示会",
        "owner_email": "ogawa@harunire.example",
    }  # fmt: skip
    warned = posted(client, f"{HOME}alike/", {"company": "株式会社みどり建材"}, 200)
    assert (f"/accounts/{customer.pk}/" in warned, "same company name" in warned) == (True, True)
    where = posted(client, f"{HOME}new/", typed)
    made = Lead.objects.get()
    assert where == f"{HOME}{made.pk}/"
    assert "not a mail address" in posted(client, f"{HOME}{made.pk}/edit/", {**typed, "email": "x@"}, 422)
    posted(client, f"{HOME}{made.pk}/edit/", {**typed, "person": "林 一郎", "version": made.version})
    step = {"kind": "call", "result": "talked", "next_step": "資料を送る", "next_step_on": "2026-11-21"}
    assert "a next step needs its day" in posted(
        client, f"{where}activities/", {**step, "next_step_on": ""}, 422
    )
    with freeze(on("2026-11-20T10:00")):
        posted(client, f"{where}activities/", step)
    with freeze(on("2026-11-21T10:00")):
        for path in ("/w/harunire/", where, HOME):
            assert "資料を送る" in text(client, path), path
        posted(client, f"{where}done/", {})
        assert "資料を送る" not in text(client, "/w/harunire/")
    page = text(client, f"{where}convert/")
    assert (f'value="{customer.pk}"' in page, "1 activity goes along" in page) == (True, True)
    posted(client, f"{where}convert/", {"account": str(customer.pk), "with_deal": "on", "name": "点検"})
    deal = Deal.objects.get()
    assert (deal.account_id, deal.name, deal.owner_email) == (customer.pk, "点検", "ogawa@harunire.example")
    assert "秋の展示会" in text(client, f"/w/harunire/deals/{deal.pk}/lead/")
    assert "みどり建材" in text(client, where)
    posted(client, f"{where}convert/undo/", {})
    assert (Lead.objects.get().stage, Account.objects.filter(archived_at=None).count()) == ("working", 1)
    posted(client, f"{where}archive/", {})
    assert "株式会社みどり建材" in text(client, f"{HOME}?archived=1")


def test_many_are_assigned_from_the_list_and_a_mistake_is_taken_back(client: Client) -> None:
    made, other = lead(), lead("別の会社")
    talk = call(made)
    assert "別の会社" not in text(client, f"{HOME}?q=みどり")
    act = {"ids": [str(made.pk), str(other.pk)], "act": "owner", "owner": "ogawa@harunire.example"}
    posted(client, f"{HOME}bulk/", act)
    assert set(Lead.objects.values_list("owner_name", flat=True)) == {"小川 葵"}
    undo = client.get(HOME).content.decode()
    assert "2 leads are changed." in undo
    refused = posted(
        client, f"{HOME}bulk/", {"ids": [str(made.pk)], "act": "stage", "stage": "converted"}, 422
    )
    assert "A lead is converted by converting it" in refused
    # The list below it leads on from where it stands.
    assert client.get(f"{HOME}bulk/?sort=company")["Location"] == f"{HOME}?sort=company"
    posted(client, f"{HOME}activities/{talk.pk}/archive/", {})
    assert LeadActivity.objects.filter(archived_at=None).count() == 0
    posted(client, f"{HOME}activities/{talk.pk}/restore/", {})
    for query in ("next=due", "owner=-", "sort=-next", "stage=all", f"campaign={made.campaign_id}", "next=-"):
        text(client, f"{HOME}?{query}")


def test_a_campaign_shows_its_costs_to_all_and_its_forms_to_managers(client: Client) -> None:
    assert client.post("/w/harunire/campaigns/new/", {"name": "x"}).status_code == 403
    manager = signed_in("mori@harunire.example", "manager", language="en", name="森")
    where = posted(manager, "/w/harunire/campaigns/new/", {"name": "秋の展示会", "source": "展示会"})
    assert "Another campaign is called" in posted(
        manager, "/w/harunire/campaigns/new/", {"name": "秋の展示会"}, 422
    )
    posted(manager, f"{where}costs/", {"month": "2026-11-01", "amount": "¥300,000", "currency": "jpy"})
    assert "is not an amount" in posted(
        manager, f"{where}costs/", {"month": "2026-11-01", "amount": "-1"}, 422
    )
    lead()
    posted(manager, where, {"name": "秋の総合展示会", "source": "展示会"})
    for reader, path in ((client, where), (client, "/w/harunire/campaigns/"), (manager, where)):
        page = text(reader, path)
        assert ("300,000" in page, "秋の総合展示会" in page) == (True, True), path
    posted(manager, f"{where}archive/", {})
    posted(manager, f"{where}restore/", {})
    assert Campaign.objects.filter(archived_at=None).count() == 1
