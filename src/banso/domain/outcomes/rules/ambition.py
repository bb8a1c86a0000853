"""Whether a target is beyond what comparable customers reached."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil
from typing import NamedTuple
from uuid import UUID

# Fewer say nothing of a tenth of them.
FEW = 10


@dataclass(frozen=True, slots=True)
class Ambition:
    """What others reached.

    Attributes:
        n: how many comparable customers were measured.
        nine_of_ten: what nine of ten of them did not pass; None for fewer than FEW.
        beyond: the target lies beyond that.
        product: that was sold; "" where nobody knows.
        of_product: how many of the comparable customers have it.
        narrow: they alone were compared, being enough; else the customers of every product.
    """

    n: int
    nine_of_ten: Decimal | None
    beyond: bool
    product: str = ""
    of_product: int = 0
    narrow: bool = False


class Reached(NamedTuple):
    """What an account was measured at, and with which product."""

    account: UUID
    product: str
    value: Decimal


def compared(target: Decimal, rows: Sequence[Reached], product: str, *, less_is_better: bool) -> Ambition:
    """Hold a target against each account's newest value: those of the same product where they are enough.

    Args:
        target: what is to be agreed.
        rows: of accounts with the same measure, the oldest first.
        product: that is sold; "" where nobody knows.
        less_is_better: the number is to fall.
    """
    every = {row.account: row.value for row in rows}
    same = {row.account: row.value for row in rows if product and row.product == product}
    narrow = len(same) >= FEW
    found = ambition(target, list((same if narrow else every).values()), less_is_better=less_is_better)
    return replace(found, product=product, of_product=len(same), narrow=narrow)


def ambition(target: Decimal, reached: Sequence[Decimal], *, less_is_better: bool) -> Ambition:
    """Hold a target against the values that others reached (nearest rank, Hyndman and Fan's type 1)."""
    n = len(reached)
    if n < FEW:
        return Ambition(n, None, beyond=False)
    best_last = sorted(reached, reverse=less_is_better)
    limit = best_last[ceil(n * 9 / 10) - 1]
    return Ambition(n, limit, beyond=target < limit if less_is_better else target > limit)
