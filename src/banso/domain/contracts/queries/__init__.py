"""Every read of contracts.

cards   an account's contract and lines as pages show them
lines   subscription lines
ledger  facts that follow from an account's lines
money   rates, costs, margins, products
"""

from banso.domain.contracts.queries.cards import (
    ContractCard,
    LineView,
    account_movements,
    contract_card,
    line_views,
)
from banso.domain.contracts.queries.ledger import facts_of_accounts
from banso.domain.contracts.queries.lines import (
    as_line,
    in_force,
    in_state,
    lines_by_external_id,
    lines_of_accounts,
    spans_of,
    subscription,
    subscription_by_id,
    subscriptions,
)
from banso.domain.contracts.queries.money import (
    cost_by_id,
    costs,
    currencies,
    currency_at,
    margins,
    missing_rates,
    plan_by_id,
    product_by_id,
    products,
    rate_rows,
    rates,
)

__all__ = [
    "ContractCard",
    "LineView",
    "account_movements",
    "as_line",
    "contract_card",
    "cost_by_id",
    "costs",
    "currencies",
    "currency_at",
    "facts_of_accounts",
    "in_force",
    "in_state",
    "line_views",
    "lines_by_external_id",
    "lines_of_accounts",
    "margins",
    "missing_rates",
    "plan_by_id",
    "product_by_id",
    "products",
    "rate_rows",
    "rates",
    "spans_of",
    "subscription",
    "subscription_by_id",
    "subscriptions",
]
