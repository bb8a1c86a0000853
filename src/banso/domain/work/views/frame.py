"""What the pages of tasks share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from banso.domain.work.definitions import origins
from banso.domain.work.models import Task
from banso.domain.work.queries.saying import task_state
from banso.domain.workspaces.queries import members
from banso.kit.access import BansoRequest
from banso.kit.ui.pieces import State


@dataclass(frozen=True, slots=True)
class Row:
    """A task as lists show it; `points` of the checklist as "2/5", and where it came from with its page."""

    task: Task
    state: State
    word: str
    points: str
    origin: str
    origin_href: str


def address(request: BansoRequest, name: str, *args: object) -> str:
    """A page inside the open workspace."""
    return reverse(name, args=[request.access.workspace.slug, *args])


def back(request: BansoRequest, otherwise: str) -> HttpResponse:
    """Back to the page of ours on which the button stood."""
    given = request.POST.get("back", "")
    home = f"/w/{request.access.workspace.slug}/"
    ours = given.startswith(home) and url_has_allowed_host_and_scheme(given, allowed_hosts=None)
    return HttpResponseRedirect(given if ours else otherwise)


def rows_of(request: BansoRequest, tasks: Iterable[Task], on: date) -> list[Row]:
    """The tasks with their words in the reader's language."""
    known, home = origins(), f"/w/{request.access.workspace.slug}/"
    found = []
    for task in tasks:
        state, word = task_state(task, on)
        origin = known.get(task.source)
        done = sum(1 for each in task.checklist if each["done"])
        href = home + origin.path.format(id=task.source_id) if origin and task.source_id else ""
        found.append(
            Row(
                task, state, word, f"{done}/{len(task.checklist)}" if task.checklist else "",
                str(origin.words) if origin else "", href,
            )
        )  # fmt: skip
    return found


def people() -> list[tuple[str, str]]:
    """The members, by mail address."""
    return [(person.email, person.get_full_name()) for person in members()]
