"""What an account's page reads, in a fixed number of statements however much there is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Concat, Replace

from banso.domain.contracts.facts import MrrMoved
from banso.domain.contracts.queries import lines_of_accounts
from banso.domain.contracts.rules.lines import Line, Version
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import timeline
from banso.engine.journal.record import WITHIN
from banso.engine.journal.telling import groups, quiet_types, told_alone, types_of
from banso.engine.metrics.ask import look
from banso.kit.ids import stable_id
from banso.kit.tenancy import current_workspace_id

_NUMBERS = """
SELECT toDate('1970-01-01') AS week, 0 AS people,
    sum(toDecimal128(simpleJSONExtractString(payload, 'amount'), 6)) AS mrr, count() AS n
FROM facts WHERE account = {account:UUID} AND toDate(occurred_at, {zone:String}) <= {today:Date}
UNION ALL
SELECT toMonday(day) AS week, uniqExact(person) AS people, toDecimal128(0, 6) AS mrr, toUInt64(0) AS n
FROM active_daily
WHERE account = {account:UUID} AND day <= {today:Date}
GROUP BY week
"""
_NO_WEEK = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Paying:
    """What an account pays.

    Attributes:
        mrr: per month in the reporting currency, from the ledger; None where it never paid.
        lines: those that run on `day`, and those to come.
        seats: of the running lines together; None where no line counts seats.
        renews_on: the first day that is no longer paid, of the line that ends next; None without an end.
    """

    mrr: Decimal | None
    lines: list[Line]
    seats: int | None
    renews_on: date | None


def happenings(account_id: UUID, group: str, *, as_of: datetime | None) -> QuerySet[JournalEntry]:
    """The account's facts, newest first.

    Those of quiet groups, and those that another fact tells of, only where their group is asked for.
    """
    rows = timeline(account_id, as_of=as_of)
    if group:
        return rows.filter(type__in=types_of(group))
    return told_alone(rows)


def with_parts(rows: QuerySet[JournalEntry]) -> QuerySet[JournalEntry]:
    """Each fact with `parts`: how many came with it."""
    plain = Replace(Cast("fact_id", CharField()), Value("-"), Value(""))
    there = JournalEntry.objects.filter(source=OuterRef("told_by"), retracted=False).order_by()
    count = there.values("source").annotate(n=Count("fact_id", distinct=True)).values("n")
    return rows.annotate(told_by=Concat(Value(WITHIN), plain), parts=Subquery(count))


def described(account_id: UUID, *, as_of: datetime | None) -> JournalEntry | None:
    """The account's attributes as they were known."""
    fact_id = stable_id(current_workspace_id(), "account", account_id, "described")
    rows = JournalEntry.objects.filter(fact_id=fact_id)
    if as_of is not None:
        rows = rows.filter(recorded_at__lte=as_of)
    return rows.order_by("-version").first()


def numbers(
    account_id: UUID, day: date, *, zone: str, as_of: datetime | None
) -> tuple[Decimal | None, dict[date, int]]:
    """What an account pays and how many use it, in one question.

    Returns:
        The MRR in the reporting currency (None where it never paid), and the people active in each week that
        had any, by its Monday.
    """
    params = {"account": account_id, "today": day, "zone": zone}
    rows = look(_NUMBERS, facts=(MrrMoved,), as_of=as_of, params=params, accounts=(account_id,))
    paid = [row for row in rows if row["week"] == _NO_WEEK and row["n"]]
    people = {row["week"]: int(row["people"]) for row in rows if row["week"] != _NO_WEEK}
    return Decimal(paid[0]["mrr"]) if paid else None, people


def filed(account_id: UUID, *, as_of: datetime | None) -> dict[str, int]:
    """How many facts of the account are filed under each group, in the catalogue's order; "" for all."""
    # Counted here: told to group by type, SQLite reads the whole journal in that order.
    part = ExpressionWrapper(Q(source__startswith=WITHIN), output_field=BooleanField())
    rows = timeline(account_id, as_of=as_of).order_by().annotate(part=part)
    numbers_of = Counter(rows.values_list("type", "part"))
    quiet = quiet_types()
    found = {"": sum(n for (kind, told), n in numbers_of.items() if not told and kind not in quiet)}
    for group in groups():
        n = sum(numbers_of[kind, told] for kind in types_of(group) for told in (True, False))
        if n:
            found[group] = n
    return found


def paying(
    account_id: UUID, mrr: Decimal | None, day: date, *, lines: Sequence[Line] | None = None
) -> Paying:
    """What the account pays on `day` by `lines`; by those of today's records where none are given."""
    known = lines_of_accounts([account_id])[account_id] if lines is None else lines
    lines = [line for line in known if line.ends_on is None or line.ends_on > day]
    running = [line for line in lines if line.starts_on <= day]
    versions = [version for line in running if (version := _version(line, day))]
    seats = [version.seats for version in versions if version.seats is not None]
    ends = [line.ends_on for line in running if line.ends_on is not None]
    return Paying(mrr, lines, sum(seats) if seats else None, min(ends, default=None))


def _version(line: Line, day: date) -> Version | None:
    known = [version for version in line.versions if version.valid_from <= day]
    return known[-1] if known else None
