"""Whether a target is beyond what comparable customers reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

# Fewer say nothing of a tenth of them.
FEW = 10


@dataclass(frozen=True, slots=True)
class Ambition:
    """What others reached.

    Attributes:
        n: how many comparable customers were measured.
        nine_of_ten: what nine of ten of them did not pass; None for fewer than FEW.
        beyond: the target lies beyond that.
    """

    n: int
    nine_of_ten: Decimal | None
    beyond: bool


def ambition(target: Decimal, reached: Sequence[Decimal], *, less_is_better: bool) -> Ambition:
    """Hold a target against the values that others reached (nearest rank, Hyndman and Fan's type 1)."""
    n = len(reached)
    if n < FEW:
        return Ambition(n, None, beyond=False)
    best_last = sorted(reached, reverse=less_is_better)
    limit = best_last[ceil(n * 9 / 10) - 1]
    return Ambition(n, limit, beyond=target < limit if less_is_better else target > limit)
