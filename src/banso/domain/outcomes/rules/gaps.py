"""How far a value is from what was agreed, and when it is measured."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

# Days after the winning.
CHECKPOINTS = (30, 90, 180)


@dataclass(frozen=True, slots=True)
class Gap:
    """What lies between a value and its target; above nought is better than agreed.

    Attributes:
        amount: in the goal's unit.
        share: of the target; None for a target of nought.
    """

    amount: Decimal
    share: Decimal | None

    @property
    def reached(self) -> bool:
        return self.amount >= 0


def gap_of(value: Decimal, target: Decimal, baseline: Decimal | None) -> Gap:
    """The gap of a value; where the target lies below the baseline, less is better."""
    amount = target - value if less_is_better(target, baseline) else value - target
    return Gap(amount, amount / abs(target) if target else None)


def less_is_better(target: Decimal, baseline: Decimal | None) -> bool:
    return baseline is not None and target < baseline


def day_of(started_on: date, checkpoint: int) -> date:
    """The day at whose beginning a checkpoint can be measured."""
    return started_on + timedelta(days=checkpoint)


def due(started_on: date, measured: Collection[int], today: date) -> tuple[int, ...]:
    """The checkpoints that have come and were not measured."""
    return tuple(each for each in CHECKPOINTS if each not in measured and day_of(started_on, each) <= today)


def span_before(day: date) -> tuple[date, date]:
    """The thirty days before a day, for counting what happened: the first, and the first not counted."""
    return day - timedelta(days=30), day
