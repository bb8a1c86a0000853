"""Cost entries as SQL, and a worked month of them for the definitions' examples."""

from datetime import date
from decimal import Decimal

from banso.domain.contracts.facts import NO_ACCOUNT, CostEntered, MarginSet
from banso.domain.kpis.definitions.ledger import SPANS, midnight

MONTH = "toDate(simpleJSONExtractString(payload, 'month'))"
CATEGORY = "simpleJSONExtractString(payload, 'category')"


def cost_rows(*categories: str) -> str:
    """A row for each cost entry of those categories whose month lies in a period."""
    wanted = ", ".join(f"'{category}'" for category in categories)
    return (  # constants of this package alone
        "SELECT span.1 AS period, account, subject AS unit, month AS at, "  # noqa: S608
        "amount AS numerator, 1 AS denominator "
        f"FROM (SELECT account, subject, {MONTH} AS month, "
        "toDecimal128(simpleJSONExtractString(payload, 'amount'), 6) AS amount "
        f"FROM facts WHERE {CATEGORY} IN ({wanted})) "
        f"ARRAY JOIN arrayFilter(s -> month >= s.2 AND month < s.3, {SPANS}) AS span"
    )


def cost(month: str, category: str, amount: int) -> CostEntered:
    return CostEntered(
        account=NO_ACCOUNT,
        occurred_at=midnight(f"{month}-01"),
        subject=f"{month}:{category}",
        month=date.fromisoformat(f"{month}-01"),
        category=category,
        amount=Decimal(amount),
        entered=Decimal(amount),
        currency="JPY",
    )


def margin(month: str, share: str) -> MarginSet:
    first = date.fromisoformat(f"{month}-01")
    return MarginSet(
        account=NO_ACCOUNT, occurred_at=midnight(f"{month}-01"), valid_from=first, share=Decimal(share)
    )
