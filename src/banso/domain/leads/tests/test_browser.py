"""The warning of what is known already, in a real browser, while somebody types."""

import pytest
from playwright.sync_api import expect
from tests.browser.fixtures import Browse

from banso.domain.accounts.actions import create_account
from banso.domain.workspaces.models import Person, Workspace
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope


@pytest.mark.usefixtures("column_store")
def test_leads_and_accounts_warn_while_they_are_typed(browse: Browse, member: Person) -> None:
    with scope(workspace=Workspace.objects.get(slug="harunire")):
        known = create_account({"name": "株式会社みどり建材"}, by=SYSTEM)
    for path, field in (("leads/new/", "company"), ("accounts/new/", "name")):
        page = browse(f"/w/harunire/{path}", person=member)
        warning = page.locator("form [role=status]")
        page.locator(f"[name={field}]").press_sequentially("みどり")
        with page.expect_response("**/alike/"):
            page.locator(f"[name={field}]").press_sequentially("建")
        expect(warning).to_be_empty()
        page.locator(f"[name={field}]").press_sequentially("材（株）")
        expect(warning.locator("a")).to_have_attribute("href", f"/w/harunire/accounts/{known.pk}/")
        # What was typed stands as it was, and the warning goes with its reason.
        expect(page.locator(f"[name={field}]")).to_have_value("みどり建材（株）")
        page.locator(f"[name={field}]").press_sequentially("サービス")
        expect(warning).to_be_empty()
