"""Every read of sales.

deals       deals and their lines
sheet       the ten items
promises    what the ledger below knows of a deal
vocabulary  stages, reasons, limits
"""

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
from banso.domain.sales.queries.vocabulary import deal_stages, discount_limit, reasons

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
    "discount_limit",
    "entries",
    "entry_by_id",
    "held_activities",
    "history_of",
    "items_of",
    "lines_of",
    "promises_seen",
    "reasons",
    "sheet_of",
    "sheet_row",
    "subject_of",
    "with_lines",
]
