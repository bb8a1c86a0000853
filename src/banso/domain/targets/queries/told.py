"""Targets as they were known at a moment, out of the journal; and what was done to them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from banso.domain.contracts.queries.ledger import midnight
from banso.domain.targets.facts import TargetSet
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.kit.ids import read_id

# A target's fact happened at the midnight of its first day, in whichever zone that was then.
_ZONES = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Told:
    """A target as the journal tells it; see `facts.TargetSet`. `id` is that of the row it was made as."""

    id: UUID
    holder: str
    holder_id: UUID
    team: bool
    teams: str
    people: tuple[str, ...]
    first: date
    until: date
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody did to a target: `amount` is None where they removed it, `before` where it is new."""

    at: datetime
    by: str
    first: date
    until: date
    before: Decimal | None
    amount: Decimal | None
    currency: str


def told_within(first: date, until: date, *, as_of: datetime | None = None) -> list[Told]:
    """The targets whose periods lie within a stretch of days, by period; as known at `as_of` (None = now).

    Also those of people and teams that are gone by now.
    """
    entries = current_facts(as_of=as_of).filter(**_about(first, until))
    found = [read_told(each) for each in entries]
    wanted = [each for each in found if each.first >= first and each.until <= until]
    return sorted(wanted, key=lambda each: (each.first, each.until, each.holder))


def read_told(entry: JournalEntry) -> Told:
    """A target out of its fact."""
    payload: dict[str, Any] = entry.payload
    return Told(
        UUID(entry.subject.partition(":")[2]),
        payload["holder"],
        read_id(payload["holder_id"]) or UUID(int=0),
        payload["team"],
        payload["teams"],
        tuple(payload["people"]),
        date.fromisoformat(payload["first"]),
        date.fromisoformat(payload["until"]),
        Decimal(payload["amount"]),
        payload["currency"],
    )


def changes_of(holder: UUID, first: date, until: date, *, as_of: datetime | None = None) -> list[Change]:
    """What was done to somebody's targets within a stretch of days, newest first.

    Not what followed from changes of teams.
    """
    entries = JournalEntry.objects.filter(payload__holder_id=str(holder), **_about(first, until))
    if as_of is not None:
        entries = entries.exclude(recorded_at__gt=as_of)
    amounts: dict[UUID, Decimal | None] = {}
    found = []
    for entry in sorted(entries, key=lambda each: each.seq):
        before, told = amounts.get(entry.fact_id), read_told(entry)
        amounts[entry.fact_id] = after = None if entry.retracted else told.amount
        if before != after and told.first >= first and told.until <= until:
            found.append(
                Change(
                    entry.recorded_at, entry.actor_label, told.first, told.until, before, after, told.currency
                )
            )
    return found[::-1]


def _about(first: date, until: date) -> dict[str, Any]:
    return {
        "type": TargetSet.type,
        "occurred_at__gte": midnight(first) - _ZONES,
        "occurred_at__lt": midnight(until) + _ZONES,
    }
