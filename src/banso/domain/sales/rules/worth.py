"""What the lines of a deal are worth, and whether their discount needs somebody's word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from banso.kit.errors import InputError

ZERO = Decimal(0)
WHOLE = Decimal(100)
MONTHS = 12
MOST_LINES = 100
# As contracts keep a monthly rate: a year's 100,000 is 8,333.333333 a month.
STEP = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class LineValues:
    """A line of a deal as somebody gives it.

    Attributes:
        product, plan: ids of the catalogue.
        monthly: per month before the discount, in the deal's currency.
        discount: in percent.
        ends_on: the first day that is no longer paid; None = open.
    """

    product: UUID
    monthly: Decimal
    plan: UUID | None = None
    seats: int | None = None
    interval: str = "month"
    discount: Decimal = ZERO
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def net(self) -> Decimal:
        """Per month after the discount."""
        return after_discount(self.monthly, self.discount)


def after_discount(monthly: Decimal, discount: Decimal) -> Decimal:
    return (monthly * (WHOLE - discount) / WHOLE).quantize(STEP, rounding=ROUND_HALF_UP)


def monthly_of(lines: Iterable[LineValues]) -> Decimal:
    return sum((line.net for line in lines), ZERO)


def yearly_of(monthly: Decimal) -> Decimal:
    """The amount of a deal: a year of its lines."""
    return monthly * MONTHS


def largest_discount(lines: Iterable[LineValues]) -> Decimal:
    return max((line.discount for line in lines), default=ZERO)


def checked_percent(value: Decimal, *, field: str) -> Decimal:
    """A percentage from 0 to 100, to the thousandth.

    Raises:
        InputError: it is none.
    """
    if not value.is_finite() or not 0 <= value <= WHOLE:
        raise InputError(
            _("This is not a percentage: %(came)s.") % {"came": value},
            field=field,
            came=str(value),
            wanted=_("0 to 100"),
        )
    return value.quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)


def check_days(line: LineValues) -> None:
    """Raise InputError where a line ends before it starts, or ends without a start."""
    if line.ends_on is None:
        return
    if line.starts_on is None or line.ends_on < line.starts_on:
        raise InputError(
            _("The line ends before it starts."),
            field="ends_on",
            came=str(line.ends_on),
            wanted=_("a day after the first one, or nothing"),
        )
