"""Telling people that somebody wrote of them with "@name"."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from banso.domain.work.actions.notices import notify
from banso.domain.work.queries.notices import MENTIONED
from banso.domain.work.rules.mentions import Named, mentioned
from banso.domain.workspaces.queries import members_who_may
from banso.engine.journal.models import JournalEntry
from banso.kit.actor import Actor, ActorKind

_SHOWN, _NAMED = 200, 120


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody was mentioned.

    Attributes:
        record: its id; of the same record each is told once.
        name: what it is called, such as the task's title.
        href: its page, below /w/<slug>/.
        permission: what that page asks for; whoever may not read it is not told.
    """

    record: UUID
    name: str
    href: str
    permission: str


def tell_mentioned(text: str, place: Place, *, by: Actor, besides: Collection[UUID] = ()) -> tuple[UUID, ...]:
    """Tell those whom a text mentions; whoever wrote it and `besides`, who hear of it anyway, are left out.

    Returns:
        Those who were meant and are told, or were told of the same record before.
    """
    if not {"@", "\uff20"} & set(text):
        return ()
    people = [Named(each.pk, each.get_full_name(), each.email) for each in members_who_may(place.permission)]
    meant = tuple(each for each in mentioned(text, people) if str(each) != by.id and each not in besides)
    detail = {"who": by.label, "where": place.name[:_NAMED], "text": " ".join(text.split())[:_SHOWN]}
    for person in meant:
        notify(person, MENTIONED, detail=detail, href=place.href, key=f"mention:{place.record}", mail=True)
    return meant


def writer_of(entry: JournalEntry) -> Actor:
    """Whoever wrote what a fact tells of."""
    return Actor(cast("ActorKind", entry.actor_kind), entry.actor_id, entry.actor_label)
