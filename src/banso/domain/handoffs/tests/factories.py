"""A sales office and a CS team for tests, and handoffs in every state."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from banso.domain.handoffs import actions, queries
from banso.domain.handoffs.models import Handoff, HandoffGrade, MovedHandoff
from banso.domain.sales.actions import Won, create_deal, win_deal
from banso.domain.sales.models import Deal
from banso.domain.sales.queries import deal_by_id, sheet_of
from banso.domain.sales.tests.factories import complete_deal
from banso.domain.workspaces.actions import save_team
from banso.domain.workspaces.models import Membership
from banso.domain.workspaces.tests.factories import member
from banso.kit.actor import Actor
from banso.kit.tenancy import current_workspace_id, today

WANTED = "目標の数と期限を、森様に確認してください。"


def on(text: str) -> datetime:
    """A moment in Tokyo."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Tokyo"))


@dataclass(frozen=True)
class Town:
    """Who is there: a salesperson with their lead, two CSMs with theirs."""

    seller: Membership
    lead: Membership
    csm: Membership
    other: Membership
    manager: Membership

    def actor(self, name: str) -> Actor:
        seat: Membership = getattr(self, name)
        return Actor("person", str(seat.person_id), seat.person.get_full_name())


def town() -> Town:
    seats = {
        "seller": member("takahashi@harunire.example", "sales", name="高橋 健太"),
        "lead": member("kudo@harunire.example", "sales", "manager", name="工藤 玲"),
        "csm": member("sato@harunire.example", "csm", name="佐藤 美咲"),
        "other": member("ueda@harunire.example", "csm", name="上田 翔"),
        "manager": member("mori@harunire.example", "manager", name="森 一"),
    }
    found = Town(**seats)
    by = found.actor("manager")
    save_team(None, name="営業部", lead_id=found.lead.pk, member_ids=[found.seller.pk], by=by)
    save_team(None, name="CS部", lead_id=found.manager.pk, member_ids=[found.csm.pk, found.other.pk], by=by)
    return found


def deal(place: Town, name: str = "点検のデジタル化") -> Deal:
    return complete_deal(name, owner_email=place.seller.person.email)


def won(place: Town, of: Deal | None = None) -> Handoff:
    """A deal that has just been won, as a handoff for the CSM whose turn it is."""
    found = win_deal((of or deal(place)).pk, by=place.actor("seller"))
    handoff = queries.handoff_of_deal(found.pk)
    assert handoff is not None
    return handoff


def mine(handoff: Handoff) -> Actor:
    """Whoever has the handoff."""
    return Actor("person", str(handoff.csm_id), handoff.csm_name)


def returned(place: Town, key: str = "success") -> Handoff:
    handoff = won(place)
    actions.mark_item(handoff.pk, key, "return", reason="incomplete", wanted=WANTED, by=mine(handoff))
    return actions.return_handoff(handoff.pk, rest=True, by=mine(handoff))


def handed_over(deal_id: UUID, *, by: Actor) -> Handoff:
    """The handoff of a deal as if it had just been won; the deal itself stays as it is."""
    made = deal_by_id(deal_id)
    assert made.account_id is not None
    won_so = Won(
        deal=made.pk, account=made.account_id, name=made.name, on=today(), owner_id=made.owner_id,
        owner_name=made.owner_name, amount=made.amount, monthly=made.monthly, currency=made.currency,
        products=(), subscriptions=(), sheet=sheet_of(made),
    )  # fmt: skip
    with transaction.atomic():
        actions.submit_handoff(won_so, by=by)
    handoff = queries.handoff_of_deal(made.pk)
    assert handoff is not None
    return handoff


def furnish_handoff(
    deal_id: UUID, other_id: UUID, *, say: Callable[[int], str], email: str, by: Actor
) -> dict[str, UUID]:
    """Rows in every table of handoffs, every text made by `say`, which gets how long it may be.

    Whoever has the address `email` may accept it. Returns the id that stands for the word of an address.
    """
    actions.save_rules([actions.RuleRow(say(80), (email,), plan=say(120))], by=by)
    actions.save_clock("6", "08:30", "17:30", by=by)
    actions.plan_csm(deal_id, email, by=Actor(by.kind, by.id, say(200)))
    handoff = handed_over(deal_id, by=by)
    actions.mark_item(
        handoff.pk, "success", "return", reason="unclear", wanted=say(300), by=by, may_manage=True
    )
    actions.write_message(handoff.pk, say(300), by=Actor("system", "else", say(200)))
    HandoffGrade.objects.create(
        workspace_id=current_workspace_id(), handoff=handoff, key="stakeholders", grade="stakeholder_left",
        subject=say(100), note=say(300),
    )  # fmt: skip
    Handoff.objects.filter(pk=handoff.pk).update(accepted_by=say(200), csm_rule=say(80))
    MovedHandoff.objects.create(workspace_id=current_workspace_id(), handoff=handoff, origin=other_id)
    # The complete one goes back, and may be sent again. Of two others one may go back, one be accepted.
    # The deal stays open, so that its own doors can be tried.
    Deal.objects.filter(pk=deal_id).update(status="won", closed_on=today())
    actions.return_handoff(handoff.pk, rest=True, by=by, may_manage=True)
    Deal.objects.filter(pk=deal_id).update(status="open", closed_on=None)
    fresh, marked = (_another(handoff.account_id, say, email, by) for _ in range(2))
    actions.mark_item(marked.pk, "notes", "return", reason="unclear", wanted=say(300), by=by, may_manage=True)
    return {"handoff_id": marked.pk, "fresh_handoff_id": fresh.pk, "returned_handoff_id": handoff.pk}


def _another(account_id: UUID, say: Callable[[int], str], email: str, by: Actor) -> Handoff:
    made = create_deal({"name": say(150), "account_id": account_id}, by=by)
    actions.plan_csm(made.pk, email, by=by)
    Deal.objects.filter(pk=made.pk).update(status="won", closed_on=today(), closings=1)
    return handed_over(made.pk, by=by)
