"""Activity as SQL, for the definitions that count people, and a hand-worked month for their examples.

Everything reads the daily rollup: its cost grows with active people and days, not with events. A person has
a row at each account they work for, and is counted once.
"""

from datetime import datetime
from uuid import UUID

from banso.domain.accounts.facts import AccountDescribed
from banso.domain.kpis.definitions.ledger import (
    ENDS,
    LABELS,
    STARTS,
    TODAY,
    A,
    B,
    C,
    midnight,
    moved,
    standing,
)
from banso.domain.usage.facts import NO_ACCOUNT, ActivityDefined, FeatureDefined
from banso.engine.journal.fact import Fact
from banso.engine.metrics.declaration import Used

# (label, since, until) of the stretch that is looked at for each period.
WEEK = f"arrayMap((label, e) -> (label, addDays(e, -7), e), {LABELS}, {ENDS})"
FOUR_WEEKS = f"arrayMap((label, e) -> (label, addDays(e, -28), e), {LABELS}, {ENDS})"
# The calendar month in which the period's last day lies, as far as the period goes.
MONTH = f"arrayMap((label, e) -> (label, toStartOfMonth(e - 1), e), {LABELS}, {ENDS})"

# No stretch begins more than a month before its period.
_DAYS = f"day >= addDays(arrayMin({STARTS}), -31) AND day < arrayMax({ENDS})"


def _visits(spans: str, source: str = "active_daily") -> str:
    """What was done on a day within a span, by whom: a row for each name of event, beside its `span`.

    The days are joined, which takes half of what holding each row against every span does.
    """
    return (  # expressions of this package alone
        f"FROM (SELECT * FROM {source} WHERE {_DAYS}) AS done INNER JOIN ("  # noqa: S608
        "SELECT span, toDate(span.2 + step) AS on_day FROM ("
        f"SELECT arrayJoin({spans}) AS span, "
        "arrayJoin(range(toUInt32(greatest(span.3 - span.2, 0)))) AS step)"
        ") AS days ON days.on_day = done.day"
    )


def active(spans: str) -> str:
    """Every person at every account beside every span with activity.

    Columns: period, since, until, account, person, days (an array), last, and passed: how many days of the
    span have begun.
    """
    return (
        "SELECT span.1 AS period, span.2 AS since, span.3 AS until, account, person, "
        "groupUniqArray(day) AS days, max(day) AS last, "
        f"greatest(dateDiff('day', since, least(until, {TODAY} + 1)), 1) AS passed {_visits(spans)} "
        "GROUP BY period, since, until, account, person"
    )


def people(spans: str) -> str:
    """Who was active in a span, for counting them: a person may come several times."""
    return f"SELECT span.1 AS period, account, person AS unit, day AS at {_visits(spans)}"


def entitled(spans: str) -> str:
    """Every customer beside every feature of their plan: period, since, until, account, feature, names."""
    return (
        "SELECT period, since, until, account, feature, names FROM ("  # noqa: S608
        f"SELECT period, since, until, account FROM ({standing(spans, without='opening')}) "
        "WHERE closing > 0) AS customers "
        "INNER JOIN (SELECT account, JSONExtractString(payload, 'plan') AS plan FROM accounts) AS described "
        "ON described.account = customers.account "
        "CROSS JOIN (SELECT JSONExtractString(payload, 'name') AS feature, "
        "JSONExtract(payload, 'events', 'Array(String)') AS names, "
        "JSONExtract(payload, 'plans', 'Array(String)') AS plans "
        "FROM facts WHERE type = 'usage.feature_defined') AS features "
        "WHERE empty(plans) OR has(plans, plan)"
    )


def uses(spans: str) -> str:
    """Every account and event name used in a span: period, account, name, people, last."""
    return (
        "SELECT span.1 AS period, account, name, groupUniqArray(person) AS people, max(day) AS last "
        f"{_visits(spans, 'usage_daily')} WHERE events > 0 GROUP BY period, account, name"
    )


# -- a hand-worked month -----------------------------------------------------------------------------------
# April 2024 has 30 days. A: ann on the 1st, 2nd and 30th, bob on the 1st; B: eve on the 10th. C does nothing.

REPORT, SEARCH, MAIL = "Report Exported", "Searched", "Mail Received"


def used(account: UUID, person: str, name: str, at: str) -> Used:
    """One event at a time of day in Tokyo, such as "2024-04-01T09:00"."""
    return Used(account, person, name, datetime.fromisoformat(f"{at}:00+09:00"))


WORKED_USE: tuple[Used, ...] = (
    used(A, "ann", REPORT, "2024-04-01T09:00"),
    used(A, "ann", REPORT, "2024-04-01T09:20"),
    used(A, "ann", SEARCH, "2024-04-01T10:00"),
    used(A, "ann", SEARCH, "2024-04-02T09:00"),
    used(A, "ann", SEARCH, "2024-04-30T23:59"),
    used(A, "bob", SEARCH, "2024-04-01T00:00"),
    used(B, "eve", SEARCH, "2024-04-10T12:00"),
    used(B, "eve", SEARCH, "2024-05-01T00:00"),
    used(B, "eve", SEARCH, "2024-05-01T00:10"),
    used(C, "zoe", MAIL, "2024-04-15T08:00"),
)
# kai works for A and for B: on the same day, and then for B alone.
AT_BOTH: tuple[Used, ...] = (
    used(A, "kai", SEARCH, "2024-04-02T09:00"),
    used(B, "kai", SEARCH, "2024-04-02T15:00"),
    used(B, "kai", SEARCH, "2024-04-03T15:00"),
)
_BEGUN = midnight("2024-01-01")
CUSTOMERS: tuple[Fact, ...] = tuple(moved(each, "new", "2024-01-01", 0, 100) for each in (A, B, C))
DECIDED: tuple[Fact, ...] = (
    ActivityDefined(account=NO_ACCOUNT, occurred_at=_BEGUN, ignored=(MAIL,)),
    FeatureDefined(
        account=NO_ACCOUNT, occurred_at=_BEGUN, subject="1", name="Reports", events=(REPORT,), plans=("Pro",)
    ),
    FeatureDefined(account=NO_ACCOUNT, occurred_at=_BEGUN, subject="2", name="Search", events=(SEARCH,)),
)


def on_plan(account: UUID, plan: str, *, internal: bool = False) -> AccountDescribed:
    return AccountDescribed(
        account=account, occurred_at=_BEGUN, name="", external_id="", plan=plan, industry="", employees=None,
        country="", region="", stage="", owner="", owner_email="", tags=(), custom={}, internal=internal,
        created_on=None, parent="", archived=False,
    )  # fmt: skip


PLANS: tuple[Fact, ...] = (on_plan(A, "Pro"), on_plan(B, "Pro"), on_plan(C, "Free"))
