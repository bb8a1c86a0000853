"""Finding tasks."""

from collections.abc import Iterable
from uuid import UUID

import msgspec
from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.work.definitions import Origin, register_origin
from banso.domain.work.facts import TASK_FACTS, Point, Standing
from banso.domain.work.models import Task
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.kit.errors import NotFound
from banso.kit.words import Text

CHUNK = 500
TYPES = [kind.type for kind in TASK_FACTS]


def tasks() -> QuerySet[Task]:
    """Every task with its account, the first due first; without those that were taken back."""
    return Task.objects.filter(removed_at=None).select_related("account")


def open_tasks() -> QuerySet[Task]:
    return tasks().filter(done_on=None)


def tasks_of_account(account_id: UUID) -> QuerySet[Task]:
    return tasks().filter(account=account_id)


def task_by_id(task_id: UUID, *, removed: bool = False) -> Task:
    """One task of this workspace.

    Raises:
        NotFound: there is none, or it was taken back and `removed` is false.
    """
    found = Task.objects.select_related("account").filter(pk=task_id).first()
    if found is None or (found.removed_at is not None and not removed):
        raise NotFound(_("There is no such task."))
    return found


def tasks_by_external_id(external_ids: Iterable[str]) -> dict[str, Task]:
    """The known tasks among those ids, those that were taken back included."""
    wanted = sorted(set(external_ids) - {""})
    found: dict[str, Task] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = Task.objects.filter(external_id__in=wanted[start : start + CHUNK])
        found.update({row.external_id: row for row in rows})
    return found


def subject_of(task_id: UUID) -> str:
    """How facts call the task."""
    return f"task:{task_id}"


def task_id_of(entry: JournalEntry) -> UUID:
    """The task that a fact tells of."""
    return UUID(entry.subject.removeprefix("task:"))


def steps_of(task_id: UUID) -> QuerySet[JournalEntry]:
    """Every step of a task, the newest first."""
    rows = current_facts().filter(type__in=TYPES, subject=subject_of(task_id))
    return rows.order_by("-payload__number")


def standing_of(task: Task) -> Standing:
    """The task as its facts tell it."""
    return Standing(
        external_id=task.external_id, title=task.title, body=task.body, side=task.side,
        owner=task.owner_name, owner_email=task.owner_email, due_on=task.due_on, source=task.source,
        source_id=str(task.source_id or ""), source_text=task.source_text, checklist=points_of(task),
        done_on=task.done_on, done_by=task.done_by, removed=task.removed_at is not None,
    )  # fmt: skip


def standing_then(entry: JournalEntry) -> Standing:
    """What a step tells of its task."""
    return msgspec.convert(entry.payload["task"], Standing)


def points_of(task: Task) -> tuple[Point, ...]:
    return tuple(Point(each["text"], each["done"]) for each in task.checklist)


def _activity_known(activity_id: UUID) -> bool:
    return bool(apps.get_model("accounts", "Activity").objects.filter(pk=activity_id).exists())


register_origin(Origin("activity", Text(en="Activity", ja="やりとり"), "activities/{id}/", _activity_known))
