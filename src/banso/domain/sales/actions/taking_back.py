"""Undoing what an import did to deals."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from banso.domain.sales.actions.telling import Teller
from banso.domain.sales.actions.writing import enter_stage, locked, put_fields, save_changed, seen
from banso.domain.sales.facts import DealCreated, DealStood
from banso.domain.sales.models import Deal
from banso.domain.sales.queries.deals import CHUNK, subject_of
from banso.domain.sales.rules.values import clean_deal
from banso.engine.journal.queries import current_facts
from banso.engine.journal.record import retract
from banso.engine.journal.telling import types_of
from banso.kit.actor import Actor

# What closes a deal is undone by hand: contract lines and handoffs stand on it.
_CLOSING = ("status", "closed_on", "reason", "stage")


def put_back_deals(
    changes: Sequence[tuple[UUID, Mapping[str, object] | None]], *, by: Actor, source: str, reason: str
) -> None:
    """Undo what an import did: deals that it made go with their facts, others get their fields back.

    Args:
        changes: the deal, and its fields as they were; None for one that the import made.
        by: who undoes.
        source: kept with the facts.
        reason: kept with what is retracted.
    """
    made = [deal_id for deal_id, before in changes if before is None]
    with transaction.atomic():
        for start in range(0, len(made), CHUNK):
            chunk = made[start : start + CHUNK]
            # By type as well, or no index leads to them.
            kinds = [*types_of(DealCreated.group), DealStood.type]
            facts = current_facts().filter(type__in=kinds, subject__in=[subject_of(each) for each in chunk])
            retract(list(facts.values_list("fact_id", flat=True)), by=by, reason=reason, source=source)
            Deal.objects.filter(pk__in=chunk).delete()
        teller = Teller()
        for deal_id, before in changes:
            if before is not None:
                _put_back(deal_id, before, teller, by=by, source=source)


def _put_back(deal_id: UUID, before: Mapping[str, object], teller: Teller, *, by: Actor, source: str) -> None:
    deal = locked(deal_id)
    was = seen(deal)
    put_fields(deal, clean_deal({name: value for name, value in before.items() if name not in _CLOSING}))
    stage = str(before.get("stage") or "")
    if stage and deal.status == "open" and stage in {each.key for each in teller.stages}:
        enter_stage(deal, stage, teller)
    save_changed(deal, teller, before=was, by=by, source=source)
