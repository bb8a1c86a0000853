"""Writing facts, in the caller's transaction and nowhere else."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from banso.engine.journal.fact import Fact
from banso.engine.journal.models import JournalEntry
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.ids import new_id
from banso.kit.tenancy import current_workspace_id, scopes_disabled

_CHUNK = 500


@dataclass(slots=True)
class Recorded:
    """What a recording did, as fact ids: `same` were known already, word for word."""

    new: list[UUID] = field(default_factory=list)
    changed: list[UUID] = field(default_factory=list)
    same: list[UUID] = field(default_factory=list)


WITHIN = "with:"

# What was recorded just now, new or in another version, of the types that were asked for.
Listener = Callable[[Sequence[JournalEntry]], None]
_listeners: dict[str, tuple[frozenset[str], Listener]] = {}


def at_recording(name: str, types: frozenset[str], act: Listener) -> None:
    """Have something done in the transaction that records facts; the same name again replaces it.

    For what must stand or fall with the facts, such as an outbox. It delays whoever records, so it does no
    more than write down what is to be done; whatever can wait is a reaction.
    """
    _listeners[name] = (types, act)


def within(fact_id: UUID) -> str:
    """The `source` of facts that came with another one.

    That one tells of them: a time line of everything has one line for an act of many steps.
    """
    return f"{WITHIN}{fact_id.hex}"


def record(fact: Fact, *, by: Actor, id: UUID | None = None, source: str = "") -> UUID:  # noqa: A002 - the field's word
    """Record one fact and return its id.

    With the id of a fact that is known, equal content writes nothing and other content a new version.

    Raises:
        RuntimeError: no transaction is open.
        ScopeError: no workspace's scope is open.
    """
    fact_id = id or new_id()
    record_all([(fact_id, fact)], by=by, source=source)
    return fact_id


def record_all(
    facts: Iterable[tuple[UUID, Fact]], *, by: Actor, source: str = "", at: datetime | None = None
) -> Recorded:
    """Record many facts; when one id comes twice in a call, the last wins.

    Args:
        facts: pairs of a stable id and the fact.
        by: who says so.
        source: what they came from, such as "import:<id>", or `within` another fact; kept for undoing and for
            the time line.
        at: since when they are known, for what must become known all at once; None = each as it is written.
    """
    _demand_transaction()
    wanted = dict(facts)
    result = Recorded()
    for chunk in _chunks(list(wanted)):
        latest = latest_versions(chunk)
        rows = []
        for fact_id in chunk:
            fact, before = wanted[fact_id], latest.get(fact_id)
            row = _entry(fact, fact_id, by=by, source=source, at=at)
            if before is None:
                result.new.append(fact_id)
            elif not before.retracted and _content(before) == _content(row):
                result.same.append(fact_id)
                continue
            else:
                row.version = before.version + 1
                result.changed.append(fact_id)
            rows.append(row)
        JournalEntry.objects.bulk_create(rows)
        _let_hear(rows)
    return result


def retract(
    ids: Sequence[UUID], *, by: Actor, reason: str, source: str = "", at: datetime | None = None
) -> list[UUID]:
    """Say of facts that they never were: a last version of each that is marked so; `at` as in `record_all`.

    Returns:
        The ids that were retracted; unknown and already retracted ones are left alone.
    """
    _demand_transaction()
    done: list[UUID] = []
    for chunk in _chunks(list(dict.fromkeys(ids))):
        rows = []
        for fact_id, before in latest_versions(chunk).items():
            if before.retracted:
                continue
            row = _copy(before, by=by, retracted=True, reason=reason, source=source or before.source)
            row.recorded_at = at or row.recorded_at
            rows.append(row)
            done.append(fact_id)
        JournalEntry.objects.bulk_create(rows)
    return done


def move_account(ids: Sequence[UUID], *, to: UUID, by: Actor, reason: str) -> list[UUID]:
    """Correct the account of facts: a new version of each, all else as before. For merging and its undo."""
    _demand_transaction()
    done: list[UUID] = []
    for chunk in _chunks(list(dict.fromkeys(ids))):
        rows = []
        for fact_id, before in latest_versions(chunk).items():
            if before.retracted or before.account == to:
                continue
            row = _copy(before, by=by, retracted=False, reason=reason, source=before.source)
            row.account = to
            rows.append(row)
            done.append(fact_id)
        JournalEntry.objects.bulk_create(rows)
    return done


def latest_versions(ids: Sequence[UUID]) -> dict[UUID, JournalEntry]:
    """The newest version of each known fact among `ids` (at most a few hundred), retracted ones too."""
    found: dict[UUID, JournalEntry] = {}
    for entry in JournalEntry.objects.filter(fact_id__in=ids).order_by("version"):
        found[entry.fact_id] = entry
    return found


def _let_hear(rows: Sequence[JournalEntry]) -> None:
    for types, act in _listeners.values():
        if heard := [row for row in rows if row.type in types]:
            act(heard)


def _demand_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(
            "facts are recorded in the transaction of the act they belong to: open atomic() first"
        )


def _chunks(ids: list[UUID]) -> Iterable[list[UUID]]:
    # SQLite binds at most 999 variables on its oldest supported builds.
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def _entry(fact: Fact, fact_id: UUID, *, by: Actor, source: str, at: datetime | None) -> JournalEntry:
    if fact.occurred_at.tzinfo is None:
        raise ValueError(f"{fact.type}: occurred_at wants an aware datetime, got {fact.occurred_at!r}")
    return JournalEntry(
        workspace_id=current_workspace_id(),
        fact_id=fact_id,
        version=1,
        type=fact.type,
        type_version=fact.version,
        account=fact.account,
        person=fact.person,
        subject=fact.subject,
        occurred_at=fact.occurred_at.astimezone(UTC),
        recorded_at=at or now(),
        actor_kind=by.kind,
        actor_id=by.id,
        actor_label=by.label,
        source=source,
        payload=fact.payload(),
    )


def _content(row: JournalEntry) -> tuple[Any, ...]:
    return (
        row.type,
        row.type_version,
        row.account,
        row.person,
        row.subject,
        row.occurred_at,
        row.payload,
    )


def _copy(before: JournalEntry, *, by: Actor, retracted: bool, reason: str, source: str) -> JournalEntry:
    return JournalEntry(
        workspace_id=before.workspace_id,
        fact_id=before.fact_id,
        version=before.version + 1,
        type=before.type,
        type_version=before.type_version,
        account=before.account,
        person=before.person,
        subject=before.subject,
        occurred_at=before.occurred_at,
        recorded_at=now(),
        retracted=retracted,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_label=by.label,
        source=source,
        reason=reason,
        payload=before.payload,
    )


def journal_position() -> int:
    """The newest seq that this transaction sees, of any workspace; 0 for an empty journal."""
    with scopes_disabled(), connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM journal_journalentry")
        row = cursor.fetchone()
    return int(row[0]) if row else 0
