"""Today with something to tell, in a real browser: each part leads to what it tells of."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.browser.fixtures import Browse, Shot, Theme, assert_accessible, assert_fits

from banso.domain.accounts.actions.records import write_note
from banso.domain.contracts.actions import upsert_lines
from banso.domain.contracts.tests.factories import account, row
from banso.domain.workspaces.models import Person, Workspace
from banso.engine.journal.column import ColumnStore
from banso.engine.journal.column.schema import USAGE
from banso.engine.journal.loader.run import catch_up
from banso.kit.actor import SYSTEM
from banso.kit.clock import now
from banso.kit.tenancy import current_workspace_id, scope


@pytest.fixture
def busy(member: Person, column_store: ColumnStore) -> Person:
    """One account left ten days ago and its people fell silent before; a note tells why."""
    with scope(workspace=Workspace.objects.get()):
        left, stays = account("株式会社去った会社"), account("松葉工務店 <b>")
        today = now().date()
        ended = (today - timedelta(days=10)).isoformat()
        upsert_lines(
            [row("L", left, "120000", "2024-01-01", ended), row("S", stays, "80000", "2024-01-01")], by=SYSTEM
        )
        write_note(stays, "担当者が代わった", by=SYSTEM)
        lines = [
            (current_workspace_id(), left, f"u{number}", "track", "Login", f"{week}-{number}",
             datetime.combine(day, datetime.min.time(), UTC), now(), day, 1, "{}", "test", number)
            for week in range(1, 5)
            for day in [today - timedelta(days=3 + 7 * week)]
            for number in range(6)
        ]  # fmt: skip
        column_store.insert("usage", USAGE.names, lines, token="today")
        catch_up()
    return member


@pytest.mark.parametrize(
    "look",
    [("ja", "light", 1440), ("en", "dark", 390)],
    ids=lambda look: "-".join(map(str, look)),
)
def test_today_tells_what_moved_who_went_quiet_and_what_was_learned(
    browse: Browse, busy: Person, shot: Shot, look: tuple[str, Theme, int]
) -> None:
    lang, theme, width = look
    page = browse("/w/harunire/", person=busy, lang=lang, theme=theme, width=width)
    shot(page, f"today-filled-{lang}-{theme}-{width}")
    assert_accessible(page)
    assert_fits(page)
    moved, quiet, news = (page.locator("main .rows").nth(place) for place in range(3))
    assert moved.locator("li").count() == 1
    assert "120,000" in moved.inner_text()
    assert quiet.locator("li").count() == 1
    assert "株式会社去った会社" in quiet.inner_text()
    assert "6" in quiet.inner_text()
    assert "松葉工務店 <b>" in news.inner_text()
    assert "担当者が代わった" in news.inner_text()
    assert page.locator(".bn-tile").count() == 4
    quiet.locator("a.bn-name").click()
    page.wait_for_url("**/accounts/*/")
    assert page.locator("h1").inner_text() == "株式会社去った会社"
