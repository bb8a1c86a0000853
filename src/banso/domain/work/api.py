"""Tasks, over the API."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from http import HTTPStatus
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Status

from banso.domain.accounts.queries import account_ids_by_external_id
from banso.domain.work import actions
from banso.domain.work.models import Task
from banso.domain.work.queries import task_by_id, tasks
from banso.domain.work.queries.listing import STATES, in_state
from banso.domain.work.schemas import TaskIn, TaskOut, TaskPage, TaskPatch, TasksIn, TasksUpsertOut, out_of
from banso.kit.access import ApiAuth, access_of
from banso.kit.api import etag, seen_version, tagged
from banso.kit.api.moments import demand_moment
from banso.kit.errors import InputError
from banso.kit.paging import page_of
from banso.kit.tenancy import today

router = Router(tags=["tasks"])
_VIEW, _EDIT = ApiAuth("tasks.view"), ApiAuth("tasks.edit")


@router.get("", response=TaskPage, auth=_VIEW)
def list_tasks(
    request: HttpRequest,
    *,
    account_id: UUID | None = None,
    external_id: str | None = None,
    owner_email: str | None = None,
    side: str | None = None,
    state: str | None = None,
    source: str | None = None,
    source_id: UUID | None = None,
    due_from: date | None = None,
    due_before: date | None = None,
    updated_since: datetime | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> dict[str, object]:
    """Tasks in the order in which they were made. `state` is open, overdue, today, week, done or all."""
    demand_moment("updated_since", updated_since)
    if state is not None and state not in STATES:
        raise InputError(_("not one of the choices"), field="state", came=state, wanted=", ".join(STATES))
    asked = {
        "account": account_id, "external_id": external_id, "side": side, "source": source,
        "owner_email": owner_email.strip().lower() if owner_email is not None else None,
        "source_id": source_id, "due_on__gte": due_from, "due_on__lt": due_before,
        "updated_at__gte": updated_since,
    }  # fmt: skip
    condition = Q(**{name: value for name, value in asked.items() if value is not None})
    rows = tasks().filter(condition & in_state(state or "all", today())).order_by()
    page = page_of(rows, limit=limit, cursor=cursor, order=("id",), request=request)
    data = [out_of(task) for task in page.data]
    return {"data": data, "next_cursor": page.next_cursor, "has_more": page.has_more}


@router.post("", response={201: TaskOut}, auth=_EDIT)
def make_task(request: HttpRequest, payload: TaskIn, response: HttpResponse) -> Status[dict[str, object]]:
    """Make a task; 409 where its external id is taken."""
    made = actions.make_task(_values(payload), by=access_of(request).actor)
    return Status(HTTPStatus.CREATED, _told(made, response))


@router.put("", response=TasksUpsertOut, auth=_EDIT)
def upsert_tasks(request: HttpRequest, payload: TasksIn) -> dict[str, object]:
    """Make or change up to 1,000 tasks by their external ids; a row that cannot be used is told apart."""
    rows = [_values(each) for each in payload.data]
    done = actions.upsert_tasks(rows, by=access_of(request).actor)
    counts = Counter(each.outcome for each in done)
    told = [
        {
            "outcome": each.outcome,
            "id": each.task_id,
            "field": each.error.field if each.error else "",
            "message": each.error.message if each.error else "",
            "came": each.error.came if each.error else "",
            "wanted": each.error.wanted if each.error else "",
        }
        for each in done
    ]
    return {**{name: counts[name] for name in ("created", "changed", "same", "refused")}, "rows": told}


@router.get("/{uuid:task_id}", response=TaskOut, auth=_VIEW)
def read_task(request: HttpRequest, task_id: UUID, response: HttpResponse) -> dict[str, object]:  # noqa: ARG001
    """One task."""
    return _told(task_by_id(task_id), response)


@router.patch("/{uuid:task_id}", response=TaskOut, auth=_EDIT)
def change_task(
    request: HttpRequest, task_id: UUID, payload: TaskPatch, response: HttpResponse
) -> dict[str, object]:
    """Change a task."""
    expected, by = _seen(request, task_id), access_of(request).actor
    return _told(actions.change_task(task_id, payload.values(), expected=expected, by=by), response)


@router.delete("/{uuid:task_id}", response=TaskOut, auth=_EDIT)
def take_back_task(request: HttpRequest, task_id: UUID, response: HttpResponse) -> dict[str, object]:
    """Say that it need not be done: no list has it from now on."""
    return _act(request, task_id, response, actions.take_back_task)


@router.post("/{uuid:task_id}/restore", response=TaskOut, auth=_EDIT)
def restore_task(request: HttpRequest, task_id: UUID) -> dict[str, object]:
    """It has to be done after all."""
    return out_of(actions.put_back_task(task_id, by=access_of(request).actor))


@router.post("/{uuid:task_id}/done", response=TaskOut, auth=_EDIT)
def finish_task(request: HttpRequest, task_id: UUID, response: HttpResponse) -> dict[str, object]:
    """Say that it is done, today."""
    return _act(request, task_id, response, actions.finish_task)


@router.post("/{uuid:task_id}/reopen", response=TaskOut, auth=_EDIT)
def reopen_task(request: HttpRequest, task_id: UUID, response: HttpResponse) -> dict[str, object]:
    """Say that it was not done after all."""
    return _act(request, task_id, response, actions.reopen_task)


def _act(
    request: HttpRequest, task_id: UUID, response: HttpResponse, act: Callable[..., Task]
) -> dict[str, object]:
    expected = _seen(request, task_id)
    return _told(act(task_id, expected=expected, by=access_of(request).actor), response)


def _values(payload: TaskIn) -> dict[str, object]:
    values = payload.values()
    if payload.account_external_id is not None and payload.account_id is None:
        given = payload.account_external_id
        # An account that is not there is refused by the action, like any other id.
        values["account_id"] = account_ids_by_external_id([given]).get(given, UUID(int=0))
    return values


def _seen(request: HttpRequest, task_id: UUID) -> int | None:
    task = task_by_id(task_id)
    return seen_version(request, task.pk, task.number)


def _told(task: Task, response: HttpResponse) -> dict[str, object]:
    tagged(response, etag(task.pk, task.number))
    return out_of(task)
