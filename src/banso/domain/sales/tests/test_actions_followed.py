"""Deals and promises between a merge and what follows it, and what a closed deal may still say."""

from datetime import timedelta

import pytest

from banso.domain.accounts.actions.merging import merge_accounts, undo_merge
from banso.domain.contracts.models import Subscription
from banso.domain.promises.actions import amend_promise, link_deal, make_promise, take_back
from banso.domain.promises.models import Promise
from banso.domain.promises.queries import promises_of_deal
from banso.domain.promises.tests.factories import said
from banso.domain.sales import actions
from banso.domain.sales.actions.merging import follow_merge, follow_unmerge
from banso.domain.sales.facts import DealCreated, DealLost, DealStood, DealWon
from banso.domain.sales.models import DealSheet
from banso.domain.sales.queries import deal_by_id
from banso.domain.sales.tests.factories import SELLER, account, account_of, complete_deal, deal
from banso.domain.sales.tests.test_actions_closing import history
from banso.domain.sales.tests.test_actions_winning import told
from banso.domain.workspaces.tests.factories import member, signed_in
from banso.engine.journal.reactions import react
from banso.kit.errors import Conflict, InputError
from banso.kit.tenancy import today

pytestmark = pytest.mark.usefixtures("workspace")


def test_what_happens_between_a_merge_and_its_following_goes_along_and_comes_back() -> None:
    kept, referrer = account("残る会社"), account("紹介した会社")
    made = complete_deal(referral_account_id=referrer.pk)
    gone = account_of(made)
    merge = merge_accounts(kept.pk, gone, by=SELLER)
    other = merge_accounts(kept.pk, referrer.pk, by=SELLER)
    actions.update_deal(made.pk, {"forecast": "commit"}, by=SELLER)
    assert {entry.account for entry in told(made, DealStood)} == {gone, kept.pk}

    assert (follow_merge(gone, kept.pk), follow_merge(referrer.pk, kept.pk)) == (1, 0)
    assert {entry.account for entry in told(made, DealStood)} == {kept.pk}
    after = deal_by_id(made.pk)
    assert (after.account_id, after.referral_account_id) == (kept.pk, kept.pk)

    for each, source in ((other, referrer.pk), (merge, gone)):
        undo_merge(each.pk, by=SELLER)
        follow_unmerge(source, kept.pk)
    after = deal_by_id(made.pk)
    assert (after.account_id, after.referral_account_id) == (gone, referrer.pk)
    assert {entry.account for kind in (DealStood, DealCreated) for entry in told(made, kind)} == {gone}


def test_a_promise_belongs_to_a_deal_of_its_own_account_alone() -> None:
    ours, theirs = deal("うちの商談"), deal("よその商談", of=account("よその会社"))
    promised = make_promise(account_of(ours), said(deal_id=str(ours.pk)), by=SELLER)
    assert list(promises_of_deal(ours.pk)) == [promised]
    for wrong in (theirs.pk, account_of(ours)):
        with pytest.raises(InputError) as refused:
            link_deal(promised.pk, wrong, by=SELLER)
        assert (refused.value.field, refused.value.came) == ("deal_id", str(wrong))
        with pytest.raises(InputError):
            amend_promise(promised.pk, {"deal_id": wrong}, reason="別の商談でした", by=SELLER)
        with pytest.raises(InputError):
            make_promise(account_of(ours), said(deal_id=wrong), by=SELLER)
    assert list(Promise.objects.values_list("deal_id", flat=True)) == [ours.pk]
    assert link_deal(promised.pk, None, by=SELLER).deal_id is None


def test_a_closed_deal_takes_a_better_reason_and_no_other_day() -> None:
    made = deal("失注した商談")
    with pytest.raises(InputError, match="Only a closed deal"):
        actions.update_deal(made.pk, {"reason": "timing"}, by=SELLER)
    actions.lose_deal(made.pk, reason="timing", by=SELLER)

    after = actions.update_deal(made.pk, {"reason": "price", "closed_on": today()}, by=SELLER)
    assert after.reason == "price"
    (lost,) = told(made, DealLost)
    assert lost.payload["reason_key"] == "price"
    with pytest.raises(Conflict, match="reopen it"):
        actions.update_deal(made.pk, {"closed_on": today() - timedelta(days=1)}, by=SELLER)


