"""The KPI pages and Today in a real browser: both languages, both themes, desk and phone."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from banso.domain.contracts.actions import upsert_lines
from banso.domain.contracts.tests.factories import account, row
from banso.domain.kpis.actions import publish_figure
from banso.domain.kpis.forms import read_periods
from banso.domain.workspaces.models import Person, Workspace
from banso.engine.journal.column import ColumnStore
from banso.engine.journal.loader.run import catch_up
from banso.engine.metrics.question import Question
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.tenancy import scope
from tests.browser.fixtures import Browse, Shot, Theme, assert_accessible, assert_fits

LOOKS: list[tuple[str, Theme, int]] = [
    ("ja", "light", 1440), ("en", "dark", 1440), ("ja", "dark", 390), ("en", "light", 390),
]  # fmt: skip
PATHS = {
    "today": "",
    "board": "kpis/?period=2024-03",
    "kpi": "kpis/nrr/?period=2024-03&by=plan",
    "published": "kpis/published/",
}


@pytest.fixture
def company(member: Person, column_store: ColumnStore) -> Person:  # noqa: ARG001 - empties the store
    """A dozen accounts, one of which leaves, and one published figure."""
    with scope(workspace=Workspace.objects.get()), freeze(datetime(2024, 4, 10, tzinfo=UTC)):
        lines = [
            row(f"S{number}", account(f"株式会社{number}番"), str(1000 * number), "2023-01-01")
            for number in range(1, 12)
        ]
        lines.append(row("S99", account("去った会社"), "5000", "2023-02-01", "2024-03-15"))
        upsert_lines(lines, by=SYSTEM)
        catch_up()
        publish_figure(Question("mrr", read_periods("2024-02", "", "")), by=SYSTEM)
    return member


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
def test_pages_of_numbers(browse: Browse, company: Person, shot: Shot, look: tuple[str, Theme, int]) -> None:
    lang, theme, width = look
    for name, path in PATHS.items():
        page = browse(f"/w/harunire/{path}", person=company, lang=lang, theme=theme, width=width)
        while page.locator(".bn-later").count():
            page.evaluate("document.querySelector('.bn-later')?.scrollIntoView()")
            page.wait_for_timeout(100)
        shot(page, f"numbers-{name}-{lang}-{theme}-{width}")
        assert_accessible(page)
        assert_fits(page)


def test_from_the_board_down_to_the_rows_and_into_the_past(browse: Browse, company: Person) -> None:
    page = browse("/w/harunire/kpis/?period=2024-03", person=company, lang="en")
    page.locator(".bn-tile", has_text="Churn").locator("a.bn-door").click()
    page.wait_for_url("**/kpis/logo_churn/**")
    assert page.locator("h1").inner_text() == "Churn rate"
    page.locator(".bn-huge a.bn-door").click()
    first = page.locator("#rows tbody tr").first
    assert "去った会社" in first.inner_text()
    page.goto(page.url.partition("#")[0] + "&as_of=2024-01-31")
    expect(page.locator(".bn-asof")).to_be_visible()
    assert page.locator("#rows tbody tr").count() == 0
