"""From the set-up link to the second person, and a passkey, in a real browser."""

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from banso.domain.workspaces.actions import setup_link
from banso.domain.workspaces.models import Membership
from banso.kit.tenancy import scopes_disabled
from tests.browser.fixtures import Browse, assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "kawa no nagare ni soite"
WORDS = {
    "ja": {
        "set up": "セットアップしてログインする",
        "invite": "招待を送る",
        "join": "参加する",
        "in": "ログイン",
    },
    "en": {"set up": "Set up and sign in", "invite": "Send the invitation", "join": "Join", "in": "Sign in"},
}


def path_of(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)


def set_up(browse: Browse, lang: str) -> Page:
    link = setup_link()
    assert link is not None
    page = browse(path_of(link), lang=lang)
    assert_accessible(page)
    page.get_by_label(re.compile("^(名前|Name)")).fill("秋元 亮")
    page.locator("[name=email]").fill("aki@keyaki.example")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=workspace]").fill("ケヤキ株式会社")
    page.locator("[name=slug]").fill("keyaki")
    page.locator("select[name=language]").select_option(lang)
    page.get_by_role("button", name=WORDS[lang]["set up"]).click()
    page.wait_for_url("**/w/keyaki/**")
    return page


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_t63_set_up_invite_and_join(browse: Browse, lang: str) -> None:
    page = set_up(browse, lang)
    page.goto("/w/keyaki/settings/people/")
    assert_accessible(page)
    page.locator("[name=email]").fill("hikari@keyaki.example")
    page.locator("[name=roles][value=csm]").check()
    page.locator("[name=roles][value=sales]").check()
    page.get_by_role("button", name=WORDS[lang]["invite"]).click()
    link = page.locator("#invitation-link").inner_text()
    assert_accessible(page)
    assert link in str(mail.outbox[0].body)

    invited = browse(path_of(link), lang=lang)
    assert_accessible(invited)
    invited.locator("[name=name]").fill("新井 光")
    invited.locator("[name=password]").fill(PASSWORD)
    invited.get_by_role("button", name=WORDS[lang]["join"]).click()
    invited.wait_for_url("**/w/keyaki/**")
    with scopes_disabled():
        seat = Membership.objects.get(person__email="hikari@keyaki.example")
    assert seat.roles == ["sales", "csm"]


def give_authenticator(page: Page) -> None:
    """An authenticator that says yes, as a phone with a fingerprint would."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_and_signs_in(browse: Browse) -> None:
    page = set_up(browse, "ja")
    give_authenticator(page)
    page.goto("/me/passkeys/add/")
    if "/me/confirm/" in page.url:
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/me/passkeys/add/")
    assert_accessible(page)
    page.locator("[name=name]").fill("わたしの端末")
    page.locator("[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(re.compile("/me/(two-step|passkeys)/(codes/)?$"))
    page.goto("/me/passkeys/")
    expect(page.get_by_role("rowheader", name="わたしの端末")).to_be_visible()
    assert_accessible(page)

    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/w/keyaki/**")
