"""A person's request, from the form to the order: in a real browser, in both looks, on desk and phone."""

import pytest
from playwright.sync_api import expect

from banso.domain.accounts.actions import create_account, create_contact
from banso.domain.privacy.models import Case
from banso.domain.workspaces.models import Person, Workspace
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope
from tests.browser.fixtures import Browse, Faults, Shot, Theme, assert_accessible, assert_fits

MAIL = "furuta@shibuya.example"
HERE = "/w/harunire/settings/privacy/"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("lang", "theme", "width"), [("ja", "light", 1440), ("en", "dark", 390)], ids=["ja", "en"]
)
@pytest.mark.usefixtures("column_store")
def test_somebody_is_found_looked_at_and_erased(
    browse: Browse, member: Person, shot: Shot, faults: Faults, *, lang: str, theme: Theme, width: int
) -> None:
    with scope(workspace=Workspace.objects.get()):
        account = create_account({"name": "渋谷物流"}, by=SYSTEM)
        create_contact(account.pk, {"name": "古田 守", "email": MAIL, "phone": "03-1234-5678"}, by=SYSTEM)
    page = browse(HERE, person=member, lang=lang, theme=theme, width=width)
    page.locator("[name=mail]").first.fill(MAIL)
    page.locator(f"form[action='{HERE}person/'] button").click()
    page.wait_for_url(f"**{HERE}person/")
    assert "古田 守" in page.content()
    assert MAIL not in page.url
    assert_accessible(page)
    assert_fits(page)
    shot(page, f"privacy-person-{lang}-{theme}-{width}")
    form = page.locator(f"form[action='{HERE}erase/']")
    form.locator("[name=reason]").fill("11月21日付の本人からの請求")
    form.locator("[name=typed]").fill("nobody")
    form.locator("button").click()
    expect(page.locator("form .invalid-feedback, form [role=alert], form .bn-error").first).to_be_visible()
    # The browser tells every 422 on its console.
    faults.told.clear()
    shot(page, f"privacy-refused-{lang}-{theme}-{width}")
    form.locator("[name=typed]").fill(MAIL)
    form.locator("button").click()
    page.wait_for_url(f"**{HERE}*-*/")
    shot(page, f"privacy-waits-{lang}-{theme}-{width}")
    with scope(workspace=Workspace.objects.get()):
        assert Case.objects.get().unfinished
    assert MAIL not in page.content()
