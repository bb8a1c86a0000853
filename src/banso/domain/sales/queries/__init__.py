"""Every read of sales.

approvals   what waits for an approval, and whose it is
deals       deals and their lines
sheet       the ten items
standing    what sheets say already, before anybody is asked
promises    what the ledger below knows of a deal
vocabulary  stages, reasons, limits
"""

from banso.domain.sales.queries.approvals import discount_role, limits, open_requests, requests
from banso.domain.sales.queries.deals import (
    approvals_of,
    approved_discount,
    deal_by_id,
    deals,
    deals_by_external_id,
    deals_of,
    history_of,
    lines_of,
    subject_of,
    with_lines,
)
from banso.domain.sales.queries.promises import promises_seen
from banso.domain.sales.queries.sheet import (
    LISTS,
    Item,
    deal_address,
    entries,
    entry_by_id,
    held_activities,
    items_of,
    sheet_of,
    sheet_row,
)
from banso.domain.sales.queries.vocabulary import deal_stages, reasons

__all__ = [
    "LISTS",
    "Item",
    "approvals_of",
    "approved_discount",
    "deal_address",
    "deal_by_id",
    "deal_stages",
    "deals",
    "deals_by_external_id",
    "deals_of",
    "discount_role",
    "entries",
    "entry_by_id",
    "held_activities",
    "history_of",
    "items_of",
    "limits",
    "lines_of",
    "open_requests",
    "promises_seen",
    "reasons",
    "requests",
    "sheet_of",
    "sheet_row",
    "subject_of",
    "with_lines",
]
