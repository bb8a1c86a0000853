"""What every contest stands on: a workspace, a caller, what is said and what is asked afterwards."""

import random
import secrets
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.test import Client

from banso.domain.workspaces.actions import add_member, create_key, create_workspace
from banso.domain.workspaces.models import Person, Workspace
from banso.kit.actor import SYSTEM, Actor
from banso.kit.errors import BansoError
from banso.kit.tenancy import scope

WON, LOST, BROKEN = 200, 409, 500
_SLUG = "races"
_OWNER = "owner@races.example"
_SCOPES = ("accounts.view", "accounts.edit", "contracts.edit", "deals.edit", "privacy.manage")
Start = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """What one process was answered: a status as HTTP has them, and its words."""

    status: int
    detail: str = ""

    @property
    def won(self) -> bool:
        return self.status < 300


@dataclass(frozen=True)
class Contest:
    """One thing that eight do at once.

    Attributes:
        prepare: makes what they fight for; takes a name that nobody has had, gives what all get to know.
        act: what each of them does; takes that, their place from 0 and chances of their own.
        faults: what is wrong afterwards, a sentence each.
    """

    prepare: Callable[[str], Start]
    act: Callable[[Start, int, random.Random], Said]
    faults: Callable[[Start, list[Said]], list[str]]


def said_by(contest: Contest, start: Start, place: int, seed: str) -> Said:
    """One process's part; what nobody foresaw is a failure with its last lines."""
    try:
        return contest.act(start, place, random.Random(seed))
    except BansoError as error:
        return Said(LOST, error.message)
    except Exception:  # noqa: BLE001 - whatever it is, it is told
        return Said(BROKEN, traceback.format_exc()[-900:])


def furnish() -> None:
    """The workspace, once for each database."""
    if Workspace.objects.filter(slug=_SLUG).exists():
        return
    made = create_workspace(_SLUG, name="Races", by=SYSTEM)
    with scope(workspace=made):
        add_member(Person.objects.create_user(_OWNER, None, name="Owner"), ["owner"], by=SYSTEM)


def warm_up() -> None:
    """Load what every process would have to load for itself otherwise."""
    assert call("get", "accounts").won
    assert Client().get("/sign-in/").status_code == 200


@contextmanager
def inside() -> Iterator[Workspace]:
    workspace = Workspace.objects.get(slug=_SLUG)
    with scope(workspace=workspace):
        yield workspace


def owner() -> Actor:
    """Whoever prepares."""
    person = Person.objects.get(email=_OWNER)
    return Actor("person", str(person.pk), "Owner")


@cache
def _secret() -> str:
    with inside():
        return create_key("api", name=secrets.token_hex(4), scopes=_SCOPES, by=SYSTEM)[1]


def call(method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> Said:
    """One call of the API."""
    client = Client(headers={"Authorization": f"Bearer {_secret()}"}, raise_request_exception=False)
    reply = getattr(client, method)(f"/api/v1/{path}", body, content_type="application/json", headers=headers)
    return Said(reply.status_code, reply.content.decode()[:900])


def one_winner(said: list[Said]) -> list[str]:
    won = sum(each.won for each in said)
    return [] if won == 1 else [f"{won} won: {dict(Counter(each.status for each in said))}"]


def somebody_won(said: list[Said]) -> list[str]:
    return [] if any(each.won for each in said) else [f"nobody won: {said[0]}"]


def differs(what: str, found: object, wanted: object) -> list[str]:
    return [] if found == wanted else [f"{what}: {found}, not {wanted}"]
