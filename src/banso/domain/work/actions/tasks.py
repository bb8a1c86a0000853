"""Making tasks, changing them, doing them, and taking each of that back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.work.actions.mentions import Place, tell_mentioned
from banso.domain.work.actions.writing import apply, locked, put_checklist, put_owner, stepped, tell_owner
from banso.domain.work.facts import (
    NO_ACCOUNT,
    CustomerTaskDone,
    Point,
    TaskChanged,
    TaskDone,
    TaskMade,
    TaskPutBack,
    TaskReopened,
    TaskTakenBack,
)
from banso.domain.work.models import Task
from banso.domain.work.queries.tasks import (
    TYPES,
    points_of,
    standing_of,
    standing_then,
    steps_of,
    task_id_of,
    tasks,
    tasks_by_external_id,
)
from banso.domain.work.rules.content import clean_task
from banso.engine.journal.models import JournalEntry
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import BansoError, Conflict, InputError, NotFound
from banso.kit.ids import new_id
from banso.kit.tenancy import current_workspace_id, today

_AT_ONCE = 1_000


def make_task(values: Mapping[str, object], *, by: Actor, source: str = "", told: bool = True) -> Task:
    """Make a task.

    Args:
        values: fields of `rules.content`; the title is needed.
        by: who makes it.
        source: kept with the fact, for undoing many at once.
        told: whoever has to do it gets a notice; without, whoever makes many at once tells them of all.

    Raises:
        InputError: a field that cannot be used.
        Conflict: another task has the external id.
    """
    clean = clean_task(values, new=True)
    with transaction.atomic():
        task = Task(
            id=new_id(), workspace_id=current_workspace_id(), made_by=by.label[:200], created_at=now()
        )
        apply(task, clean)
        if task.external_id and tasks_by_external_id([task.external_id]):
            raise Conflict(_("There is a task %(id)s already.") % {"id": task.external_id})
        stepped(task, TaskMade, by=by, source=source)
        if told:
            tell_owner(task, by=by)
        _tell_mentioned(task, by=by)
    return task


def change_task(
    task_id: UUID,
    values: Mapping[str, object],
    *,
    by: Actor,
    expected: int | None = None,
    source: str = "",
    told: bool = True,
) -> Task:
    """Change fields of a task; equal values write nothing. A new owner is told, unless `told` is false.

    Raises:
        NotFound: no such task.
        Stale: it is not at `expected`.
        InputError, Conflict: as in `make_task`.
    """
    clean = clean_task(values, new=False)
    with transaction.atomic():
        task = locked(task_id, expected=expected)
        before, owner, account = standing_of(task), task.owner_id, task.account_id
        apply(task, clean)
        if standing_of(task) == before and task.account_id == account:
            return task
        stepped(task, TaskChanged, by=by, source=source)
        if told and task.owner_id != owner:
            tell_owner(task, by=by)
        if task.body != before.body:
            _tell_mentioned(task, by=by)
    return task


def _tell_mentioned(task: Task, *, by: Actor) -> None:
    place = Place(task.pk, task.title, f"tasks/{task.pk}/", "tasks.view")
    tell_mentioned(task.body, place, by=by, besides={task.owner_id} if task.owner_id else set())


def tick(task_id: UUID, position: int, *, done: bool, by: Actor) -> Task:
    """Say of one line of the checklist that it is done, or is not.

    Raises:
        NotFound: no such task, or no such line.
    """
    with transaction.atomic():
        task = locked(task_id)
        points = list(points_of(task))
        if not 0 <= position < len(points):
            raise NotFound(_("The checklist has no such line."))
        points[position] = Point(points[position].text, done)
        if tuple(points) == points_of(task):
            return task
        put_checklist(task, tuple(points))
        return stepped(task, TaskChanged, by=by)


def finish_task(task_id: UUID, *, by: Actor, expected: int | None = None, source: str = "") -> Task:
    """Say that it is done, today; one that is done stays as it is.

    Raises:
        NotFound: no such task.
        Stale: it is not at `expected`.
    """
    with transaction.atomic():
        task = locked(task_id, expected=expected)
        if task.done_on is not None:
            return task
        task.done_on, task.done_by = today(), by.label[:200]
        return stepped(task, TaskDone if task.side == "us" else CustomerTaskDone, by=by, source=source)


def reopen_task(task_id: UUID, *, by: Actor, expected: int | None = None, source: str = "") -> Task:
    """Say that it was not done after all; one that is open stays as it is.

    Raises:
        NotFound: no such task.
        Stale: it is not at `expected`.
    """
    with transaction.atomic():
        task = locked(task_id, expected=expected)
        if task.done_on is None:
            return task
        task.done_on, task.done_by = None, ""
        return stepped(task, TaskReopened, by=by, source=source)


def take_back_task(task_id: UUID, *, by: Actor, expected: int | None = None, source: str = "") -> Task:
    """Say that it need not be done: lists leave it out from now on.

    Raises:
        NotFound: no such task.
        Stale: it is not at `expected`.
    """
    with transaction.atomic():
        task = locked(task_id, expected=expected)
        task.removed_at = now()
        return stepped(task, TaskTakenBack, by=by, source=source)


def put_back_task(task_id: UUID, *, by: Actor, source: str = "") -> Task:
    """Undo `take_back_task`; a task that is there stays as it is."""
    with transaction.atomic():
        task = locked(task_id, removed=True)
        if task.removed_at is None:
            return task
        task.removed_at = None
        return stepped(task, TaskPutBack, by=by, source=source)


def finish_tasks(task_ids: Sequence[UUID], *, by: Actor, source: str) -> int:
    """Say of many that they are done; returns how many were open."""
    rows = [task for task in _among(task_ids) if task.done_on is None]
    with transaction.atomic():
        for task in rows:
            finish_task(task.pk, by=by, source=source)
    return len(rows)


def assign_tasks(task_ids: Sequence[UUID], email: str, *, by: Actor, source: str) -> int:
    """Give many open tasks to one member, or to nobody; returns how many changed hands.

    Raises:
        InputError: nobody here has that address, or too many at once.
    """
    count = 0
    with transaction.atomic():
        for task in _among(task_ids):
            if task.done_on is None and task.owner_email != email.strip().lower():
                change_task(task.pk, {"owner_email": email}, by=by, source=source)
                count += 1
    return count


def undo_tasks(source: str, *, by: Actor) -> int:
    """Undo the steps that were recorded under `source`; returns how many tasks have what they had.

    A task that went on since then stays as it is.

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
    task = locked(task_id_of(row), removed=True)
    if task.number != row.payload["number"]:
        return False
    # In its newest version: what belonged to an account that is merged belongs to the other one.
    before = steps_of(task.pk).filter(payload__number=task.number - 1).first()
    if before is None:
        take_back_task(task.pk, by=by, source=source)
        return True
    stood = standing_then(before)
    was_done = task.done_on is not None
    for name in ("title", "body", "side", "due_on", "done_on", "done_by"):
        setattr(task, name, getattr(stood, name))
    put_checklist(task, stood.checklist)
    put_owner(task, stood.owner_email, stood.owner)
    task.account_id = None if before.account == NO_ACCOUNT else before.account
    task.removed_at = now() if stood.removed else None
    kind = TaskChanged if was_done == (task.done_on is not None) else TaskReopened if was_done else TaskDone
    stepped(task, kind, by=by, source=source)
    return True


