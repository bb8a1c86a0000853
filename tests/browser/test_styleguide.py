"""The page of all parts: reachable, legible and quiet in both languages, both themes, desk and phone."""

import pytest

from banso.domain.workspaces.models import Person
from tests.browser.fixtures import Browse, Shot, Theme, assert_accessible, assert_fits

pytestmark = pytest.mark.browser
GUIDE = "/w/harunire/_styleguide/"


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_part_is_accessible(
    browse: Browse, member: Person, shot: Shot, *, lang: str, theme: Theme, width: int
) -> None:
    page = browse(GUIDE, person=member, lang=lang, theme=theme, width=width)
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator("html").get_attribute("data-bs-theme") == theme
    page.locator(".bn-later").scroll_into_view_if_needed()
    page.wait_for_selector(".bn-later", state="detached")
    page.evaluate("scrollTo(0, 0)")
    shot(page, f"styleguide.{lang}.{theme}.{width}")
    assert_accessible(page)
    assert_fits(page)
