"""Amounts per period: plain or stacked bars."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed

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
    words,
)
from banso.kit.charts.line import Target


@dataclass(frozen=True, slots=True)
class Stack:
    """One layer of the bars: an amount per label, None where there is no number."""

    label: str
    values: Sequence[float | None]
    hrefs: Sequence[str] = ()


def bars(
    title: str,
    description: str,
    labels: Sequence[str],
    stacks: Sequence[Stack],
    *,
    faint: Collection[int] = (),
    callouts: Mapping[int, str] | None = None,
    level: Target | None = None,
    head: str = "",
    write: Write = plain,
    note: str = "",
) -> Chart:
    """Bars from zero; several stacks stand on one another.

    Args:
        title: what is shown, as one phrase.
        description: what there is to see, as a sentence.
        labels: one per bar.
        stacks: at most six layers, the lowest first; amounts of zero or more.
        faint: indices of bars that do not count fully (weekends, an unfinished month).
        callouts: labels over single bars, by index.
        level: a level to rule across, such as the mean or a goal.
        head: heading of the labels' column in the table.
        write: how a value is written.
        note: what the reader must know to read it fairly.
    """
    sums = [sum(stack.values[index] or 0 for stack in stacks) for index in range(len(labels))]
    scale = scale_for([*sums, *([level.value] if level else [])], zero=True)
    wide, narrow = (changed(frame, right=52 if level or len(stacks) > 1 else 12) for frame in (WIDE, NARROW))
    pictures = [
        assemble(
            frame,
            [
                *grid(frame, scale, write),
                foot(frame, labels, _centres(frame, len(labels))),
                *_bodies(frame, scale, stacks, faint),
                *_over(frame, scale, sums, callouts or {}, level),
            ],
        )
        for frame in (wide, narrow)
    ]
    table = Table(
        (head, *(stack.label for stack in stacks)),
        tuple((Cell(label), *(_cell(stack, i, write) for stack in stacks)) for i, label in enumerate(labels)),
    )
    several = len(stacks) > 1
    legend = tuple(Key(stack.label, f"c{n}", "area") for n, stack in enumerate(stacks, 1)) if several else ()
    return Chart(title, description, pictures[0], pictures[1], table, legend, note)


def _cell(stack: Stack, index: int, write: Write) -> Cell:
    value = stack.values[index]
    return Cell("–" if value is None else write(value), stack.hrefs[index] if stack.hrefs else "")


def _centres(frame: Frame, count: int) -> list[float]:
    step = frame.inner[0] / max(count, 1)
    return [round(step * (index + 0.5), 1) for index in range(count)]


def _bodies(frame: Frame, scale: Scale, stacks: Sequence[Stack], faint: Collection[int]) -> list[Spec]:
    width, height = frame.inner
    count = max((len(stack.values) for stack in stacks), default=1)
    half = min(width / max(count, 1) * 0.36, 22)
    centres = _centres(frame, count)
    reached = [0.0] * count
    layers: list[Spec] = []
    for colour, stack in zip(COLOURS, stacks, strict=False):
        placed = []
        for index, value in enumerate(stack.values):
            if not value:
                continue
            foot_y, top_y = (scale.pixel(v, height) for v in (reached[index], reached[index] + value))
            reached[index] += value
            placed.append({
                "x": round(centres[index] - half, 1), "x2": round(centres[index] + half, 1),
                "y": top_y, "y2": foot_y, "o": 0.35 if index in faint else 1,
            })  # fmt: skip
        layers.append(boxes(placed, colour))
    return layers


def boxes(placed: Sequence[Spec], colour: str) -> Spec:
    """A layer of rectangles at pixel positions: rows of x, y, x2, y2 and o, the opacity."""
    return {
        "data": rows(placed),
        "mark": {"type": "rect", "color": colour, "cornerRadius": 1.5},
        "encoding": {
            "x": at("x"), "y": at("y"), "x2": {"field": "x2"}, "y2": {"field": "y2"},
            "opacity": {"field": "o", "type": "quantitative", "scale": None},
        },
    }  # fmt: skip


def _over(
    frame: Frame, scale: Scale, sums: Sequence[float], callouts: Mapping[int, str], level: Target | None
) -> list[Spec]:
    width, height = frame.inner
    centres = _centres(frame, len(sums))
    layers: list[Spec] = []
    if level:
        y = scale.pixel(level.value, height)
        layers.append(rules([{"x": 0, "x2": width, "y": y, "y2": y}], "var(--bn-c5)", width=1.5, dash=(5, 4)))
        layers.append(words([{"x": width + 5, "y": y, "text": level.label}], align="left"))
    if callouts:
        placed = [
            {"x": centres[index], "y": scale.pixel(sums[index], height) - 9, "text": text}
            for index, text in callouts.items()
        ]
        layers.append(words(placed, strong=True))
    return layers
