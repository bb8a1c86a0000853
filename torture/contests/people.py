"""Ways in and seats: one link, one invitation, the last owner."""

import random
import secrets

from django.test import Client

from banso.domain.workspaces.actions import (
    add_member,
    create_workspace,
    deactivate_member,
    invite,
    sign_in_link,
)
from banso.domain.workspaces.models import Membership, Person, Workspace
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope
from torture.contests.frame import LOST, WON, Contest, Said, Start, differs, one_winner, owner


def _path(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def _signs_in(path: str, body: dict[str, str]) -> Said:
    """Whoever is signed in afterwards has won; a page that says no has lost."""
    client = Client(raise_request_exception=False)
    reply = client.post(path, body)
    if reply.status_code >= 500:
        return Said(reply.status_code, reply.content.decode()[-900:])
    return Said(WON if "_auth_user_id" in client.session else LOST, str(reply.status_code))


def _invited(name: str) -> Start:
    email = f"{name}@races.example"
    return {"email": email, "path": _path(invite(email, ["csm"], by=owner())[1])}


def _join(start: Start, place: int, _chance: random.Random) -> Said:
    return _signs_in(start["path"], {"name": f"New {place}", "password": f"kawa no nagare {place} soite"})


def _one_seat(start: Start, said: list[Said]) -> list[str]:
    people = Person.objects.filter(email=start["email"]).count()
    seats = Membership.objects.filter(person__email=start["email"]).count()
    return one_winner(said) + differs("people and seats", (people, seats), (1, 1))


def _linked(name: str) -> Start:
    person = Person.objects.create_user(f"{name}@races.example", None, name="Linked")
    add_member(person, ["csm"], by=SYSTEM)
    return {"path": _path(sign_in_link(person))}


def _three_owners(name: str) -> Start:
    """A workspace of its own."""
    slug = "o" + secrets.token_hex(8)
    with scope(workspace=create_workspace(slug, name=name[:60], by=SYSTEM)):
        people = [Person.objects.create_user(f"{slug}-{n}@races.example", None, name="O") for n in range(3)]
        return {"slug": slug, "seats": [str(add_member(each, ["owner"], by=SYSTEM).pk) for each in people]}


def _leave(start: Start, place: int, _chance: random.Random) -> Said:
    with scope(workspace=Workspace.objects.get(slug=start["slug"])):
        seats = {str(seat.pk): seat.pk for seat in Membership.objects.all()}
        deactivate_member(seats[start["seats"][place % 3]], by=SYSTEM)
    return Said(WON)


def _one_owner(start: Start, _said: list[Said]) -> list[str]:
    with scope(workspace=Workspace.objects.get(slug=start["slug"])):
        return differs("owners left", Membership.objects.filter(active=True).count(), 1)


CONTESTS = {
    "invitation": Contest(_invited, _join, _one_seat),
    "sign-in-link": Contest(
        _linked,
        lambda start, _place, _chance: _signs_in(start["path"], {}),
        lambda _start, said: one_winner(said),
    ),
    "last-owner": Contest(_three_owners, _leave, _one_owner),
}
