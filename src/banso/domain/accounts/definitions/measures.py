"""Numbers by account that conditions can ask about, out of facts and usage.

An area above registers what it knows, when it is loaded:

    register_measure(Measure("mrr", Text(en="MRR", ja="MRR"), "number", sql="SELECT account, value …"))
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from banso.engine.journal.fact import Fact
from banso.kit.words import Text


@dataclass(frozen=True, slots=True)
class Measure:
    """One number for each account.

    Attributes:
        slug: how conditions call it, behind "measure.".
        words: how people call it.
        kind: a number, or a change in percent.
        sql: a SELECT of `account` and `value` (nullable Float64) over `facts`, `usage`, `usage_daily`,
            `active_daily` or `sessions`, which hold the workspace and the moment; {today:Date} is today in
            its zone.
        near: the same out of the last days alone; `sql` is asked only for accounts that this does not name.
        facts: the fact types that `facts` holds.
        default: the value of accounts that the SELECT does not name; None where it is not known.
        unit: written behind the number.
        money: the number is an amount in the reporting currency.
        listed: it has a column in the list; what takes long to work out is for conditions alone.
    """

    slug: str
    words: Text
    kind: Literal["number", "change"]
    sql: str
    near: str = ""
    facts: Sequence[type[Fact]] = ()
    default: float | None = None
    unit: str = ""
    money: bool = False
    listed: bool = True


_measures: dict[str, Measure] = {}


def register_measure(measure: Measure) -> None:
    """Offer a measure to every condition; the same slug again replaces it."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", measure.slug):
        raise ValueError(f"measure {measure.slug!r}: want small letters, digits and underscores")
    _measures[measure.slug] = measure


def measures() -> dict[str, Measure]:
    """Every measure by slug, in the order of registration."""
    return dict(_measures)


register_measure(
    Measure(
        "weekly_active_users",
        Text(en="Weekly active users", ja="週間アクティブユーザー数"),
        "number",
        """
        SELECT account, toNullable(toFloat64(uniqExact(person))) AS value FROM active_daily
        WHERE day >= {today:Date} - 7 AND day < {today:Date} GROUP BY account""",
        default=0,
    )
)
register_measure(
    Measure(
        "weekly_active_users_change",
        Text(en="Weekly active users", ja="週間アクティブユーザー数"),
        "change",
        """
        SELECT account, if(before = 0, NULL, 100 * (toFloat64(after) - before) / before) AS value
        FROM (
            SELECT account,
                uniqExactIf(person, day >= {today:Date} - 7) AS after,
                uniqExactIf(person, day < {today:Date} - 7) AS before
            FROM active_daily
            WHERE day >= {today:Date} - 14 AND day < {today:Date} GROUP BY account
        )""",
    )
)
register_measure(
    Measure(
        "monthly_active_users_change",
        Text(en="Monthly active users", ja="月間アクティブユーザー数"),
        "change",
        """
        SELECT account, if(before = 0, NULL, 100 * (toFloat64(after) - before) / before) AS value
        FROM (
            SELECT account,
                uniqExactIf(person, day >= {today:Date} - 28) AS after,
                uniqExactIf(person, day < {today:Date} - 28) AS before
            FROM active_daily
            WHERE day >= {today:Date} - 56 AND day < {today:Date} GROUP BY account
        )""",
    )
)
register_measure(
    Measure(
        "days_since_use",
        Text(en="Days since the last use", ja="最後に使われてからの日数"),
        "number",
        """
        SELECT account, toNullable(toFloat64(dateDiff('day', max(day), {today:Date}))) AS value
        FROM active_daily WHERE day <= {today:Date} GROUP BY account""",
        near="""
        SELECT account, toNullable(toFloat64(dateDiff('day', max(day), {today:Date}))) AS value
        FROM active_daily WHERE day > {today:Date} - 28 AND day <= {today:Date} GROUP BY account""",
    )
)
