"""Setting a target in place, in a real browser: refused in its cell, kept in the table, taken back."""

import pytest
from tests.browser.fixtures import Browse, Faults, Shot, Theme, assert_accessible, assert_fits

from banso.domain.accounts.actions import create_account
from banso.domain.sales.actions import upsert_deals
from banso.domain.targets.tests.factories import set_one
from banso.domain.workspaces.actions import save_team
from banso.domain.workspaces.models import Membership, Person, Workspace
from banso.engine.journal.loader.run import catch_up
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope, today


@pytest.fixture
def seller(member: Person, column_store: object) -> Person:  # noqa: ARG001 - emptied
    """Somebody with a target of this month, a fifth of it sold."""
    with scope(workspace=Workspace.objects.get()):
        day = today()
        set_one(f"{day:%Y-%m}", "3000000", by=SYSTEM, person=member.email)
        seat = Membership.objects.get(person=member)
        save_team(None, name="営業一課", member_ids=[seat.pk], lead_id=None, by=SYSTEM)
        account = create_account({"name": "北浜", "external_id": "K"}, by=SYSTEM)
        deal = {
            "external_id": "D", "name": "点検", "account_id": account.pk, "status": "won", "amount": "600000",
            "closed_on": str(day), "closed_before_banso": True, "owner_email": member.email,
        }  # fmt: skip
        assert upsert_deals([deal], by=SYSTEM)[0].outcome == "created"
        catch_up()
    return member


@pytest.mark.parametrize(
    "look", [("ja", "light", 1440), ("en", "dark", 390)], ids=lambda look: "-".join(map(str, look))
)
def test_a_target_is_set_in_its_cell(
    browse: Browse, seller: Person, shot: Shot, faults: Faults, look: tuple[str, Theme, int]
) -> None:
    lang, theme, width = look
    page = browse("/w/harunire/targets/", person=seller, lang=lang, theme=theme, width=width)
    table = page.locator("#targets")
    shot(page, f"targets-{lang}-{theme}-{width}")
    assert "20.0" in table.inner_text()
    page.locator("a.bn-set", has_text="3,000,000").click()
    field = table.locator("form input[inputmode=decimal]")
    field.fill("0")
    field.press("Enter")
    table.locator(".invalid-feedback").wait_for()
    assert_accessible(page)
    assert_fits(page)
    shot(page, f"targets-refused-{lang}-{theme}-{width}")
    # The browser notes each refusal.
    assert [each for each in faults.told if "422" not in each] == []
    faults.told.clear()
    field.fill("¥1,200,000")
    field.press("Enter")
    page.locator("a.bn-set", has_text="1,200,000").wait_for()
    assert "50.0" in table.inner_text()
    page.get_by_role("button", name="元に戻す" if lang == "ja" else "Undo").click()
    page.locator("a.bn-set", has_text="3,000,000").wait_for()
