"""Won deals whose goals are followed, for tests."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from banso.domain.outcomes import actions
from banso.domain.outcomes.models import Outcome
from banso.domain.outcomes.queries import token_for
from banso.domain.sales.actions import Won, win_deal
from banso.domain.sales.models import Deal
from banso.domain.sales.queries import deal_by_id, sheet_of
from banso.domain.sales.tests.factories import SELLER, complete_deal
from banso.kit.actor import Actor
from banso.kit.clock import now


def won(name: str = "点検のデジタル化", *, days: int = 0, **more: object) -> tuple[Deal, Outcome]:
    """A deal with one goal (98 %, from 82 %) that was won so many days ago, and its outcome."""
    deal = complete_deal(name, **more)
    win_deal(deal.pk, by=SELLER)
    Outcome.objects.filter(deal=deal).update(started_on=now().date() - timedelta(days=days))
    return deal_by_id(deal.pk), Outcome.objects.get(deal=deal)


def furnish_outcomes(deal_id: UUID, *, say: Callable[[int], str], email: str, by: Actor) -> dict[str, UUID]:
    """Rows in every table of outcomes, every text made by `say`, which gets how long it may be.

    The deal stays as it is. Returns the id that stands for the word of an address.
    """
    made = deal_by_id(deal_id)
    assert made.account_id is not None
    won_so = Won(
        deal=made.pk, account=made.account_id, name=made.name, on=now().date() - timedelta(days=40),
        owner_id=made.owner_id, owner_name=say(100), amount=made.amount, monthly=made.monthly,
        currency=made.currency, products=(say(150),), subscriptions=(), sheet=sheet_of(made),
    )  # fmt: skip
    teller = Actor(by.kind, by.id, say(150))
    with transaction.atomic():
        actions.follow_goals(won_so, by=by)
    outcome = Outcome.objects.get(deal=made)
    actions.report_value(outcome.pk, 30, "95", told=say(300), by=teller)
    answered = actions.ask_confirmation(deal_id, email=email, by=teller)
    actions.answer_link(token_for(answered), agrees=False, said=say(300), name=say(100))
    link = actions.ask_confirmation(deal_id, by=teller)
    return {"outcome_id": outcome.pk, "goals_link_id": link.pk}
