"""The number that an outcome is measured by, where Banso knows it: a KPI of the account, or its usage."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from banso.domain.outcomes.rules.gaps import span_before
from banso.engine.metrics.ask import ask, look
from banso.engine.metrics.declaration import Unit
from banso.engine.metrics.question import Question
from banso.kit.periods import Grain, add_months, period_of

_COUNTED = """
SELECT account, sum(events) AS counted FROM usage_daily
WHERE name = {name:String} AND day >= {first:Date} AND day < {end:Date} GROUP BY account"""


def read_value(goal: Any, account_id: UUID | None, day: date) -> Decimal | None:  # noqa: ANN401 - a goal of sales
    """What the number was at the beginning of a day; None where only people know, or nothing defines it.

    A usage event is counted over the thirty days before; a KPI is that of the last whole month, in per cent
    where the goal is in per cent.
    """
    if account_id is None or not goal.measure:
        return None
    if goal.measured_by == "usage":
        return _count(goal.measure, account_id, day)
    if goal.measured_by == "kpi":
        return _figure(goal.measure, account_id, day, in_percent="%" in goal.unit or "％" in goal.unit)
    return None


def _count(name: str, account_id: UUID, day: date) -> Decimal:
    first, end = span_before(day)
    params = {"name": name, "first": first, "end": end}
    lines = look(_COUNTED, params=params, accounts=[account_id])
    return Decimal(sum(int(line["counted"]) for line in lines if line["account"] == account_id))


def _figure(slug: str, account_id: UUID, day: date, *, in_percent: bool) -> Decimal | None:
    month = period_of(add_months(day, -1), Grain.MONTH)
    answer = ask(Question(slug, (month,), accounts=(account_id,)))
    value = answer.last.value
    if value is not None and in_percent and answer.unit is Unit.RATIO:
        return value * 100
    return value
