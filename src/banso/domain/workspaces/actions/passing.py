"""Taking the place of somebody whom a file brought in, in all that names them."""

from typing import Any

from django.db import IntegrityError, ProgrammingError, models, transaction

from banso.domain.workspaces.actions.following import tell_followers
from banso.domain.workspaces.models import Membership, Person
from banso.domain.workspaces.queries import held_by, naming

# How SQLite and PostgreSQL refuse what a trigger guards.
_GUARDED = (IntegrityError, ProgrammingError)


def take_place(seat: Membership, person: Person) -> None:
    """Let a person sit where somebody sat who could not sign in; what they held is that person's.

    What the database keeps as it was written, such as who said a promise, stays with whoever sat there:
    they remain, without a seat. Else they go: nobody but this workspace ever knew them.
    """
    before = seat.person
    _pass_on(before, person)
    seat.person, seat.signs_in, seat.address = person, True, ""
    seat.save(update_fields=["person", "signs_in", "address"])
    if not held_by({before.pk: before.email}):
        before.delete()
    tell_followers({person.pk})


def _pass_on(before: Person, after: Person) -> None:
    for place in naming():
        column = place.column
        if place.by == "key":
            _update(place.rows.filter(**{column: before}), {column: after})
        elif place.by == "mail":
            _update(place.rows.filter(**{column: before.email}), {column: after.email})
        else:
            for row in place.rows.only("pk", column):
                listed = getattr(row, column) or []
                if str(before.pk) in listed:
                    passed = [str(after.pk) if each == str(before.pk) else each for each in listed]
                    place.rows.filter(pk=row.pk).update(**{column: passed})


def _update(rows: models.QuerySet[Any], values: dict[str, Any]) -> None:
    """Change all rows that may be; a guard of the database refuses those that are written once."""
    try:
        with transaction.atomic():
            rows.update(**values)
    except _GUARDED:
        for pk in list(rows.values_list("pk", flat=True)):
            try:
                with transaction.atomic():
                    rows.model.objects.filter(pk=pk).update(**values)
            except _GUARDED:
                continue
