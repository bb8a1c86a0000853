"""Reading the journal: time lines, and the newest version of each fact."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from banso.engine.journal.models import JournalEntry
from banso.engine.journal.record import within


def current_facts(*, as_of: datetime | None = None) -> QuerySet[JournalEntry]:
    """The newest version of every fact that is not retracted, as known at `as_of` (aware; None = now)."""
    entries = JournalEntry.objects.all()
    newer = JournalEntry.objects.filter(fact_id=OuterRef("fact_id"))
    if as_of is not None:
        # Not "until then", which SQLite would look up by time, reading all that the workspace knew: account,
        # type or subject narrow what is read far more.
        entries = entries.exclude(recorded_at__gt=as_of)
        newer = newer.exclude(recorded_at__gt=as_of)
    newest = newer.order_by("-version").values("version")[:1]
    return entries.filter(version=Subquery(newest), retracted=False)


def timeline(account: UUID, *, as_of: datetime | None = None) -> QuerySet[JournalEntry]:
    """An account's facts, newest first."""
    return current_facts(as_of=as_of).filter(account=account).order_by("-occurred_at", "-seq")


def parts_of(fact_ids: Collection[UUID], *, as_of: datetime | None = None) -> QuerySet[JournalEntry]:
    """What came with these facts, in its order; see `record.within`."""
    rows = current_facts(as_of=as_of).filter(source__in=[within(each) for each in fact_ids])
    return rows.order_by("occurred_at", "seq")


def versions(fact_id: UUID) -> QuerySet[JournalEntry]:
    """Every version of one fact, the first first."""
    return JournalEntry.objects.filter(fact_id=fact_id).order_by("version")
