"""How a KPI's values are written on a page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from banso.domain.contracts.queries import currency_at
from banso.domain.kpis.queries import Tile
from banso.domain.kpis.rules import Change, change_between
from banso.engine.metrics.declaration import Unit
from banso.engine.metrics.question import Answer, Point
from banso.kit import formats
from banso.kit.access import BansoRequest
from banso.kit.formats import Figure, Scale
from banso.kit.periods import Grain, Period

_SCALES: dict[str, Scale] = {"one": "one", "thousand": "thousand", "million": "million"}


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes values in one currency, in the scale the reader chose."""

    currency: str
    scale: Scale

    def figure(self, value: Decimal | None, unit: Unit, *, signed: bool = False) -> Figure:
        if value is None:
            return Figure(formats.NOTHING)
        if unit is Unit.MONEY:
            return formats.money(value, self.currency, scale=self.scale, signed=signed)
        if unit is Unit.RATIO:
            return formats.percent(value, signed=signed)
        if unit is Unit.SECONDS:
            return Figure(formats.duration(value))
        words = {Unit.TIMES: (2, _("×")), Unit.DAYS: (1, _("days")), Unit.MONTHS: (1, _("months"))}
        digits, word = words.get(unit, (None, ""))
        return Figure(formats.number(value, digits, signed=signed), word)

    def writer(self, unit: Unit) -> Callable[[float], str]:
        """For charts: the same spelling from a float."""
        return lambda value: str(self.figure(Decimal(str(value)), unit))

    def range(self, point: Point, unit: Unit) -> str:
        """The interval in words, "116,200円–164,300円"; "" where there is none or too few rows made it."""
        if point.interval is None or point.few:
            return ""
        low, high = (
            self.figure(Decimal(str(end)), unit) for end in (point.interval.low, point.interval.high)
        )
        return f"{low}–{high}"

    def known_at(self, as_of: datetime) -> "Pen":
        """For amounts that were known at another moment."""
        return Pen(currency_at(as_of), self.scale)

    def shortened(self) -> "Pen":
        """For pictures: amounts in thousands where the reader sees them in full."""
        return Pen(self.currency, "thousand") if self.scale == "one" else self

    def change(self, change: Change | None, unit: Unit) -> str:
        """A change in words: "+2,500千円 (+5.9%)", "−0.4 points"."""
        if change is None:
            return ""
        if unit is Unit.RATIO:
            return _("%(points)s points") % {"points": formats.number(change.amount * 100, 1, signed=True)}
        if unit is Unit.SECONDS:
            sign = "+" if change.amount >= 0 else formats.MINUS
            return sign + formats.duration(abs(change.amount))
        amount = str(self.figure(change.amount, unit, signed=True))
        if change.share is None:
            return amount
        return f"{amount} ({formats.percent(change.share, signed=True)})"

    def division(self, answer: Answer, point: Point, *, divides: bool) -> str:
        """What was divided by what: "35,798 ÷ 33,900"."""
        if not divides or not point.denominator:
            return ""
        top = self.figure(point.numerator, answer.row_unit)
        bottom = self.figure(point.denominator, answer.divisor_unit)
        return f"{top} ÷ {bottom}"


def pen_of(request: BansoRequest, as_of: datetime | None = None) -> Pen:
    """The reader's pen, in the currency that amounts known at `as_of` (None = now) are told in."""
    scale = _SCALES.get(request.COOKIES.get("bn_money", ""), "one")
    return Pen(currency_at(as_of), scale)


@dataclass(frozen=True, slots=True)
class TileView:
    """A tile as the template shows it."""

    tile: Tile
    figure: Figure
    href: str
    change: str
    state: str
    rate: bool
    range: str


def tile_view(tile: Tile, pen: Pen, href: str) -> TileView:
    unit = tile.answer.unit
    change = change_between(tile.now.value, tile.before.value, better=tile.kpi.better)
    return TileView(
        tile,
        pen.figure(tile.now.value, unit),
        href,
        pen.change(change, unit),
        change.state if change else "",
        unit is Unit.RATIO,
        pen.range(tile.now, unit),
    )


def axis_label(period: Period) -> str:
    """A period under a chart: short, since the chart's title names the year."""
    if period.grain is Grain.MONTH:
        return formats.month(period.start, year=period.start.month == 1)
    if period.grain is Grain.DAY:
        return f"{period.start.month}/{period.start.day}"
    return period.label


def link(path: str, request: HttpRequest, **params: str) -> str:
    """`path` with parameters; the moment of knowledge and the segment that the page looks from go along."""
    kept = {name: request.GET.get(name, "") for name in ("as_of", "segment")}
    chosen = {name: value for name, value in (kept | params).items() if value}
    return f"{path}?{urlencode(chosen)}" if chosen else path
