"""The system page: how the installation is, for those who run the workspace."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

import banso
from banso.domain.workspaces.queries.settings import settings_tabs
from banso.engine.journal.usage.queries import refused_by_reason
from banso.kit.access import BansoRequest, page
from banso.screens.system.actions import answer_again as ask_again
from banso.screens.system.actions import try_again
from banso.screens.system.looks import PARTS, Look, looked
from banso.screens.system.queries import failed_jobs
from banso.screens.system.work import failed_work


@dataclass(frozen=True, slots=True)
class PartView:
    title: str
    word: str
    look: Look


@page(permission="workspace.manage")
def show(request: BansoRequest) -> HttpResponse:
    words = {"good": _("Well"), "watch": _("Watch"), "risk": _("Needs attention")}
    looks = [(part, looked(part)) for part in PARTS]
    context = {
        "tabs": settings_tabs(request.access, "settings_system"),
        "parts": [PartView(str(part.title), words[look.state], look) for part, look in looks],
        "jobs": failed_jobs(request.access.workspace.slug),
        "failed": failed_work(),
        "refused": sum(refused_by_reason(request.access.workspace.pk).values()),
        "version": banso.__version__,
    }
    return render(request, "system/show.html", context)


@page(permission="workspace.manage", methods=("POST",))
def again(request: BansoRequest, job_id: UUID) -> HttpResponse:
    slug = request.access.workspace.slug
    try_again(slug, job_id, by=request.access.actor)
    messages.success(request, _("The job is back in the queue."))
    return redirect("settings_system", slug)


@page(permission="workspace.manage", methods=("POST",))
def answer_again(request: BansoRequest) -> HttpResponse:
    """Have the work that failed tried again; the worker does it."""
    ask_again(by=request.access.actor)
    messages.success(request, _("It is being tried again."))
    return redirect("settings_system", request.access.workspace.slug)
