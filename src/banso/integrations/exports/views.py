"""A person's own files: what is being made, what is there, and the way to it."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from banso.domain.workspaces.models import Person
from banso.integrations.exports.actions import ask, ask_once_more, discard
from banso.integrations.exports.models import Export, State
from banso.integrations.exports.queries import export_of, exports_of, last_sign, rows_so_far
from banso.integrations.exports.tasks import make_export
from banso.kit.access import BansoRequest, page
from banso.kit.clock import now
from banso.kit.tabular.export import LongExport
from banso.kit.ui.toasts import toast

_SHOWN = 50
# Without a worker's word for this long, the page says that none seems to be there.
_PATIENCE = 60.0


@page(permission="profile.view")
def exports(request: BansoRequest) -> HttpResponse:
    mine = list(exports_of(request.access.person_id)[:_SHOWN])
    unfinished = [export for export in mine if export.unfinished]
    context = {
        "rows": [(export, rows_so_far(export) if export.state == State.RUNNING else 0) for export in mine],
        "working": bool(unfinished),
        "waited_long": any(
            export.state == State.QUEUED and (now() - last_sign(export)).total_seconds() > _PATIENCE
            for export in unfinished
        ),
    }
    part = request.headers.get("HX-Request") == "true"
    answer = render(request, "exports/rows.html" if part else "exports/list.html", context)
    if part and not unfinished:
        # What was waited for is there: the bell looks again.
        trigger_client_event(answer, "notices")
    return answer


@page(permission="profile.view")
def download(request: BansoRequest, export_id: UUID) -> HttpResponseBase:
    """The file: for who asked for it, who may still export that list, while it is kept."""
    export = export_of(export_id, request.access.person_id)
    request.access.require(export.permission)
    file = _opened(export)
    if file is None:
        toast(request, _("This file is not kept any more."), level=messages.ERROR)
        return HttpResponseRedirect(_home(request))
    file["X-Banso-Rows"] = str(export.rows)
    if export.replaced:
        file["X-Banso-Replaced"] = str(export.replaced)
    return file


@page(permission="profile.view", methods=("POST",))
def again(request: BansoRequest, export_id: UUID) -> HttpResponseRedirect:
    export = export_of(export_id, request.access.person_id)
    request.access.require(export.permission)
    ask_once_more(make_export, export)
    return HttpResponseRedirect(_home(request))


@page(permission="profile.view", methods=("POST",))
def remove(request: BansoRequest, export_id: UUID) -> HttpResponseRedirect:
    export = export_of(export_id, request.access.person_id)
    discard(export)
    toast(request, _("The file “%(name)s” is removed.") % {"name": export.file_name})
    return HttpResponseRedirect(_home(request))


def ask_for(request: BansoRequest, long: LongExport) -> HttpResponse:
    """What a list answers that is too long to wait for: the page where its file will be.

    Called by the middleware that hears of `LongExport`.
    """
    path = request.path_info.removeprefix(f"/w/{request.access.workspace.slug}/")
    ask(
        make_export,
        _person(request),
        path=path,
        query=request.META.get("QUERY_STRING", ""),
        permission=_permission(request),
        file_name=long.file_name,
    )
    toast(request, _("The list is long: its file is being made. You will be told when it is there."))
    return HttpResponseRedirect(_home(request))


def _opened(export: Export) -> FileResponse | None:
    if export.state != State.READY or (export.keep_until and export.keep_until <= now()):
        return None
    try:
        file = export.file.open("rb")
    except FileNotFoundError:
        return None
    return FileResponse(file, as_attachment=True, filename=export.file_name, content_type=export.content_type)


def _person(request: BansoRequest) -> Person:
    if not isinstance(request.user, Person):
        raise TypeError("only people open pages")
    return request.user


def _permission(request: HttpRequest) -> str:
    found = request.resolver_match
    return str(found.func.access_rule.permission) if found else ""  # type: ignore[attr-defined]


def _home(request: BansoRequest) -> str:
    return f"/w/{request.access.workspace.slug}/exports/"
