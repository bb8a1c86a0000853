"""The board in a real browser; that each page is accessible and fits, tests/browser/ holds."""

import pytest
from playwright.sync_api import Page
from tests.browser.fixtures import Browse, Faults, assert_accessible

from banso.domain.sales.models import Deal
from banso.domain.sales.tests.factories import BREAKS, complete_deal
from banso.domain.workspaces.models import Person, Workspace
from banso.kit.tenancy import scope, scopes_disabled

HOME = "/w/harunire/deals/"


def made(*, whole: bool) -> Deal:
    with scope(workspace=Workspace.objects.get(slug="harunire")):
        deal = complete_deal()
        if not whole:
            BREAKS["notes"](deal)
            BREAKS["stakeholders"](deal)
        return deal


def stage_of(deal: Deal) -> str:
    with scopes_disabled():
        return Deal.objects.get(pk=deal.pk).stage


def drag(page: Page, deal: Deal, stage: str) -> None:
    card = page.locator(f"[data-deal='{deal.pk}']")
    lane = page.locator(f"[data-lane='{stage}']")
    start, end = card.bounding_box(), lane.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 20, start["y"] + 60)
    page.mouse.down()
    page.mouse.move(end["x"] + 40, end["y"] + 20, steps=12)
    page.mouse.move(end["x"] + 44, end["y"] + 24, steps=4)
    page.mouse.up()


@pytest.mark.usefixtures("column_store")
def test_a_card_that_may_not_be_won_goes_back_and_says_what_is_missing(
    browse: Browse, member: Person, faults: Faults
) -> None:
    deal = made(whole=False)
    page = browse(HOME, person=member, lang="en", width=1700)
    assert_accessible(page)
    drag(page, deal, "after_contract")
    page.wait_for_selector("#board-refused[open]")
    links = page.locator("#board-refused a")
    assert [links.nth(number).get_attribute("href") for number in range(links.count())] == [
        f"{HOME}{deal.pk}/sheet/stakeholders/",
        f"{HOME}{deal.pk}/sheet/notes/",
    ]
    # The browser tells of the 422 that was asked for.
    faults.told.clear()
    assert page.locator(f"[data-lane=prospecting] [data-deal='{deal.pk}']").count() == 1
    assert stage_of(deal) == "prospecting"


@pytest.mark.usefixtures("column_store")
def test_a_card_is_dragged_and_moved_by_its_menu_alike(browse: Browse, member: Person) -> None:
    deal = made(whole=True)
    page = browse(HOME, person=member, lang="en", width=1700)
    with page.expect_navigation():
        drag(page, deal, "hearing")
    assert page.locator(f"[data-lane=hearing] [data-deal='{deal.pk}']").count() == 1
    # By the keyboard alone.
    page.locator(f"[popovertarget='move-{deal.pk}']").focus()
    page.keyboard.press("Enter")
    page.locator(f"#move-{deal.pk} button[value=proposal]").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(f"[data-lane=proposal] [data-deal='{deal.pk}']").count() == 1
    assert stage_of(deal) == "proposal"
    page.click(".bn-toast >> text=Undo")
    page.wait_for_selector("text=is where it was")
    assert stage_of(deal) == "hearing"
