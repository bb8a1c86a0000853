"""Amounts per month, and what they are in the reporting currency."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.translation import gettext as _

from banso.kit.errors import InputError

# Payments in a year of 52 weeks.
INTERVALS: Mapping[str, int] = {"week": 52, "month": 12, "quarter": 4, "half": 2, "year": 1}
_MONTHS = 12
_INTERVAL_WORDS: Mapping[str, str] = {
    "weekly": "week", "weeks": "week", "週": "week", "毎週": "week", "週次": "week", "週払い": "week",
    "monthly": "month", "months": "month", "月": "month", "月次": "month", "月額": "month", "月払い": "month",
    "quarterly": "quarter", "四半期": "quarter", "四半期払い": "quarter",
    "half-year": "half", "half_year": "half", "semiannual": "half", "半年": "half", "半年払い": "half",
    "yearly": "year", "annual": "year", "annually": "year", "年": "year", "年次": "year", "年額": "year",
    "年払い": "year",
}  # fmt: skip
# A rate per month is kept to a millionth: a year's 100,000 yen is 8,333.333333 a month, and twelve of
# them show as 100,000 again. Rounding to the minor unit happens once, where a number is shown.
STEP = Decimal("0.000001")
LARGEST = Decimal(10) ** 12


def checked_amount(amount: Decimal, *, field: str) -> Decimal:
    """An amount from nothing to a trillion, to the millionth.

    Raises:
        InputError: negative, not a number, or too large.
    """
    if not amount.is_finite() or amount < 0 or amount >= LARGEST:
        raise InputError(
            _("This is not an amount: %(came)s.") % {"came": amount},
            field=field,
            came=str(amount),
            wanted=_("0 or more, such as 9800"),
        )
    return amount.quantize(STEP, rounding=ROUND_HALF_UP)


def read_amount(text: str, *, field: str) -> Decimal:
    """An amount as people write it: "9800", "9,800", "¥9,800", "９８００円".

    Raises:
        InputError: there is no number in it.
    """
    narrow = text.translate(
        {0xFF10 + digit: 0x30 + digit for digit in range(10)} | {0xFF0C: ",", 0xFF0E: "."}
    )
    bare = re.sub(r"[\s,¥￥$€£円]", "", narrow)
    try:
        value = Decimal(bare)
    except InvalidOperation:
        raise InputError(
            _("This is not an amount: %(came)s.") % {"came": text},
            field=field,
            came=text,
            wanted=_("a number such as 9800 or 98.50"),
        ) from None
    return checked_amount(value, field=field)


def checked_interval(word: str) -> str:
    """week, month, quarter, half or year, also from the words that billing systems use.

    Raises:
        InputError: another word.
    """
    plain = word.strip().lower()
    plain = _INTERVAL_WORDS.get(plain, plain)
    if plain not in INTERVALS:
        raise InputError(
            _("The billing interval %(came)s is not known.") % {"came": word},
            field="interval",
            came=word,
            wanted="week, month, quarter, half or year",
        )
    return plain


def per_month(amount: Decimal, interval: str) -> Decimal:
    """The monthly rate of `amount` paid every `interval`, to the millionth; a week counts 52/12 times."""
    yearly = checked_amount(amount, field="amount") * INTERVALS[interval]
    return (yearly / _MONTHS).quantize(STEP, rounding=ROUND_HALF_UP)


def per_interval(monthly: Decimal, interval: str) -> Decimal:
    """What is paid every `interval` at that monthly rate; undoes `per_month` but for its last digit."""
    return monthly * _MONTHS / INTERVALS[interval]


def checked_currency(code: str) -> str:
    """The code in capitals.

    Raises:
        InputError: not three letters.
    """
    plain = code.strip().upper()
    if not re.fullmatch("[A-Z]{3}", plain):
        raise InputError(
            _("%(came)s is not a currency.") % {"came": code},
            field="currency",
            came=code,
            wanted=_("three letters of ISO 4217, such as JPY"),
        )
    return plain


@dataclass(frozen=True, slots=True)
class Rate:
    """From `day` on, one unit of `currency` is `rate` units of the reporting currency."""

    currency: str
    day: date
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Missing:
    """A rate of `currency` that is dated `day` or before is wanted."""

    currency: str
    day: date


class Rates:
    """Dated exchange rates into one reporting currency."""

    def __init__(self, reporting: str, rates: Iterable[Rate] = ()) -> None:
        self.reporting = reporting
        self._days: dict[str, list[date]] = {}
        self._rates: dict[str, list[Decimal]] = {}
        for each in sorted(rates, key=lambda rate: rate.day):
            self._days.setdefault(each.currency, []).append(each.day)
            self._rates.setdefault(each.currency, []).append(each.rate)

    def on(self, currency: str, day: date) -> Decimal:
        """The rate in force on `day`: the newest one dated that day or before.

        Raises:
            InputError: none is known; the message names the currency and the day.
        """
        if currency == self.reporting:
            return Decimal(1)
        days = self._days.get(currency, [])
        place = bisect_right(days, day)
        if place == 0:
            raise InputError(
                _("No exchange rate from %(currency)s to %(into)s is known for %(day)s.")
                % {"currency": currency, "into": self.reporting, "day": day},
                field="currency", came=currency,
                wanted=_("a rate of %(currency)s dated %(day)s or earlier, or an amount in %(into)s")
                % {"currency": currency, "into": self.reporting, "day": day},
            )  # fmt: skip
        return self._rates[currency][place - 1]

    def knows(self, currency: str, day: date) -> bool:
        """Whether `on` has an answer."""
        days = self._days.get(currency, [])
        return currency == self.reporting or bisect_right(days, day) > 0

    def convert(self, amount: Decimal, currency: str, day: date) -> Decimal:
        """`amount` in the reporting currency at the rate in force on `day`, to the millionth."""
        if currency == self.reporting:
            return amount
        return (amount * self.on(currency, day)).quantize(STEP, rounding=ROUND_HALF_UP)

    def in_force(self, currency: str, day: date) -> tuple[date | None, date | None]:
        """From which day the rate of `day` holds and from which the next one does; None = unbounded."""
        days = self._days.get(currency, [])
        place = bisect_right(days, day)
        return (days[place - 1] if place else None), (days[place] if place < len(days) else None)


def checked_rate(rate: Decimal) -> Decimal:
    """A rate above zero, to twelve digits behind the point.

    Raises:
        InputError: anything else.
    """
    if not rate.is_finite() or rate <= 0 or rate >= LARGEST:
        raise InputError(
            _("A rate cannot be %(came)s.") % {"came": rate},
            field="rate",
            came=str(rate),
            wanted=_("a number above 0, such as 149.53"),
        )
    return rate.quantize(Decimal("1e-12"), rounding=ROUND_HALF_UP)


def checked_share(share: Decimal) -> Decimal:
    """A share from 0 to 1.

    Raises:
        InputError: anything else.
    """
    if not share.is_finite() or not 0 <= share <= 1:
        raise InputError(
            _("A share cannot be %(came)s.") % {"came": share},
            field="share",
            came=str(share),
            wanted=_("0 to 1, such as 0.75 for three quarters"),
        )
    return share.quantize(STEP, rounding=ROUND_HALF_UP)
