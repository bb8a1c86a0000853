"""Where records name a workspace's people and teams, found in the models: none can be forgotten.

What names somebody is what they hold: it keeps them from being removed with a file, and passes to whoever
takes their invitation.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal
from uuid import UUID

from django.apps import apps
from django.db import models

from banso.domain.workspaces.models import Person, Team
from banso.kit.tenancy import TenantModel

# Go with the person: the seat itself, and what they were told.
_THEIRS = frozenset({"workspaces.Membership", "work.Notice"})
# The models' names of columns that hold a colleague's address, and of lists of people's ids.
_MAIL, _LIST = "email", "people"


@dataclass(frozen=True, slots=True)
class Place:
    """A column that names people: by a key, by a mail address, or by a list of ids."""

    model: type[models.Model]
    column: str
    by: Literal["key", "mail", "list"]

    @property
    def rows(self) -> models.QuerySet[Any]:
        manager: models.Manager[Any] = self.model.objects  # type: ignore[attr-defined]
        return manager.order_by()


@cache
def naming() -> tuple[Place, ...]:
    """Every column of a workspace's tables that names people."""
    found = []
    for model in apps.get_models():
        if not issubclass(model, TenantModel) or model._meta.label == "workspaces.Membership":
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is Person:
                found.append(Place(model, field.name, "key"))
            elif isinstance(field, models.CharField | models.TextField) and field.name.endswith(_MAIL):
                found.append(Place(model, field.name, "mail"))
            elif isinstance(field, models.JSONField) and field.name == _LIST:
                found.append(Place(model, field.name, "list"))
    return tuple(found)


def held_by(people: Mapping[UUID, str]) -> dict[UUID, Counter[str]]:
    """What people hold: by person, the labels of models ("sales.Deal"), each with the number of its records.

    Args:
        people: their ids, each with what stands for their address in records ("" for nothing).
    """
    found: dict[UUID, dict[str, set[object]]] = {}
    known = {mail: pk for pk, mail in people.items() if mail}
    for place in naming():
        if place.model._meta.label in _THEIRS:
            continue
        for row, person in _named(place, people, known):
            found.setdefault(person, {}).setdefault(place.model._meta.label, set()).add(row)
    return {pk: Counter({label: len(rows) for label, rows in labels.items()}) for pk, labels in found.items()}


def _named(place: Place, people: Iterable[UUID], known: Mapping[str, UUID]) -> Iterator[tuple[object, UUID]]:
    column = place.column
    if place.by == "key":
        rows = place.rows.filter(**{f"{column}__in": list(people)})
        yield from rows.values_list("pk", f"{column}_id")
    elif place.by == "mail":
        for row, mail in place.rows.filter(**{f"{column}__in": list(known)}).values_list("pk", column):
            yield row, known[mail]
    else:
        wanted = {str(each): each for each in people}
        for row, listed in place.rows.values_list("pk", column):
            yield from ((row, wanted[each]) for each in listed or () if each in wanted)


def held_teams(teams: Iterable[UUID]) -> dict[UUID, Counter[str]]:
    """What teams hold beside their people: by team, the labels of models, each with the number of records."""
    found: dict[UUID, Counter[str]] = {}
    wanted = list(teams)
    for relation in Team._meta.related_objects:
        model = relation.related_model
        if not isinstance(model, type) or not issubclass(model, TenantModel) or relation.many_to_many:
            continue
        column = relation.field.name
        manager: models.Manager[Any] = model.objects
        rows = manager.order_by().filter(**{f"{column}__in": wanted})
        for team in rows.values_list(f"{column}_id", flat=True):
            found.setdefault(team, Counter())[model._meta.label] += 1
    return found
