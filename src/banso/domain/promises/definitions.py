"""What the ledger must be told by areas above it: when an account's contract comes up for renewal."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import QuerySet

# From a first to a last day, both included: rows with `account` and `ends_on`, a day between the two.
Renewals = Callable[[date, date], "QuerySet[Any]"]
_renewals: list[Renewals] = []


def know_renewals(source: Renewals) -> None:
    """Register who can say which accounts come up for renewal between two days."""
    _renewals[:] = [source]


def renewals() -> Renewals | None:
    """Whoever was registered; None where nobody was."""
    return _renewals[0] if _renewals else None
