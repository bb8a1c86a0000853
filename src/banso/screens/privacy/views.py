"""Personal data: find somebody, hand out or erase what is held on them, and say how long data is kept."""

import io
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from banso.domain.privacy import actions, queries
from banso.domain.privacy.actions import file_of
from banso.domain.privacy.models import Case, CaseKind, CaseState, Retention
from banso.domain.workspaces.actions import note
from banso.domain.workspaces.queries.settings import settings_tabs
from banso.kit.access import BansoRequest, page
from banso.kit.errors import InputError
from banso.kit.paper import pdf
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.ui.forms import put_error, refusals_on
from banso.kit.ui.toasts import toast
from banso.screens.privacy.forms import EraseForm, FindForm, KeepForm, Named, WelcomeForm
from banso.screens.privacy.tasks import enqueue
from banso.screens.system.backups import last_backup

_SHOWN = 50


@page(permission="privacy.manage")
def show(request: BansoRequest) -> HttpResponse:
    return _home(request)


def _home(request: BansoRequest, *, status: int = 200, **forms: Any) -> HttpResponse:  # noqa: ANN401
    rules = {rule.holding: rule for rule in Retention.objects.all()}
    kept = [
        {
            "kept": each,
            "rule": rules.get(slug),
            "days": rules[slug].days if slug in rules else each.usual,
        }
        for slug, each in queries.kept_classes().items()
    ]
    context = {
        "find": forms.get("find") or FindForm(),
        "welcome": forms.get("welcome") or WelcomeForm(auto_id="id_back_%s"),
        "cases": list(queries.cases()[:_SHOWN]), "kept": kept, "wrong": forms.get("wrong", ""),
    }  # fmt: skip
    return _page(request, "show", context, status=status)


