"""When accounts become one, their answers and what they were asked follow, and come back when that is undone.

The facts followed with the merge itself, but for those of the moments in between.
"""

from uuid import UUID

from django.db import transaction

from banso.domain.accounts.actions import bring_stragglers
from banso.domain.questions.models import Answer, Asked, Asking, MovedAnswer
from banso.domain.questions.queries.records import CHUNK, subject_of
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import current_workspace_id

_MOVING: tuple[tuple[str, type[Answer] | type[Asking]], ...] = (("answer", Answer), ("asking", Asking))


def follow_merge(merged: UUID, into: UUID) -> int:
    """Hand the answers of `merged` to `into`; doing it twice changes nothing. Returns how many moved."""
    workspace, count = current_workspace_id(), 0
    with transaction.atomic():
        asked = set(Asked.objects.filter(asking__account=merged).values_list("question", flat=True))
        asked |= set(Answer.objects.filter(account=merged).values_list("question", flat=True))
        for name, model in _MOVING:
            rows = list(model.objects.filter(account=merged).values_list("pk", flat=True))
            MovedAnswer.objects.bulk_create(
                [MovedAnswer(workspace_id=workspace, origin=merged, **{f"{name}_id": row}) for row in rows],
                ignore_conflicts=True,
            )
            _hand(model, rows, into)
            count += len(rows) if name == "answer" else 0
        bring_stragglers(merged, {subject_of(each) for each in asked}, by=SYSTEM)
    return count


def follow_unmerge(merged: UUID, survivor: UUID) -> int:
    """Give back the answers that `survivor` got from `merged`; doing it twice changes nothing."""
    count = 0
    with transaction.atomic():
        for name, model in _MOVING:
            moved = MovedAnswer.objects.filter(origin=merged, **{f"{name}__account": survivor})
            rows = list(moved.values_list(f"{name}_id", flat=True))
            moved.delete()
            _hand(model, rows, merged)
            count += len(rows) if name == "answer" else 0
    return count


def _hand(model: type[Answer] | type[Asking], rows: list[UUID], to: UUID) -> None:
    for start in range(0, len(rows), CHUNK):
        model.objects.filter(pk__in=rows[start : start + CHUNK]).update(account_id=to)
