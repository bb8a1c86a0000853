"""The ledger as it was known at a moment: the newest step of each promise then, read from the journal."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.db.models import F, OuterRef, QuerySet, Subquery, TextField
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from banso.domain.promises.facts import PROMISE_FACTS, Standing
from banso.domain.promises.models import Promise
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.kit.errors import NotFound

TYPES = [kind.type for kind in PROMISE_FACTS]
# The fields of a standing that lists filter and sort by; behind "then_" they do not hide the journal's own.
_READ = ("state", "state_on", "due_on", "made_on", "kind", "said_by", "said_by_id", "owner", "owner_email",
         "deliverable", "deal", "wording", "disputed", "removed", "external_id", "product")  # fmt: skip
THEN = "then_"


def subject_of(promise_id: UUID) -> str:
    """How facts call the promise."""
    return f"promise:{promise_id}"


def known_promises(as_of: datetime) -> QuerySet[JournalEntry]:
    """The newest step of every promise as known at `as_of`, each with its fields as `then_<name>` texts.

    Promises that had been taken back by then are left out.
    """
    last = JournalEntry.objects.filter(subject=OuterRef("subject"), type__in=TYPES, version=1)
    # As in `current_facts`: looked up by subject, and by neither time nor the order in which facts came.
    last = last.exclude(recorded_at__gt=as_of).order_by((F("seq") + 0).desc())
    rows = current_facts(as_of=as_of).filter(type__in=TYPES)
    rows = rows.filter(fact_id=Subquery(last.values("fact_id")[:1]))
    # As plain text, or SQLite would read what it is compared with as JSON.
    fields = {
        THEN + name: Cast(KeyTextTransform(name, KeyTransform("promise", "payload")), TextField())
        for name in _READ
    }
    return rows.annotate(**fields).exclude(payload__promise__removed=True)


def known_promise(promise_id: UUID, as_of: datetime) -> JournalEntry:
    """One promise as it was known.

    Raises:
        NotFound: nobody knew of it then, or it had been taken back.
    """
    # In no order: by the order in which facts came, SQLite would read them all.
    found = next(iter(known_promises(as_of).filter(subject=subject_of(promise_id)).order_by()), None)
    if found is None:
        raise NotFound(_("There is no such promise."))
    return found


def steps_of(promise_id: UUID, as_of: datetime | None = None) -> QuerySet[JournalEntry]:
    """Every step of a promise as known, the newest first."""
    rows = current_facts(as_of=as_of).filter(type__in=TYPES, subject=subject_of(promise_id))
    return rows.order_by("-payload__number")


def promise_id_of(entry: JournalEntry) -> UUID:
    return UUID(entry.subject.removeprefix("promise:"))


def standing_then(entry: JournalEntry) -> Standing:
    """What a step tells of its promise."""
    return msgspec.convert(entry.payload["promise"], Standing)


def as_promise(entry: JournalEntry) -> Promise:
    """The promise as it was, as a record that is not saved; its account is named by its id alone."""
    told = standing_then(entry)
    return Promise(
        id=promise_id_of(entry), workspace_id=entry.workspace_id, account_id=entry.account,
        deal_id=_id(told.deal), external_id=told.external_id, wording=told.wording, kind=told.kind,
        due_on=told.due_on, made_on=told.made_on, said_by_id=_id(told.said_by_id),
        said_by_name=told.said_by, said_to_id=_id(told.said_to_id), said_to_name=told.said_to,
        source=told.source, source_text=told.source_text, activity_id=_id(told.activity),
        note_id=_id(told.note), file_id=_id(told.file), file_name=told.file_name,
        file_sha256=told.file_sha256, product=told.product, deliverable=told.deliverable,
        approval=told.approval, approver_name=told.approver, approved_on=told.approved_on,
        owner_name=told.owner, owner_email=told.owner_email, state=told.state, state_on=told.state_on,
        evidence=told.evidence, disputed=told.disputed, said_version=told.version,
        number=entry.payload["number"],
    )  # fmt: skip


def _id(text: str) -> UUID | None:
    return UUID(text) if text else None
