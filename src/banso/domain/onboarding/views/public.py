"""The page behind a customer's link: their tasks, the dates, files, what they confirmed, and nothing else."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from banso.domain.onboarding.actions import mark_opened, tick_by_link
from banso.domain.onboarding.forms import TickForm
from banso.domain.onboarding.models import PlanLink
from banso.domain.onboarding.queries.public import file_behind, last_name, open_link, shared_plan, token_for
from banso.kit.access import public
from banso.kit.api import CallLimit
from banso.kit.errors import InputError, NotFound
from banso.kit.keeping import download
from banso.kit.links import closed, too_many
from banso.kit.tenancy import scope, today

# Of one address a minute: a person ticks a task every few seconds at most.
CALLS: Final = 60
limit = CallLimit(CALLS)


@public(methods=("GET", "POST"))
def plan(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing but that it was opened; only the form's POST ticks a task."""
    if (refused := too_many(request, limit)) is not None:
        return refused
    try:
        link = open_link(token)
    except NotFound:
        return closed(_dead(request))
    with translation.override(link.language), timezone.override(link.workspace.timezone):
        return closed(_ticked(request, token, link) if request.method == "POST" else _page(request, link))


@public(methods=("GET",))
def file(request: HttpRequest, token: str, file_id: UUID) -> HttpResponseBase:
    """A file that the page shows, as a download; nothing else is reached by the link."""
    if (refused := too_many(request, limit)) is not None:
        return refused
    try:
        link = open_link(token)
        found = file_behind(link, file_id)
        with scope(workspace=link.workspace):
            return closed(download(found.key, name=found.name, content_type=found.content_type))
    except NotFound:
        return closed(_dead(request))


def _ticked(request: HttpRequest, token: str, link: PlanLink) -> HttpResponse:
    form = TickForm(request.POST)
    if not form.is_valid():
        return _page(request, link, status=422)
    try:
        task = UUID(request.POST.get("task", ""))
        name = form.cleaned_data["name"]
        tick_by_link(token, task, done=request.POST.get("done") == "1", name=name)
    except (ValueError, InputError):
        return _page(request, link, status=422)
    except NotFound:
        return _dead(request)
    return HttpResponseRedirect(f"{reverse('onboarding_plan', args=[token])}#task-{task}")


def _page(request: HttpRequest, link: PlanLink, *, status: int = 200) -> HttpResponse:
    mark_opened(link)
    with scope(workspace=link.workspace):
        context = {
            "plan": shared_plan(link), "workspace": link.workspace, "link": link, "today": today(),
            "onboarding": link.onboarding, "account": link.onboarding.account.name,
            "known_name": last_name(link), "token": token_for(link),
        }  # fmt: skip
    return render(request, "onboarding/plan.html", context, status=status)


def _dead(request: HttpRequest) -> HttpResponse:
    """The same words for every reason: whoever guesses learns nothing."""
    title = _("This link opens nothing any more.")
    return render(request, "onboarding/dead_link.html", {"title": title}, status=410)
