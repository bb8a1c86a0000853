"""The pages: what they show, and that each act goes through or is refused with words."""

import pytest
from django.test import Client

from banso.domain.handoffs import queries
from banso.domain.handoffs.models import Handoff
from banso.domain.handoffs.rules.frozen import KEYS
from banso.domain.handoffs.tests.factories import WANTED, Town, town, won
from banso.domain.workspaces.models import Membership
from banso.domain.workspaces.tests.factories import signed_in
from banso.kit.tenancy import Tenant

HOME = "/w/harunire/handoffs/"


def browser(seat: Membership) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(seat.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def place(workspace: Tenant) -> Town:
    workspace.language = "en"
    workspace.save()  # type: ignore[attr-defined]
    return town()


def marks(**others: str) -> dict[str, str]:
    return {f"mark-{key}": others.get(key, "accept") for key in KEYS}


def now(handoff: Handoff) -> str:
    return queries.handoff_by_id(handoff.pk).state


def test_returned_mended_and_accepted_on_pages(place: Town) -> None:
    handoff = won(place)
    csm, seller = browser(place.csm), browser(place.seller)
    page = f"{HOME}{handoff.pk}/"
    text = csm.get(page).content.decode()
    assert "日常点検の実施率: 82 → 98" in text
    assert text.count('type="radio"') == 20
    listed = csm.get(HOME).content.decode()
    assert handoff.account.name in listed

    # Kept for later, and nobody is told.
    csm.post(f"{page}decide/", {"act": "keep", "mark-success": "return", "wanted-success": "下書き"})
    assert (now(handoff), queries.items_of(handoff)[3].wanted) == ("waiting", "下書き")
    refused = csm.post(f"{page}decide/", {"act": "return", **marks(success="return")})
    assert (refused.status_code, now(handoff)) == (422, "waiting")
    assert "Say why the item is returned." in refused.content.decode()
    given = {**marks(success="return"), "reason-success": "incomplete", "wanted-success": WANTED}
    assert csm.post(f"{page}decide/", {"act": "return", **given}).status_code == 302
    assert now(handoff) == "returned"

    assert WANTED in seller.get(page).content.decode()
    assert "Item 4 says the same" in seller.post(f"{page}resubmit/", {}).content.decode()
    answer = "森様に確認し、98%のままで合意しました。"
    assert seller.post(f"{page}resubmit/", {"answer": answer}).status_code == 302
    refused = csm.post(f"{page}decide/", {"act": "accept"})
    assert (refused.status_code, "1 item is not looked at" in refused.content.decode()) == (422, True)
    assert csm.post(f"{page}decide/", {"act": "accept", "mark-success": "accept"}).status_code == 302
    assert now(handoff) == "accepted"
    assert csm.post(f"{page}decide/", {"act": "accept"}).status_code == 422
    after = csm.get(page).content.decode()
    assert "Accepted by 佐藤 美咲" in after
    assert 'href="/w/harunire/onboarding/"' in after


def test_who_may_not(place: Town) -> None:
    handoff = won(place)
    page = f"{HOME}{handoff.pk}/"
    seller, other = browser(place.seller), browser(place.other)
    viewer = signed_in("viewer@harunire.example", "viewer")
    assert seller.post(f"{page}decide/", {"act": "accept", **marks()}).status_code == 403
    assert viewer.get(page).status_code == 200
    assert viewer.post(f"{page}messages/", {"text": "hello"}).status_code == 403
    theirs = other.post(f"{page}decide/", {"act": "accept", **marks()})
    assert (theirs.status_code, "handoff: have it assigned" in theirs.content.decode()) == (422, True)
    assert browser(place.csm).post(f"{page}resubmit/", {}).status_code == 403
    assert now(handoff) == "waiting"
    # Assigned by hand, it is theirs.
    assert seller.post(f"{page}assign/", {"csm": "ueda@harunire.example"}).status_code == 302
    assert other.post(f"{page}decide/", {"act": "accept", **marks()}).status_code == 302
    assert now(handoff) == "accepted"


def test_the_rules_page(place: Town) -> None:
    boss, page = browser(place.manager), "/w/harunire/settings/handoffs/"
    row = {"line": ["1", "2"], "name-1": "すべて", "language-1": "ja", "name-2": ""}
    refused = boss.post(f"{page}rules/", row)
    assert (refused.status_code, "somebody to choose from" in refused.content.decode()) == (422, True)
    assert boss.post(f"{page}rules/", {**row, "people-1": "ueda@harunire.example"}).status_code == 302
    assert "すべて" in boss.get(page).content.decode()
    assert won(place).csm_rule == "すべて"
    assert browser(place.csm).post(f"{page}rules/", row).status_code == 403
