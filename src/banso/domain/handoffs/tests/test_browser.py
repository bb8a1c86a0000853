"""A handoff in a real browser, by keys alone; that each page is accessible and fits, tests/browser/ holds."""

import pytest
from playwright.sync_api import expect
from tests.browser.fixtures import Browse, Shot, Theme, assert_accessible, assert_fits

from banso.domain.handoffs import actions
from banso.domain.handoffs.models import Handoff, HandoffItem
from banso.domain.handoffs.queries import handoff_of_deal
from banso.domain.handoffs.tests.factories import WANTED
from banso.domain.sales.actions import win_deal
from banso.domain.sales.tests.factories import SELLER, complete_deal
from banso.domain.workspaces.models import Person, Workspace
from banso.kit.tenancy import scope, scopes_disabled


def won(person: Person) -> Handoff:
    with scope(workspace=Workspace.objects.get(slug="harunire")):
        deal = complete_deal(owner_name="高橋 健太")
        actions.plan_csm(deal.pk, person.email, by=SELLER)
        win_deal(deal.pk, by=SELLER)
        found = handoff_of_deal(deal.pk)
        assert found is not None
        actions.write_message(found.pk, "江口様は最初は硬いですが、現場の話になると変わります。", by=SELLER)
        return found


@pytest.mark.usefixtures("column_store")
def test_items_are_accepted_and_returned_by_keys(browse: Browse, member: Person, shot: Shot) -> None:
    handoff = won(member)
    page = browse(f"/w/harunire/handoffs/{handoff.pk}/", person=member, lang="ja")
    why = page.locator("#reason-success")
    expect(why).to_be_hidden()
    shot(page, "handoff-first")
    for _ in range(4):
        page.keyboard.press("j")
    page.keyboard.press("r")
    expect(why).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("k")
    page.keyboard.press("a")
    why.select_option("incomplete")
    page.locator("#wanted-success").fill(WANTED)
    shot(page, "handoff-marked")
    page.get_by_role("button", name="あとで続ける").click()
    page.wait_for_load_state()
    with scopes_disabled():
        marks = dict(HandoffItem.objects.filter(handoff=handoff).exclude(mark="").values_list("key", "mark"))
    assert marks == {"background": "accept", "success": "return"}
    at = f"/w/harunire/handoffs/{handoff.pk}/"
    looks: tuple[tuple[Theme, int], ...] = (("dark", 1440), ("light", 390))
    for theme, width in looks:
        other = browse(at, person=member, lang="ja", theme=theme, width=width)
        assert_fits(other)
        shot(other, f"handoff-{theme}-{width}")
