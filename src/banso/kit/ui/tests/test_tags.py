"""The parts of pages: what they write, that they escape, and what they refuse."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import timezone, translation

from banso.domain.workspaces.models import Workspace
from banso.kit.access import Access
from banso.kit.actor import SYSTEM
from banso.kit.formats import percent
from banso.kit.ui import pieces
from banso.kit.ui.icons import ICONS

EVIL = '<img src=x onerror="alert(1)">'
SAFE = "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"), timezone.override("Asia/Tokyo"):
        yield


def render(source: str, **values: Any) -> str:
    return Template("{% load banso_ui %}" + source).render(Context(values))


def asked(address: str, *permissions: str) -> HttpRequest:
    """A request of somebody who holds the permissions."""
    request = RequestFactory().get(address)
    workspace = Workspace(slug="harunire")
    request.access = Access(workspace, SYSTEM, frozenset(permissions))  # type: ignore[attr-defined]
    return request


def happened(**values: Any) -> pieces.Happening:
    at = datetime(2026, 10, 31, 1, 0, tzinfo=UTC)
    return pieces.Happening(**{"title": EVIL, "side": "them", "at": at, **values})


def test_a_door_keeps_its_unit_outside() -> None:
    assert render("{% door value '/rows' %}", value=percent(Decimal("0.884"))) == (
        '<a class="bn-door" href="/rows">88.4</a><span class="bn-unit">%</span>'
    )


def test_a_door_without_an_address_is_no_link() -> None:
    assert render("{% door 1234 %}") == "1,234"
    assert render("{% door value %}", value=None) == "–"


def test_amounts_follow_the_readers_scale_unless_one_is_given() -> None:
    reader = SimpleNamespace(money_scale="thousand")
    assert render("{% money 7864000 'JPY' %}", ui=reader) == "¥7,864K"
    assert render("{% money 7864000 'JPY' scale='one' %}", ui=reader) == "¥7,864,000"
    assert render("{% money 7864000 'JPY' %}") == "¥7,864,000"


def test_days_are_time_elements() -> None:
    written = render(
        "{{ d|day }}|{{ t|moment:'short' }}", d=date(2026, 11, 21), t=datetime(2026, 11, 2, 9, tzinfo=UTC)
    )
    assert written == (
        '<time datetime="2026-11-21">21 Nov 2026</time>|'
        '<time datetime="2026-11-02T09:00:00+00:00">2 Nov, 18:00</time>'
    )


def test_the_day_of_a_moment_is_the_zones() -> None:
    assert "1 Jan 2027" in render("{{ t|day }}", t=datetime(2026, 12, 31, 16, tzinfo=UTC))


@pytest.mark.parametrize(
    "source",
    [
        "{% door evil %}",
        "{% door 1 '/rows' evil %}",
        "{% state 'risk' evil %}",
        "{% avatar evil %}",
        "{% empty '/x' evil %}text{% endempty %}",
        "{% tabs tabs evil %}",
        "{% crumbs crumbs %}",
        "{% chip 'a' evil choices evil %}",
        "{% toggle_chip evil '?a=1' %}",
        "{% select_row 1 evil %}",
        "{% why why %}",
        "{% happening row %}",
        "{% variants variants %}",
        "{% restatement evil evil evil restated %}",
        "{% spark values evil %}",
        "{% shares parts evil %}",
        "{% sort_head evil 'name' %}",
        "{% day_bar evil %}",
    ],
)
def test_every_part_escapes(source: str) -> None:
    written = render(
        source,
        evil=EVIL,
        tabs=[pieces.Tab(EVIL, "?x")],
        crumbs=[pieces.Crumb(EVIL, "/x"), pieces.Crumb(EVIL)],
        choices=[pieces.Choice(EVIL, "?x", current=True)],
        why=pieces.Why(-3, EVIL, "risk", "/x"),
        row=happened(who=EVIL, line=EVIL, href='"><script>'),
        variants=[pieces.Variant(EVIL, percent(0.5), "/x", EVIL, 3, default=True)],
        restated=[pieces.Restated(EVIL, EVIL, EVIL)],
        values=[1, 2],
        parts=[("good", 1)],
    )
    assert [
        part for part in ("<img", "<script", ' style="') if part in written.replace('<img class="bn', "")
    ] == []
    assert SAFE in written or source == "{% avatar evil %}"


def test_unknown_icons_and_states_are_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="icon 'acount' is not in"):
        render("{% icon 'acount' %}")
    with pytest.raises(TemplateSyntaxError, match="state 'bad' is none of good, watch, risk, none"):
        render("{% state 'bad' 'x' %}")


def test_every_icon_has_a_drawing_of_its_own_name() -> None:
    assert [name for name in ICONS if f"#{name}" not in render(f"{{% icon '{name}' %}}")] == []


def test_an_interval_says_its_ends_and_how_many() -> None:
    written = render("{% interval 0.884 0.755 0.949 43 %}")
    assert "75.5–94.9%" in written
    assert "n=43" in written


def test_a_figure_that_rests_on_few_is_not_given_an_interval() -> None:
    written = render("{% interval 0.95 0.7 1 7 %}")
    assert "too few to compare" in written
    assert "iv-band" not in written


def test_two_times_are_shown_where_the_days_differ() -> None:
    late = render("{% happening row %}", row=happened(known_at=datetime(2026, 11, 19, 1, tzinfo=UTC)))
    assert "happened 31 Oct → known 19 Nov (19 days later)" in late
    assert "bn-two" not in render(
        "{% happening row %}", row=happened(known_at=datetime(2026, 10, 31, 9, tzinfo=UTC))
    )


def test_a_happening_names_the_side_for_readers() -> None:
    assert '<span class="bn-vh">Customer: </span>' in render("{% happening row %}", row=happened())


@pytest.mark.parametrize(
    ("query", "said", "link"),
    [
        ("", "", "?sort=mrr"),
        ("sort=mrr&cursor=x&q=a", ' aria-sort="ascending"', "?sort=-mrr&amp;q=a"),
        ("sort=-mrr", ' aria-sort="descending"', "?sort=mrr"),
    ],
)
def test_a_head_sorts_up_then_down_and_forgets_the_place(query: str, said: str, link: str) -> None:
    request = RequestFactory().get(f"/?{query}")
    written = render("{% sort_head 'MRR' 'mrr' num=True %}", request=request)
    assert written.startswith(f'<th scope="col"{said} class="bn-num"><a class="bn-sort" href="{link}">MRR')


def test_the_query_is_changed_and_dropped_by_part() -> None:
    request = RequestFactory().get("/?a=1&b=2&page=3")
    assert render("{% with_query a=None c='3' %}", request=request) == "?b=2&c=3".replace("&", "&amp;")


@pytest.mark.parametrize(
    ("paging", "words"),
    [
        (pieces.Paging(9, 27, 1), "1–9 of 27"),
        (pieces.Paging(9, None, 10), "10–18"),
        (pieces.Paging(9, 27), "9 of 27"),
        (pieces.Paging(9), "9 shown"),
        (pieces.Paging(0, 0, None), "none"),
    ],
)
def test_a_list_says_where_it_stands(paging: pieces.Paging, words: str) -> None:
    assert words in render("{% pager paging %}", paging=paging)


def test_a_pager_links_only_to_pages_that_exist() -> None:
    last = render("{% pager paging %}", paging=pieces.Paging(3, 27, 25, previous_href="?before=x"))
    assert ('rel="prev"' in last, 'rel="next"' in last) == (True, False)


def test_exports_keep_the_filter() -> None:
    written = render(
        "{% export_menu 'contracts_export' %}", request=asked("/?state=open&cursor=c", "*.export")
    )
    assert 'href="/w/harunire/contracts/export?state=open&amp;format=csv-cp932"' in written


def test_what_may_not_be_exported_is_not_offered() -> None:
    menu = "{% export_menu 'accounts_export' also='contracts_export' also_label='L' %}"
    written = render(menu, request=asked("/", "accounts.export"))
    assert ("accounts/export" in written, "contracts/export" in written) == (True, False)
    assert render(menu, request=asked("/", "*.view")).strip() == ""


def test_a_heat_map_reads_as_a_table() -> None:
    rows = [
        pieces.HeatRow(
            "Jan", 9, [pieces.HeatCell(1, "/x"), pieces.HeatCell(0.05), pieces.HeatCell(None)], few=True
        )
    ]
    written = render("{% heat map %}", map=pieces.HeatMap("Kept", "Month", "n", ["0", "1", "2"], rows))
    assert '<td class="k6 few"><a href="/x">100</a></td><td class="k0 few">5</td><td></td>' in written
    assert '<th scope="row">Jan</th>' in written
    assert "* rests on too few to compare." in written
