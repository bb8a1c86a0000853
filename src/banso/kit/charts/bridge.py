"""From one amount to another: what was added and what was lost on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as changed

from django.utils.translation import gettext as _

from banso.kit.charts.bars import boxes
from banso.kit.charts.chart import (
    NARROW,
    WIDE,
    Cell,
    Chart,
    Frame,
    Spec,
    Table,
    Write,
    assemble,
    at,
    foot,
    plain,
    rows,
    rules,
    wide_of,
    width_of,
    words,
)

# A loss is a movement, not an alarm: gains teal, losses ochre, standing amounts in the brand's colour.
_STANDING, _GAIN, _LOSS = "var(--bn-c1)", "var(--bn-c4)", "var(--bn-c5)"
# Standing amounts are cut short when all the movement would happen in less than this share of them.
_FLAT = 0.45
# Rows of the narrow drawing: their height, and half the thickness of a bar.
_LINE, _HALF = 26, 9


@dataclass(frozen=True, slots=True)
class Step:
    """A movement, or with `standing` the amount reached."""

    label: str
    amount: float
    standing: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class _Bar:
    step: Step
    start: float
    end: float

    @property
    def colour(self) -> str:
        if self.step.standing:
            return _STANDING
        return _GAIN if self.step.amount >= 0 else _LOSS


def bridge(
    title: str,
    description: str,
    steps: Sequence[Step],
    *,
    head: str = "",
    amount: str = "",
    write: Write = plain,
    write_change: Write | None = None,
    note: str = "",
) -> Chart:
    """A waterfall.

    Args:
        title: what is shown, as one phrase.
        description: what there is to see, as a sentence.
        steps: in order; standing steps stand on the ground, movements start where the last one ended.
        head: heading of the steps' column in the table.
        amount: heading of the amounts' column.
        write: how a standing amount is written.
        write_change: how a movement is written; as `write` unless given.
        note: what the reader must know to read it fairly.

    Raises:
        ValueError: a standing step does not equal the sum of what leads to it.
    """
    placed = _placed(steps)
    ends = [end for bar in placed for end in ((bar.end,) if bar.step.standing else (bar.start, bar.end))]
    low, high = min([*ends, 0.0]), max([*ends, 0.0])
    least = min(ends, default=0.0)
    cut = least > 0 and (high - least) < high * _FLAT
    if cut:
        low = least - (high - least) * 0.6
    change = write_change or write

    def text(step: Step) -> str:
        return (write if step.standing else change)(step.amount)

    drawing = _Drawing(placed, [text(step) for step in steps], low, high if high > low else low + 1, cut)
    table = Table((head, amount), tuple((Cell(s.label), Cell(text(s), s.href)) for s in steps))
    if cut:
        note = " ".join(filter(None, (note, _("The standing bars are cut short."))))
    return Chart(title, description, _wide(drawing), _lying(drawing, NARROW), table, (), note)


def _placed(steps: Sequence[Step]) -> list[_Bar]:
    reached: float | None = None
    placed: list[_Bar] = []
    for step in steps:
        if step.standing:
            if reached is not None and abs(reached - step.amount) > max(abs(reached), 1) * 1e-6:
                raise ValueError(f"{step.label!r} stands at {step.amount}, but the steps lead to {reached}")
            placed.append(_Bar(step, 0.0, step.amount))
            reached = step.amount
        else:
            start = reached or 0.0
            placed.append(_Bar(step, start, start + step.amount))
            reached = start + step.amount
    return placed


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What both drawings share: the bars, how each amount is written, and where the ground is."""

    placed: Sequence[_Bar]
    texts: Sequence[str]
    low: float
    high: float
    cut: bool

    def along(self, value: float, length: float) -> float:
        """How far from the ground a value lies, in pixels, when all of the range takes `length`."""
        return round(min(max(length * (value - self.low) / (self.high - self.low), 0), length), 1)


def _wide(drawing: _Drawing) -> Spec:
    """Upright where every step's name has room under its bar; a bridge with a name missing cannot be read."""
    frame = changed(WIDE, left=8, right=8, top=24)
    longest = max((wide_of(bar.step.label) for bar in drawing.placed), default=1)
    fits = width_of(longest) * len(drawing.placed) <= frame.inner[0]
    return _upright(frame, drawing) if fits else _lying(drawing, WIDE)


