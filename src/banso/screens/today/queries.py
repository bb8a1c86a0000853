"""What has changed: the largest MRR movements, the accounts that went quiet, the newest facts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from banso.domain.accounts.facts import AccountDescribed
from banso.domain.contracts.facts import KIND_WORDS, NO_ACCOUNT, MrrMoved
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.engine.journal.telling import told_alone
from banso.engine.metrics.ask import look
from banso.kit.clock import now
from banso.kit.tenancy import day_of
from banso.kit.words import Text

MOVED_DAYS = 30
QUIET_WEEKS = 4
# An account is told of when its week has fallen by half or more from at least this many people.
QUIET_FROM = 3.0
QUIET_SHARE = 0.5
_SHOWN = 8

# What is no news either, though an account's time line has it.
_NO_NEWS = ("contracts.subscription_line_set", "contracts.rate_set")

_MOVED = """
SELECT account, JSONExtractString(payload, 'kind') AS kind, toDate(occurred_at, {zone:String}) AS day,
    toDecimal128(JSONExtractString(payload, 'amount'), 4) AS amount,
    toDecimal128(JSONExtractString(payload, 'mrr_after'), 4) AS after
FROM facts
WHERE day > {since:Date} AND day <= {today:Date}
    AND account NOT IN (SELECT account FROM facts WHERE JSONExtractBool(payload, 'internal'))
    AND type = {moved:String}
ORDER BY abs(amount) DESC, day DESC, account
LIMIT {shown:UInt32}
"""
_QUIET = """
SELECT account,
    uniqExactIf(person, day > {week:Date}) AS latest,
    uniqExactIf((person, intDiv(dateDiff('day', day, {week:Date}), 7)), day <= {week:Date}) AS weekly,
    round(weekly / {weeks:UInt8}, 1) AS before
FROM active_daily
WHERE day > {since:Date} AND day <= {today:Date}
    AND account NOT IN (SELECT account FROM facts WHERE JSONExtractBool(payload, 'internal'))
GROUP BY account
HAVING before >= {least:Float64} AND latest <= before * {share:Float64}
ORDER BY before - latest DESC, account
LIMIT {shown:UInt32}
"""


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement of the MRR ledger; `amount` is signed, per month, in the reporting currency."""

    account: UUID
    kind: Text
    day: date
    amount: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Quiet:
    """An account whose use fell: people active in the last seven days, and in a mean week before."""

    account: UUID
    latest: int
    before: float


def largest_movements(*, as_of: datetime | None = None) -> list[Movement]:
    """The largest movements of the last 30 days, by their absolute amount."""
    today = day_of(as_of or now())
    found = look(
        _MOVED,
        facts=(MrrMoved, AccountDescribed),
        as_of=as_of,
        params={
            "since": today - timedelta(days=MOVED_DAYS),
            "today": today,
            "moved": MrrMoved.type,
            "shown": _SHOWN,
        },
    )
    return [
        Movement(
            row["account"],
            KIND_WORDS.get(row["kind"], Text(row["kind"], row["kind"])),
            row["day"],
            row["amount"],
            row["after"],
        )
        for row in found
    ]


def went_quiet(*, as_of: datetime | None = None) -> list[Quiet]:
    """Accounts with at most half as many active people in the last seven days as in a mean week before.

    Yesterday is the last day that counts: today is not over yet.
    """
    yesterday = day_of(as_of or now()) - timedelta(days=1)
    week = yesterday - timedelta(days=7)
    found = look(
        _QUIET,
        facts=(AccountDescribed,),
        as_of=as_of,
        params={
            "today": yesterday,
            "week": week,
            "since": week - timedelta(weeks=QUIET_WEEKS),
            "weeks": QUIET_WEEKS,
            "least": QUIET_FROM,
            "share": QUIET_SHARE,
            "shown": _SHOWN,
        },
    )
    return [Quiet(row["account"], int(row["latest"]), float(row["before"])) for row in found]


def newest_facts(*, as_of: datetime | None = None) -> list[JournalEntry]:
    """What was learned last of the accounts, newest first, without what is only bookkeeping."""
    news = told_alone(current_facts(as_of=as_of)).exclude(type__in=_NO_NEWS).exclude(account=NO_ACCOUNT)
    return list(news.order_by("-recorded_at", "-seq")[:12])
