"""Who did what, as it is asked for, on the page and as a file."""

import json

from django.http import HttpResponse
from django.utils.translation import gettext as _

from banso.domain.workspaces import queries
from banso.domain.workspaces.forms import AuditForm
from banso.domain.workspaces.models import AuditEntry
from banso.domain.workspaces.rules import verb_label
from banso.domain.workspaces.views.frame import settings_page
from banso.kit.access import BansoRequest, page
from banso.kit.paging import page_of
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.ui.pieces import Paging


@page(permission="audit.view")
def show(request: BansoRequest) -> HttpResponse:
    form = _form(request)
    found = page_of(queries.audit_entries(_wanted(form)), cursor=request.GET.get("cursor"), order=("-id",))
    query = request.GET.copy()
    query["cursor"] = found.next_cursor or ""
    paging = Paging(shown=len(found.data), next_href=f"?{query.urlencode()}" if found.next_cursor else "")
    rows = [
        {"entry": entry, "label": verb_label(entry.verb), "detail": _detail(entry)} for entry in found.data
    ]
    context = {
        "form": form, "rows": rows, "paging": paging, "start": queries.audit_start(),
        "filtered": any(request.GET.get(name) for name in AuditForm.base_fields),
    }  # fmt: skip
    return settings_page(request, "settings_audit", context)


@list_export(permission="audit.export")
def export(request: BansoRequest) -> Table[AuditEntry]:
    entries = queries.audit_entries(_wanted(_form(request)))
    columns: list[Column[AuditEntry]] = [
        Column(_("Time"), lambda entry: entry.at),
        Column(_("Actor"), lambda entry: entry.actor_label),
        Column(_("Kind of actor"), lambda entry: entry.actor_kind),
        Column(_("Act"), lambda entry: entry.verb),
        Column(_("Target"), lambda entry: entry.target),
        Column(_("Details"), _detail),
        Column(_("IP address"), lambda entry: entry.address),
    ]
    return Table(_("audit log"), columns, entries.iterator())


def _form(request: BansoRequest) -> AuditForm:
    verbs = queries.audit_verbs()
    return AuditForm(request.GET, verbs=[(verb, verb_label(verb)) for verb in verbs])


def _wanted(form: AuditForm) -> queries.AuditFilter:
    """What can be used of the filter; the form shows what cannot."""
    form.full_clean()
    given = form.cleaned_data
    return queries.AuditFilter(
        who=given.get("who", ""), verb=given.get("verb", ""), first=given.get("first"), last=given.get("last")
    )


def _detail(entry: AuditEntry) -> str:
    return json.dumps(entry.detail, ensure_ascii=False, sort_keys=True) if entry.detail else ""
