"""What a quote comes to: lines, discounts, tax.

A line is its list price × quantity × months, less its discount, rounded half up to the currency's minor unit.
The tax is worked out once, of the sum of all lines, as the qualified invoice system of Japan
(適格請求書等保存方式) allows one rounding for each rate and document.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from banso.kit.money import exponent, quantize

ZERO, WHOLE = Decimal(0), Decimal(100)
_THOUSANDTH = Decimal("0.001")


_MODES = {"down": ROUND_DOWN, "half": ROUND_HALF_UP, "up": ROUND_UP}
ROUNDINGS = tuple(_MODES)


@dataclass(frozen=True, slots=True)
class Priced:
    """A line with its price of one for a month; `per_seat` where `quantity` counts seats."""

    quantity: int
    per_seat: bool
    price: Decimal
    months: int
    discount: Decimal
    amount: Decimal

    @property
    def listed(self) -> Decimal:
        """Of all months before the discount."""
        return self.price * self.quantity * self.months


@dataclass(frozen=True, slots=True)
class Totals:
    subtotal: Decimal
    tax: Decimal
    total: Decimal


def priced(monthly: Decimal, *, seats: int | None, months: int, discount: Decimal, currency: str) -> Priced:
    """A deal's line as a quote tells it: by the seat where the price divides into whole minor units.

    Args:
        monthly: the line's list price for a month, in `currency`.
        seats: how many, or None.
        months: how many it is counted for.
        discount: in percent.
        currency: ISO 4217.
    """
    each = monthly / seats if seats else ZERO
    whole = bool(seats) and quantize(each, currency) == each
    quantity, price = (seats or 1, each) if whole else (1, monthly)
    amount = quantize(monthly * months * (WHOLE - discount) / WHOLE, currency)
    return Priced(quantity, whole, price, months, discount, amount)


def months_of(starts_on: date | None, ends_on: date | None, *, otherwise: int) -> int:
    """The months between two days, the second excluded; one that has begun counts whole.

    `otherwise` where a day is missing.
    """
    if starts_on is None or ends_on is None:
        return otherwise
    months = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
    return max(1, months + (ends_on.day > starts_on.day))


def totals_of(lines: Iterable[Priced], *, rate: Decimal, rounding: str, currency: str) -> Totals:
    """The sum of the lines, its tax at `rate` percent, and both together."""
    subtotal = sum((line.amount for line in lines), ZERO)
    step = Decimal(1).scaleb(-exponent(currency))
    tax = (subtotal * rate / WHOLE).quantize(step, rounding=_MODES[rounding])
    return Totals(subtotal, tax, subtotal + tax)


def largest_discount(lines: Iterable[Priced]) -> Decimal:
    return max((line.discount for line in lines), default=ZERO)


def whole_discount(lines: Iterable[Priced]) -> Decimal:
    """By how many percent all lines together are cheaper than their list price, to the thousandth."""
    every = list(lines)
    listed = sum((line.listed for line in every), ZERO)
    if not listed:
        return ZERO
    less = sum((line.listed * line.discount for line in every), ZERO)
    return (less / listed).quantize(_THOUSANDTH, rounding=ROUND_HALF_UP)
