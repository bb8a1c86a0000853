"""How figures and days are written for people, in the active language and zone.

English and Japanese are written out here rather than taken from a locale database: the product has its own
way of writing a day (2026年11月21日(土), 21 Nov 2026), of shortening yen (千円, 百万円, 億円) and of
marking a change (+144, −12, ±0). Files and the API never use this module.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from django.utils import timezone
from django.utils.translation import get_language

from banso.kit.money import exponent
from banso.kit.periods import Grain, Period

Number = int | float | Decimal
Scale = Literal["one", "thousand", "million", "hundred_million"]

MINUS = "−"
NOTHING = "–"
_WEEKDAYS_JA = "月火水木金土日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SCALES: dict[Scale, tuple[Decimal, str, str]] = {
    "one": (Decimal(1), "", ""),
    "thousand": (Decimal(1000), "千", "K"),
    "million": (Decimal(1_000_000), "百万", "M"),
    "hundred_million": (Decimal(100_000_000), "億", "00M"),
}
_SIGNS = {"JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "KRW": "₩", "INR": "₹"}
_UNITS_JA = {"JPY": "円", "USD": "ドル", "EUR": "ユーロ", "GBP": "ポンド", "KRW": "ウォン", "CNY": "元"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and what stands around it, so that a page can set the unit smaller.

    `str()` joins the three: "¥" + "7,864" + "K", or "" + "7,864" + "千円".
    """

    number: str
    unit: str = ""
    before: str = ""

    def __str__(self) -> str:
        return f"{self.before}{self.number}{self.unit}"


def japanese() -> bool:
    return (get_language() or "").startswith("ja")


def rounded(value: Number, digits: int) -> Decimal:
    """`value` to `digits` places behind the point, half up (a bank's rounding would surprise a reader)."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def number(value: Number | None, digits: int | None = None, *, signed: bool = False) -> str:
    """A number with thousands apart and a true minus sign.

    Args:
        value: None is written as a dash.
        digits: places behind the point; by default none for whole numbers, one otherwise.
        signed: write the plus sign too, and ±0.
    """
    if value is None:
        return NOTHING
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exact.is_finite():
        return NOTHING
    if digits is None:
        digits = 0 if exact == exact.to_integral_value() else 1
    shown = rounded(exact, digits)
    sign = MINUS if shown < 0 else ""
    if signed and not sign:
        sign = "+" if shown > 0 else "±"
    return f"{sign}{abs(shown):,f}"


def percent(ratio: Number | None, digits: int = 1, *, signed: bool = False) -> Figure:
    """A ratio as percent: 0.884 gives 88.4%."""
    if ratio is None:
        return Figure(NOTHING)
    exact = ratio if isinstance(ratio, Decimal) else Decimal(str(ratio))
    text = number(exact * 100, digits, signed=signed)
    return Figure(text, "%") if text != NOTHING else Figure(NOTHING)


def scale_digits(scale: Scale, currency: str) -> int:
    return {"one": exponent(currency), "thousand": 0, "million": 1, "hundred_million": 1}[scale]


def money(
    amount: Number | None,
    currency: str,
    *,
    scale: Scale = "one",
    digits: int | None = None,
    signed: bool = False,
) -> Figure:
    """An amount in its currency: 396,000円, ¥396,000, 7,864千円, $1,234.50.

    Args:
        amount: in the currency's major unit; None is written as a dash.
        currency: ISO 4217 code.
        scale: shorten to thousands (千円), millions (百万円) or hundred millions (億円).
        digits: places behind the point; by default the currency's own, none in thousands, one above.
        signed: write the plus sign too.
    """
    if amount is None:
        return Figure(NOTHING)
    if scale == "hundred_million" and not japanese():
        scale = "million"  # English has no word for 億
    exact = amount if isinstance(amount, Decimal) else Decimal(str(amount))
    step, ja, en = _SCALES[scale]
    text = number(exact / step, scale_digits(scale, currency) if digits is None else digits, signed=signed)
    if japanese():
        return Figure(text, ja + _UNITS_JA.get(currency, f" {currency}"))
    # The sign of a negative amount stands before the currency: −¥500.
    sign = text[0] if text[0] in f"+±{MINUS}" else ""
    return Figure(text.removeprefix(sign), en, sign + _SIGNS.get(currency, f"{currency} "))


def day(value: date | None, *, weekday: bool = True, year: bool = True) -> str:
    """A calendar day: 2026年11月21日(土) or 21 Nov 2026; without the year 11月21日(土) or 21 Nov."""
    if value is None:
        return NOTHING
    if japanese():
        text = f"{value.year}年" if year else ""
        text += f"{value.month}月{value.day}日"
        return text + (f"({_WEEKDAYS_JA[value.weekday()]})" if weekday else "")
    text = f"{value.day} {_MONTHS_EN[value.month - 1]}"
    return f"{text} {value.year}" if year else text


def weekday_name(value: date) -> str:
    return _WEEKDAYS_JA[value.weekday()] if japanese() else _WEEKDAYS_EN[value.weekday()]


def moment(value: datetime | None, *, weekday: bool = True, year: bool = True) -> str:
    """An aware moment in the active zone: 2026年11月2日(月) 18:00 or 2 Nov 2026, 18:00."""
    if value is None:
        return NOTHING
    local = timezone.localtime(value)
    between = " " if japanese() else ", "
    return f"{day(local.date(), weekday=weekday, year=year)}{between}{local:%H:%M}"


def month(value: date, *, year: bool = True) -> str:
    """The month of a day: 2026年10月 or Oct 2026."""
    if japanese():
        return f"{value.year}年{value.month}月" if year else f"{value.month}月"
    return f"{_MONTHS_EN[value.month - 1]} {value.year}" if year else _MONTHS_EN[value.month - 1]


def period(value: Period) -> str:
    """A period's name: 2026年10月, 2026年度第2四半期, 2026年度上期; Oct 2026, FY2026 Q2, FY2026 H1."""
    if value.grain is Grain.MONTH:
        return month(value.start)
    if value.grain is Grain.DAY:
        return day(value.start)
    if value.grain is Grain.WEEK:
        if japanese():
            return f"{day(value.start, weekday=False)}からの週"
        return f"week of {day(value.start)}"
    fiscal = value.label.removeprefix("FY")[:4]
    part = value.label.rpartition("-")[2] if "-" in value.label else ""
    if japanese():
        names = {"": "", "H1": "上期", "H2": "下期"}
        return f"{fiscal}年度" + names.get(part, f"第{part[1:]}四半期" if part else "")
    return f"FY{fiscal} {part}".rstrip()


def duration(value: timedelta | Number | None) -> str:
    """A length of time in its two largest units: 1時間12分 or 1 h 12 min. Numbers are seconds."""
    if value is None:
        return NOTHING
    total = int(rounded(value.total_seconds() if isinstance(value, timedelta) else value, 0))
    if total < 0:
        return MINUS + duration(-total)
    names = ("日", "時間", "分", "秒") if japanese() else (" d", " h", " min", " s")
    rest, seconds = divmod(total, 60)
    rest, minutes = divmod(rest, 60)
    days, hours = divmod(rest, 24)
    parts = [f"{n}{name}" for n, name in zip((days, hours, minutes, seconds), names, strict=True) if n]
    return ("" if japanese() else " ").join(parts[:2]) or f"0{names[-1]}"


def days_apart(earlier: date, later: date) -> int:
    """Whole days from one calendar day to another; negative when `later` lies before."""
    return (later - earlier).days