def _upright(frame: Frame, drawing: _Drawing) -> Spec:
    width, height = frame.inner
    step = width / max(len(drawing.placed), 1)
    half = min(step * 0.34, 30)
    centres = [round(step * (index + 0.5), 1) for index in range(len(drawing.placed))]
    ends = [[height - drawing.along(v, height) for v in (bar.start, bar.end)] for bar in drawing.placed]
    ground = height - drawing.along(max(drawing.low, 0), height)
    links = [
        {"x": centres[i] + half, "x2": centres[i + 1] - half, "y": end, "y2": end}
        for i, (_, end) in enumerate(ends[:-1])
    ]
    bodies = [
        {"x": x - half, "x2": x + half, "y": min(pair), "y2": max(*pair, min(pair) + 1), "o": 1}
        for x, pair in zip(centres, ends, strict=True)
    ]
    heads = [
        {"x": x, "y": min(pair) - 10, "text": text}
        for x, pair, text in zip(centres, ends, drawing.texts, strict=True)
    ]
    layers = [
        rules([{"x": 0, "x2": width, "y": ground, "y2": ground}], "var(--bn-line-strong)"),
        *_bodies(drawing, bodies, links),
        words(heads, strong=True),
        foot(frame, [bar.step.label for bar in drawing.placed], centres),
    ]
    if drawing.cut:
        torn = [x for x, bar in zip(centres, drawing.placed, strict=True) if bar.step.standing]
        layers.append(_tears([(x - half, height - 14, 0.5 * half, -1) for x in torn]))
    return assemble(frame, layers)


def _lying(drawing: _Drawing, room: Frame) -> Spec:
    """One row per step, so that every name stays readable."""
    longest = max((wide_of(bar.step.label) for bar in drawing.placed), default=1)
    frame = changed(room, left=min(int(width_of(longest)) + 4, room.width // 2), right=54, top=6, bottom=6)
    frame = changed(frame, height=12 + _LINE * len(drawing.placed))
    width, height = frame.inner
    middles = [_LINE * (index + 0.5) for index in range(len(drawing.placed))]
    ends = [[drawing.along(v, width) for v in (bar.start, bar.end)] for bar in drawing.placed]
    ground = drawing.along(max(drawing.low, 0), width)
    links = [
        {"y": middles[i] + _HALF, "y2": middles[i + 1] - _HALF, "x": end, "x2": end}
        for i, (_, end) in enumerate(ends[:-1])
    ]
    bodies = [
        {"y": y - _HALF, "y2": y + _HALF, "x": min(pair), "x2": max(*pair, min(pair) + 1), "o": 1}
        for y, pair in zip(middles, ends, strict=True)
    ]
    names = [
        {"x": -8, "y": y, "text": bar.step.label} for y, bar in zip(middles, drawing.placed, strict=True)
    ]
    values = [
        {"x": max(pair) + 6, "y": y, "text": text}
        for y, pair, text in zip(middles, ends, drawing.texts, strict=True)
    ]
    layers = [
        rules([{"x": ground, "x2": ground, "y": 0, "y2": height}], "var(--bn-line-strong)"),
        *_bodies(drawing, bodies, links),
        words(names, align="right"),
        words(values, align="left", strong=True),
    ]
    if drawing.cut:
        torn = [y for y, bar in zip(middles, drawing.placed, strict=True) if bar.step.standing]
        layers.append(_tears([(14, y - _HALF - 1, -1, (_HALF + 1) / 2) for y in torn]))
    return assemble(frame, layers)


def _bodies(drawing: _Drawing, bodies: Sequence[Spec], links: Sequence[Spec]) -> list[Spec]:
    layers = [rules(links, "var(--bn-line-strong)", dash=(2, 3))]
    for colour in (_STANDING, _GAIN, _LOSS):
        mine = [body for body, bar in zip(bodies, drawing.placed, strict=True) if bar.colour == colour]
        layers.append(boxes(mine, colour))
    return layers


def _tears(starts: Sequence[tuple[float, float, float, float]]) -> Spec:
    """A zigzag across each bar that is cut short: its start, and the run of each of its four strokes."""
    points = [
        {
            "bar": bar, "n": n,
            "x": round(x + dx * n + (4 if n % 2 and dx < 0 else 0), 1),
            "y": round(y + dy * n + (4 if n % 2 and dy < 0 else 0), 1),
        }
        for bar, (x, y, dx, dy) in enumerate(starts)
        for n in range(5)
    ]  # fmt: skip
    return {
        "data": rows(points),
        "mark": {"type": "line", "color": "var(--bn-surface)", "strokeWidth": 3},
        "encoding": {
            "x": at("x"), "y": at("y"), "order": {"field": "n", "type": "quantitative"},
            "detail": {"field": "bar", "type": "nominal"},
        },
    }  # fmt: skip
