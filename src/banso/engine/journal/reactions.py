"""Reactions: what follows from facts, by a cursor on the journal, at least once.

    @reaction("contracts.follow_merge", AccountMerged)
    def follow_merge(entry: JournalEntry) -> None: ...

A reaction is called inside the workspace's scope, after the fact is committed. It may be called twice for
one fact, so it calls an action that is idempotent.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from banso.engine.journal.fact import Fact
from banso.engine.journal.models import JournalEntry, ReactionCursor
from banso.kit.tenancy import scope, scopes_disabled

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Reaction:
    name: str
    types: frozenset[str]
    act: Callable[[JournalEntry], None]


_reactions: dict[str, Reaction] = {}


def reaction(
    name: str, *facts: type[Fact]
) -> Callable[[Callable[[JournalEntry], None]], Callable[[JournalEntry], None]]:
    """Register a reaction under a name that never changes: its cursor is kept by it."""

    def decorate(act: Callable[[JournalEntry], None]) -> Callable[[JournalEntry], None]:
        _reactions[name] = Reaction(name, frozenset(kind.type for kind in facts), act)
        return act

    return decorate


def react() -> int:
    """Bring every reaction up to the journal's end; returns how many facts were answered.

    Raises:
        ExceptionGroup: some reactions failed; they stay where they are, the others have come to the end.
    """
    answered, failures = 0, []
    for each in list(_reactions.values()):
        try:
            answered += _advance(each)
        except Exception as error:  # noqa: BLE001 - one reaction's trouble must not stop the others
            error.add_note(f"in the reaction {each.name}")
            failures.append(error)
    if failures:
        raise ExceptionGroup("reactions failed", failures)
    return answered


def _advance(each: Reaction) -> int:
    answered = 0
    while True:
        cursor, _ = ReactionCursor.objects.get_or_create(name=each.name)
        with scopes_disabled():
            entries = list(
                JournalEntry.objects.filter(seq__gt=cursor.seq, type__in=each.types)
                .select_related("workspace")
                .order_by("seq")[:_BATCH]
            )
        if not entries:
            return answered
        for entry in entries:
            with scope(workspace=entry.workspace), transaction.atomic():
                each.act(entry)
                ReactionCursor.objects.filter(name=each.name, seq__lt=entry.seq).update(seq=entry.seq)
            answered += 1