@dataclass(frozen=True, slots=True)
class UpsertedTask:
    """What became of a row: created, changed, same or refused."""

    outcome: str
    task_id: UUID | None = None
    error: InputError | None = None


def upsert_tasks(rows: Sequence[Mapping[str, object]], *, by: Actor, source: str = "") -> list[UpsertedTask]:
    """Make or change tasks by their external ids; a row that cannot be used is told apart."""
    done = []
    for row in rows:
        external_id = str(row.get("external_id") or "").strip()
        known = tasks_by_external_id([external_id]).get(external_id)
        try:
            done.append(_upserted(row, known, external_id, by=by, source=source))
        except InputError as error:
            done.append(UpsertedTask("refused", known.pk if known else None, error))
        except BansoError as error:
            refusal = InputError(error.message, field="external_id", came=external_id)
            done.append(UpsertedTask("refused", known.pk if known else None, refusal))
    return done


def _upserted(
    row: Mapping[str, object], known: Task | None, external_id: str, *, by: Actor, source: str
) -> UpsertedTask:
    if not external_id:
        raise InputError(
            _("The task has no external_id."), field="external_id", wanted=_("an identifier of its own")
        )
    if known is None:
        return UpsertedTask("created", make_task(row, by=by, source=source).pk)
    after = change_task(known.pk, row, by=by, source=source)
    return UpsertedTask("same" if after.number == known.number else "changed", known.pk)


def _among(task_ids: Sequence[UUID]) -> list[Task]:
    wanted = list(dict.fromkeys(task_ids))
    if len(wanted) > _AT_ONCE:
        raise InputError(
            _("too many at once"), field="ids", came=len(wanted),
            wanted=_("at most %(most)s") % {"most": _AT_ONCE},
        )  # fmt: skip
    held: list[Task] = []
    for start in range(0, len(wanted), 500):
        held += tasks().filter(pk__in=wanted[start : start + 500]).order_by("pk")
    return held
