"""Pictures of numbers: one Vega-Lite specification for page and paper, with a table behind each.

A chart is built from plain values (`line`, `bars`, `bridge`), carries a title, a description and its table,
and is drawn by `drawing.svg` when a page wants it. Colours are the page's variables, so one drawing serves
the light and the dark theme. `small` draws what is too small for a specification.
"""

from banso.kit.charts.bars import Stack, bars
from banso.kit.charts.bridge import Step, bridge
from banso.kit.charts.chart import Cell, Chart, Key, Table
from banso.kit.charts.line import Series, Target, line

__all__ = [
    "Cell", "Chart", "Key", "Series", "Stack", "Step", "Table", "Target", "bars", "bridge", "line",
]  # fmt: skip
