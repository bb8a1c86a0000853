"""Tags and filters for figures, days and the doors behind them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from banso.kit import formats
from banso.kit.charts import small
from banso.kit.formats import Figure, Number, Scale
from banso.kit.money import plain
from banso.kit.periods import Period
from banso.kit.ui.blocks import shape
from banso.kit.ui.library import register

# Below this many, a rate is not compared with another.
FEW = 10


def _figure(value: object) -> Figure:
    if isinstance(value, Figure):
        return value
    if isinstance(value, int | float) or hasattr(value, "as_tuple"):
        return Figure(formats.number(value))  # type: ignore[arg-type]
    return Figure(formats.NOTHING if value is None else str(value))


@register.filter
def number(value: Number | None, digits: int | None = None) -> str:
    return formats.number(value, digits)


@register.filter
def signed(value: Number | None, digits: int | None = None) -> str:
    return formats.number(value, digits, signed=True)


@register.filter
def exact(value: Decimal | None, form: str = "") -> str:
    """A number with all the places that it has, and no more; "signed" writes the plus sign too."""
    if value is None:
        return formats.NOTHING
    exponent = plain(value).as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return formats.number(value, digits, signed=form == "signed")


@register.filter
def percent(value: Number | None, digits: int = 1) -> Figure:
    return formats.percent(value, digits)


@register.filter
def duration(value: timedelta | Number | None) -> str:
    return formats.duration(value)


@register.filter
def period(value: Period) -> str:
    return formats.period(value)


def _time(value: date, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


@register.filter
def day(value: date | None, form: str = "long") -> str:
    """A day; `short` leaves the year out, `bare` the weekday. Of a moment, its day in the active zone."""
    if value is None:
        return formats.NOTHING
    on = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return _time(on, formats.day(on, weekday=form != "bare", year=form != "short"))


@register.filter
def moment(value: datetime | None, form: str = "long") -> str:
    if value is None:
        return formats.NOTHING
    return _time(value, formats.moment(value, weekday=form != "bare", year=form != "short"))


@register.filter
def month(value: date) -> str:
    return formats.month(value)


@register.simple_tag(takes_context=True)
def money(
    context: template.Context,
    amount: Number | None,
    currency: str,
    scale: Scale | None = None,
    *,
    digits: int | None = None,
    signed: bool = False,
) -> Figure:
    """An amount; without a scale, in the one that the reader has chosen for amounts."""
    chosen: Scale = scale or getattr(context.get("ui"), "money_scale", None) or "one"
    return formats.money(amount, currency, scale=chosen, digits=digits, signed=signed)


@register.simple_tag
def door(value: object, href: str = "", label: str = "") -> SafeString:
    """A number that opens its rows; the unit stays outside. Without an address, the number alone.

    Args:
        value: a figure, a number, or a text.
        href: where the rows are.
        label: for readers who cannot see what the number belongs to.
    """
    figure = _figure(value)
    told = format_html('<span class="bn-vh">{}</span>', label) if label else ""
    inside = format_html("{}{}{}", told, figure.before, figure.number)
    number_ = format_html('<a class="bn-door" href="{}">{}</a>', href, inside) if href else inside
    unit = format_html('<span class="bn-unit">{}</span>', figure.unit) if figure.unit else ""
    return format_html("{}{}", number_, unit)


@register.simple_tag
def figure(value: object) -> SafeString:
    """A figure with its unit set smaller, without a door."""
    return door(value)


@register.simple_tag
def change(value: Number | None, state: str = "", digits: int | None = None) -> SafeString:
    """A signed change, coloured only where a state is given."""
    text = formats.number(value, digits, signed=True)
    return (
        format_html('<b class="bn-change" data-state="{}">{}</b>', state, text)
        if state
        else format_html("<b>{}</b>", text)
    )


@register.simple_tag
def n(count: int) -> SafeString:
    """How many a figure rests on."""
    return format_html('<span class="bn-nw">n={}</span>', formats.number(count))


@register.simple_tag
def too_few(count: int | None = None) -> SafeString:
    """Says that a figure rests on too few to be compared."""
    tail = format_html(" <span class='bn-nw'>n={}</span>", formats.number(count)) if count is not None else ""
    return format_html('<span class="bn-few">{} {}{}</span>', shape("watch"), _("too few to compare"), tail)


@register.simple_tag
def interval(
    value: Number | None,
    low: Number | None,
    high: Number | None,
    n: int | None = None,
    *,
    least: float = 0,
    most: float = 1,
    digits: int = 1,
    ratio: bool = True,
    width: int = 72,
) -> SafeString:
    """An interval: the possible range as a line, the interval as a band, the value as a tick, then in words.

    Args:
        value: the figure; a ratio unless `ratio` is off.
        low: the interval's lower end.
        high: the interval's upper end.
        n: how many it rests on; below 10 "too few" is said instead.
        least: left end of the range shown.
        most: right end of the range shown.
        digits: places behind the point.
        ratio: write the ends as percent.
        width: of the drawing, in pixels.
    """
    if n is not None and n < FEW:
        return too_few(n)
    if value is None or low is None or high is None:
        return mark_safe("")
    ends = [
        formats.percent(end, digits).number if ratio else formats.number(end, digits) for end in (low, high)
    ]
    drawing = small.interval(float(value), float(low), float(high), least=least, most=most, width=width)
    told = format_html('<span class="bn-vh">{}</span>', _("95% interval: "))
    count = format_html(' <span class="bn-nw">n={}</span>', formats.number(n)) if n is not None else ""
    return format_html(
        '<span class="bn-iv">{}<span>{}{}–{}{}{}</span></span>',
        drawing,
        told,
        *ends,
        "%" if ratio else "",
        count,
    )
