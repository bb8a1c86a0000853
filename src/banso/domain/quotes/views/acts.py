"""What is done with a quote: sending, answering, new versions, throwing away; each with its way back."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from banso.domain.accounts.queries import contacts_of
from banso.domain.quotes import actions, queries
from banso.domain.quotes.forms import AnswerForm, MarkForm, SendForm
from banso.domain.quotes.models import Quote
from banso.domain.quotes.views.frame import address, crumbs_of, shown, to_quote
from banso.kit.access import BansoRequest, page
from banso.kit.tenancy import today
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast

_BOTH = ("GET", "POST")


@page(permission="quotes.edit", methods=("POST",))
def version(request: BansoRequest, quote_id: UUID) -> HttpResponse:
    made = actions.new_version(quote_id, by=request.access.actor)
    said = _("Version %(version)s is drawn up.") % {"version": made.version}
    toast(request, said, undo=address(request, "quote_remove", made.pk))
    return to_quote(request, made.pk)


@page(permission="quotes.edit", methods=("POST",))
def retake(request: BansoRequest, quote_id: UUID) -> HttpResponse:
    actions.retake_lines(quote_id, by=request.access.actor)
    toast(request, _("The quote says what the deal sells now."))
    return to_quote(request, quote_id)


@page(permission="quotes.edit", methods=("POST",))
def remove(request: BansoRequest, quote_id: UUID) -> HttpResponse:
    found = actions.remove_quote(quote_id, by=request.access.actor)
    said = _("%(number)s version %(version)s is thrown away.") % {
        "number": found.number, "version": found.version,
    }  # fmt: skip
    toast(request, said, undo=address(request, "quote_restore", found.pk))
    return HttpResponseRedirect(address(request, "deal", found.deal_id))


@page(permission="quotes.edit", methods=("POST",))
def restore(request: BansoRequest, quote_id: UUID) -> HttpResponse:
    actions.restore_quote(quote_id, by=request.access.actor)
    toast(request, _("The quote is back."))
    return to_quote(request, quote_id)


@page(permission="quotes.edit", methods=_BOTH)
def send(request: BansoRequest, quote_id: UUID) -> HttpResponse:
    """By mail; a version that was sent already goes once more."""
    found = queries.quote_by_id(quote_id)
    form = SendForm(request.POST or None, initial={"revision": found.revision, "email": _email(found)})
    if form.is_valid():
        email, message = form.cleaned_data["email"], form.cleaned_data["message"]
        with refusals_on(form):
            if found.state == "draft":
                actions.send_quote(
                    quote_id, email=email, message=message, expected=form.cleaned_data["revision"],
                    by=request.access.actor,
                )  # fmt: skip
            else:
                actions.mail_again(
                    quote_id, email=email, message=message, expected=form.cleaned_data["revision"],
                    by=request.access.actor,
                )  # fmt: skip
            toast(request, _("The quote is on its way to %(email)s.") % {"email": email})
            return to_quote(request, quote_id)
    return _send_page(request, found, form, None)


@page(permission="quotes.edit", methods=("POST",))
def mark(request: BansoRequest, quote_id: UUID) -> HttpResponse:
    """It was sent by other means."""
    found = queries.quote_by_id(quote_id)
    form = MarkForm(request.POST, auto_id="mark-%s")
    if form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            actions.send_quote(quote_id, on=given["on"], expected=given["revision"], by=request.access.actor)
            undo = address(request, "quote_unsend", quote_id)
            toast(request, _("The quote is marked as sent."), undo=undo)
            return to_quote(request, quote_id)
    return _send_page(request, found, None, form)


@page(permission="quotes.edit", methods=("POST",))
def unsend(request: BansoRequest, quote_id: UUID) -> HttpResponse:
    actions.take_sending_back(quote_id, by=request.access.actor)
    toast(request, _("The quote is a draft again."))
    return to_quote(request, quote_id)


@page(permission="quotes.edit", methods=_BOTH)
def answer(request: BansoRequest, quote_id: UUID) -> HttpResponse:
    """What the customer says."""
    found = queries.quote_by_id(quote_id)
    chosen = "declined" if request.GET.get("answer") == "declined" else "accepted"
    initial = {"revision": found.revision, "answer": chosen, "on": today(), "who": found.contact_name}
    form = AnswerForm(request.POST or None, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        with refusals_on(form):
            _answer(request, quote_id, given)
            undo = address(request, "quote_answer_back", quote_id)
            toast(request, _("The answer is written down."), undo=undo)
            return to_quote(request, quote_id)
    context = {
        "form": form,
        "quote": found,
        "crumbs": crumbs_of(request, found, Crumb(pgettext("quote", "Answer"))),
    }
    return shown(request, "answer", context, status=422 if form.is_bound else 200)


@page(permission="quotes.edit", methods=("POST",))
def answer_back(request: BansoRequest, quote_id: UUID) -> HttpResponse:
    actions.take_answer_back(quote_id, by=request.access.actor)
    toast(request, _("The quote waits for an answer again."))
    return to_quote(request, quote_id)


def _answer(request: BansoRequest, quote_id: UUID, given: dict[str, Any]) -> None:
    told = {"who": given["who"], "on": given["on"], "expected": given["revision"]}
    if given["answer"] == "accepted":
        actions.accept_quote(quote_id, by=request.access.actor, **told)
    else:
        actions.decline_quote(quote_id, reason=given["reason"], by=request.access.actor, **told)


def _email(found: Quote) -> str:
    if found.sent_to:
        return found.sent_to
    return found.contact.email if found.contact else ""


def _addresses(found: Quote) -> list[tuple[str, str]]:
    if found.deal.account_id is None:
        return []
    known = contacts_of(found.deal.account_id).exclude(email="").filter(left_on=None)
    return [(each.email, each.name) for each in known[:100]]


def _send_page(
    request: BansoRequest, found: Quote, form: SendForm | None, marked: MarkForm | None
) -> HttpResponse:
    draft = found.state == "draft"
    begins = {"revision": found.revision, "on": today()}
    context = {
        "quote": found,
        "draft": draft,
        "form": form or SendForm(initial={"revision": found.revision, "email": _email(found)}),
        "mark_form": (marked or MarkForm(initial=begins, auto_id="mark-%s")) if draft else None,
        "lacks": queries.lacks_of(found) if draft else None,
        "addresses": _addresses(found),
        "crumbs": crumbs_of(request, found, Crumb(_("Send"))),
    }
    wrong = bool(form and form.is_bound) or bool(marked and marked.is_bound)
    return shown(request, "send", context, status=422 if wrong else 200)
