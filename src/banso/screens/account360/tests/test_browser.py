"""The pages of accounts in a real browser; that each is accessible and fits, tests/browser/ holds."""

from playwright.sync_api import expect
from tests.browser.fixtures import Browse, assert_accessible

from banso.domain.accounts.tests.factories import SATO
from banso.domain.accounts.tests.pages import Town, furnish
from banso.domain.workspaces.models import Person, Workspace
from banso.engine.journal.column import ColumnStore
from banso.kit.tenancy import scope

HOME = "/w/harunire/"


def furnished(text: str = "") -> Town:
    with scope(workspace=Workspace.objects.get(slug="harunire")):
        return furnish(SATO, text)


def test_a_segment_is_built_with_a_live_count(
    browse: Browse,
    member: Person,
    column_store: ColumnStore,  # noqa: ARG001 - emptied
) -> None:
    furnished()
    page = browse(HOME + "segments/new/", person=member, lang="en")
    page.select_option("#field-0", "plan")
    page.wait_for_selector("#op-0")
    page.fill("#value-0", "スタンダード")
    page.press("#value-0", "Tab")
    page.wait_for_selector("text=1 account")
    assert_accessible(page)
    page.fill("[name=name]", "Standard plan")
    page.click("text=Keep the segment")
    page.wait_for_url("**/segments/")
    expect(page.locator("text=Standard plan").first).to_be_visible()


def test_an_account_is_archived_and_taken_back_from_the_notice(
    browse: Browse,
    member: Person,
    column_store: ColumnStore,  # noqa: ARG001 - emptied
) -> None:
    town = furnished()
    page = browse(f"{HOME}accounts/{town.account}/", person=member, lang="en")
    page.click("button[popovertarget=account-menu]")
    page.click("#account-menu >> text=Archive")
    page.wait_for_selector("text=was archived on")
    page.click(".bn-toast >> text=Undo")
    page.wait_for_selector("text=is back")
    assert page.locator("text=was archived on").count() == 0
