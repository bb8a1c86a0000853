"""Charts: what is drawn, what stands behind it, and what a strict page lets through."""

import json
import re
from typing import Any

import pytest
from django.utils import translation

from banso.kit.charts import Cell, Chart, Series, Stack, Step, Target, bars, bridge, drawing, line, small
from banso.kit.charts.chart import Spec, scale_for, spread, thinned


def texts(spec: Spec) -> list[str]:
    return [row["text"] for layer in spec["layer"] for row in layer["data"]["values"] if "text" in row]


def drawn(spec: Spec) -> str:
    return drawing.svg(spec, title="A <title>", description='"quoted"')


def trend(**options: Any) -> Chart:
    series = Series("NRR", [100.0, None, 104.0], [99, None, 101], [103, None, 108], ["#a", "", "#c"])
    return line("NRR", "Up.", ["Jan", "Feb", "Mar"], [series], head="Month", **options)


def movement(*steps: Step) -> Chart:
    return bridge("MRR", "Up.", steps, head="Movement", amount="yen")


def test_a_line_has_its_numbers_as_a_table_with_doors() -> None:
    table = trend().table
    assert table.head == ("Month", "NRR")
    assert table.rows == (
        (Cell("Jan"), Cell("100", "#a")),
        (Cell("Feb"), Cell("–")),
        (Cell("Mar"), Cell("104", "#c")),
    )


def test_a_line_is_not_drawn_across_a_gap() -> None:
    strokes = next(layer for layer in trend().wide["layer"] if layer["mark"].get("type") == "line")
    assert [row["stroke"] for row in strokes["data"]["values"]] == [0, 1]


def test_the_last_value_and_the_goal_are_written_beside_the_line() -> None:
    chart = trend(target=Target("Goal 104", 104))
    assert {"104", "Goal 104"} <= set(texts(chart.wide))
    assert [key.label for key in chart.legend] == ["Goal 104"]


def test_labels_that_would_touch_are_moved_apart() -> None:
    assert spread([50, 52, 10], 0, 100) == [50, 64, 10]
    assert spread([99, 100], 0, 100) == [86, 100]


@pytest.mark.parametrize(
    ("count", "room", "shown"), [(3, 10, [0, 1, 2]), (13, 5, [0, 3, 6, 9, 12]), (5, 1, [4]), (0, 3, [])]
)
def test_labels_under_the_picture_are_thinned_to_what_fits(count: int, room: int, shown: list[int]) -> None:
    assert thinned(count, room) == shown


@pytest.mark.parametrize(
    ("values", "zero", "limits"),
    [
        ([99.4, 109.4], False, (95, 110)),
        ([1912, 2400], True, (0, 3000)),
        ([5, 5], False, (4, 6)),
        ([0, 0], True, (0, 1)),
        ([-3, 4], True, (-4, 4)),
        ([], True, (0, 1)),
    ],
)
def test_scales_end_on_round_levels(values: list[float], zero: bool, limits: tuple[float, float]) -> None:  # noqa: FBT001
    scale = scale_for(values, zero=zero)
    assert (scale.low, scale.high) == limits


def test_bars_stand_on_one_another() -> None:
    chart = bars(
        "Use", "", ["a", "b"], [Stack("1", [2, None]), Stack("2", [3, 4])], callouts={0: "5"}, faint={1}
    )
    first, second = (layer for layer in chart.wide["layer"] if layer["mark"]["type"] == "rect")
    assert first["data"]["values"][0]["y"] == second["data"]["values"][0]["y2"]
    assert [row["o"] for row in second["data"]["values"]] == [1, 0.35]
    assert "5" in texts(chart.wide)


def test_a_bridge_must_lead_to_where_it_stands() -> None:
    with pytest.raises(ValueError, match="'End' stands at 12, but the steps lead to 11"):
        movement(Step("Start", 10, standing=True), Step("New", 1), Step("End", 12, standing=True))


def test_a_bridge_says_when_its_standing_bars_are_cut_short() -> None:
    with translation.override("en"):
        flat = movement(Step("Start", 1000, standing=True), Step("New", 10), Step("End", 1010, standing=True))
        steep = movement(Step("Start", 10, standing=True), Step("New", 10), Step("End", 20, standing=True))
    assert (flat.note, steep.note) == ("The standing bars are cut short.", "")


def test_a_bridge_names_every_step_on_a_phone() -> None:
    names = [f"Movement {n}" for n in range(9)]
    chart = movement(Step("Start", 1000, standing=True), *(Step(name, 1) for name in names))
    assert set(names) <= set(texts(chart.narrow))


def test_a_drawing_passes_the_content_policy_and_follows_the_theme() -> None:
    picture = drawn(trend(target=Target("Goal", 104)).wide)
    assert "var(--bn-c1)" in picture
    assert [
        part
        for part in ("style=", "<style", "<script", "font-family", "http://www.w3.org/1999")
        if part in picture
    ] == []
    assert re.findall(r"#[0-9a-fA-F]{3,6}\b", picture) == []


def test_a_drawing_is_described_and_its_words_escaped() -> None:
    picture = drawn(trend().wide)
    assert "<title id=" in picture
    assert "A &lt;title&gt;" in picture
    assert "&quot;quoted&quot;" in picture
    assert picture.count("role=") == 1


def test_equal_specifications_are_drawn_once() -> None:
    drawn(trend().wide)
    before = drawing._drawn.cache_info().misses
    drawn(json.loads(json.dumps(trend().wide)))
    assert drawing._drawn.cache_info().misses == before


def test_small_pictures_use_attributes_only() -> None:
    pictures = [
        small.interval(0.884, 0.755, 0.949, least=0, most=1),
        small.meter(0.5),
        small.shares([("good", 3), ("risk", 1)], title='"x"'),
        small.sparkline([1, None, 3], title="<x>"),
    ]
    assert [picture for picture in pictures if "style" in picture] == []
    assert "M63.6 0V10" in pictures[0]
    assert 'width="50.0%"' in pictures[1]
    assert 'aria-label="&quot;x&quot;"' in pictures[2]
    assert 'd="M3.0 20.0M93.0 4.0"' in pictures[3]


def test_a_spark_line_without_values_is_nothing() -> None:
    assert small.sparkline([None, None], title="x") == ""


def test_a_wide_bridge_lies_down_where_names_would_be_missing() -> None:
    names = [f"A movement with a long name {n}" for n in range(9)]
    chart = movement(Step("Start", 1000, standing=True), *(Step(name, 1) for name in names))
    assert set(names) <= set(texts(chart.wide))
