"""One task: what there is to do, its checklist, every step, and what can be done with it now."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import account_named
from banso.domain.work import actions
from banso.domain.work.facts import SIDE_WORDS
from banso.domain.work.forms import TaskForm, initial_of
from banso.domain.work.models import Task
from banso.domain.work.queries import task_by_id
from banso.domain.work.queries.tasks import steps_of
from banso.domain.work.views.frame import address, back, people, rows_of
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.telling import tell
from banso.kit.access import BansoRequest, page
from banso.kit.ids import new_id
from banso.kit.tenancy import today
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb, Happening
from banso.kit.ui.toasts import toast

_BOTH = ("GET", "POST")


@page(permission="tasks.view")
def show(request: BansoRequest, task_id: UUID) -> HttpResponse:
    task = task_by_id(task_id, removed=True)
    context = {
        "task": task,
        "row": rows_of(request, [task], today())[0],
        "side": SIDE_WORDS[task.side],
        "points": list(enumerate(task.checklist)),
        "steps": [_happening(request, entry) for entry in steps_of(task.pk)],
        "crumbs": _crumbs(request, task),
        "may_edit": request.access.may("tasks.edit") and task.removed_at is None,
        "may_put_back": request.access.may("tasks.edit") and task.removed_at is not None,
    }
    return render(request, "work/task.html", context)


@page(permission="tasks.edit", methods=_BOTH)
def create(request: BansoRequest) -> HttpResponse:
    """A task with everything that it can have; `?account=` and `?side=` say for whom."""
    seats = people()
    given = {"account": request.GET.get("account", "")[:200], "owner_email": _me(request), "side": "us"}
    if request.GET.get("side") == "them":
        given |= {"side": "them", "owner_email": ""}
    form = TaskForm(request.POST or None, people=seats, initial=given)
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            values = {**form.values(), "account_id": _account(form.cleaned_data["account"])}
            made = actions.make_task(values, by=request.access.actor)
            toast(request, _("“%(title)s” is added.") % {"title": made.title},
                  undo=address(request, "task_take_back", made.pk))  # fmt: skip
            return redirect(address(request, "task", made.pk))
    return _form(request, form, None)


@page(permission="tasks.edit", methods=_BOTH)
def change(request: BansoRequest, task_id: UUID) -> HttpResponse:
    task, seats, batch = task_by_id(task_id), people(), new_id()
    form = TaskForm(request.POST or None, people=seats, initial=initial_of(task, seats))
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            typed = form.cleaned_data["account"]
            same = task.account is not None and typed == task.account.name
            values = {**form.values(), "account_id": task.account_id if same else _account(typed)}
            actions.change_task(
                task_id, values, by=request.access.actor, expected=form.cleaned_data["version"],
                source=f"bulk:{batch}",
            )  # fmt: skip
            toast(request, _("The task is changed."), undo=address(request, "tasks_bulk_undo", batch))
            return redirect(address(request, "task", task_id))
    return _form(request, form, task)


@page(permission="tasks.edit", methods=("POST",))
def done(request: BansoRequest, task_id: UUID) -> HttpResponse:
    task = actions.finish_task(task_id, by=request.access.actor)
    toast(request, _("“%(title)s” is done.") % {"title": task.title},
          undo=address(request, "task_reopen", task_id))  # fmt: skip
    return back(request, address(request, "task", task_id))


@page(permission="tasks.edit", methods=("POST",))
def reopen(request: BansoRequest, task_id: UUID) -> HttpResponse:
    return _act(request, task_id, actions.reopen_task, _("“%(title)s” is open again."))


@page(permission="tasks.edit", methods=("POST",))
def take_back(request: BansoRequest, task_id: UUID) -> HttpResponse:
    task = actions.take_back_task(task_id, by=request.access.actor)
    toast(request, _("“%(title)s” is removed.") % {"title": task.title},
          undo=address(request, "task_put_back", task_id))  # fmt: skip
    return back(request, address(request, "tasks"))


@page(permission="tasks.edit", methods=("POST",))
def put_back(request: BansoRequest, task_id: UUID) -> HttpResponse:
    return _act(request, task_id, actions.put_back_task, _("“%(title)s” is there again."))


@page(permission="tasks.edit", methods=("POST",))
def tick(request: BansoRequest, task_id: UUID) -> HttpResponse:
    """Tick one line of the checklist, or take its tick away."""
    given = request.POST.get("point", "")
    position = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else -1  # noqa: PLR2004
    actions.tick(task_id, position, done=request.POST.get("done") == "1", by=request.access.actor)
    return redirect(address(request, "task", task_id))


def _act(request: BansoRequest, task_id: UUID, act: Callable[..., Task], said: str) -> HttpResponse:
    task = act(task_id, by=request.access.actor)
    toast(request, said % {"title": task.title})
    return back(request, address(request, "task", task_id))


def _form(request: BansoRequest, form: TaskForm, task: Task | None) -> HttpResponse:
    context = {
        "form": form,
        "crumbs": _crumbs(request, task, last=True),
        "heading": _("Change the task") if task else _("A new task"),
        "act": _("Save the task") if task else _("Add the task"),
        "draft": f"task-{task.pk}-{task.number}" if task else "task-new",
    }
    return render(request, "work/form.html", context, status=422 if form.is_bound else 200)


def _account(typed: str) -> UUID | None:
    return account_named(typed) if typed.strip() else None


def _crumbs(request: BansoRequest, task: Task | None, *, last: bool = False) -> list[Crumb]:
    found = [Crumb(_("Tasks"), address(request, "tasks"))]
    if task is not None and task.account is not None:
        found.append(
            Crumb(task.account.name, f"/w/{request.access.workspace.slug}/accounts/{task.account_id}/")
        )
    if task is not None and last:
        found.append(Crumb(task.title, address(request, "task", task.pk)))
    return found


def _happening(request: BansoRequest, entry: JournalEntry) -> Happening:
    told = tell(entry)
    href = ""
    if entry.payload and entry.account.int:
        href = f"/w/{request.access.workspace.slug}/accounts/{entry.account}/facts/{entry.fact_id}/"
    return Happening(
        title=told.title, side=told.side, at=entry.occurred_at, known_at=entry.recorded_at, href=href,
        who=entry.actor_label,
    )  # fmt: skip


def _me(request: BansoRequest) -> str:
    return str(getattr(request.user, "email", ""))
