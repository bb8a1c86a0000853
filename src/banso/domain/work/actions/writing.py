"""What every write of a task does: the row and the fact, in one transaction."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import account_by_id
from banso.domain.work.actions.notices import notify
from banso.domain.work.definitions import origins
from banso.domain.work.facts import NO_ACCOUNT, Point, TaskFact
from banso.domain.work.models import Task
from banso.domain.work.queries.notices import ASSIGNED
from banso.domain.work.queries.tasks import standing_of, subject_of
from banso.domain.work.rules.content import NEVER
from banso.domain.workspaces.queries import members_by_email
from banso.engine.journal.record import record_all
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, NotFound, Stale
from banso.kit.ids import stable_id
from banso.kit.tenancy import current_workspace_id

_PLAIN = ("title", "body", "side", "source", "source_id", "source_text", "external_id")


def locked(task_id: UUID, *, expected: int | None = None, removed: bool = False) -> Task:
    """The task, held until the transaction ends.

    Raises:
        NotFound: there is none, or it was taken back and `removed` is false.
        Stale: it is no longer at step `expected`.
    """
    task = Task.objects.select_for_update().filter(pk=task_id).first()
    if task is None or (task.removed_at is not None and not removed):
        raise NotFound(_("There is no such task."))
    if expected is not None and task.number != expected:
        raise Stale(_("somebody else has changed this in the meantime"))
    return task


def stepped(task: Task, kind: type[TaskFact], *, by: Actor, source: str = "") -> Task:
    """Save the task and record its next step.

    Raises:
        Conflict: another task has its external id.
    """
    task.number += 1
    task.updated_at, task.due = now(), task.due_on or NEVER
    try:
        with transaction.atomic():
            task.save()
    except IntegrityError:
        raise Conflict(_("There is a task %(id)s already.") % {"id": task.external_id}) from None
    fact = kind(
        account=task.account_id or NO_ACCOUNT, occurred_at=task.updated_at, subject=subject_of(task.pk),
        number=task.number, name=task.title, task=standing_of(task),
    )  # fmt: skip
    fact_id = stable_id(current_workspace_id(), "task", task.pk, task.number)
    record_all([(fact_id, fact)], by=by, source=source, at=task.updated_at)
    return task


def apply(task: Task, clean: dict[str, Any]) -> None:
    """Put cleaned values into the task; whoever does it is found by their mail address.

    Raises:
        InputError: a member, account or origin that is not there.
    """
    for name in _PLAIN:
        if name in clean:
            setattr(task, name, clean[name])
    if {"source", "source_id"} & set(clean):
        _demand_origin(task)
    if "due_on" in clean:
        task.due_on = clean["due_on"]
    if "checklist" in clean:
        put_checklist(task, clean["checklist"])
    if "account_id" in clean:
        _put_account(task, clean["account_id"])
    if {"owner_email", "owner_name"} & set(clean):
        put_owner(task, clean.get("owner_email", ""), clean.get("owner_name", ""))


def _demand_origin(task: Task) -> None:
    origin = origins().get(task.source)
    if task.source and origin is None:
        raise InputError(
            _("not one of the choices"), field="source", came=task.source, wanted=", ".join(origins())
        )
    if task.source_id is not None and (origin is None or not origin.known(task.source_id)):
        raise InputError(
            _("there is no such record"), field="source_id", came=task.source_id,
            wanted=_("the id of a record"),
        )  # fmt: skip


def put_checklist(task: Task, points: tuple[Point, ...]) -> None:
    task.checklist = [{"text": each.text, "done": each.done} for each in points]


def put_owner(task: Task, email: str, name: str) -> None:
    """Say who does it; neither address nor name means nobody.

    Raises:
        InputError: nobody here has that address.
    """
    address = email.strip().lower()
    person = members_by_email({address}).get(address) if address else None
    if address and person is None and not name:
        raise InputError(
            _("nobody here has this address"), field="owner_email", came=email,
            wanted=_("a member's address, or a name"),
        )  # fmt: skip
    task.owner_id = person.pk if person else None
    task.owner_email = address if person else ""
    task.owner_name = person.get_full_name()[:120] if person else name


def tell_owner(task: Task, *, by: Actor) -> None:
    """Tell whoever does it, unless they gave it to themselves."""
    if task.owner_id is None or by.id == str(task.owner_id) or task.done_on or task.side != "us":
        return
    detail = {
        "who": by.label, "task": task.title, "account": task.account.name if task.account else "",
        "due_on": _iso(task.due_on),
    }  # fmt: skip
    key = f"task:{task.pk}:{task.number}"
    notify(task.owner_id, ASSIGNED, detail=detail, href=f"tasks/{task.pk}/", key=key, mail=True)


def _put_account(task: Task, account_id: UUID | None) -> None:
    if account_id is None:
        task.account = None
        return
    try:
        task.account = account_by_id(account_id, archived=False)
    except NotFound:
        raise InputError(
            _("there is no such account"), field="account_id", came=account_id,
            wanted=_("an account's identifier"),
        ) from None  # fmt: skip


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
