"""Writing a promise down: from the ledger, an account, an activity, a note, a deal; and amending it."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import account_by_id, account_named, contacts_of
from banso.domain.accounts.queries.records import (
    activities_of,
    activity_by_id,
    files_of,
    note_by_id,
    notes_of,
)
from banso.domain.promises import actions
from banso.domain.promises.forms import AmendForm, Choices, PromiseForm, initial_of
from banso.domain.promises.models import Promise
from banso.domain.promises.queries.records import promise_by_id
from banso.domain.promises.views.frame import (
    account_address,
    address,
    crumbs,
)
from banso.domain.workspaces.queries import members
from banso.kit import formats
from banso.kit.access import BansoRequest, page
from banso.kit.html import plain
from banso.kit.ids import read_id
from banso.kit.tenancy import today
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast

R = TypeVar("R")
_BOTH = ("GET", "POST")
_OFFERED = 50


@page(permission="promises.edit", methods=_BOTH)
def create(request: BansoRequest) -> HttpResponse:
    """From the ledger: the account is typed."""
    form = PromiseForm(
        request.POST or None, people=people(), initial={"made_on": today(), "said_by_email": _me(request)}
    )
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            return _made(request, form, account_named(form.cleaned_data["account"]))
    return _page(request, form, crumbs(request), "new")


@page(permission="promises.edit", methods=_BOTH)
def create_for_account(request: BansoRequest, account_id: UUID) -> HttpResponse:
    """From an account's page; `?activity=`, `?note=` and `?deal=` say where it was promised."""
    account = account_by_id(account_id, archived=False)
    form = PromiseForm(
        request.POST or None, people=people(), fixed=True, initial=_initial(request, account_id),
        **offered(account_id),
    )  # fmt: skip
    if request.GET.get("deal"):
        # Nobody wins a deal whose promises nobody keeps.
        form.fields["owner_email"].widget.attrs["data-needed"] = ""
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            return _made(request, form, account_id)
    path = [*crumbs(request), Crumb(account.name, account_address(request, account_id))]
    return _page(request, form, path, str(account_id))


@page(permission="promises.edit", methods=_BOTH)
def amend(request: BansoRequest, promise_id: UUID) -> HttpResponse:
    """Another version of what was said."""
    promise = promise_by_id(promise_id)
    seats = people()
    form = AmendForm(
        request.POST or None, people=seats, initial=initial_of(promise, seats),
        **offered(promise.account_id, promise),
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            actions.amend_promise(
                promise_id, form.values(), reason=form.cleaned_data["reason"],
                expected=form.cleaned_data["version"], by=request.access.actor,
            )  # fmt: skip
            toast(request, _("The promise is changed; the version before stays in its history."))
            return redirect(address(request, "promise", promise_id))
    context = {
        "form": form, "crumbs": crumbs(request, promise), "heading": _("Change what was promised"),
        "act": _("Keep the new version"), "draft": f"promise-{promise.pk}-{promise.number}",
        "lead": _("A new wording or date has to be confirmed by the customer again."),
    }  # fmt: skip
    return render(request, "promises/form.html", context, status=422 if form.is_bound else 200)


def people() -> Choices:
    """The members, by mail address."""
    return [(person.email, person.get_full_name()) for person in members()]


def offered(account_id: UUID, promise: Promise | None = None) -> dict[str, Choices]:
    """What an account holds that a promise can refer to, the newest first, and what it refers to already."""
    contacts = _with(contacts_of(account_id)[:200], promise.said_to if promise else None)
    activities = _with(activities_of(account_id)[:_OFFERED], promise.activity if promise else None)
    notes = _with(notes_of(account_id)[:_OFFERED], promise.note if promise else None)
    files = _with(files_of(account_id)[:_OFFERED], promise.file if promise else None)
    return {
        "contacts": [(str(each.pk), each.name) for each in contacts],
        "activities": [(str(each.pk), f"{_day(each.occurred_at)} {each.topic}") for each in activities],
        "notes": [(str(each.pk), f"{_day(each.written_at)} {plain(each.body, 60)}") for each in notes],
        "files": [(str(each.pk), each.name) for each in files],
    }


def _with(rows: Iterable[R], held: R | None) -> list[R]:
    found = list(rows)
    return found if held is None or held in found else [*found, held]


def _day(moment: datetime) -> str:
    return formats.day(timezone.localtime(moment).date(), weekday=False)


def _initial(request: BansoRequest, account_id: UUID) -> dict[str, object]:
    initial: dict[str, object] = {"made_on": today(), "said_by_email": _me(request)}
    talk, note = read_id(request.GET.get("activity", "")), read_id(request.GET.get("note", ""))
    deal = read_id(request.GET.get("deal", ""))
    if talk is not None:
        activity = activity_by_id(talk)
        if activity.account_id == account_id:
            kind = {"visit": "meeting", "sns": "other"}.get(activity.kind, activity.kind)
            on = timezone.localtime(activity.occurred_at).date()
            initial |= {"activity_id": str(talk), "source": kind, "made_on": on}
            initial["source_text"] = activity.topic
    elif note is not None:
        written = note_by_id(note)
        if written.account_id == account_id:
            on = timezone.localtime(written.written_at).date()
            initial |= {"note_id": str(note), "source": "note", "made_on": on}
    if deal is not None:
        initial["deal_id"] = str(deal)
    return initial


def _me(request: HttpRequest) -> str:
    return str(getattr(request.user, "email", ""))


def _made(request: BansoRequest, form: PromiseForm, account_id: UUID) -> HttpResponse:
    made = actions.make_promise(account_id, form.values(), by=request.access.actor)
    toast(request, _("The promise is written down."), undo=address(request, "promise_take_back", made.pk))
    return redirect(address(request, "promise", made.pk))


def _page(request: BansoRequest, form: PromiseForm, path: list[Crumb], draft: str) -> HttpResponse:
    context = {
        "form": form, "crumbs": path, "heading": _("Write a promise down"), "act": _("Write it down"),
        "draft": f"promise-new-{draft}", "lead": "",
    }  # fmt: skip
    return render(request, "promises/form.html", context, status=422 if form.is_bound else 200)