def _page(request: BansoRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    tabs = settings_tabs(request.access, "settings_privacy")
    answer = render(request, f"privacy/{name}.html", {"tabs": tabs, **context}, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


@list_export(permission="privacy.manage")
def export_cases(_request: BansoRequest) -> Table[Case]:
    """Every request; none says who it was about."""
    columns: list[Column[Case]] = [
        Column(_("No."), lambda each: each.number),
        Column(_("Kind"), lambda each: each.get_kind_display()),
        Column(_("State"), lambda each: each.get_state_display()),
        Column(_("Asked"), lambda each: each.asked_at),
        Column(_("Ordered by"), lambda each: each.by_label),
        Column(_("Done"), lambda each: each.finished_at),
        Column(_("Reason"), lambda each: each.reason),
        Column(_("Hash of the content (SHA-256)"), lambda each: each.hash),
    ]
    return Table(_("requests about personal data"), columns, queries.cases().iterator())


@page(permission="privacy.manage", methods=("POST",))
def person(request: BansoRequest) -> HttpResponse:
    """What is held on somebody; what was typed comes in the body, so that no address keeps it."""
    form = FindForm(request.POST)
    if form.is_valid():
        try:
            subject = queries.subject_of(**form.cleaned_data)
        except InputError as error:
            put_error(form, error)
        else:
            return _person(request, subject, form.cleaned_data)
    return _home(request, status=422, find=form)


def _person(
    request: BansoRequest, subject: queries.Subject, given: dict[str, str], *, erase: EraseForm | None = None
) -> HttpResponse:
    found = queries.find(subject)
    note("privacy.looked", by=request.access.actor)
    titles = queries.holdings()
    counts = [{"title": titles[slug].title, "slug": slug, "n": len(rows)} for slug, rows in found.items()]
    named = {name: given.get(name, "") for name in ("mail", "key", "record")}
    context = {
        "subject": subject, "counts": counts,
        "total": sum(len(rows) for rows in found.values()),
        "named": Named(initial=named, auto_id="id_export_%s"), "erase": erase or EraseForm(initial=named),
    }  # fmt: skip
    return _page(request, "person", context, status=422 if erase is not None else 200)


@page(permission="privacy.manage", methods=("POST",))
def export(request: BansoRequest) -> HttpResponse:
    form = Named(request.POST)
    if not form.is_valid():
        return _home(request, status=422)
    subject = queries.subject_of(**form.cleaned_data)
    made = actions.ask_for_export(subject, by=request.access.actor, enqueue=enqueue)
    toast(request, _("The file is being made. You will be told when it is there."))
    return _to(request, made)


@page(permission="privacy.manage", methods=("POST",))
def erase(request: BansoRequest) -> HttpResponse:
    form = EraseForm(request.POST)
    given = {name: request.POST.get(name, "") for name in ("mail", "key", "record")}
    subject = queries.subject_of(**given)
    if form.is_valid():
        with refusals_on(form):
            backup = last_backup()
            made = actions.ask_for_erasure(
                subject, reason=form.cleaned_data["reason"], typed=form.cleaned_data["typed"],
                by=request.access.actor, enqueue=enqueue, last_backup=backup.at if backup else None,
            )  # fmt: skip
            toast(request, _("The erasure begins within a minute. You will be told when it is done."))
            return _to(request, made)
    return _person(request, subject, given, erase=form)


@page(permission="privacy.manage")
def case(request: BansoRequest, case_id: UUID) -> HttpResponse:
    found = queries.case_by_id(case_id)
    context = {
        "case": found, "counts": _counts(found), "is_erasure": found.kind == CaseKind.ERASURE,
        "downloadable": _is_there(found), "has_receipt": _has_receipt(found),
    }  # fmt: skip
    return _page(request, "case", context)


@page(permission="privacy.manage")
def receipt(request: BansoRequest, case_id: UUID, language: str) -> HttpResponseBase:
    """The receipt as a PDF, in the language of whoever gets it."""
    found = queries.case_by_id(case_id)
    if not _has_receipt(found):
        raise Http404
    with translation.override(language):
        context = {
            "case": found, "counts": _counts(found), "workspace": request.access.workspace,
            "language": language,
        }  # fmt: skip
        made = pdf(render_to_string("privacy/receipt.html", context))
        name = _("receipt of erasure No. %(n)s") % {"n": found.number}
    answer = FileResponse(io.BytesIO(made), as_attachment=True, filename=f"{name}.pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _counts(found: Case) -> list[dict[str, object]]:
    titles = queries.holdings()
    return [
        {"title": titles[slug].title if slug in titles else slug, "slug": slug, "n": n}
        for slug, n in found.counts.items()
    ]


@page(permission="privacy.manage")
def download(request: BansoRequest, case_id: UUID) -> HttpResponseBase:
    found = queries.case_by_id(case_id)
    if not _is_there(found):
        raise Http404
    note("privacy.downloaded", target=f"No. {found.number}", by=request.access.actor)
    name = _("personal data No. %(n)s") % {"n": found.number}
    answer = FileResponse(file_of(found).open("rb"), as_attachment=True, filename=f"{name}.zip")
    answer["Cache-Control"] = "private, no-store"
    return answer


@page(permission="privacy.manage", methods=("POST",))
def again(request: BansoRequest, case_id: UUID) -> HttpResponse:
    made = actions.try_again(case_id, by=request.access.actor, enqueue=enqueue)
    toast(request, _("The request goes on."))
    return _to(request, made)


@page(permission="privacy.manage", methods=("POST",))
def keep(request: BansoRequest) -> HttpResponse:
    form = KeepForm(request.POST)
    if form.is_valid():
        try:
            actions.keep_for(form.cleaned_data["holding"], form.cleaned_data["days"], by=request.access.actor)
        except InputError as error:
            return _home(request, status=422, wrong=f"{error.message} ({error.wanted})")
        toast(request, _("Saved. It is applied every night."))
        return redirect("settings_privacy", request.access.workspace.slug)
    return _home(request, status=422, wrong=_("The number of days is no whole number."))


@page(permission="privacy.manage", methods=("POST",))
def welcome(request: BansoRequest) -> HttpResponse:
    form = WelcomeForm(request.POST, auto_id="id_back_%s")
    if form.is_valid():
        with refusals_on(form):
            actions.welcome_again(**form.cleaned_data, by=request.access.actor)
            toast(request, _("This person may be stored again."))
            return redirect("settings_privacy", request.access.workspace.slug)
    return _home(request, status=422, welcome=form)


def _has_receipt(found: Case) -> bool:
    return found.kind == CaseKind.ERASURE and found.state == CaseState.DONE


def _is_there(found: Case) -> bool:
    return found.kind == CaseKind.EXPORT and found.state == CaseState.DONE and file_of(found).exists()


def _to(request: BansoRequest, made: Case) -> HttpResponse:
    return redirect("privacy_case", request.access.workspace.slug, made.pk)
