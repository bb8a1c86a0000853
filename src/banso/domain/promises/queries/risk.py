"""Open promises that need somebody now: due soon, overdue, disputed, or open shortly before a renewal."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from banso.domain.promises.definitions import renewals
from banso.domain.promises.models import Promise
from banso.domain.promises.queries.records import CHUNK, open_promises
from banso.domain.promises.rules.states import BEFORE_RENEWAL, SOON, Risk, risk_of


def at_risk(on: date) -> QuerySet[Promise]:
    """The open promises at risk on a day, first due first."""
    return open_promises().filter(risky(on)).order_by("due_on", "id")


def over_or_renewed(on: date, *, since: date) -> QuerySet[Promise]:
    """The open promises whose day was from `since` until yesterday, or whose account is renewed soon."""
    found, source = Q(due_on__gte=since, due_on__lt=on), renewals()
    if source is not None:
        found |= Q(account__in=source(on, on + BEFORE_RENEWAL, None).values("account"))
    return open_promises().filter(found).order_by("due_on", "id")


def risky(on: date, *, prefix: str = "", as_of: datetime | None = None) -> Q:
    """What makes an open promise risky on a day, over the fields of promises or `prefix` + their names.

    Contracts end as was known at `as_of`; None = as is known now.
    """
    found = Q(**{f"{prefix}due_on__lte": (on + SOON).isoformat()})
    found |= ~Q(**{f"{prefix}disputed": ""})
    source = renewals()
    if source is not None:
        found |= Q(account__in=source(on, on + BEFORE_RENEWAL, as_of).values("account"))
    return found


def renewals_of(account_ids: Iterable[UUID], on: date, *, as_of: datetime | None = None) -> dict[UUID, date]:
    """The next renewal of each of those accounts within 30 days of a day, as known at `as_of`."""
    source, wanted = renewals(), list(dict.fromkeys(account_ids))
    found: dict[UUID, date] = {}
    if source is None:
        return found
    for start in range(0, len(wanted), CHUNK):
        rows = source(on, on + BEFORE_RENEWAL, as_of).filter(account__in=wanted[start : start + CHUNK])
        # The first day comes last, and stays.
        for account, day in rows.order_by("-ends_on").values_list("account", "ends_on"):
            found[account] = date.fromisoformat(day) if isinstance(day, str) else day
    return found


def risks_of(rows: Iterable[Promise], on: date, *, as_of: datetime | None = None) -> dict[UUID, Risk]:
    """The risk of each of those promises that has one, with contracts as known at `as_of`."""
    listed = list(rows)
    near = renewals_of((row.account_id for row in listed), on, as_of=as_of)
    found = {}
    for row in listed:
        renewal = near.get(row.account_id)
        risk = risk_of(row.state, row.due_on, on, renewal=renewal, disputed=bool(row.disputed))
        if risk is not None:
            found[row.pk] = risk
    return found
