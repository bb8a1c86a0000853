"""Taking back what was done to many promises at once: each gets again what it had before that step."""

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.promises.actions.changing import amend_promise, hand_over
from banso.domain.promises.actions.writing import locked
from banso.domain.promises.facts import OwnerChanged, PromiseAmended
from banso.domain.promises.queries.past import TYPES, promise_id_of, standing_then
from banso.domain.promises.rules.states import OPEN
from banso.engine.journal.models import JournalEntry
from banso.kit.actor import Actor
from banso.kit.errors import Conflict, NotFound


def undo_many(source: str, *, by: Actor) -> int:
    """Undo the steps that were recorded under `source`; returns how many promises have what they had.

    A promise that went on since then, or was closed, stays as it is.

    Raises:
        NotFound: nothing was done under that name, or somebody else did it.
        Conflict: it was undone already.
    """
    undone = f"undo:{source}"
    with transaction.atomic():
        steps = JournalEntry.objects.filter(source=source, type__in=TYPES, version=1)
        rows = list(steps.filter(actor_kind=by.kind, actor_id=by.id))
        if not rows:
            raise NotFound(_("there is no such change"))
        if JournalEntry.objects.filter(source=undone).exists():
            raise Conflict(_("this change was taken back already"))
        return sum(_undone(row, undone, by=by) for row in rows)


def _undone(row: JournalEntry, source: str, *, by: Actor) -> bool:
    promise = locked(promise_id_of(row), removed=True)
    if promise.number != row.payload["number"] or promise.state not in OPEN or promise.removed_at:
        return False
    before = JournalEntry.objects.filter(
        subject=row.subject, type__in=TYPES, version=1, payload__number=row.payload["number"] - 1
    ).first()
    if before is None:
        return False
    stood = standing_then(before)
    if row.type == OwnerChanged.type:
        owner = {"name": stood.owner, "email": stood.owner_email}
        return bool(hand_over([promise.pk], **owner, by=by, source=source))
    if row.type == PromiseAmended.type:
        amend_promise(promise.pk, {"due_on": stood.due_on}, reason=_("taken back"), by=by, source=source)
        return True
    return False
