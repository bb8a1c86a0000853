"""The profile's colours arrive with the person on a new device."""

import pytest
from django.test import Client

from banso.domain.workspaces.actions import sign_in_link
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.tests.factories import PASSWORD, member

pytestmark = pytest.mark.usefixtures("workspace")


def person(theme: str) -> Person:
    made = member("sato@harunire.example", "csm").person
    Person.objects.filter(pk=made.pk).update(theme=theme)
    return made


def enter(client: Client, password: str = PASSWORD) -> str | None:
    answer = client.post("/sign-in/", {"login": "sato@harunire.example", "password": password})
    morsel = answer.cookies.get("bn_theme")
    return morsel.value if morsel else None


def test_signing_in_by_password_brings_the_theme() -> None:
    person("dark")
    client = Client()
    assert enter(client) == "dark"
    assert 'data-theme="dark"' in client.get("/", follow=True).content.decode()


def test_signing_in_by_a_link_brings_the_theme() -> None:
    link = sign_in_link(person("light"))
    answer = Client().post(link.partition("8000")[2])
    assert answer.cookies["bn_theme"].value == "light"


def test_who_follows_the_device_leaves_it_as_it_is() -> None:
    person("")
    client = Client()
    client.cookies["bn_theme"] = "dark"
    assert enter(client) is None


def test_nobody_who_fails_to_sign_in_changes_a_device() -> None:
    person("dark")
    assert enter(Client(), "wrong") is None
