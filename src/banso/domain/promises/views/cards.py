"""Promises on pages that gather several areas: what is at risk, and an account's own."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from banso.domain.promises.models import Promise
from banso.domain.promises.queries.ledger import Listing, page_of_ledger, tab_counts, whole_ledger
from banso.domain.promises.queries.risk import risks_of
from banso.domain.promises.rules.states import OPEN
from banso.domain.promises.views.frame import Row, reader_of, row_of
from banso.kit.access import BansoRequest
from banso.kit.clock import now
from banso.kit.tenancy import day_of

_SHOWN = 8
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Card:
    """The first promises of a list, and how many each state has."""

    rows: list[Row]
    counts: dict[str, int]


def at_risk_card(request: BansoRequest, as_of: datetime | None, *, everybody: bool = False) -> Card | None:
    """The promises at risk, the first due first; None for whoever may not see promises.

    Without `everybody` those that whoever looks made or keeps, and those of their accounts.
    """
    if not request.access.may("promises.view"):
        return None
    listing = Listing(
        on=day_of(as_of or now()), tab="risk", chosen={} if everybody else {"whose": "mine"}, as_of=as_of,
        reader=reader_of(request),
    )  # fmt: skip
    rows = page_of_ledger(listing, limit=_SHOWN).data
    return Card(_told(rows, listing), tab_counts(listing))


def account_card(request: BansoRequest, account_id: UUID, as_of: datetime | None) -> Card | None:
    """An account's open promises, the first due first; None for whoever may not see promises."""
    if not request.access.may("promises.view"):
        return None
    # One reading for rows and counts: an account has dozens, not thousands.
    listing = Listing(on=day_of(as_of or now()), tab="all", account=account_id, as_of=as_of)
    rows = list(islice(whole_ledger(listing), _MOST))
    counts = Counter(row.state for row in rows)
    still = [row for row in rows if row.state in OPEN]
    return Card(_told(still[:_SHOWN], listing), {**counts, "open": len(still), "all": len(rows)})


def _told(rows: list[Promise], listing: Listing) -> list[Row]:
    risks = risks_of(rows, listing.on, as_of=listing.as_of) if rows else {}
    return [row_of(row, risks.get(row.pk)) for row in rows]
