"""The page that offers the sample company and shows how far its loading is."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django_tasks.base import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from banso.domain.workspaces.models import Person, Workspace
from banso.domain.workspaces.queries import sample_workspace, workspaces_of
from banso.integrations.sample.tasks import load_for
from banso.kit.access import BansoRequest, page

_JOB = "sample_job"


@page(permission="workspace.manage", methods=("GET", "POST"))
def sample(request: BansoRequest) -> HttpResponse:
    """Offer, wait, and lead there: a POST begins, a GET shows where it stands."""
    if request.method == "POST":
        if sample_workspace() is None and _status(request) != "loading":
            request.session[_JOB] = str(load_for.enqueue(str(request.access.person_id)).id)
        return HttpResponseRedirect(request.path)
    status = _status(request)
    template = "sample/state.html" if request.headers.get("HX-Request") else "sample/page.html"
    return render(request, template, {"status": status, "open": _openable(request), "here": request.path})


def _status(request: BansoRequest) -> str:
    """loading, failed, loaded or none."""
    job = request.session.get(_JOB)
    if job:
        try:
            status = load_for.get_result(job).status
        except TaskResultDoesNotExist:
            status = None
        if status in {TaskResultStatus.READY, TaskResultStatus.RUNNING}:
            return "loading"
        if status is TaskResultStatus.FAILED:
            return "failed"
    return "loaded" if sample_workspace() else "none"


def _openable(request: BansoRequest) -> Workspace | None:
    person = request.user
    if not isinstance(person, Person):
        return None
    return next((each for each in workspaces_of(person) if each.is_sample), None)
