"""Approvals by rule: asked, approved, refused; what is not approved is not won."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from banso.domain.promises.actions import amend_promise, approve, make_promise
from banso.domain.promises.tests.factories import said
from banso.domain.sales import actions, queries
from banso.domain.sales.facts import ApprovalAsked, ApprovalWithdrawn, DiscountApproved, DiscountRefused
from banso.domain.sales.models import ApprovalRequest, Deal
from banso.domain.sales.rules.approvals import Limits, needed_role, ranks, whole_discount
from banso.domain.sales.rules.worth import LineValues
from banso.domain.sales.tests.factories import SELLER, account_of, complete_deal, line
from banso.domain.work.models import Notice
from banso.domain.workspaces.queries import actor_of
from banso.domain.workspaces.tests.factories import api_client, member, signed_in
from banso.engine.journal.queries import current_facts
from banso.engine.journal.reactions import react
from banso.kit.actor import Actor
from banso.kit.errors import Conflict, InputError
from banso.kit.ids import new_id

HOME = "/w/harunire/deals/"


def values(monthly: int, discount: str) -> LineValues:
    return LineValues(product=new_id(), monthly=Decimal(monthly), discount=Decimal(discount))


@pytest.mark.parametrize(
    ("discounts", "approved", "role"),
    [
        (("10", "0"), "0", ""), (("10.001", "0", "0"), "0", "manager"), (("25", "0"), "20", "manager"),
        (("25", "0"), "25", ""), (("10", "6"), "0", "admin"), (("10", "6"), "10", ""),
        (("25", "10"), "0", "admin"), ((), "0", ""),
    ],
)  # fmt: skip
def test_who_is_wanted_for_which_discount(discounts: tuple[str, ...], approved: str, role: str) -> None:
    """Ten percent on a line are free, five on the whole deal; both lines cost the same."""
    rules = Limits(line=Decimal(10), whole=Decimal(5), whole_role="admin")
    lines = [values(1000, each) for each in discounts]
    assert needed_role(lines, rules, Decimal(approved)) == role


def test_rank_and_the_discount_of_the_whole() -> None:
    assert whole_discount([values(3000, "20"), values(1000, "0")]) == 15
    assert whole_discount([values(0, "50")]) == 0
    assert [ranks({"admin", "sales"}, role) for role in ("manager", "admin", "owner", "pope")] == [
        True, True, False, False,
    ]  # fmt: skip


def told(of: Deal) -> list[str]:
    kinds = (ApprovalAsked, ApprovalWithdrawn, DiscountApproved, DiscountRefused)
    rows = current_facts().filter(subject=queries.subject_of(of.pk), type__in=[kind.type for kind in kinds])
    return [row.type.partition(".")[2] for row in rows.order_by("seq")]


def cheap(discount: int = 25) -> Deal:
    deal = complete_deal()
    return actions.set_lines(deal.pk, [line(discount=Decimal(discount))], by=SELLER)


def seller() -> Actor:
    return actor_of(member("hanbai@harunire.example", "sales", name="販売 花").person)


@pytest.mark.usefixtures("workspace")
def test_a_discount_is_asked_for_refused_asked_again_and_approved() -> None:
    deal, asker = cheap(), seller()
    boss = member("jocho@harunire.example", "manager", name="上長 誠").person
    member("kengaku@harunire.example", "viewer", name="見学 太郎")
    (asked,) = actions.ask_approval(deal.pk, remark="3年契約のため", by=asker)
    assert (asked.percent, asked.role, asked.state) == (Decimal(25), "manager", "asked")
    assert actions.ask_approval(deal.pk, by=asker) == []
    assert [(each.kind, each.person_id, each.mail) for each in Notice.objects.all()] == [
        ("approval.asked", boss.pk, "now")
    ]
    with pytest.raises(actions.GateClosed):
        actions.win_deal(deal.pk, by=asker)
    with pytest.raises(InputError, match="missing"):
        actions.answer_approval(asked.pk, approved=False, by=actor_of(boss))
    actions.answer_approval(asked.pk, approved=False, reason="15%まで", by=actor_of(boss))
    assert list(
        Notice.objects.filter(kind="approval.answered").values_list("detail__approved", flat=True)
    ) == [False]
    with pytest.raises(Conflict, match="上長 誠"):
        actions.answer_approval(asked.pk, approved=True, by=actor_of(boss))
    actions.ask_approval(deal.pk, by=asker)
    # Another discount was not asked for.
    actions.set_lines(deal.pk, [line(discount=Decimal(20))], by=asker)
    (again,) = actions.ask_approval(deal.pk, by=asker)
    actions.answer_approval(again.pk, approved=True, by=actor_of(boss))
    assert told(deal) == [
        "approval_asked", "discount_refused", "approval_asked", "approval_withdrawn", "approval_asked",
        "discount_approved",
    ]  # fmt: skip
    assert actions.win_deal(deal.pk, by=asker).status == "won"
    with pytest.raises(Conflict):
        actions.ask_approval(deal.pk, by=asker)


@pytest.mark.usefixtures("workspace")
def test_a_promise_wants_an_approval_by_its_class() -> None:
    deal, asker = complete_deal(), seller()
    made = make_promise(
        account_of(deal), said(deliverable="not_in_product", deal_id=deal.pk, owner="岡本 亮"), by=asker
    )
    (asked,) = actions.ask_approval(deal.pk, by=asker)
    assert (asked.wanted, asked.promise_id, asked.wording) == ("promise", made.pk, made.wording)
    # Answered on the promise's own page.
    boss = actor_of(member("jocho@harunire.example", "manager", name="上長 誠").person)
    approve(made.pk, "開発計画に入れる", by=boss)
    react()
    assert ApprovalRequest.objects.get().state == "approved"
    with pytest.raises(Conflict, match="wants an approval"):
        actions.ask_approval(deal.pk, by=asker)
    other = complete_deal("別の商談")
    promise = make_promise(
        account_of(other), said(deliverable="approval", deal_id=other.pk, owner="岡本 亮"), by=asker
    )
    (second,) = actions.ask_approval(other.pk, by=asker)
    # Other words were not asked for.
    amend_promise(promise.pk, {"wording": "二つの拠点で使えるようにする"}, reason="お客様のご希望", by=asker)
    with pytest.raises(Conflict, match="changed since"):
        actions.answer_approval(second.pk, approved=True, by=boss)
    react()
    second.refresh_from_db()
    assert second.state == "withdrawn"
    (second,) = actions.ask_approval(other.pk, by=asker)
    actions.answer_approval(second.pk, approved=True, by=boss)
    assert [each.approved for each in queries.promises_seen(other.pk)] == [True]
    actions.set_limits({"approval_role": ""}, by=SELLER)
    third = complete_deal("もうひとつの商談")
    make_promise(account_of(third), said(deliverable="approval", deal_id=third.pk, owner="岡本 亮"), by=asker)
    assert actions.win_deal(third.pk, by=asker).status == "won"
    with pytest.raises(InputError, match="none of the choices"):
        actions.set_limits({"line_role": ""}, by=SELLER)


def send(client: Client, method: str, path: str, body: dict[str, Any]) -> Any:
    return getattr(client, method)(path, json.dumps(body), content_type="application/json")


@pytest.mark.usefixtures("workspace")
def test_only_who_ranks_high_enough_answers_at_every_door() -> None:
    sales = signed_in("hanbai@harunire.example", "sales", language="en")
    manager = signed_in("jocho@harunire.example", "manager", language="en")
    owner = signed_in("shacho@harunire.example", "owner", language="en")
    rules = {"discount": "10", "line_role": "owner", "whole": "", "whole_role": "manager",
             "approval_role": "", "not_in_product_role": "admin"}  # fmt: skip
    assert "need no approval" in owner.get("/w/harunire/settings/deals/").content.decode()
    assert owner.post("/w/harunire/settings/deals/limit/", {**rules, "line_role": ""}).status_code == 422
    assert owner.post("/w/harunire/settings/deals/limit/", rules).status_code == 302
    deal = cheap()
    assert "Ask for approval" in sales.get(f"{HOME}{deal.pk}/").content.decode()
    sales.post(f"{HOME}{deal.pk}/approvals/ask/", {"remark": "年間契約"})
    request = ApprovalRequest.objects.get()
    page = f"{HOME}approvals/{request.pk}/"
    given = {"act": "approve", "reason": ""}
    key = api_client("deals.manage", "deals.view", "deals.edit")
    assert sales.post(page, given).status_code == 403
    assert manager.post(page, given).status_code == 403
    assert manager.post(f"{HOME}{deal.pk}/approve/", {"percent": "25"}).status_code == 422
    assert send(key, "post", f"/api/v1/approvals/{request.pk}/answer", {"approved": True}).status_code == 403
    assert send(key, "post", f"/api/v1/deals/{deal.pk}/approvals", {"percent": "25"}).status_code == 403
    assert "Approvals that wait for you" not in manager.get("/w/harunire/").content.decode()
    assert "年間契約" in owner.get("/w/harunire/").content.decode()
    assert owner.post(page, {"act": "refuse", "reason": ""}).status_code == 422
    assert owner.post(page, given).status_code == 302
    assert "approved" in sales.get(page).content.decode()
    promise = make_promise(
        account_of(deal), said(deliverable="not_in_product", deal_id=deal.pk, owner="岡本 亮"), by=SELLER
    )
    refused = manager.post(f"/w/harunire/promises/{promise.pk}/approval/", {"act": "approve", "remark": ""})
    assert (refused.status_code, "somebody else" in refused.content.decode()) == (422, True)
    asked = send(key, "post", "/api/v1/approvals", {"deal_id": str(deal.pk)}).json()
    assert [each["role"] for each in asked] == ["admin"]
    assert [each["id"] for each in key.get("/api/v1/approvals?state=asked").json()["data"]] == [
        asked[0]["id"]
    ]
    assert key.delete(f"/api/v1/approvals/{asked[0]['id']}").json()["state"] == "withdrawn"
    for query in ("", "?state=all", "?state=refused"):
        assert owner.get(f"{HOME}approvals/{query}").status_code == 200


LIMITS = {"discount": Decimal(10), "line_role": "manager", "whole": Decimal(20), "whole_role": "owner",
          "approval_role": "manager", "not_in_product_role": "owner"}  # fmt: skip


@pytest.mark.usefixtures("workspace")
def test_a_request_is_answered_by_whoever_may_allow_as_much_on_the_whole() -> None:
    actions.set_limits(LIMITS, by=SELLER)
    deal, asker = complete_deal(), seller()
    actions.set_lines(deal.pk, [line(discount=Decimal(30)), line("360000", name="点検")], by=asker)
    # Fifteen percent of the whole today; the approval of thirty would hold for all lines, too.
    assert [each.role for each in actions.ask_approval(deal.pk, by=asker)] == ["owner"]


@pytest.mark.usefixtures("workspace")
def test_a_promise_of_another_class_is_approved_by_its_own_role() -> None:
    manager = signed_in("jocho@harunire.example", "manager", language="en")
    actions.set_limits(LIMITS, by=SELLER)
    deal, asker = complete_deal(), seller()
    promised = said(deliverable="approval", deal_id=deal.pk, owner="岡本 亮")
    made = make_promise(account_of(deal), promised, by=asker)
    (asked,) = actions.ask_approval(deal.pk, by=asker)
    amend_promise(made.pk, {"deliverable": "not_in_product"}, reason="製品にまだ無い", by=asker)
    react()
    answer = manager.post(f"{HOME}approvals/{asked.pk}/", {"act": "approve", "reason": "x"})
    assert (answer.status_code, ApprovalRequest.objects.get().state) == (403, "asked")
