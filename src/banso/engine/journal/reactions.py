"""Reactions: what follows from facts, by a cursor on the journal, at least once.

    @reaction("contracts.follow_merge", AccountsMerged, title=Text(en="...", ja="..."))
    def follow_merge(entry: JournalEntry) -> None: ...

A reaction is called inside the workspace's scope, after the fact is committed. It may be called twice for
one fact, so it calls an action that is idempotent.

One that fails holds up nobody else: the cursor goes on, and the fact is kept as a `ReactionFailure`, to be
tried again ever more slowly, and set aside after `TRIES` tries. Later facts of the same account wait behind
it, so what one reaction does to one account stays in the order of the journal. What was set aside lets them
pass, and is tried again when somebody says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from banso.engine.journal.fact import Fact
from banso.engine.journal.loader.horizon import Horizon
from banso.engine.journal.models import JournalEntry, ReactionCursor, ReactionFailure
from banso.kit.clock import now
from banso.kit.errors import BansoError
from banso.kit.tenancy import scope, scopes_disabled
from banso.kit.words import Text

log = structlog.get_logger(__name__)

_BATCH = 500
# 5 s, 20 s, 80 s, ... : the last try comes seven and a half hours after the first.
TRIES = 8
_FIRST_PAUSE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Reaction:
    name: str
    types: frozenset[str]
    act: Callable[[JournalEntry], None]
    title: Text


_reactions: dict[str, Reaction] = {}
_horizon = Horizon()


def reaction(
    name: str, *facts: type[Fact], title: Text
) -> Callable[[Callable[[JournalEntry], None]], Callable[[JournalEntry], None]]:
    """Register a reaction under a name that never changes: its cursor is kept by it.

    Args:
        name: "<area>.<what it does>".
        facts: what it answers. Facts whose answers must keep their order belong to one reaction.
        title: what it does, for the people who are told when it fails.
    """

    def decorate(act: Callable[[JournalEntry], None]) -> Callable[[JournalEntry], None]:
        _reactions[name] = Reaction(name, frozenset(kind.type for kind in facts), act, title)
        return act

    return decorate


def reaction_title(name: str) -> str:
    """What a reaction does, in the active language; the name of one whose code is gone."""
    known = _reactions.get(name)
    return str(known.title) if known else name


def react() -> int:
    """Bring every reaction up to the journal's end; returns how many facts were answered."""
    bound = _horizon.final()
    return sum(_retry(each) + _advance(each, bound) for each in list(_reactions.values()))


def reaction_failures() -> QuerySet[ReactionFailure]:
    """What is not answered yet, the oldest first: of the open workspace, or with scopes off of all."""
    return ReactionFailure.objects.select_related("entry", "workspace").order_by("entry_id", "reaction")


def try_again() -> int:
    """Have the open workspace's (with scopes off: every) failed answer tried anew; returns how many."""
    return ReactionFailure.objects.exclude(error="").update(again_at=now(), tries=0, set_aside_at=None)


def _advance(each: Reaction, bound: int) -> int:
    """Go from the cursor to `bound`, the seq below which no row can appear any more."""
    answered = 0
    while entries := _next(each, bound):
        for entry in entries:
            if _must_wait(each, entry):
                _keep(each, entry, ReactionFailure(again_at=now()))
            else:
                answered += _answer(each, entry, None)
    # So that the next look need not pass again over everything that this reaction does not answer.
    ReactionCursor.objects.filter(name=each.name, seq__lt=bound).update(seq=bound)
    return answered


def _next(each: Reaction, bound: int) -> list[JournalEntry]:
    cursor, _ = ReactionCursor.objects.get_or_create(name=each.name)
    with scopes_disabled():
        entries = JournalEntry.objects.filter(seq__gt=cursor.seq, seq__lte=bound, type__in=each.types)
        return list(entries.select_related("workspace").order_by("seq")[:_BATCH])


def _must_wait(each: Reaction, entry: JournalEntry) -> bool:
    with scope(workspace=entry.workspace):
        waiting = ReactionFailure.objects.filter(reaction=each.name, set_aside_at=None)
        return waiting.filter(entry__account=entry.account).exists()


def _retry(each: Reaction) -> int:
    """One more try of each that is due and first in its account's line."""
    with scopes_disabled():
        waiting = ReactionFailure.objects.filter(reaction=each.name, set_aside_at=None)
        ahead = waiting.filter(
            workspace=OuterRef("workspace"), entry__account=OuterRef("entry__account"),
            entry__lt=OuterRef("entry"),
        )  # fmt: skip
        due = waiting.filter(~Exists(ahead), again_at__lte=now())
        failures = list(due.select_related("entry__workspace").order_by("entry_id")[:_BATCH])
    return sum(_answer(each, failure.entry, failure) for failure in failures)


def _answer(each: Reaction, entry: JournalEntry, failure: ReactionFailure | None) -> int:
    """Act on one fact; 1 when it was answered, 0 when it failed and is kept."""
    try:
        with scope(workspace=entry.workspace), transaction.atomic():
            each.act(entry)
            if failure is not None:
                ReactionFailure.objects.filter(pk=failure.pk).delete()
            _seen(each, entry)
    except Exception as error:
        tries = (failure.tries if failure else 0) + 1
        log.exception("reaction failed", reaction=each.name, fact=entry.type, seq=entry.seq, tries=tries)
        at = now()
        kept = ReactionFailure(
            tries=tries, error=_said(error), again_at=at + _FIRST_PAUSE * 4 ** (tries - 1),
            set_aside_at=at if tries >= TRIES else None,
        )  # fmt: skip
        _keep(each, entry, kept)
        return 0
    return 1


def _keep(each: Reaction, entry: JournalEntry, failure: ReactionFailure) -> None:
    names = ("tries", "error", "again_at", "set_aside_at")
    with scope(workspace=entry.workspace), transaction.atomic():
        ReactionFailure.objects.update_or_create(
            workspace=entry.workspace, reaction=each.name, entry=entry,
            defaults={name: getattr(failure, name) for name in names},
        )  # fmt: skip
        _seen(each, entry)


def _seen(each: Reaction, entry: JournalEntry) -> None:
    ReactionCursor.objects.filter(name=each.name, seq__lt=entry.seq).update(seq=entry.seq)


def _said(error: Exception) -> str:
    """An error for the page; PostgreSQL keeps no NUL."""
    text = error.message if isinstance(error, BansoError) else f"{type(error).__name__}: {error}"
    return text.replace("\x00", "")[:500]
