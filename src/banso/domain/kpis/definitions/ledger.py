"""The MRR ledger as SQL, for the definitions that read it, and the hand-worked ledger for their examples.

A span is a tuple (label of the period, since, until) of days, until excluded. `standing` puts every account
beside every span with its MRR before `since` and before `until`, in one reading of the facts.

The journal's loader writes payloads as compact JSON, so `simpleJSONExtractString` may read them; it takes a
tenth of the time of `JSONExtractString`.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from banso.domain.contracts.facts import MrrMoved, ProductMoved, SubscriptionEnded, SubscriptionLineSet
from banso.engine.journal.fact import Fact

LABELS, STARTS, ENDS = "{labels:Array(String)}", "{starts:Array(Date)}", "{ends:Array(Date)}"
# The periods themselves; the same with the last day of the same month a year before; of the month before.
SPANS = f"arrayZip({LABELS}, {STARTS}, {ENDS})"
YEAR_BEFORE = f"arrayMap((label, e) -> (label, addYears(e, -1), e), {LABELS}, {ENDS})"
MONTH_BEFORE = f"arrayMap((label, e) -> (label, toStartOfMonth(e - 1), e), {LABELS}, {ENDS})"
# Every month of each period; the twelve months up to each period's end.
MONTHS = (
    "arrayFlatten(arrayMap((label, s, e) -> arrayMap(i -> (label, addMonths(s, i), addMonths(s, i + 1)), "
    f"range(toUInt32(dateDiff('month', s, e)))), {LABELS}, {STARTS}, {ENDS}))"
)
TWELVE_MONTHS = (
    "arrayFlatten(arrayMap((label, e) -> arrayMap(i -> (label, addMonths(e, -i - 1), addMonths(e, -i)), "
    f"range(12)), {LABELS}, {ENDS}))"
)
# The day on which the question is asked: nothing has happened after it.
TODAY = "toDate({as_of:DateTime64(6, 'UTC')}, {zone:String})"
DAY = "toDate(simpleJSONExtractString(payload, 'day'))"
KIND = "simpleJSONExtractString(payload, 'kind')"
AMOUNT = "toDecimal128(simpleJSONExtractString(payload, 'amount'), 6)"
NOTHING = "toDecimal128(0, 6)"
MOVED = (
    f"SELECT account, {DAY} AS day, {KIND} AS kind, {AMOUNT} AS amount "  # noqa: S608 - constants
    "FROM facts WHERE type = 'contracts.mrr_moved'"
)

LOST = "if(kind IN ('contraction', 'churn'), -amount, toDecimal128(0, 6))"
GAINED = "if(kind IN ('contraction', 'churn'), toDecimal128(0, 6), amount)"


def standing(
    spans: str = SPANS,
    *,
    flows: dict[str, str] | None = None,
    counts: dict[str, str] | None = None,
    without: str = "",
) -> str:
    """Every account beside every span: period, since, until, account, opening, closing, flows and counts.

    Args:
        spans: an expression of type Array(Tuple(String, Date, Date)).
        flows: sums of an amount over `kind` and `amount`, within the span, by the column they become.
        counts: how many movements within the span meet a condition, likewise.
        without: "opening" or "closing", where it is not wanted; each takes a third of the time.
    """
    # Bare dates, worked out once: an array of whole spans would be made, labels and all, for every movement.
    since, until = f"(SELECT arrayMap(s -> s.2, {spans}))", f"(SELECT arrayMap(s -> s.3, {spans}))"
    columns = {
        name: f"sumForEach(arrayMap(d -> if(day < d, amount, {NOTHING}), {days}))"
        for name, days in (("opening", since), ("closing", until))
        if name != without
    }
    within = "day >= s AND day < e"
    for name, what in (flows or {}).items():
        columns[name] = f"sumForEach(arrayMap((s, e) -> if({within}, {what}, {NOTHING}), {since}, {until}))"
    for name, what in (counts or {}).items():
        columns[name] = f"sumForEach(arrayMap((s, e) -> {what} AND {within}, {since}, {until}))"
    sums = ", ".join(f"{what} AS {name}s" for name, what in columns.items())
    joined = ", ".join(f"{name}s AS {name}" for name in columns)
    return (  # expressions of this package alone
        f"SELECT span.1 AS period, span.2 AS since, span.3 AS until, account, {', '.join(columns)} "  # noqa: S608
        f"FROM (SELECT account, {sums} FROM ({MOVED}) GROUP BY account) "
        f"ARRAY JOIN {spans} AS span, {joined}"
    )


def movements(*kinds: str, sign: str = "") -> str:
    """A row for each movement of those kinds within each period; `sign` "-" tells losses as amounts lost."""
    wanted = ", ".join(f"'{kind}'" for kind in kinds)
    lines = "arrayStringConcat(JSONExtract(payload, 'subscriptions', 'Array(String)'), ', ')"
    return (  # expressions of this package alone
        f"SELECT span.1 AS period, account, concat({lines}, ' · ', toString(day)) AS unit, day AS at, "  # noqa: S608
        f"{sign}amount AS numerator, 1 AS denominator "
        f"FROM (SELECT account, payload, {DAY} AS day, {AMOUNT} AS amount "
        f"FROM facts WHERE {KIND} IN ({wanted})) "
        f"ARRAY JOIN arrayFilter(s -> day >= s.2 AND day < s.3, {SPANS}) AS span"
    )


# -- the hand-worked ledger of docs/kpis.md ------------------------------------------------------------------

A, B, C, D = (UUID(int=number) for number in (0xA, 0xB, 0xC, 0xD))
_TOKYO = timedelta(hours=9)


def midnight(day: str) -> datetime:
    """The moment at which a day begins in Japan."""
    return datetime.fromisoformat(f"{day}T00:00:00+00:00").astimezone(UTC) - _TOKYO


def moved(account: UUID, kind: str, day: str, before: int, after: int, *, product: str = "CRM") -> MrrMoved:
    """One movement, all of it in one product and one line."""
    return MrrMoved(
        account=account,
        occurred_at=midnight(day),
        kind=kind,
        day=date.fromisoformat(day),
        amount=Decimal(after - before),
        mrr_before=Decimal(before),
        mrr_after=Decimal(after),
        currency="JPY",
        products=(ProductMoved(product=product, before=Decimal(before), after=Decimal(after)),),
        subscriptions=(f"{account.int:X}-{product}",),
    )


def line(
    account: UUID, external_id: str, mrr: int, start: str, end: str | None = None, *, interval: str = "month"
) -> SubscriptionLineSet:
    """The first version of a line."""
    return SubscriptionLineSet(
        account=account,
        occurred_at=midnight(start),
        subject=external_id,
        product="CRM",
        plan="",
        valid_from=date.fromisoformat(start),
        valid_until=date.fromisoformat(end) if end else None,
        amount=Decimal(mrr),
        currency="JPY",
        mrr=Decimal(mrr),
        interval=interval,
        seats=None,
        trial=False,
        first=True,
    )


def ended(account: UUID, external_id: str, mrr: int, day: str, *successors: str) -> SubscriptionEnded:
    return SubscriptionEnded(
        account=account,
        occurred_at=midnight(day),
        subject=external_id,
        product="CRM",
        plan="",
        ends_on=date.fromisoformat(day),
        mrr=Decimal(mrr),
        trial=False,
        successors=successors,
    )


WORKED: tuple[Fact, ...] = (
    moved(A, "new", "2024-01-01", 0, 100),
    moved(A, "upsell", "2024-07-01", 100, 150),
    moved(B, "new", "2024-01-01", 0, 200),
    moved(B, "churn", "2024-10-01", 200, 0),
    moved(C, "new", "2024-03-01", 0, 80),
    moved(C, "contraction", "2025-01-01", 80, 50),
    moved(D, "new", "2024-02-01", 0, 60),
    moved(D, "churn", "2024-05-01", 60, 0),
    moved(D, "reactivation", "2024-09-01", 0, 60),
)
WORKED_LINES: tuple[Fact, ...] = (
    line(A, "A-1", 100, "2024-01-01", "2024-07-01"),
    line(A, "A-2", 150, "2024-07-01"),
    line(B, "B-1", 200, "2024-01-01", "2024-10-01"),
    line(C, "C-1", 80, "2024-03-01", "2025-01-01"),
    line(C, "C-2", 50, "2025-01-01"),
    line(D, "D-1", 60, "2024-02-01", "2024-05-01"),
    line(D, "D-2", 60, "2024-09-01"),
    ended(A, "A-1", 100, "2024-07-01", "A-2"),
    ended(B, "B-1", 200, "2024-10-01"),
    ended(C, "C-1", 80, "2025-01-01", "C-2"),
    ended(D, "D-1", 60, "2024-05-01"),
)
