"""Deals for tests: one that may be won, and ten ways to break it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from banso.domain.accounts.actions import create_account, create_contact
from banso.domain.accounts.actions.records import log_activity
from banso.domain.accounts.models import Account, Activity, Contact
from banso.domain.contracts.actions import save_product
from banso.domain.contracts.models import Product
from banso.domain.promises.actions import make_promise
from banso.domain.sales import actions
from banso.domain.sales.actions.merging import follow_merge
from banso.domain.sales.models import Concern, Deal, DealSheet, Priority, Stakeholder, SuccessGoal
from banso.domain.sales.queries import deal_by_id, deal_stages, reasons
from banso.domain.sales.rules.worth import LineValues
from banso.kit.actor import SYSTEM, Actor
from banso.kit.clock import now
from banso.kit.tenancy import today

SELLER = Actor("person", "seller", "高橋 健太")


def product(name: str = "CRM") -> Product:
    found = Product.objects.filter(name=name).first()
    return found or save_product(None, name=name, by=SYSTEM)


def account(name: str = "医療法人蒼樹会", **more: Any) -> Account:
    return create_account({"name": name, "industry": "医療", **more}, by=SYSTEM)


def line(monthly: str = "360000", *, name: str = "CRM", **more: Any) -> LineValues:
    return LineValues(
        product=product(name).pk, monthly=Decimal(monthly), seats=150, starts_on=today(), **more
    )


def deal(name: str = "医療機器の日常点検のデジタル化", *, of: Account | None = None, **more: Any) -> Deal:
    """An open deal in the first stage, without anything."""
    return actions.create_deal({"name": name, "account_id": (of or account()).pk, **more}, by=SELLER)


def account_of(of: Deal) -> UUID:
    assert of.account_id is not None
    return of.account_id


def complete_deal(name: str = "医療機器の日常点検のデジタル化", **more: Any) -> Deal:
    """An open deal with all ten items."""
    made = deal(name, of=account(f"{name}の顧客"), **more)
    contact = create_contact(
        account_of(made), {"name": "森 由紀", "email": f"mori@{made.pk.hex[-6:]}.example"}, by=SELLER
    )
    actions.set_lines(made.pk, [line()], by=SELLER)
    actions.set_texts(
        made.pk,
        {
            "background": "8月の立入検査で、紙の点検表の記録の抜けを2件指摘された。",
            "problem": "点検の記録を、監査のときにすぐ出せない。",
            "notes": "理事会は毎月27日。健診センターにも広げたいとの話がある。",
        },
        by=SELLER,
    )
    actions.add_entry(
        made.pk,
        "goals",
        {
            "metric": "日常点検の実施率",
            "unit": "%",
            "baseline": "82",
            "target": "98",
            "due_on": today() + timedelta(days=200),
            "measured_by": "usage",
            "measure": "check_done",
            "said_by": "事務部長 森",
        },
        by=SELLER,
    )
    actions.add_entry(made.pk, "priorities", {"text": "監査のときに5分で記録を出せること"}, by=SELLER)
    actions.add_entry(made.pk, "concerns", {"text": "院内の電波が弱い場所で使えるか"}, by=SELLER)
    actions.sign_no_promises(made.pk, by=SELLER)
    actions.add_entry(made.pk, "stakeholders", {"contact_id": contact.pk, "role": "decider"}, by=SELLER)
    log_activity(
        account_of(made),
        {"kind": "visit", "topic": "初回の訪問", "occurred_at": now() - timedelta(days=3)},
        by=SELLER,
    )
    return deal_by_id(made.pk)


def _without_lines(deal: Deal) -> None:
    actions.set_lines(deal.pk, [], by=SELLER)


# What takes each item away again, by its name.
BREAKS: dict[str, Callable[[Deal], object]] = {
    "customer": lambda deal: Contact.objects.filter(account=deal.account_id).update(email="", phone=""),
    "plan": _without_lines,
    "background": lambda deal: DealSheet.objects.filter(deal=deal).update(background="n/a"),
    "success": lambda deal: SuccessGoal.objects.filter(deal=deal).update(target=None),
    "priorities": lambda deal: Priority.objects.filter(deal=deal).update(text="特になし"),
    "concerns": lambda deal: Concern.objects.filter(deal=deal).update(text="ああああああ"),
    "promises": lambda deal: actions.sign_no_promises(deal.pk, by=SELLER, withdraw=True),
    "stakeholders": lambda deal: Stakeholder.objects.filter(deal=deal).update(role=""),
    "communication": lambda deal: Activity.objects.filter(account=deal.account_id).update(archived_at=now()),
    "notes": lambda deal: DealSheet.objects.filter(deal=deal).update(notes="未定"),
}


def furnish_deals(
    account_id: UUID, contact_id: UUID, other_id: UUID, *, say: Callable[[int], str], by: Actor, **more: Any
) -> dict[str, UUID]:
    """Rows in every table of sales, every text made by `say`, which gets how long it may be.

    The deal may be won. Returns the id that stands for each word of an address.
    """
    _furnish_settings(say, by)
    fields = {
        "external_id": say(100), "source": say(80), "owner_name": say(100), "expected_close_on": today(),
        "forecast": "commit", "referral_account_id": other_id, **more,
    }  # fmt: skip
    made = actions.create_deal({"name": say(150), "account_id": account_id, **fields}, by=by)
    catalogue = Product.objects.filter(plans__isnull=False).order_by("pk").first() or product()
    plan = catalogue.plans.order_by("pk").first()
    whole = LineValues(
        product=catalogue.pk, plan=plan.pk if plan else None, seats=40, monthly=Decimal(396_000),
        discount=Decimal(15), starts_on=today(),
    )  # fmt: skip
    actions.set_lines(made.pk, [whole], by=by)
    (asked,) = actions.ask_approval(made.pk, remark=say(1000), by=by)
    actions.answer_approval(asked.pk, approved=False, reason=say(500), by=by)
    approval = actions.approve_discount(made.pk, percent=Decimal(20), remark=say(300), by=by)
    texts = {name: say(500) for name in ("background", "problem", "communication", "notes")}
    actions.set_texts(made.pk, texts, by=by)
    goal = {
        "metric": say(150), "unit": say(40), "baseline": "82", "target": "98", "measured_by": "usage",
        "measure": say(150), "said_by": say(150), "due_on": today() + timedelta(days=200),
    }  # fmt: skip
    actions.add_entry(made.pk, "goals", goal, by=by)
    first = actions.add_entry(made.pk, "priorities", {"text": say(300)}, by=by)
    concern = {"text": say(300), "state": "resolved", "resolution": say(300)}
    actions.add_entry(made.pk, "concerns", concern, by=by)
    person = {"contact_id": contact_id, "role": "decider", "influence": "high", "attitude": "for"}
    actions.add_entry(made.pk, "stakeholders", {**person, "manner": say(300)}, by=by)
    actions.add_entry(made.pk, "hints", {"text": say(300)}, by=by)
    actions.sign_no_promises(made.pk, by=by)
    lost = _furnish_lost(account_id, other_id, say, by)
    done = actions.change_deals([made.pk], "forecast", "best_case", by=by)
    assert done.change is not None
    line = deal_by_id(made.pk).lines.get()
    return {
        "deal_id": made.pk, "deal_line_id": line.pk, "approval_id": approval.pk, "entry_id": first.pk,
        "deal_change_id": done.change, "lost_deal_id": lost, **_furnish_asked(account_id, say, by),
    }  # fmt: skip


def _furnish_settings(say: Callable[[int], str], by: Actor) -> None:
    stages: list[dict[str, object]] = [
        {"key": each.key, "name_en": f"{number} {say(56)}", "name_ja": f"{number} {say(56)}",
         "probability": each.probability, "proposal": each.proposal, "required": each.required}
        for number, each in enumerate(deal_stages(), start=1)
    ]  # fmt: skip
    actions.save_stages(stages, by=by)
    for outcome in ("won", "lost"):
        known = [each.key for each in reasons() if each.outcome == outcome]
        named = [{"key": key, "name_en": f"{number} {say(76)}", "name_ja": say(80)}
                 for number, key in enumerate(known, start=1)]  # fmt: skip
        actions.save_reasons(outcome, named, by=by)
    actions.set_limits({"discount": Decimal(10)}, by=by)


def _furnish_lost(account_id: UUID, other_id: UUID, say: Callable[[int], str], by: Actor) -> UUID:
    """A lost deal that followed its account into another, and whose customer had no concerns."""
    lost = actions.create_deal({"name": say(150), "account_id": other_id}, by=by)
    actions.sign_no_concerns(lost.pk, asked=say(150), by=by)
    actions.lose_deal(lost.pk, reason="timing", remark=say(300), by=by)
    follow_merge(other_id, account_id)
    return lost.pk


def _furnish_asked(account_id: UUID, say: Callable[[int], str], by: Actor) -> dict[str, UUID]:
    """A promise of another deal that waits for an approval."""
    other = actions.create_deal({"name": say(150), "account_id": account_id}, by=by)
    promised = {
        "wording": say(300), "kind": "feature", "due_on": "2199-12-31", "said_by": say(100), "source": "call",
        "deliverable": "not_in_product", "deal_id": other.pk,
    }  # fmt: skip
    make_promise(account_id, promised, by=by)
    (asked,) = actions.ask_approval(other.pk, remark=say(300), by=by)
    return {"approval_request_id": asked.pk, "asking_deal_id": other.pk}
