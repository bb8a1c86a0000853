"""Tags for charts: the frame with its words and table, heat maps, and pictures the size of a word."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from banso.kit import formats
from banso.kit.charts import Chart, drawing, small
from banso.kit.ui.library import register
from banso.kit.ui.pieces import HeatCell, HeatMap

_HEAT_STEPS = (0.1, 0.25, 0.45, 0.65, 0.8, 0.92)


@register.inclusion_tag("ui/chart.html")
def chart(picture: Chart, *, heading: bool = False) -> dict[str, object]:
    """A chart with its second drawing for a phone, its legend, its note and the table behind it."""
    words = {"title": picture.title, "description": picture.description}
    return {
        "chart": picture,
        "wide": drawing.svg(picture.wide, **words),
        "narrow": drawing.svg(picture.narrow, **words, part="n"),
        "heading": heading,
    }


@register.inclusion_tag("ui/chart_later.html")
def chart_later(href: str, title: str) -> dict[str, object]:
    """The place of a chart that is fetched when it is seen; `href` answers with a `{% chart %}`."""
    return {"href": href, "title": title}


@register.inclusion_tag("ui/heat.html")
def heat(table: HeatMap) -> dict[str, object]:
    """A heat map as a table that reads as one."""
    rows = [
        {
            "row": row,
            "size": None if row.size is None else formats.number(row.size),
            "cells": [_shaded(cell, few=cell.few or row.few) for cell in row.cells],
        }
        for row in table.rows
    ]
    few = any(row.few or cell.few for row in table.rows for cell in row.cells)
    return {"table": table, "rows": rows, "few": few}


def _shaded(cell: HeatCell, *, few: bool) -> dict[str, object]:
    if cell.share is None:
        return {"text": "", "shade": None, "href": "", "few": few}
    shade = sum(cell.share >= step for step in _HEAT_STEPS)
    return {"text": formats.percent(cell.share, 0).number, "shade": shade, "href": cell.href, "few": few}


@register.simple_tag
def meter(value: float, most: float = 1, *, quiet: bool = False) -> SafeString:
    return small.meter(value, most, quiet=quiet)


@register.simple_tag
def spark(values: Sequence[float | None], title: str) -> SafeString:
    return small.sparkline(values, title=title)


@register.simple_tag
def shares(parts: Sequence[tuple[str, float]], title: str) -> SafeString:
    return small.shares(parts, title=title)
