"""People and keys for tests."""

from typing import Any

from django.test import Client

from banso.domain.workspaces.actions import add_member, create_key, create_workspace
from banso.domain.workspaces.models import Membership, Person, Workspace
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope

PASSWORD = "kawa no nagare ni soite"


def person(email: str = "sato@harunire.example", *, name: str = "佐藤 美咲", **fields: Any) -> Person:
    return Person.objects.create_user(email, PASSWORD, name=name, **fields)


def member(email: str, *roles: str, **fields: Any) -> Membership:
    """A new person with a seat in the open workspace."""
    return add_member(person(email, **fields), roles or ("owner",), by=SYSTEM)


def other_workspace(slug: str = "keyaki") -> Workspace:
    return create_workspace(slug, name="ケヤキ株式会社", by=SYSTEM)


def signed_in(email: str, *roles: str, workspace: Workspace | None = None, **fields: Any) -> Client:
    """A browser in which a new member of the open workspace (or of `workspace`) has signed in."""
    if workspace is None:
        seat = member(email, *roles, **fields)
    else:
        with scope(workspace=workspace):
            seat = member(email, *roles, **fields)
    client = Client()
    client.force_login(seat.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def api_client(*scopes: str) -> Client:
    """A client that sends an API key of the open workspace."""
    _, secret = create_key("api", name="test", scopes=scopes or ("*.view",), by=SYSTEM)
    return Client(headers={"Authorization": f"Bearer {secret}"})