def test_an_import_repeats_a_won_deal_and_does_not_reopen_it() -> None:
    made = complete_deal(external_id="D-1")
    actions.win_deal(made.pk, by=SELLER)
    row = {"external_id": "D-1", "account_id": made.account_id, "status": "won", "created_on": None}
    assert actions.upsert_deals([row], by=SELLER)[0].outcome == "same"
    (refused,) = actions.upsert_deals([row | {"status": "open"}], by=SELLER)
    assert (refused.outcome, deal_by_id(made.pk).status) == ("refused", "won")


def test_an_id_of_another_system_is_found_again_as_it_is_kept() -> None:
    row = history(external_id="D \x0b  1", status="lost")
    assert [actions.upsert_deals([row], by=SELLER)[0].outcome for _ in "12"] == ["created", "same"]


def test_another_systems_reason_stands_before_its_remark_each_time() -> None:
    row = history(status="lost", reason="Budget frozen", reason_note="来期にまた")
    for outcome in ("created", "same"):
        (done,) = actions.upsert_deals([row], by=SELLER)
        assert done.outcome == outcome
        assert done.deal_id is not None
        assert deal_by_id(done.deal_id).reason_note == "Budget frozen\n来期にまた"


def test_accounts_of_one_name_are_told_apart_in_the_form() -> None:
    first = account("同名株式会社", external_id="A-1")
    account("同名株式会社", external_id="A-2")
    made = deal("同名の商談", of=first)
    client = signed_in("seller@harunire.example", "sales", language="en")
    form = client.get(f"/w/harunire/deals/{made.pk}/edit/").content.decode()
    assert '<option value="A-1">' in form
    given = {"version": made.version, "name": "改めた名前", "account": "同名株式会社", "currency": "JPY",
             "forecast": "commit"}  # fmt: skip
    assert client.post(f"/w/harunire/deals/{made.pk}/edit/", given).status_code == 302
    assert (deal_by_id(made.pk).name, deal_by_id(made.pk).account_id) == ("改めた名前", first.pk)
    refused = client.post("/w/harunire/deals/new/", given)
    assert refused.status_code == 422
    assert "external ID" in refused.content.decode()


def test_whoever_reopens_a_deal_with_a_reason_leaves_it_as_it_is() -> None:
    made = complete_deal()
    actions.win_deal(made.pk, by=SELLER)
    with pytest.raises(InputError, match="Only a closed deal"):
        actions.update_deal(made.pk, {"status": "open", "reason": "fit"}, by=SELLER)
    after = deal_by_id(made.pk)
    assert (after.status, after.reason, len(told(made, DealWon))) == ("won", "", 1)
    assert Subscription.objects.filter(account=account_of(made)).exists()


def test_another_salesperson_does_not_bear_the_name_of_the_one_before() -> None:
    seller = member("takahashi@harunire.example", "sales", name="高橋 健太").person
    made = deal(owner_email=seller.email)
    assert made.owner_name == "高橋 健太"
    assert (
        actions.update_deal(made.pk, {"owner_email": "away@harunire.example"}, by=SELLER).owner_name == "away"
    )
    actions.update_deal(made.pk, {"owner_email": seller.email}, by=SELLER)
    assert actions.update_deal(made.pk, {"owner_email": ""}, by=SELLER).owner_name == ""


def test_the_statement_that_nothing_was_promised_stands_while_nothing_is() -> None:
    made = deal()
    promised = make_promise(account_of(made), said(deal_id=str(made.pk)), by=SELLER)
    react()
    take_back(promised.pk, reason="言っていなかった", by=SELLER)
    actions.sign_no_promises(made.pk, by=SELLER)
    merge_accounts(account("残る会社").pk, account_of(made), by=SELLER)
    react()
    react()
    assert DealSheet.objects.get(deal=made).no_promises_by == SELLER.label
    make_promise(account_of(deal_by_id(made.pk)), said(deal_id=str(made.pk)), by=SELLER)
    react()
    assert DealSheet.objects.get(deal=made).no_promises_by == ""


def test_the_table_below_a_refused_change_leads_back_to_the_table() -> None:
    made, client = deal("動かせない商談"), signed_in("mori@harunire.example", "manager")
    home = "/w/harunire/deals/"
    form = {"ids": [str(made.pk)], "act": "stage", "stage": "after", "query": "q=動かせない"}
    refused = client.post(f"{home}bulk/", form)
    assert (refused.status_code, 'value="動かせない"' in refused.content.decode()) == (422, True)
    assert client.get(f"{home}bulk/?sort=name")["Location"] == f"{home}table/?sort=name"
