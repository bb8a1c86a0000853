"""Which periods a target can have, and which of them get into each other's way. Pure."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from banso.kit.errors import InputError
from banso.kit.periods import Grain, Period, parse_period, period_of

# An amount is kept to a millionth, as those of contracts are.
_STEP, _LARGEST = Decimal("0.000001"), Decimal(10) ** 12
GRAINS = (Grain.MONTH, Grain.QUARTER, Grain.HALF, Grain.YEAR)
WANTED = "2026-10, 2026-Q3, 2026-H1, FY2026"

Span = tuple[date, date]


def target_period(text: str, *, fiscal_start: int) -> Period:
    """The period of a target: a month, quarter, half or fiscal year.

    Raises:
        InputError: it is none.
    """
    if not text.strip():
        raise InputError(_("A target has a period."), field="period", wanted=WANTED)
    period = parse_period(text, fiscal_start=fiscal_start)
    if period.grain not in GRAINS:
        raise InputError(
            _("A target is of a month or longer."), field="period", came=text.strip(), wanted=WANTED
        )
    return period


def period_between(first: date, until: date, *, fiscal_start: int) -> Period | None:
    """The period that has exactly these days; None where no period of the house has them any more.

    That is so of quarters, halves and years once the fiscal year begins in another month.
    """
    found = (period_of(first, grain, fiscal_start=fiscal_start) for grain in GRAINS)
    return next((each for each in found if (each.start, each.end) == (first, until)), None)


def label_between(first: date, until: date, *, fiscal_start: int) -> str:
    """The period as files write it; its two days where it is none of the house's."""
    period = period_between(first, until, fiscal_start=fiscal_start)
    return period.label if period else f"{first}/{until}"


def checked_amount(amount: object) -> Decimal:
    """An amount above nothing and below a trillion, to the millionth.

    Raises:
        InputError: it is none. No target is no row, and not one of nothing.
    """
    if not isinstance(amount, Decimal) or not amount.is_finite() or not _STEP / 2 <= amount < _LARGEST:
        nothing = isinstance(amount, Decimal) and amount.is_finite() and amount < _LARGEST
        raise InputError(
            _("A target is more than nothing.") if nothing else _("A target has an amount."),
            field="amount", came="" if amount is None else str(amount),
            wanted=_("more than 0, such as 3000000; remove the target where there is none"),
        )  # fmt: skip
    return amount.quantize(_STEP, rounding=ROUND_HALF_UP)


def checked_currency(given: str, reporting: str) -> str:
    """The currency of targets: the workspace's own, whether it is told or not.

    Raises:
        InputError: it is another one.
    """
    code = given.strip().upper() or reporting
    if code != reporting:
        raise InputError(
            _("Targets are in the currency of the workspace, %(currency)s.") % {"currency": reporting},
            field="currency", came=given.strip(), wanted=reporting,
        )  # fmt: skip
    return code


def overlapping(period: Period, others: Iterable[Span]) -> Span | None:
    """The first of the others that shares days with the period, but is not the very same."""
    return next(
        (
            (first, until)
            for first, until in sorted(others)
            if first < period.end and period.start < until and (first, until) != (period.start, period.end)
        ),
        None,
    )
