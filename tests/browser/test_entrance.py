"""The pages before and around signing in, and those that say that something is wrong."""

import pytest

from banso.domain.workspaces.models import Person
from tests.browser.fixtures import Browse, Faults, Shot, Theme, assert_accessible, assert_fits

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("lang", "theme", "width"), [("ja", "light", 1440), ("en", "dark", 390)])
@pytest.mark.parametrize("path", ["/sign-in/", "/password/reset/", "/password/reset/sent/"])
@pytest.mark.usefixtures("member")
def test_the_entrance(browse: Browse, shot: Shot, *, path: str, lang: str, theme: Theme, width: int) -> None:
    page = browse(path, lang=lang, theme=theme, width=width)
    shot(page, f"entrance{path.replace('/', '-')}{lang}.{theme}.{width}")
    assert_accessible(page)
    assert_fits(page)


def test_a_refused_sign_in_says_what_is_wrong(browse: Browse, member: Person, shot: Shot) -> None:
    page = browse("/sign-in/", lang="en")
    page.locator("[name=login]").fill(member.email)
    page.locator("[name=password]").fill("not the password")
    page.locator("form .btn-primary").first.click()
    page.wait_for_selector(".bn-wrong")
    shot(page, "entrance-refused")
    assert_accessible(page)


@pytest.mark.parametrize(("lang", "theme", "width"), [("ja", "dark", 1440), ("en", "light", 390)])
@pytest.mark.parametrize("path", ["/me/password/", "/me/email/", "/me/two-step/", "/me/confirm/"])
def test_ones_own_way_in(
    browse: Browse, member: Person, shot: Shot, *, path: str, lang: str, theme: Theme, width: int
) -> None:
    page = browse(path, person=member, lang=lang, theme=theme, width=width)
    shot(page, f"me{path.replace('/', '-')}{lang}.{theme}.{width}")
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_what_is_not_there(browse: Browse, faults: Faults, shot: Shot, *, theme: Theme, width: int) -> None:
    page = browse("/nowhere/", theme=theme, width=width)
    shot(page, f"404.{theme}.{width}")
    assert_accessible(page)
    assert_fits(page)
    # Chromium itself writes the 404 of the page into the console.
    assert [told for told in faults.told if "404" not in told] == []
    faults.told.clear()
