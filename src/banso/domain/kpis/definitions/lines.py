"""Subscription lines as SQL, for the definitions that read payments."""

from banso.domain.kpis.definitions.ledger import ENDS, LABELS

# Payments in a year, which has 52 weeks.
YEARLY = (
    "multiIf(interval = 'week', 52, interval = 'quarter', 4, interval = 'half', 2, interval = 'year', 1, 12)"
)


def lines_in_force() -> str:
    """Paid lines in force on each period's last day: period, account, line, at, mrr, payments a year."""
    return (  # constants
        "SELECT span.1 AS period, account, subject AS line, span.2 - 1 AS at, mrr, yearly "  # noqa: S608
        "FROM (SELECT account, subject, "
        "toDate(simpleJSONExtractString(payload, 'valid_from')) AS valid_from, "
        "toDateOrNull(simpleJSONExtractString(payload, 'valid_until')) AS valid_until, "
        "toDecimal128(simpleJSONExtractString(payload, 'mrr'), 6) AS mrr, "
        f"simpleJSONExtractString(payload, 'interval') AS interval, {YEARLY} AS yearly "
        "FROM facts WHERE mrr > 0) "
        "ARRAY JOIN arrayFilter(s -> valid_from < s.2 AND ifNull(valid_until >= s.2, true), "
        f"arrayZip({LABELS}, {ENDS})) AS span"
    )
