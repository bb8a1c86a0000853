"""Numbers by account that conditions can ask about, out of facts and usage.

An area above registers what it knows, when it is loaded:

    register_measure(Measure("mrr", Text(en="MRR", ja="MRR"), "number", Aggregated("sum(…)", (MrrMoved,))))
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from banso.engine.journal.fact import Fact
from banso.kit.words import Text


@dataclass(frozen=True, slots=True)
class Aggregated:
    """A value of the rows that one source has of an account; a list asks for all values of a source at once.

    Attributes:
        value: an aggregate, nullable Float64. The rows may hold other days and facts than its own, those of
            the values beside it: it says by itself which it takes.
        facts: the types of fact it reads; where there are none it reads `active_daily`.
        days: of `active_daily`, how many days up to today it reads; 0 for all of them.
        near: it holds for an account that the last days name, however far back it reads.
    """

    value: str
    facts: Sequence[type[Fact]] = ()
    days: int = 0
    near: bool = False

    @property
    def sql(self) -> str:
        """A SELECT of `account` and `value`."""
        return f"SELECT account, {self.value} AS value FROM {self.rows(self.days)} GROUP BY account"  # noqa: S608 - registered text

    def rows(self, days: int) -> str:
        """What stands behind FROM to read so many days up to today."""
        if self.facts:
            return "facts"
        since = f"day > {{today:Date}} - {days} AND " if days else ""
        return f"active_daily WHERE {since}day <= {{today:Date}}"


@dataclass(frozen=True, slots=True)
class Selected:
    """A SELECT of `account` and `value` (nullable Float64) that takes too long to be a column of a list.

    It reads `facts` (of the types given), `usage`, `usage_daily`, `active_daily` or `sessions`.
    """

    sql: str
    facts: Sequence[type[Fact]] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One number for each account.

    Attributes:
        slug: how conditions call it, behind "measure.".
        words: how people call it.
        kind: a number, or a change in percent.
        asked: where it comes from. The sources hold the workspace and the moment; {today:Date} is today in
            its zone.
        default: the value of accounts that have none; None where it is not known.
        unit: written behind the number.
        money: the number is an amount in the reporting currency.
    """

    slug: str
    words: Text
    kind: Literal["number", "change"]
    asked: Aggregated | Selected
    default: float | None = None
    unit: str = ""
    money: bool = False

    @property
    def listed(self) -> bool:
        """Whether it has a column in the list."""
        return isinstance(self.asked, Aggregated)


_measures: dict[str, Measure] = {}


def register_measure(measure: Measure) -> None:
    """Offer a measure to every condition; the same slug again replaces it."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", measure.slug):
        raise ValueError(f"measure {measure.slug!r}: want small letters, digits and underscores")
    _measures[measure.slug] = measure


def measures() -> dict[str, Measure]:
    """Every measure by slug, in the order of registration."""
    return dict(_measures)


def _people(first: int, last: int) -> str:
    """How many people were active from so many days ago until the day before so many days ago."""
    return f"uniqExactIf(person, day >= {{today:Date}} - {first} AND day < {{today:Date}} - {last})"


def _change(days: int) -> Aggregated:
    """By how much the people of the last days differ from those of as many days before."""
    after, before = _people(days, 0), _people(2 * days, days)
    return Aggregated(
        f"if({before} = 0, NULL, 100 * (toFloat64({after}) - {before}) / {before})", days=2 * days + 1
    )


register_measure(
    Measure(
        "weekly_active_users",
        Text(en="Weekly active users", ja="週間アクティブユーザー数"),
        "number",
        Aggregated(f"toNullable(toFloat64({_people(7, 0)}))", days=8),
        default=0,
    )
)
register_measure(
    Measure(
        "weekly_active_users_change",
        Text(en="Weekly active users", ja="週間アクティブユーザー数"),
        "change",
        _change(7),
    )
)
register_measure(
    Measure(
        "monthly_active_users_change",
        Text(en="Monthly active users", ja="月間アクティブユーザー数"),
        "change",
        _change(28),
    )
)
register_measure(
    Measure(
        "days_since_use",
        Text(en="Days since the last use", ja="最後に使われてからの日数"),
        "number",
        Aggregated("toNullable(toFloat64(dateDiff('day', max(day), {today:Date})))", near=True),
    )
)
