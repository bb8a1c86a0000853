"""Every read of contracts.

lines   subscription lines, an account's contract as a page shows it
ledger  facts that follow from an account's lines
money   rates, costs, margins, products
"""

from banso.domain.contracts.queries.ledger import facts_of_accounts
from banso.domain.contracts.queries.lines import (
    lines_by_external_id,
    lines_of_accounts,
    subscription,
    subscriptions,
)
from banso.domain.contracts.queries.money import costs, margins, products, rate_rows, rates

__all__ = [
    "costs",
    "facts_of_accounts",
    "lines_by_external_id",
    "lines_of_accounts",
    "margins",
    "products",
    "rate_rows",
    "rates",
    "subscription",
    "subscriptions",
]
