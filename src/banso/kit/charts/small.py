"""Pictures the size of a word: intervals, shares, meters, sparklines. Plain SVG with attributes only."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def _share(value: float, low: float, high: float, width: float) -> float:
    return round(width * min(max((value - low) / ((high - low) or 1), 0), 1), 1)


def interval(
    value: float, low: float, high: float, *, least: float, most: float, width: int = 72
) -> SafeString:
    """The range that is possible (line), the interval (band) and the value (tick)."""
    return format_html(
        '<svg width="{w}" height="10" viewBox="0 0 {w} 10" aria-hidden="true">'
        '<path class="iv-range" d="M0 5H{w}"/><path class="iv-band" d="M{a} 5H{b}"/>'
        '<path class="iv-tick" d="M{v} 0V10"/></svg>',
        w=width,
        a=_share(low, least, most, width),
        b=_share(high, least, most, width),
        v=_share(value, least, most, width),
    )


def meter(value: float, most: float = 1, *, quiet: bool = False) -> SafeString:
    """A bar filled to `value` of `most`; the number stands beside it, so readers are spared it."""
    return format_html(
        '<svg class="bn-meter{}" width="100%" height="6" aria-hidden="true">'
        '<rect class="all" width="100%" height="6" rx="3"/>'
        '<rect class="part" width="{}%" height="6" rx="3"/></svg>',
        " quiet" if quiet else "",
        _share(value, 0, most, 100),
    )


def shares(parts: Sequence[tuple[str, float]], *, title: str, width: int = 230) -> SafeString:
    """One bar split by amounts; a part's kind is a state (good, watch, risk, none) or c1 to c6."""
    shown = [(kind, amount) for kind, amount in parts if amount > 0]
    room = width - 2 * max(len(shown) - 1, 0)
    total = sum(amount for _, amount in shown) or 1
    placed: list[tuple[float, float, str]] = []
    x = 0.0
    for kind, amount in shown:
        length = round(room * amount / total, 1)
        placed.append((round(x, 1), length, kind))
        x += length + 2
    return format_html(
        '<svg class="bn-shares" viewBox="0 0 {} 8" role="img" aria-label="{}">{}</svg>',
        width,
        title,
        format_html_join("", '<rect x="{}" width="{}" height="8" rx="2" class="{}"/>', placed),
    )


def sparkline(values: Sequence[float | None], *, title: str, width: int = 96, height: int = 24) -> SafeString:
    """The run of a number with a dot at its end; gaps stay gaps."""
    known = [value for value in values if value is not None]
    if not known:
        return SafeString("")
    low, high = min(known), max(known)
    step = (width - 6) / max(len(values) - 1, 1)
    points = [
        None
        if value is None
        else (round(3 + step * n, 1), round(height - 4 - _share(value, low, high, height - 8), 1))
        for n, value in enumerate(values)
    ]
    moves: list[str] = []
    for before, point in zip([None, *points], points, strict=False):
        if point:
            moves.append(f"{'L' if before else 'M'}{point[0]} {point[1]}")
    last = next(point for point in reversed(points) if point)
    return format_html(
        '<svg class="bn-spark" width="{}" height="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path d="{}"/><circle cx="{}" cy="{}" r="2.5"/></svg>',
        width, height, width, height, title, "".join(moves), *last,
    )  # fmt: skip
