"""Trends: one or several lines, with the interval as a band and the goal as a dashed rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from banso.kit.charts.chart import (
    COLOURS,
    NARROW,
    WIDE,
    Cell,
    Chart,
    Frame,
    Key,
    Scale,
    Spec,
    Table,
    Write,
    assemble,
    at,
    foot,
    grid,
    plain,
    rows,
    rules,
    scale_for,
    spread,
    words,
)


@dataclass(frozen=True, slots=True)
class Series:
    """One line: a value per label, None where there is no number; a door per value if it has rows."""

    label: str
    values: Sequence[float | None]
    low: Sequence[float | None] = ()
    high: Sequence[float | None] = ()
    hrefs: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Target:
    label: str
    value: float


def line(
    title: str,
    description: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    target: Target | None = None,
    band: str = "",
    head: str = "",
    zero: bool = False,
    write: Write = plain,
    note: str = "",
) -> Chart:
    """A trend.

    Args:
        title: what is shown, as one phrase.
        description: what there is to see, as a sentence.
        labels: one per point, written under the picture.
        series: at most six lines; the first is the one meant.
        target: a goal to rule across.
        band: the name of the interval that `low` and `high` of the first series span.
        head: heading of the labels' column in the table.
        zero: whether the scale starts at zero (amounts) or near the values (rates).
        write: how a value is written beside the picture and in the table.
        note: what the reader must know to read it fairly.
    """
    known = [
        value
        for one in series
        for run in (one.values, one.low, one.high)
        for value in run
        if value is not None
    ]
    scale = scale_for([*known, *([target.value] if target else [])], zero=zero)
    pictures = [
        assemble(frame, _layers(frame, scale, labels, series, target=target, write=write))
        for frame in (WIDE, NARROW)
    ]
    table = Table(
        (head, *(one.label for one in series)),
        tuple(
            (Cell(label), *(_cell(one, index, write) for one in series)) for index, label in enumerate(labels)
        ),
    )
    return Chart(title, description, pictures[0], pictures[1], table, _legend(series, band, target), note)


def _cell(one: Series, index: int, write: Write) -> Cell:
    value = one.values[index]
    return Cell("–" if value is None else write(value), one.hrefs[index] if one.hrefs else "")


def _legend(series: Sequence[Series], band: str, target: Target | None) -> tuple[Key, ...]:
    keys = [Key(one.label, f"c{n}") for n, one in enumerate(series, 1)] if len(series) > 1 or band else []
    if band:
        keys.append(Key(band, "c1", "area"))
    if target:
        keys.append(Key(target.label, "c5", "dash"))
    return tuple(keys)


def _layers(
    frame: Frame,
    scale: Scale,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    target: Target | None,
    write: Write,
) -> list[Spec]:
    width, height = frame.inner
    step = width / max(len(labels) - 1, 1)
    centres = [round(step * index, 1) for index in range(len(labels))]
    layers = [*grid(frame, scale, write), foot(frame, labels, centres)]
    layers += [_band(one, centres, scale, height) for one in series[:1] if one.low and one.high]
    if target:
        y = scale.pixel(target.value, height)
        layers.append(rules([{"x": 0, "x2": width, "y": y, "y2": y}], "var(--bn-c5)", width=1.5, dash=(5, 4)))
    for colour, one in zip(COLOURS, series, strict=False):
        layers += _run(one, centres, scale, height, colour)
    return [*layers, *_ends(series, centres, scale, frame, target=target, write=write)]


def _band(one: Series, centres: Sequence[float], scale: Scale, height: int) -> Spec:
    points = [
        {"x": x, "y": scale.pixel(low, height), "y2": scale.pixel(high, height)}
        for x, low, high in zip(centres, one.low, one.high, strict=True)
        if low is not None and high is not None
    ]
    return {
        "data": rows(points),
        "mark": {"type": "area", "color": COLOURS[0], "opacity": 0.13},
        "encoding": {"x": at("x"), "y": at("y"), "y2": {"field": "y2"}},
    }


def _run(one: Series, centres: Sequence[float], scale: Scale, height: int, colour: str) -> list[Spec]:
    # A gap starts a new stroke: a line across a missing month would be a number nobody measured.
    points: list[Spec] = []
    stroke = 0
    for x, value in zip(centres, one.values, strict=True):
        if value is None:
            stroke += 1
            continue
        points.append({"x": x, "y": scale.pixel(value, height), "stroke": stroke})
    drawn: Spec = {
        "data": rows(points),
        "mark": {"type": "line", "color": colour, "strokeWidth": 2.5, "strokeJoin": "round"},
        "encoding": {"x": at("x"), "y": at("y"), "detail": {"field": "stroke", "type": "nominal"}},
    }
    lonely = [p for p in points if sum(q["stroke"] == p["stroke"] for q in points) == 1]
    dots = [*lonely, *(points[-1:] if points and points[-1] not in lonely else [])]
    mark = {
        "type": "point", "filled": True, "fill": "var(--bn-surface)", "stroke": colour, "strokeWidth": 2.5,
        "size": 64, "opacity": 1,
    }  # fmt: skip
    return [drawn, {"data": rows(dots), "mark": mark, "encoding": {"x": at("x"), "y": at("y")}}]


def _ends(
    series: Sequence[Series],
    centres: Sequence[float],
    scale: Scale,
    frame: Frame,
    *,
    target: Target | None,
    write: Write,
) -> list[Spec]:
    """Labels at the right end: each line's last value, and the goal; moved apart where they would touch."""
    width, height = frame.inner
    several = len(series) > 1
    ends: list[tuple[float, float, str, bool]] = []
    for one in series:
        last = next(
            ((x, v) for x, v in zip(reversed(centres), reversed(one.values), strict=True) if v is not None),
            None,
        )
        if last:
            text = one.label if several else write(last[1])
            ends.append((last[0] + 9, scale.pixel(last[1], height), text, not several))
    if target:
        ends.append((width + 6.0, scale.pixel(target.value, height), target.label, False))
    heights = spread([y for _, y, _, _ in ends], 0, height)
    placed = [
        ({"x": x, "y": y, "text": text}, strong)
        for (x, _, text, strong), y in zip(ends, heights, strict=True)
    ]
    return [
        words([row for row, strong in placed if strong is kind], align="left", strong=kind)
        for kind in (False, True)
        if any(strong is kind for _, strong in placed)
    ]
