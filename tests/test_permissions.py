"""T03: every door asked by every kind of visitor; what they meet is the checked-in table."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tools.matrix import FILE, ROLES, VISITORS, Door, doors, table

from banso.domain.workspaces.models import Person, Workspace
from banso.domain.workspaces.rules import PERMISSIONS
from banso.domain.workspaces.tests.factories import member, other_workspace
from banso.kit.tenancy import scope

SAMPLES = {"slug": "harunire", "uuid": str(uuid4()), "int": "999999999", "str": "nothing", "path": "nothing"}


def test_the_table_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == table(), "run `make matrix` and look at what changed"


def test_every_door_asks_for_a_known_permission() -> None:
    known = {f"{area}.{verb}" for area, verbs in PERMISSIONS.items() for verb in verbs}
    asked = {door.permission for door in doors() if door.kind in {"page", "api"}}
    assert asked - known == set(), "add it to PERMISSIONS in domain/workspaces/rules/roles.py"
    assert known - asked == set(), "a key could be given a scope that opens nothing: take it out there"


def address(door: Door) -> str:
    """The door's path with something in every place that it leaves open."""
    path = re.sub(r"\(\?P<\w+>[^)]*\)", "a1", door.path)
    path = re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], path)
    path = re.sub(r"\{\w+\}", SAMPLES["uuid"], path)
    return path.replace("^", "").replace("$", "").replace("\\Z", "")


def met(client: Client, door: Door, *, foreign: bool) -> str:
    """What the visitor met, in the words of the table."""
    body = {"data": "{}", "content_type": "application/json"} if door.kind == "api" else {}
    headers = {"X-Banso-Workspace": "harunire"} if door.kind == "api" else {}
    answer = client.generic(door.method, address(door), headers=headers, **body)  # type: ignore[arg-type]
    if answer.streaming:
        # A file is closed once it has been read.
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    if answer.status_code == 302 and answer["Location"].startswith("/sign-in/?next="):
        return "sign-in"
    if answer.status_code in {401, 403, 500}:
        return str(answer.status_code)
    # A member meets 404 only where a thing is asked for that is not there.
    if answer.status_code == 404 and (door.kind == "page" and "<slug:slug>" in door.path):
        return "404" if foreign or not re.search(r"<(?!slug:slug)", door.path) else "open"
    return "open"


def arrive(client: Client, name: str) -> None:
    """The visitor signs in; a door before may have signed them out."""
    if name != "anonymous":
        client.force_login(Person.objects.get(email=f"{name}@harunire.example"))


@pytest.mark.parametrize("name", VISITORS)
def test_t03_what_everybody_meets(name: str, workspace: Workspace, settings: Any) -> None:
    settings.STYLEGUIDE = True
    assert workspace.slug == SAMPLES["slug"]
    if name == "foreign":
        with scope(workspace=other_workspace()):
            member("foreign@harunire.example", "owner")
    elif name != "anonymous":
        member(f"{name}@harunire.example", name)
    client = Client(raise_request_exception=False)
    wrong = []
    for door in doors():
        arrive(client, name)
        expected, found = door.opens_for(name), met(client, door, foreign=name == "foreign")
        if found != expected:
            wrong.append(f"{door.method} {door.path}: {found}, not {expected}")
    assert wrong == []


def test_the_roles_of_the_table_are_those_that_exist() -> None:
    from banso.domain.workspaces.models import Role  # noqa: PLC0415 - after the settings

    assert tuple(Role.values) == ROLES
