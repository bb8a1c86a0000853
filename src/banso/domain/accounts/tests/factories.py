"""Accounts for tests, made by the same actions that pages use."""

from banso.domain.accounts.actions import create_account
from banso.domain.accounts.models import Account
from banso.domain.workspaces.actions import add_member
from banso.domain.workspaces.models import Person
from banso.kit.actor import SYSTEM, Actor

SATO = Actor("person", "1", "佐藤 美咲")


def account(name: str = "株式会社北浜製作所", **values: object) -> Account:
    return create_account({"name": name, **values}, by=SATO)


def member(
    email: str = "sato@example.com", name: str = "佐藤 美咲", roles: tuple[str, ...] = ("csm",)
) -> Person:
    person = Person.objects.create_user(email, "a long password", name=name)
    add_member(person, roles, by=SYSTEM)
    return person
