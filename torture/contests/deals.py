"""A deal won and handed over."""

import random
import secrets

from banso.domain.contracts.models import Subscription
from banso.domain.handoffs.actions import accept_handoff
from banso.domain.handoffs.facts import HandoffAccepted
from banso.domain.handoffs.models import Handoff
from banso.domain.handoffs.queries import handoff_of_deal
from banso.domain.sales.actions import win_deal
from banso.domain.sales.facts import DealLost, DealWon
from banso.domain.sales.models import Deal
from banso.domain.sales.tests.factories import account_of, complete_deal
from banso.domain.workspaces.actions import add_member
from banso.domain.workspaces.models import Membership, Person
from banso.engine.journal.queries import current_facts
from banso.kit.actor import SYSTEM, Actor
from torture.contests.frame import WON, Contest, Said, Start, call, differs, inside, one_winner, owner
from torture.contests.records import ledger_faults


def _csm() -> Membership:
    email = "csm@races.example"
    seat = Membership.objects.filter(person__email=email).first()
    return seat or add_member(Person.objects.create_user(email, None, name="C"), ["csm"], by=SYSTEM)


def _open(name: str) -> Start:
    _csm()
    return {"deal": str(complete_deal(f"{name} {secrets.token_hex(4)}").pk)}


def _win(start: Start, place: int, _chance: random.Random) -> Said:
    if place % 4 == 3:
        return call("post", f"deals/{start['deal']}/lose", {"reason": "timing"})
    return call("post", f"deals/{start['deal']}/win", {})


def _closed_once(start: Start, said: list[Said]) -> list[str]:
    deal = Deal.objects.get(pk=start["deal"])
    won = int(deal.status == "won")
    facts = current_facts().filter(subject=f"deal:{deal.pk}", type__in=[DealWon.type, DealLost.type])
    lines = Subscription.objects.filter(account=deal.account_id).count()
    return (
        one_winner(said)
        + differs("closings in the journal", facts.count(), 1)
        + differs("lines and handoffs", (lines, Handoff.objects.filter(deal=deal).count()), (won, won))
        + ledger_faults(account_of(deal))
    )


def _won(name: str) -> Start:
    start = _open(name)
    deal = win_deal(start["deal"], by=owner())
    handoff = handoff_of_deal(deal.pk)
    assert handoff is not None
    return {**start, "handoff": str(handoff.pk)}


def _accept(start: Start, _place: int, _chance: random.Random) -> Said:
    with inside():
        handoff = Handoff.objects.get(pk=start["handoff"])
        by = Actor("person", str(handoff.csm_id), handoff.csm_name)
        accept_handoff(handoff.pk, by=by, rest=True, may_manage=True)
    return Said(WON)


def _accepted_once(start: Start, said: list[Said]) -> list[str]:
    deal = Deal.objects.get(pk=start["deal"])
    facts = current_facts().filter(account=account_of(deal), type=HandoffAccepted.type)
    return one_winner(said) + differs("acceptances in the journal", facts.count(), 1)


CONTESTS = {
    "deal-closed": Contest(_open, _win, _closed_once),
    "handoff-accepted": Contest(_won, _accept, _accepted_once),
}
