"""A lead from its first call to its account, and back again."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from banso.domain.accounts.actions import create_account, create_contact
from banso.domain.accounts.actions.merging import merge_accounts
from banso.domain.accounts.models import Account, Activity, Contact
from banso.domain.accounts.queries import contacts
from banso.domain.leads import actions, queries
from banso.domain.leads.actions.merging import follow_merge, follow_unmerge
from banso.domain.leads.models import Campaign, Lead, LeadActivity
from banso.domain.leads.tests.factories import CALLER, call, lead, on
from banso.domain.sales.actions import lose_deal
from banso.domain.sales.models import Deal
from banso.domain.workspaces.tests.factories import member
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.kit.actor import SYSTEM, Actor
from banso.kit.clock import freeze
from banso.kit.errors import Conflict, InputError, Stale

pytestmark = pytest.mark.usefixtures("workspace")


def told(of: Lead, kind: str) -> list[JournalEntry]:
    return list(current_facts().filter(subject=queries.subject_of(of.pk), type=f"leads.{kind}"))


def again(of: Lead) -> Lead:
    return queries.lead_by_id(of.pk)


def test_the_first_touch_is_timed_and_the_last_next_step_stands() -> None:
    with freeze(on("2026-11-20T09:00")):
        made = lead()
        later = call(
            made, "2026-11-20T15:00", result="call_back", next_step="再度電話", next_step_on="2026-11-25"
        )
    seen = again(made)
    assert (seen.stage, seen.next_step_on, seen.contacted_at) == (
        "working",
        date(2026, 11, 25),
        on("2026-11-20T15:00"),
    )
    assert [(each.payload["first"], each.payload["seconds"]) for each in told(made, "lead_touched")] == [
        (True, 21_600)
    ]
    # One that is written later and happened earlier becomes the first.
    earlier = call(made, "2026-11-20T11:00", result="absent")
    first = {
        each.occurred_at: (each.payload["first"], each.payload["seconds"])
        for each in told(made, "lead_touched")
    }
    assert first == {earlier.occurred_at: (True, 7_200), later.occurred_at: (False, 0)}
    assert again(made).next_step == "再度電話"
    actions.archive_activity(later.pk, by=CALLER)
    assert (again(made).next_step_on, len(told(made, "lead_touched"))) == (None, 1)
    actions.restore_activity(later.pk, by=CALLER)
    assert (again(made).next_step_on, len(told(made, "lead_touched"))) == (date(2026, 11, 25), 2)
    actions.done_with_step(made.pk, by=CALLER)
    assert again(made).next_step_on is None


def test_a_conversion_loses_nothing_and_is_taken_back_whole() -> None:
    seller = member("takahashi@harunire.example", "sales", name="高橋 健太").person
    made = lead(owner_email=seller.email, title="工場長")
    call(made, result="talked", outcome="点検に困っている", next_step="訪問", next_step_on="2026-11-25")
    call(made, "2026-11-21T10:00", kind="sns", topic="メッセージ")
    done = actions.convert_lead(made.pk, actions.Conversion(), by=SYSTEM)
    seen = again(made)
    account, contact, deal = Account.objects.get(), Contact.objects.get(), Deal.objects.get()
    assert (account.name, contact.name, contact.email, contact.title) == (
        made.company,
        made.person,
        made.email,
        "工場長",
    )
    assert (deal.name, deal.source, deal.owner, deal.account) == (made.company, "展示会", seller, account)
    assert (seen.stage, seen.account, seen.contact, seen.deal) == ("converted", account, contact, deal)
    talks = Activity.objects.filter(account=account).order_by("occurred_at")
    assert [(each.kind, each.by_label, each.next_step) for each in talks] == [
        ("call", "小川 葵", "訪問"), ("sns", "小川 葵", "")
    ]  # fmt: skip
    assert talks[0].outcome == "Talked\n点検に困っている"
    facts = told(made, "lead_created") + told(made, "lead_converted")
    assert {each.account for each in facts} == {account.pk}
    with pytest.raises(Conflict):
        call(made)
    assert (queries.lead_of_deal(deal.pk), done.by_label) == (made, "Banso")
    with pytest.raises(Conflict):
        actions.convert_lead(made.pk, actions.Conversion(), by=SYSTEM)
    with pytest.raises(Conflict):
        actions.update_lead(made.pk, {"stage": "new"}, by=SYSTEM)

    lose_deal(deal.pk, reason="price", by=SYSTEM)
    with pytest.raises(Conflict):
        actions.undo_conversion(made.pk, by=SYSTEM)
    Deal.objects.update(status="open", closed_on=None)
    actions.undo_conversion(made.pk, by=SYSTEM)
    seen = again(made)
    assert (seen.stage, seen.account_id, seen.deal_id, told(made, "lead_converted")) == (
        "working",
        None,
        None,
        [],
    )
    assert {each.account for each in told(made, "lead_created")} == {UUID(int=0)}
    for gone in (Account, Deal, Activity, Contact):
        assert not gone.objects.filter(archived_at=None).exists(), gone
    with pytest.raises(Conflict):
        actions.undo_conversion(made.pk, by=SYSTEM)


def test_a_conversion_into_a_known_account_takes_its_contact_and_leaves_it_there() -> None:
    customer = create_account({"name": "みどり建材"}, by=SYSTEM)
    known = create_contact(customer.pk, {"name": "林", "email": "Hayashi@midori.example"}, by=SYSTEM)
    made = lead()
    actions.convert_lead(made.pk, actions.Conversion(customer.pk, None), by=SYSTEM)
    assert (again(made).contact, again(made).deal, contacts().count()) == (known, None, 1)
    actions.undo_conversion(made.pk, by=SYSTEM)
    assert (Account.objects.get().archived_at, Contact.objects.get().archived_at) == (None, None)


def test_leads_follow_a_merge_of_accounts_and_come_back() -> None:
    made = lead()
    actions.convert_lead(made.pk, actions.Conversion(deal=None), by=SYSTEM)
    first, other = again(made).account_id, create_account({"name": "他社"}, by=SYSTEM).pk
    assert first is not None
    merge_accounts(other, first, by=SYSTEM)
    assert (follow_merge(first, other), follow_merge(first, other), again(made).account_id) == (1, 0, other)
    assert (follow_unmerge(first, other), again(made).account_id) == (1, first)


def test_who_may_be_known_is_told_by_mail_phone_and_name() -> None:
    customer = create_account({"name": "みどり建材(株)"}, by=SYSTEM)
    person = create_contact(customer.pk, {"name": "森", "phone": "+81 3-1234-5678"}, by=SYSTEM)
    made = lead()
    lead("別の会社", email="other@x.example", phone="06-9999-0000")
    found = queries.alike_to("みどり 建材", "HAYASHI@midori.example", "０３ー１２３４ー５６７８")
    assert [(each.kind, each.id, each.why) for each in found] == [
        ("lead", made.pk, "mail"), ("contact", person.pk, "phone"), ("account", customer.pk, "company")
    ]  # fmt: skip
    assert queries.alike_to(made.company, made.email, besides=made.pk)[0].kind == "account"
    assert queries.alike_to("", "", "204") == []


def test_what_a_lead_needs_and_who_was_faster() -> None:
    for values, field in (
        ({}, "company"),
        ({"company": "x", "email": "nobody"}, "email"),
        ({"shoe": 1}, "shoe"),
    ):
        with pytest.raises(InputError) as refused:
            actions.create_lead(values, by=CALLER)
        assert refused.value.field == field
    alone = actions.create_lead({"person": "森 一"}, by=CALLER)
    assert alone.company == "森 一"
    made = lead(external_id="L-1")
    with pytest.raises(Conflict):
        lead(external_id="L-1")
    with pytest.raises(Stale):
        actions.update_lead(made.pk, {"note": "x"}, by=CALLER, expected_version=9)
    actions.update_lead(made.pk, {"stage": "unfit", "unfit_reason": "予算がない"}, by=CALLER)
    assert [(each.payload["before"], each.payload["after"]) for each in told(made, "stage_changed")] == [
        ("new", "unfit")
    ]
    actions.update_lead(made.pk, {"stage": "nurturing"}, by=CALLER)
    assert again(made).unfit_reason == ""
    assert actions.update_lead(made.pk, {"stage": "nurturing"}, by=CALLER).version == again(made).version


def test_many_come_from_outside_at_once_and_go_again() -> None:
    rows: list[dict[str, object]] = [
        {
            "external_id": f"L-{number}",
            "company": f"会社{number}",
            "campaign": "秋の展示会",
            "source": "展示会",
        }
        for number in range(3)
    ]
    bad: list[dict[str, object]] = [
        {"company": "x"},
        {"external_id": "L-0", "company": "y"},
        {"external_id": "L-9"},
    ]
    first = actions.upsert_leads([*rows, *bad], by=CALLER, source="import:1")
    assert [each.outcome for each in first] == ["created"] * 3 + ["refused"] * 3
    assert (Lead.objects.count(), Campaign.objects.get().source) == (3, "展示会")
    second = actions.upsert_leads([{**rows[0], "stage": "育成中"}, rows[1]], by=CALLER)
    assert [(each.outcome, each.before) for each in second] == [("changed", {"stage": "new"}), ("same", {})]
    ids = [each.lead_id for each in first if each.lead_id]
    actions.put_back_leads(
        [(ids[0], second[0].before), (ids[2], None)], by=CALLER, source="undo:1", reason="undone"
    )
    assert [(each.external_id, each.stage) for each in Lead.objects.order_by("external_id")] == [
        ("L-0", "new"),
        ("L-1", "new"),
    ]
    assert current_facts().filter(type="leads.lead_created").count() == 2


def test_an_id_of_another_system_is_found_again_as_it_is_kept() -> None:
    row: dict[str, object] = {"external_id": "L \x0b  1", "company": "会社"}
    assert [each.outcome for each in actions.upsert_leads([row, row], by=CALLER)] == ["created", "refused"]
    assert [each.outcome for each in actions.upsert_leads([row], by=CALLER)] == ["same"]
    assert Lead.objects.get().external_id == "L 1"


def test_many_are_assigned_at_once_and_given_back() -> None:
    member("ogawa@harunire.example", "sales", name="小川 葵")
    made, other = lead(), lead("別の会社", owner_name="森")
    done = actions.change_leads([made.pk, other.pk], "owner", "ogawa@harunire.example", by=CALLER)
    assert [again(each).owner_name for each in (made, other)] == ["小川 葵", "小川 葵"]
    assert done.change is not None
    actions.update_lead(made.pk, {"owner_name": "誰か", "owner_email": ""}, by=CALLER)
    with pytest.raises(Conflict):
        actions.undo_leads(done.change, by=CALLER)
    actions.update_lead(made.pk, {"owner_email": "ogawa@harunire.example", "owner_name": ""}, by=CALLER)
    assert actions.undo_leads(done.change, by=CALLER) == 2
    assert [again(each).owner_name for each in (made, other)] == ["", "森"]
    refused = actions.change_leads([made.pk], "stage", "converted", by=CALLER)
    assert (refused.change, refused.refused[0].lead) == (None, made)
    with pytest.raises(InputError):
        actions.change_leads([made.pk], "colour", "red", by=CALLER)


def test_a_campaign_s_costs_are_marketing_costs_and_its_yield_is_counted() -> None:
    made, other = lead(), lead("別の会社", email="", phone="")
    campaign = Campaign.objects.get()
    actions.set_campaign_cost(campaign.pk, date(2026, 10, 15), Decimal(300_000), by=CALLER)
    actions.set_campaign_cost(campaign.pk, date(2026, 11, 1), Decimal(100_000), by=CALLER)
    facts = current_facts().filter(type="contracts.cost_entered").order_by("occurred_at")
    assert [(each.payload["month"], each.payload["category"], each.payload["amount"]) for each in facts] == [
        ("2026-10-01", "marketing", "300000"), ("2026-11-01", "marketing", "100000")
    ]  # fmt: skip
    actions.convert_lead(made.pk, actions.Conversion(deal={"amount": "1200000"}), by=CALLER)
    Deal.objects.update(status="won", closed_on=date(2026, 11, 20))
    actions.update_lead(other.pk, {"stage": "appointment"}, by=CALLER)
    found = queries.yields_by_campaign([campaign])[campaign.pk]
    assert (found.leads, found.met, found.converted, found.won, found.worth) == (2, 2, 1, 1, 1_200_000)
    assert (found.cost, found.per_lead, found.per_deal) == (
        Decimal(400_000),
        Decimal(200_000),
        Decimal(400_000),
    )
    assert queries.yields_by_source() == [("展示会", found)]
    actions.set_campaign_cost(campaign.pk, date(2026, 10, 1), Decimal(0), by=CALLER)
    assert [(each.month, each.amount) for each in queries.campaign_costs(campaign.pk)] == [
        (date(2026, 11, 1), Decimal(100_000))
    ]


def test_what_was_tried_stays_with_whoever_tried_it() -> None:
    made = lead(created_on="2026-11-01")
    by = Actor("key", "k-1", "夜間の取り込み")
    values = {"kind": "mail", "topic": "案内", "occurred_at": datetime(2026, 11, 2, tzinfo=UTC)}
    actions.log_activity(made.pk, values, by=by)
    row = LeadActivity.objects.get()
    assert (row.by_kind, row.by_id, row.by_label) == ("key", "k-1", "夜間の取り込み")
    actions.archive_lead(made.pk, by=CALLER)
    with pytest.raises(Conflict):
        call(made)


def test_a_conversion_into_an_account_that_was_merged_leaves_the_other_alone_and_gives_the_step_back() -> (
    None
):
    made, other = lead(), create_account({"name": "前からのお客様"}, by=SYSTEM)
    call(made, next_step="訪問", next_step_on="2026-11-25")
    done = actions.convert_lead(made.pk, actions.Conversion(), by=SYSTEM)
    merge_accounts(other.pk, done.account_id, by=SYSTEM)
    follow_merge(done.account_id, other.pk)
    actions.undo_conversion(made.pk, by=SYSTEM)
    assert Account.objects.get(pk=other.pk).archived_at is None
    assert (again(made).next_step, again(made).next_step_on) == ("訪問", date(2026, 11, 25))


def test_a_step_that_is_done_does_not_come_back_with_an_older_activity() -> None:
    made = lead()
    call(made, "2026-11-20T10:00", next_step="訪問", next_step_on="2026-11-25")
    actions.done_with_step(made.pk, by=CALLER)
    older = call(made, "2026-11-19T10:00", next_step="資料を送る", next_step_on="2026-11-24")
    actions.archive_activity(older.pk, by=CALLER)
    assert again(made).next_step == ""
    call(made, "2026-11-21T10:00", next_step="見積もり", next_step_on="2026-11-28")
    assert again(made).next_step == "見積もり"
