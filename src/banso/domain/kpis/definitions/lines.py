"""Subscription lines as SQL, for the definitions that read payments."""

from banso.domain.kpis.definitions.ledger import ENDS, LABELS

# Months that one payment covers.
MONTHS_PAID = "multiIf(interval = 'quarter', 3, interval = 'half', 6, interval = 'year', 12, 1)"


def lines_in_force() -> str:
    """Paid lines in force on each period's last day: period, account, line, at, mrr, months."""
    return (  # constants
        "SELECT span.1 AS period, account, subject AS line, span.2 - 1 AS at, mrr, months "  # noqa: S608
        "FROM (SELECT account, subject, "
        "toDate(simpleJSONExtractString(payload, 'valid_from')) AS valid_from, "
        "toDateOrNull(simpleJSONExtractString(payload, 'valid_until')) AS valid_until, "
        "toDecimal128(simpleJSONExtractString(payload, 'mrr'), 6) AS mrr, "
        f"simpleJSONExtractString(payload, 'interval') AS interval, {MONTHS_PAID} AS months "
        "FROM facts WHERE mrr > 0) "
        "ARRAY JOIN arrayFilter(s -> valid_from < s.2 AND ifNull(valid_until >= s.2, true), "
        f"arrayZip({LABELS}, {ENDS})) AS span"
    )
