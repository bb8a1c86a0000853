"""What a chart is, and the frame that every kind is drawn into."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from banso.kit import formats

Spec = dict[str, Any]
Write = Callable[[float], str]

COLOURS = tuple(f"var(--bn-c{n})" for n in range(1, 7))
SMALL_TEXT = 11
STRONG_TEXT = 12
_ROW = 14  # the height that one label needs


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the table behind a chart; `href` makes a number a door to its rows."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a picture. The first column heads its row; the others are right-aligned."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the legend: `swatch` is c1 to c6, `shape` line, area or dash."""

    label: str
    swatch: str
    shape: str = "line"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with its words and its table.

    Attributes:
        title: what is shown, as one phrase.
        description: what there is to see, as a sentence; read out in place of the picture.
        wide: specification for a card on a desk.
        narrow: a second drawing for a phone, never the first one shrunk.
        table: every number of the picture.
        legend: only what the labels in the picture do not say.
        note: what the reader must know to read it fairly.
    """

    title: str
    description: str
    wide: Spec
    narrow: Spec
    table: Table
    legend: tuple[Key, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The area that is drawn into, in pixels, with its margins."""

    width: int
    height: int
    left: int = 40
    right: int = 68
    top: int = 16
    bottom: int = 22

    @property
    def inner(self) -> tuple[int, int]:
        return self.width - self.left - self.right, self.height - self.top - self.bottom


WIDE = Frame(560, 252)
NARROW = Frame(336, 212, left=36, right=56)


@dataclass(frozen=True, slots=True)
class Scale:
    """The range of the values and the levels that are ruled across."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def pixel(self, value: float, height: int) -> float:
        return round(height * (self.high - value) / (self.high - self.low), 1)


def scale_for(values: Sequence[float], *, zero: bool, ticks: int = 4) -> Scale:
    """Round limits around the values, and about `ticks` round levels between them."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = (low - 1, high + 1) if low or not zero else (0.0, 1.0)
    rough = (high - low) / ticks
    power = 10 ** floor(log10(rough))
    step = next(power * n for n in (1, 2, 5, 10) if power * n >= rough * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    levels = tuple(round(step * n, 10) for n in range(first, last + 1))
    return Scale(levels[0], levels[-1], levels)


def thinned(count: int, room: int) -> list[int]:
    """Which of `count` labels to write when `room` fit: even steps that always include the last."""
    step = max(1, ceil(count / max(room, 1)))
    return list(range((count - 1) % step, count, step))


def spread(wanted: Sequence[float], low: float, high: float, gap: float = _ROW) -> list[float]:
    """Move labels apart so that no two are closer than `gap`, staying near where they were wanted."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed = [0.0] * len(wanted)
    last = low - gap
    for index in order:
        last = max(wanted[index], last + gap)
        placed[index] = last
    ceiling = high + gap
    for index in reversed(order):
        ceiling = min(placed[index], ceiling - gap)
        placed[index] = round(max(ceiling, low), 1)
    return placed


def rows(values: Sequence[Spec]) -> Spec:
    return {"values": list(values)}


def at(field: str) -> Spec:
    """A channel that takes its pixel from a field."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def words(placed: Sequence[Spec], *, align: str = "center", strong: bool = False) -> Spec:
    """A layer of labels at pixel positions: rows of x, y and text."""
    return {
        "data": rows(placed),
        "mark": {
            "type": "text",
            "align": align,
            "baseline": "middle",
            "fontSize": STRONG_TEXT if strong else SMALL_TEXT,
            "fontWeight": "bold" if strong else "normal",
            "color": "var(--bn-ink)" if strong else "var(--bn-ink-2)",
        },
        "encoding": {"x": at("x"), "y": at("y"), "text": {"field": "text", "type": "nominal"}},
    }


def rules(placed: Sequence[Spec], colour: str, *, width: float = 1, dash: Sequence[int] = ()) -> Spec:
    """A layer of straight lines at pixel positions: rows of x, y, x2 and y2."""
    mark: Spec = {"type": "rule", "color": colour, "strokeWidth": width}
    if dash:
        mark["strokeDash"] = list(dash)
    encoding = {"x": at("x"), "y": at("y"), "x2": {"field": "x2"}, "y2": {"field": "y2"}}
    return {"data": rows(placed), "mark": mark, "encoding": encoding}


def grid(frame: Frame, scale: Scale, write: Write) -> list[Spec]:
    """The ruled levels with their labels; zero is ruled more strongly."""
    width, height = frame.inner
    levels = [(level, scale.pixel(level, height)) for level in scale.ticks]
    plain = [{"x": 0, "x2": width, "y": y, "y2": y} for level, y in levels if level != 0]
    base = [{"x": 0, "x2": width, "y": y, "y2": y} for level, y in levels if level == 0]
    labels = [{"x": -7, "y": y, "text": write(level)} for level, y in levels]
    layers = [rules(plain, "var(--bn-grid)"), words(labels, align="right")]
    return layers if not base else [*layers, rules(base, "var(--bn-line-strong)")]


def foot(frame: Frame, labels: Sequence[str], centres: Sequence[float]) -> Spec:
    """The labels under the picture, thinned to what fits."""
    _, height = frame.inner
    longest = max((wide_of(label) for label in labels), default=1)
    room = int(frame.inner[0] // width_of(longest))
    shown = thinned(len(labels), room)
    return words([{"x": centres[i], "y": height + _ROW, "text": labels[i]} for i in shown])


def width_of(half_widths: int) -> float:
    """About how many pixels a label of so many half-width characters takes, with air around it."""
    return half_widths * 5.8 + 8


def wide_of(text: str) -> int:
    """The width of a text in half-width characters."""
    return sum(1 if ord(character) < 0x2E80 else 2 for character in text)  # noqa: PLR2004 - where CJK begins


def assemble(frame: Frame, layers: Sequence[Spec]) -> Spec:
    width, height = frame.inner
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "autosize": "none",
        "padding": {"left": frame.left, "right": frame.right, "top": frame.top, "bottom": frame.bottom},
        "background": None,
        "config": {"view": {"stroke": None}},
        "layer": list(layers),
    }


def plain(value: float) -> str:
    return formats.number(value)
