"""The MRR ledger: what an account pays per month on each day, and how that moves.

Definition (docs/kpis): MRR on day d is the sum of the lines with start <= d < end, trials at zero. A change
from one day to the next is one movement of the account, netted over its lines:

    from nothing, for the first time   new
    from nothing, not for the first    reactivation
    to nothing                         churn
    down                               contraction
    up                                 upsell, cross_sell or both, which together are the expansion

so that for any days and any accounts MRR(start) + movements = MRR(end), to the last digit.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["new", "reactivation", "upsell", "cross_sell", "contraction", "churn"]
KINDS: tuple[Kind, ...] = ("new", "reactivation", "upsell", "cross_sell", "contraction", "churn")
EXPANSION: frozenset[str] = frozenset({"upsell", "cross_sell"})
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One version of one subscription line: days on which it costs the same.

    Attributes:
        line: identifies the subscription line.
        product: identifies the product.
        start: first day.
        end: first day after; None = open.
        mrr: per month in the reporting currency.
        trial: counts zero, and the account does not have the product by it.
        restart: a billing source reports that the account left and came back on `start`; then a churn and
            a reactivation on that day are not netted.
    """

    line: str
    product: str
    start: date
    end: date | None
    mrr: Decimal
    trial: bool = False
    restart: bool = False

    @property
    def pays(self) -> Decimal:
        return ZERO if self.trial else self.mrr


@dataclass(frozen=True, slots=True)
class ProductChange:
    product: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of one account on one day; `amount` is signed, `after - before`.

    Attributes:
        products: the products whose MRR changed that day, all of them, also where two movements share it.
        lines: the subscription lines that changed that day.
    """

    day: date
    kind: Kind
    amount: Decimal
    before: Decimal
    after: Decimal
    products: tuple[ProductChange, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(slots=True)
class _Day:
    """What begins and ends on one day."""

    starts: list[Stretch] = field(default_factory=list)
    ends: list[Stretch] = field(default_factory=list)


class _Books:
    """An account's MRR by product while the days go by."""

    def __init__(self) -> None:
        self.mrr: dict[str, Decimal] = defaultdict(lambda: ZERO)
        self.open: dict[str, int] = defaultdict(int)
        self.paid_before = False

    @property
    def total(self) -> Decimal:
        return sum(self.mrr.values(), ZERO)

    def owned(self) -> frozenset[str]:
        return frozenset(product for product, count in self.open.items() if count)

    def turn(self, day: _Day) -> None:
        for stretch, sign in [(each, 1) for each in day.starts] + [(each, -1) for each in day.ends]:
            self.mrr[stretch.product] += sign * stretch.pays
            if not stretch.trial:
                self.open[stretch.product] += sign


def mrr_on(stretches: Iterable[Stretch], day: date) -> Decimal:
    """The MRR of an account's lines on one day."""
    return sum(
        (each.pays for each in stretches if each.start <= day and (each.end is None or day < each.end)), ZERO
    )


def movements(stretches: Iterable[Stretch]) -> list[Movement]:
    """Every movement of one account, in order of days. Stretches of no length move nothing."""
    books, found = _Books(), []
    days = _by_day(stretches)
    for day in sorted(days):
        before, owned, was = books.total, books.owned(), dict(books.mrr)
        books.turn(days[day])
        products = tuple(
            ProductChange(product, was.get(product, ZERO), mrr)
            for product, mrr in sorted(books.mrr.items())
            if mrr != was.get(product, ZERO)
        )
        parts = _parts(before, books, products, owned, restarted=_restarted(days[day], books))
        lines = _changed_lines(days[day])
        running = before
        for kind, amount in parts:
            found.append(Movement(day, kind, amount, running, running + amount, products, lines))
            running += amount
        books.paid_before = books.paid_before or books.total > ZERO
    return found


def _by_day(stretches: Iterable[Stretch]) -> Mapping[date, _Day]:
    days: dict[date, _Day] = defaultdict(_Day)
    for each in stretches:
        if each.end is not None and each.end <= each.start:
            continue
        days[each.start].starts.append(each)
        if each.end is not None:
            days[each.end].ends.append(each)
    return days


def _parts(
    before: Decimal,
    books: _Books,
    products: Iterable[ProductChange],
    owned: frozenset[str],
    *,
    restarted: bool,
) -> list[tuple[Kind, Decimal]]:
    after = books.total
    change = after - before
    if before > ZERO and after > ZERO and restarted:
        return [("churn", -before), ("reactivation", after)]
    if change == ZERO:
        return []
    if before == ZERO:
        return [("reactivation" if books.paid_before else "new", change)]
    if after == ZERO:
        return [("churn", change)]
    if change < ZERO:
        return [("contraction", change)]
    return _expansion(change, products, owned)


def _expansion(
    change: Decimal, products: Iterable[ProductChange], owned: frozenset[str]
) -> list[tuple[Kind, Decimal]]:
    """Split an increase: products that the account had are the upsell, others the cross-sell.

    Losses of a day lie in products that the account had, so they lessen the upsell first.
    """
    known = sum((each.after - each.before for each in products if each.product in owned), ZERO)
    upsell = max(known, ZERO)
    upsell = min(upsell, change)
    split: list[tuple[Kind, Decimal]] = [("upsell", upsell), ("cross_sell", change - upsell)]
    return [(kind, amount) for kind, amount in split if amount != ZERO]


def _restarted(day: _Day, books: _Books) -> bool:
    """Whether the source says so, and no line of before goes on."""
    opened = sum(1 for each in day.starts if not each.trial)
    return any(each.restart for each in day.starts) and sum(books.open.values()) == opened


def _changed_lines(day: _Day) -> tuple[str, ...]:
    change: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for each in day.starts:
        change[each.line] += each.pays
    for each in day.ends:
        change[each.line] -= each.pays
    return tuple(sorted(line for line, amount in change.items() if amount != ZERO))
