"""Asking as ours, with an eye on theirs."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import F
from tools.matrix import Door

from banso.kit.tenancy import scopes_disabled
from tests.security.asking import PAGE_DOORS, ask, read
from tests.security.conftest import Sides
from tests.security.world import address, body_of, digest, kept_rows

# What ours may meet: it is not there, or this cannot be used.
REFUSED = {404, 422}


class Asked:
    """Asks as ours, and keeps what went wrong."""

    def __init__(self, sides: Sides) -> None:
        self.theirs = sides.theirs
        self.browser, self.program = sides.ours.browser(), sides.ours.program()
        self.count = 0
        self.wrong: list[str] = []
        self._before = digest(sides.theirs)

    def __call__(self, door: Door, path: str, why: str, *, body: Any = None, **headers: str) -> Any:
        """Ask, and look for theirs in every byte of the answer."""
        self.count += 1
        answer = ask(self.program if door.kind == "api" else self.browser, door, path, body=body, **headers)
        if self.theirs.mark.encode() in body_of(answer):
            self.wrong.append(f"{door.method} {door.path} {why}: shows it")
        if answer.status_code >= 500:
            self.wrong.append(f"{door.method} {door.path} {why}: {answer.status_code}")
        return answer

    def refused(self, door: Door, path: str, why: str, **more: Any) -> None:
        status = self(door, path, why, **more).status_code
        if status not in REFUSED:
            self.wrong.append(f"{door.method} {door.path} {why}: {status}")

    def unchanged(self, door: Door) -> None:
        """Theirs is as it was, and no row of anybody points across."""
        after = digest(self.theirs)
        touched = sorted(name for name, value in after.items() if self._before[name] != value)
        self.wrong += [f"{door.method} {door.path}: touched {name}" for name in touched]
        self._before = after

    def nothing_crosses(self, door: Door) -> None:
        self.wrong += [f"{door.method} {door.path}: {each} points across" for each in crossing()]


def crossing() -> list[str]:
    """The columns in which a row of one workspace points at a row of another."""
    text, params = _crossings()
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return [label for (label,) in cursor.fetchall()]


@cache
def _crossings() -> tuple[str, tuple[Any, ...]]:
    """One question for all columns, written down once: it is asked after every form."""
    kept, parts, params = set(kept_rows()), [], []
    with scopes_disabled():
        for model in sorted(kept, key=lambda each: each._meta.label):
            for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
                if field.related_model in kept:
                    other = model._base_manager.exclude(**{f"{field.name}__isnull": True})
                    rows = other.exclude(workspace=F(f"{field.name}__workspace")).order_by().values("pk")
                    asked, given = rows.query.sql_with_params()
                    parts.append(f"SELECT CAST(%s AS text) WHERE EXISTS ({asked})")
                    params += [f"{model._meta.label}.{field.name}", *given]
    return " UNION ALL ".join(parts), tuple(params)


def resolved(page: str, action: str) -> str:
    if action.startswith("/"):
        return action
    return page if action in {"", "."} or action.startswith("?") else page + action


def forms_of(asked: Asked, sides: Sides) -> Iterator[tuple[Door, str, dict[str, Any]]]:
    """Every form of every page that is sent by POST, once: door, address, form."""
    seen = set()
    for door in (door for door in PAGE_DOORS if door.method == "GET"):
        page = address(door.path, sides.ours)
        answer = asked(door, page, "form")
        if answer.streaming or not answer["Content-Type"].startswith("text/html"):
            continue
        for form in read(answer.content.decode()).forms:
            target = resolved(page, form["action"])
            named = (target, *form["closed"])
            # The frame's own forms stand on every page.
            if form["method"] == "post" and "sign-out" not in target and named not in seen:
                seen.add(named)
                yield door, target, form
