"""What the ledger must be told by areas above it.

When an account's contract comes up for renewal, whose a deal is, and who approves which promise.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from banso.kit.access import Access

# From a first to a last day, both included, as known at a moment (None = now): rows with `account` and
# `ends_on`, a day between the two or its text.
Renewals = Callable[[date, date, datetime | None], "QuerySet[Any]"]
_renewals: list[Renewals] = []


def know_renewals(source: Renewals) -> None:
    """Register who can say which accounts come up for renewal between two days."""
    _renewals[:] = [source]


def renewals() -> Renewals | None:
    """Whoever was registered; None where nobody was."""
    return _renewals[0] if _renewals else None


# The account of a deal, with the deal held until the transaction ends; None where there is no such deal.
HeldDeal = Callable[[UUID], UUID | None]
_deals: list[HeldDeal] = []


def know_deals(source: HeldDeal) -> None:
    """Register who can hold a deal and say whose it is."""
    _deals[:] = [source]


def hold_deal(deal_id: UUID | None) -> UUID | None:
    """Hold a deal until the transaction ends, so that it is not won meanwhile; returns its account."""
    return _deals[0](deal_id) if deal_id is not None and _deals else None


# Raises NotAllowed unless whoever asks may answer for promises of a deliverable class.
ApprovalRule = Callable[[Access, str], None]
_approvers: list[ApprovalRule] = []


def know_approvers(source: ApprovalRule) -> None:
    """Register who can say who may answer for which promises."""
    _approvers[:] = [source]


def demand_approver(access: Access, deliverable: str) -> None:
    """Raise NotAllowed unless somebody may answer for promises of that class."""
    if _approvers:
        _approvers[0](access, deliverable)
