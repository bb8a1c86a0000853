"""Deals as SQL, for the definitions that read them, and a hand-worked quarter for their examples.

A deal's closing is a fact of its day; what the pipeline held on a day is the newest state of each deal by
then (`sales.deal_stood`).
"""

from datetime import date
from decimal import Decimal
from uuid import UUID

from banso.domain.kpis.definitions.ledger import AMOUNT, DAY, SPANS, TODAY, A, B, C, D, midnight
from banso.domain.sales.facts import DealCreated, DealLost, DealStood, DealWon
from banso.engine.journal.fact import Fact

OWNER = "JSONExtractString(payload, 'owner')"
# Under what a won deal stands: its owner's address, else the name that another system told.
HOLDER = (
    f"if(JSONExtractString(payload, 'owner_email') != '', JSONExtractString(payload, 'owner_email'), {OWNER})"
)
SOURCE = "JSONExtractString(payload, 'source')"
DAYS = "simpleJSONExtractInt(payload, 'days')"
PROPOSED = "simpleJSONExtractBool(payload, 'proposed')"
REFERRAL = "simpleJSONExtractString(payload, 'referral')"


def happened(*types: str, numerator: str = "1", where: str = "1") -> str:
    """A row for each of those facts within each period, by the salesperson and the source.

    Args:
        types: fact types of the area sales, such as "deal_won".
        numerator: over `payload` and `type`.
        where: which of them count.
    """
    wanted = ", ".join(f"'sales.{name}'" for name in types)
    return (  # expressions of this package alone
        "SELECT span.1 AS period, account, unit, day AS at, numerator, 1 AS denominator, owner, source "  # noqa: S608
        f"FROM (SELECT account, subject AS unit, {DAY} AS day, {numerator} AS numerator, "
        f"{OWNER} AS owner, {SOURCE} AS source FROM facts WHERE type IN ({wanted}) AND {where}) "
        f"ARRAY JOIN arrayFilter(s -> day >= s.2 AND day < s.3, {SPANS}) AS span"
    )


# How a deal stood: moment, step, status, amount, probability, forecast, the day it is expected to close.
_STATE = (
    "(occurred_at, simpleJSONExtractInt(payload, 'step'), simpleJSONExtractString(payload, 'status'), "
    f"{AMOUNT}, toDecimal128OrZero(simpleJSONExtractString(payload, 'probability'), 4), "
    "simpleJSONExtractString(payload, 'forecast'), "
    "toDateOrZero(simpleJSONExtractString(payload, 'expected_close_on')), "
    f"{OWNER}, {SOURCE})"
)


def pipeline(numerator: str, *, where: str = "1") -> str:
    """A row for each deal that was open at the end of each period, by the salesperson and the source.

    Args:
        numerator: over `amount` and `probability`.
        where: which of them count, over `forecast`, `expected` and `span`.
    """
    return (  # expressions of this package alone
        "SELECT span.1 AS period, account, unit, span.3 - 1 AS at, "  # noqa: S608
        "state.4 AS amount, state.5 AS probability, state.6 AS forecast, state.7 AS expected, "
        f"{numerator} AS numerator, 1 AS denominator, state.8 AS owner, state.9 AS source FROM ("
        "SELECT unit, account, span, "
        f"arrayLast(s -> toDate(s.1, {{zone:String}}) < least(span.3, {TODAY} + 1), states) AS state FROM ("
        f"SELECT subject AS unit, argMax(account, occurred_at) AS account, arraySort(groupArray({_STATE})) "
        "AS states FROM facts WHERE type = 'sales.deal_stood' GROUP BY subject) "
        f"ARRAY JOIN {SPANS} AS span) WHERE state.3 = 'open' AND {where}"
    )


# -- a hand-worked quarter: four deals of four accounts ------------------------------------------------------


def _day(text: str) -> date:
    return date.fromisoformat(text)


def created(account: UUID, name: str, day: str, amount: int, *, referral: str = "") -> DealCreated:
    return DealCreated(
        account=account, occurred_at=midnight(day), subject=f"deal:{name}", name=name, day=_day(day),
        owner="高橋 健太", source="web", referral=referral, amount=Decimal(amount), entered=Decimal(amount),
        currency="JPY", history=False,
    )  # fmt: skip


def won(account: UUID, name: str, day: str, amount: int, *, days: int, referral: str = "") -> DealWon:
    return DealWon(
        account=account, occurred_at=midnight(day), subject=f"deal:{name}", name=name, day=_day(day),
        created_on=_day(day), days=days, owner="高橋 健太", owner_email="", source="web", referral=referral,
        amount=Decimal(amount), monthly=Decimal(amount) / 12, entered=Decimal(amount), currency="JPY",
        products=("CRM",), reason="", proposed=True, history=False,
    )  # fmt: skip


def lost(account: UUID, name: str, day: str, amount: int, *, days: int, proposed: bool) -> DealLost:
    return DealLost(
        account=account, occurred_at=midnight(day), subject=f"deal:{name}", name=name, day=_day(day),
        created_on=_day(day), days=days, owner="高橋 健太", owner_email="", source="web", referral="",
        amount=Decimal(amount), entered=Decimal(amount), currency="JPY", reason="価格", reason_key="price",
        note="", proposed=proposed, history=False,
    )  # fmt: skip


def stood(
    account: UUID, name: str, day: str, amount: int, *, step: int, status: str = "open", stage_at: int = 0,
    chance: str = "0.1", forecast: str = "pipeline", expected: str = "2024-03-31",
) -> DealStood:  # fmt: skip
    return DealStood(
        account=account, occurred_at=midnight(day), subject=f"deal:{name}", name=name, step=step,
        status=status, stage=f"s{stage_at}", stage_name=("見込み客開拓", "提案", "契約後対応")[stage_at],
        stage_at=stage_at, probability=Decimal(chance), forecast=forecast, owner="高橋 健太", source="web",
        amount=Decimal(amount), entered=Decimal(amount), currency="JPY", expected_close_on=_day(expected),
        created_on=_day(day),
    )  # fmt: skip


# 1 is won in February, 2 is lost in February after a proposal, 3 is lost in March without one, 4 stays open.
WORKED_DEALS: tuple[Fact, ...] = (
    created(A, "1", "2024-01-10", 600, referral=str(B)),
    created(B, "2", "2024-01-20", 400),
    created(C, "3", "2024-02-01", 100),
    created(D, "4", "2024-02-15", 1200),
    stood(A, "1", "2024-01-10", 600, step=1),
    stood(A, "1", "2024-01-25", 600, step=2, stage_at=1, chance="0.5", forecast="commit"),
    stood(A, "1", "2024-02-20", 600, step=3, stage_at=2, status="won", chance="1"),
    stood(B, "2", "2024-01-20", 300, step=1),
    stood(B, "2", "2024-01-20", 400, step=2, stage_at=1, chance="0.5", forecast="best_case"),
    stood(B, "2", "2024-02-21", 400, step=3, stage_at=1, status="lost", chance="0"),
    stood(C, "3", "2024-02-01", 100, step=1),
    stood(C, "3", "2024-03-01", 100, step=2, status="lost", chance="0"),
    stood(D, "4", "2024-02-15", 1200, step=1, forecast="best_case"),
    won(A, "1", "2024-02-20", 600, days=41, referral=str(B)),
    lost(B, "2", "2024-02-21", 400, days=32, proposed=True),
    lost(C, "3", "2024-03-01", 100, days=29, proposed=False),
)
