"""Promises as the API asks for them, today or as they were known: rows of either kind told alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from banso.domain.promises.facts import Standing
from banso.domain.promises.models import Promise
from banso.domain.promises.queries.past import (
    THEN,
    known_promises,
    promise_id_of,
    standing_then,
)
from banso.domain.promises.queries.records import CHUNK, promises, standing_of
from banso.domain.promises.queries.risk import risky
from banso.domain.promises.rules.states import OPEN
from banso.engine.journal.models import JournalEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a list is asked for; None asks for nothing.

    Attributes:
        due_from, due_before: days, the first included, the second not.
        at_risk: on this day.
    """

    account: UUID | None = None
    deal: UUID | None = None
    external_id: str | None = None
    state: str | None = None
    kind: str | None = None
    owner_email: str | None = None
    due_from: date | None = None
    due_before: date | None = None
    at_risk: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A promise as it stands, or stood at a moment."""

    id: UUID
    account_id: UUID
    number: int
    created_at: datetime
    updated_at: datetime
    standing: Standing


def asked_of(asked: Asked) -> QuerySet[Promise]:
    """The promises of today that are asked for."""
    return promises().filter(_condition(asked, "", deal="deal_id"))


def asked_then(asked: Asked, as_of: datetime) -> QuerySet[JournalEntry]:
    """The newest steps as known at a moment of the promises that are asked for."""
    return known_promises(as_of).filter(_condition(asked, THEN, deal="deal", as_of=as_of))


def told(promise: Promise) -> Told:
    return Told(
        promise.pk, promise.account_id, promise.number, promise.created_at, promise.updated_at,
        standing_of(promise),
    )  # fmt: skip


def told_then(entries: Iterable[JournalEntry]) -> list[Told]:
    """The promises of these steps. When one was learned stands in its first version: merging adds others."""
    rows = list(entries)
    learned: dict[UUID, datetime] = {}
    created: dict[UUID, datetime] = {}
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        first = JournalEntry.objects.filter(fact_id__in=[row.fact_id for row in part], version=1)
        learned.update(first.values_list("fact_id", "recorded_at"))
        known = Promise.objects.filter(pk__in=[promise_id_of(row) for row in part])
        created.update(known.values_list("pk", "created_at"))
    return [
        Told(
            promise_id_of(row), row.account, row.payload["number"], created[promise_id_of(row)],
            learned[row.fact_id], standing_then(row),
        )
        for row in rows
    ]  # fmt: skip


def _condition(asked: Asked, prefix: str, *, deal: str, as_of: datetime | None = None) -> Q:
    exact: dict[str, Any] = {
        f"{prefix}external_id": asked.external_id,
        f"{prefix}state": asked.state,
        f"{prefix}kind": asked.kind,
        f"{prefix}owner_email": asked.owner_email and asked.owner_email.lower(),
        f"{prefix}due_on__gte": asked.due_from and asked.due_from.isoformat(),
        f"{prefix}due_on__lt": asked.due_before and asked.due_before.isoformat(),
        "account": asked.account,
        prefix + deal: asked.deal and str(asked.deal),
    }
    condition = Q(**{name: value for name, value in exact.items() if value is not None})
    if asked.at_risk is not None:
        condition &= Q(**{f"{prefix}state__in": list(OPEN)})
        condition &= risky(asked.at_risk, prefix=prefix, as_of=as_of)
    return condition
