"""When accounts become one, their tasks follow, and come back when that is undone.

The facts followed with the merge itself, but for those of the moments in between.
"""

from uuid import UUID

from django.db import transaction

from banso.domain.accounts.actions import bring_stragglers
from banso.domain.work.models import MovedTask, Task
from banso.domain.work.queries.tasks import CHUNK, subject_of
from banso.kit.actor import SYSTEM
from banso.kit.clock import now
from banso.kit.tenancy import current_workspace_id


def follow_merge(merged: UUID, into: UUID) -> int:
    """Hand the tasks of `merged` to `into`; doing it twice changes nothing. Returns how many moved."""
    with transaction.atomic():
        rows = list(Task.objects.filter(account=merged).values_list("pk", flat=True))
        MovedTask.objects.bulk_create(
            [MovedTask(workspace_id=current_workspace_id(), task_id=row, origin=merged) for row in rows],
            ignore_conflicts=True,
        )
        _hand(rows, into)
        bring_stragglers(merged, {subject_of(row) for row in rows}, by=SYSTEM)
    return len(rows)


def follow_unmerge(merged: UUID, survivor: UUID) -> int:
    """Give back the tasks that `survivor` got from `merged`; doing it twice changes nothing."""
    with transaction.atomic():
        moved = MovedTask.objects.filter(origin=merged, task__account=survivor)
        rows = list(moved.values_list("task_id", flat=True))
        moved.delete()
        _hand(rows, merged)
    return len(rows)


def _hand(rows: list[UUID], to: UUID) -> None:
    for start in range(0, len(rows), CHUNK):
        part = Task.objects.filter(pk__in=rows[start : start + CHUNK])
        part.update(account_id=to, updated_at=now())
