"""Who hears of promises: what the customer answered, and what endangers a renewal.

Promises themselves know nothing of notices: they stand beside them, and sales and CS meet here.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from banso.domain.handoffs import definitions
from banso.domain.handoffs.queries.people import holder_of, leads_of
from banso.domain.promises.queries import over_or_renewed, promise_by_id, risks_of
from banso.domain.promises.queries.records import CHUNK
from banso.domain.work.actions import notify
from banso.domain.work.queries import known_keys
from banso.domain.workspaces.queries import members_who_may
from banso.kit.tenancy import today

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import QuerySet

    from banso.domain.promises.models import Promise

_READING: Final = "promises.view"
_SHOWN: Final = 300
# Who starts with Banso, or imports, is not told of years of promises.
_NEWS: Final = timedelta(days=30)
_AT_ONCE: Final = 200


def tell_of_answer(promise_id: UUID, *, key: str, who: str, said: str | None) -> None:
    """Tell of what the customer answered by their link; under the same key once.

    Args:
        promise_id: which.
        key: of the answer.
        who: answered.
        said: what was promised instead, in their words; None where they confirmed it.
    """
    promise = promise_by_id(promise_id, removed=True)
    if promise.removed_at is not None:
        return
    kind = definitions.PROMISE_CONFIRMED if said is None else definitions.PROMISE_DISPUTED
    _tell(promise, kind, key, _listeners(), who=who, said=(said or "")[:_SHOWN])


def tell_of_risky() -> int:
    """Tell of the open workspace's promises that are open before a renewal, or over; of each risk once.

    Returns how many were told to somebody: what nobody here can hear is no work done, and the worker rests.
    """
    on = today()
    rows = over_or_renewed(on, since=on - _NEWS).select_related("account")
    # Only their ids are read ahead: no cursor stays open where notices are written.
    ids = list(rows.values_list("pk", flat=True))
    if not ids:
        return 0
    told, listeners, done = known_keys("promise-risk:"), _listeners(), 0
    for promise, kind, day in _risks(rows, ids, on):
        key = f"promise-risk:{promise.pk}:{kind}:{day}"
        more = {"renewal": day.isoformat(), "due_on": promise.due_on.isoformat()}
        if key not in told and _tell(promise, kind, key, listeners, **more):
            done += 1
            if done == _AT_ONCE:
                break
    return done


def _risks(
    rows: "QuerySet[Promise]", ids: "Sequence[UUID]", on: date
) -> "Iterator[tuple[Promise, str, date]]":
    """What endangers each of those promises: the kind of its notice, and the day."""
    for start in range(0, len(ids), CHUNK):
        part = list(rows.filter(pk__in=ids[start : start + CHUNK]))
        risks = risks_of(part, on)
        for promise in part:
            risk = risks.get(promise.pk)
            if risk is not None and risk.renewal is not None:
                yield promise, definitions.PROMISE_RENEWAL, risk.renewal
            elif risk is not None:
                yield promise, definitions.PROMISE_OVERDUE, promise.due_on


@dataclass(frozen=True, slots=True)
class _Listeners:
    """Who may read promises and can sign in to do it, and who of them leads where nobody else is meant."""

    reading: frozenset[UUID]
    leading: frozenset[UUID]


def _listeners() -> _Listeners:
    reading = frozenset(person.pk for person in members_who_may(_READING, signing_in=True))
    return _Listeners(reading, reading & {person.pk for person in leads_of()})


def _tell(promise: "Promise", kind: str, key: str, listeners: _Listeners, **more: str) -> bool:
    """Tell whoever keeps it, whoever said it, and the customer's CSM; where none of these is here, the leads.

    Returns whether anybody heard.
    """
    meant = {promise.owner_id, promise.said_by_id, holder_of(promise.account_id)}
    hearers = (listeners.reading & meant) or listeners.leading
    detail = {"account": promise.account.name, "wording": promise.wording[:_SHOWN], **more}
    for person in hearers:
        notify(person, kind, detail=detail, href=f"promises/{promise.pk}/", key=key, mail=True)
    return bool(hearers)
