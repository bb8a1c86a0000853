"""Outcomes follow the goals of won deals: made at the winning, rewritten with the sheet, gone with both."""

from uuid import UUID

from django.db import transaction

from banso.domain.outcomes.actions.telling import changed, tell_agreed
from banso.domain.outcomes.facts import OutcomeAgreed, OutcomeConfirmed, OutcomeMeasured
from banso.domain.outcomes.models import Outcome
from banso.domain.outcomes.queries.records import goals_of, outcomes_of_deal, subject_of
from banso.domain.sales.actions import Won
from banso.domain.sales.queries import deal_by_id
from banso.engine.journal.queries import current_facts
from banso.engine.journal.record import retract
from banso.kit.actor import SYSTEM, Actor
from banso.kit.clock import now
from banso.kit.tenancy import current_workspace_id

_TYPES = tuple(kind.type for kind in (OutcomeAgreed, OutcomeConfirmed, OutcomeMeasured))


def follow_goals(won: Won, *, by: Actor) -> None:
    """Follow a deal's goals from its winning, in the transaction that wins it."""
    deal = deal_by_id(won.deal)
    # Won again before the worker has taken the outcomes of the first winning away.
    _drop(list(Outcome.objects.filter(deal=deal).values_list("pk", flat=True)), "won again")
    for goal in goals_of(won.deal):
        if goal.target is None or goal.due_on is None:
            continue
        outcome = Outcome.objects.create(
            workspace_id=current_workspace_id(), deal=deal, goal=goal, started_on=won.on,
            seller_name=won.owner_name[:120], seller_email=deal.owner_email,
            product=(won.products[0] if won.products else "")[:200],
        )  # fmt: skip
        tell_agreed(outcome, by=by, at=now())


def follow_sheet(deal_id: UUID) -> None:
    """Bring a won deal's outcomes in line with its sheet; doing it twice changes nothing."""
    with transaction.atomic():
        _drop(list(Outcome.objects.filter(deal=deal_id, goal=None).values_list("pk", flat=True)), "removed")
        deal = deal_by_id(deal_id)
        known = {row.goal_id: row for row in outcomes_of_deal(deal_id)}
        first = next(iter(known.values()), None)
        if deal.status != "won" or deal.closed_on is None or deal.closed_before_banso:
            return
        for goal in goals_of(deal_id):
            if goal.target is None or goal.due_on is None:
                continue
            outcome = known.get(goal.pk)
            if outcome is None:
                outcome = Outcome.objects.create(
                    workspace_id=current_workspace_id(), deal=deal, goal=goal, started_on=deal.closed_on,
                    seller_name=deal.owner_name[:120], seller_email=deal.owner_email,
                    product=first.product if first else "",
                )  # fmt: skip
            if tell_agreed(outcome, by=SYSTEM, at=now()) and goal.pk in known:
                changed(outcome)


def withdraw_outcomes(deal_id: UUID) -> None:
    """A deal was reopened: its outcomes never were."""
    with transaction.atomic():
        if deal_by_id(deal_id).status != "won":
            _drop(list(Outcome.objects.filter(deal=deal_id).values_list("pk", flat=True)), "reopened")


def _drop(ids: list[UUID], reason: str) -> None:
    facts = current_facts().filter(type__in=_TYPES, subject__in=[subject_of(each) for each in ids])
    retract(list(facts.values_list("fact_id", flat=True)), by=SYSTEM, reason=reason)
    Outcome.objects.filter(pk__in=ids).delete()
