"""The frame: only pages that exist and may be opened, the choices of this device, the moment."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from banso.domain.workspaces.models import Workspace
from banso.kit.access import Access
from banso.kit.actor import SYSTEM
from banso.project.shell import PLACES, Shell

ALL = Access(workspace=Workspace(slug="harunire"), actor=SYSTEM, permissions=frozenset({"*"}))


def shell(path: str = "/w/harunire/", *, access: Access | None = ALL, **cookies: str) -> Shell:
    request: HttpRequest = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    if access:
        request.access = access  # type: ignore[attr-defined]
    return Shell(request)


def hrefs(frame: Shell) -> list[str]:
    return [link.href for group in frame.groups for link in group.links]


def test_places_that_exist_are_shown_to_whoever_may_open_them() -> None:
    assert "/w/harunire/kpis/" in hrefs(shell())
    assert "/w/harunire/kpis/" not in hrefs(
        shell(access=replace(ALL, permissions=frozenset({"accounts.view"})))
    )
    assert hrefs(shell(access=None)) == []


def test_every_place_has_a_letter_of_its_own() -> None:
    letters = [place.letter for _, places in PLACES for place in places]
    assert sorted(set(letters)) == sorted(letters)


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/w/harunire/", ["/w/harunire/"]),
        ("/w/harunire/kpis/nrr/", ["/w/harunire/kpis/"]),
        ("/w/harunire/notes/7/", ["/w/harunire/accounts/"]),
        ("/w/harunire/elsewhere/", []),
    ],
)
def test_the_place_one_is_in_is_marked(path: str, current: list[str]) -> None:
    marked = [link.href for group in shell(path).groups for link in group.links if link.current]
    assert marked == current


def test_the_palette_is_asked_where_it_answers() -> None:
    assert shell().palette == "/w/harunire/palette"
    assert shell(access=None).palette == ""


@pytest.mark.parametrize(
    ("kept", "shown"), [("dark", "dark"), ("light", "light"), ("<x>", "system"), ("", "system")]
)
def test_the_theme_is_one_of_three(kept: str, shown: str) -> None:
    assert shell(bn_theme=kept).theme == shown


def test_the_scale_of_amounts_is_one_of_three() -> None:
    assert shell(bn_money="thousand").money_scale == "thousand"
    assert shell(bn_money="hundred_million").money_scale == "one"


def test_the_moment_is_read_from_the_address() -> None:
    with timezone.override("Asia/Tokyo"):
        past = shell("/w/harunire/?as_of=2026-11-02+18:00&a=1&a=2")
        assert past.as_of == datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
        assert past.as_of_value == "2026-11-02T09:00:00Z"
        assert past.query_without_as_of == [("a", "1"), ("a", "2")]


def test_what_names_no_moment_is_handed_back() -> None:
    wrong = shell("/w/harunire/?as_of=yesterday")
    assert (wrong.as_of, wrong.as_of_value, wrong.as_of_wrong) == (None, "", "yesterday")
