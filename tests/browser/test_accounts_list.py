"""The list of accounts on a desk: one line an account, money as money."""

import pytest
from playwright.sync_api import expect

from banso.domain.accounts.actions import create_account
from banso.domain.contracts.actions import upsert_lines
from banso.domain.contracts.tests.factories import row
from banso.domain.workspaces.models import Person, Workspace
from banso.engine.journal.loader.run import catch_up
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope
from tests.browser.fixtures import Browse


@pytest.fixture
def listed(member: Person, column_store: object) -> Person:  # noqa: ARG001 - empties the store
    with scope(workspace=Workspace.objects.get()):
        for number, name in enumerate(("株式会社はまなす精機製作所", "医療法人やまびこビルサービス")):
            made = create_account(
                {
                    "name": name, "external_id": f"A-{number}", "stage": "onboarding", "plan": "スタンダード",
                    "industry": "宿泊・観光", "owner_name": "広瀬 大地", "created_on": "2024-12-15",
                    "owner_email": "misaki@harunire.example", "employees": 1019, "tags": ["大口", "紹介"],
                },
                by=SYSTEM,
            )  # fmt: skip
            upsert_lines([row(f"S-{number}", made.pk, "1234500", "2024-04-01", seats=120)], by=SYSTEM)
        catch_up()
    return member


@pytest.mark.parametrize("width", [1280, 1440])
def test_each_account_is_one_line(browse: Browse, listed: Person, width: int) -> None:
    page = browse("/w/harunire/accounts/", person=listed, lang="ja", width=width)
    heights = page.evaluate(
        "[...document.querySelectorAll('table[data-columns] tbody tr')].map((row) => row.offsetHeight)"
    )
    assert len(heights) == 2
    assert max(heights) < 48
    scroller = page.locator(".bn-scroll")
    assert scroller.evaluate("(box) => box.scrollWidth <= box.clientWidth")


def test_what_is_paid_is_money_and_leads_to_the_contract(browse: Browse, listed: Person) -> None:
    page = browse("/w/harunire/accounts/", person=listed, lang="ja")
    paid = page.locator("tbody td.bn-num a.bn-door").first
    assert paid.inner_text().replace("\u2009", "") in {"1,234,500", "1,234,500円"}
    assert paid.evaluate("(link) => getComputedStyle(link.closest('td')).textAlign") == "right"
    paid.click()
    page.wait_for_url("**/contracts/")


def test_a_column_that_starts_hidden_can_be_chosen(browse: Browse, listed: Person) -> None:
    page = browse("/w/harunire/accounts/", person=listed, lang="en", width=1280)
    industry = page.locator("th[data-col=industry]")
    expect(industry).to_be_hidden()
    page.locator("[popovertarget=columns-accounts]").click()
    page.locator("[data-columns-for] input[value=industry]").check()
    expect(industry).to_be_visible()
    page.reload()
    expect(industry).to_be_visible()
