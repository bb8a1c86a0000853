"""A form filled in by a member, and sent to a customer by a link."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.accounts.queries import account_by_id, contacts_of
from banso.domain.questions import actions
from banso.domain.questions.actions.answering import field_of
from banso.domain.questions.definitions import deal_seen
from banso.domain.questions.forms import AnswersForm, LinkForm
from banso.domain.questions.models import Asking, Question
from banso.domain.questions.queries.known import known_of
from banso.domain.questions.queries.records import (
    asking_by_id,
    form_by_id,
    open_links,
    questions_of,
    words_of,
)
from banso.domain.questions.rules.sending import mail_state
from banso.domain.questions.views.frame import (
    KnownRow,
    account_crumbs,
    address,
    deal_asked,
    intro_of,
    known_row,
    shown,
    title_of,
)
from banso.engine.metrics.registry import registry
from banso.kit.access import BansoRequest, page
from banso.kit.clock import now
from banso.kit.errors import Conflict
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.toasts import toast


@dataclass(frozen=True, slots=True)
class Line:
    """A question of a form, with its field and what is known already."""

    question: Question
    words: str
    field: BoundField | None
    known: KnownRow | None
    again: bool = False


@page(permission="questions.view", writing="questions.edit", methods=("GET", "POST"))
def fill(request: BansoRequest, account_id: UUID, form_id: UUID) -> HttpResponse:
    """Fill a form in during or after a conversation; what is known stands there and is not asked."""
    account, sheet = account_by_id(account_id), form_by_id(form_id)
    deal = deal_asked(request)
    asked = questions_of(sheet)
    known = known_of(account_id, asked, deal)
    form = AnswersForm(request.POST or None, questions=asked, who=_("Who at the customer said it"))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            asking = actions.fill_form(
                account_id, form_id, form.given(), said_by=form.cleaned_data["who"], deal_id=deal,
                by=request.access.actor,
            )  # fmt: skip
            count = asking.answers.count()
            said = ngettext("%(n)s answer is kept.", "%(n)s answers are kept.", count) % {"n": count}
            toast(request, said)
            back = address(request, "deal", deal) if deal else address(request, "account_answers", account_id)
            return HttpResponseRedirect(back)
    lines = [
        Line(each, str(words_of(each)), form[field_of(each.pk)], known_row(each, known))
        for each in asked
    ]  # fmt: skip
    context = {
        "account": account, "sheet": sheet, "title": title_of(sheet), "lines": lines, "form": form,
        "deal": deal_seen(deal), "known": len(known), "open": len(asked) - len(known),
        "people": [each.name for each in contacts_of(account_id)[:200]],
        "kpis": [str(kpi.name) for kpi in registry],
        "crumbs": account_crumbs(request, account_id, title_of(sheet)),
        "may_ask": any(each.shared for each in asked),
    }  # fmt: skip
    return shown(request, "fill", context, status=422 if form.is_bound else 200)


@page(permission="questions.edit", methods=("GET", "POST"))
def ask(request: BansoRequest, account_id: UUID, form_id: UUID) -> HttpResponse:
    """Send a form to the customer; whoever asks again what is known is warned before."""
    account, sheet = account_by_id(account_id), form_by_id(form_id)
    deal = deal_asked(request)
    asked = [each for each in questions_of(sheet) if each.shared]
    known = known_of(account_id, asked, deal)
    again = {each.pk for each in asked if f"again-{each.pk.hex}" in request.POST and each.pk in known}
    initial = {"language": request.access.workspace.language, "days": 14}
    form = LinkForm(request.POST or None, initial=initial)
    sure = "sure" in request.POST or not again
    if request.method == "POST" and form.is_valid() and sure:
        with refusals_on(form):
            link = actions.ask_by_link(
                account_id, form_id, **form.cleaned_data, again=again, deal_id=deal, by=request.access.actor
            )
            _tell(request, link)
            return HttpResponseRedirect(f"{address(request, 'account_answers', account_id)}#links")
    lines = [
        Line(each, str(words_of(each)), None, known_row(each, known), each.pk in again)
        for each in asked
    ]  # fmt: skip
    context: dict[str, Any] = {
        "account": account, "sheet": sheet, "title": title_of(sheet), "intro": intro_of(sheet),
        "lines": lines, "form": form, "deal": deal_seen(deal), "known": len(known),
        "links": open_links(account_id, form_id)[:5],
        "open": len(asked) - len(known), "left_out": len(questions_of(sheet)) - len(asked),
        "warned": form.is_bound and not sure, "again": [each for each in lines if each.again],
        "crumbs": account_crumbs(request, account_id, title_of(sheet), _("Send to the customer")),
    }  # fmt: skip
    return shown(request, "ask", context, status=422 if form.is_bound else 200)


@page(permission="questions.edit", methods=("POST",))
def revoke(request: BansoRequest, asking_id: UUID) -> HttpResponseRedirect:
    link = actions.revoke_link(asking_id, by=request.access.actor)
    toast(request, _("The link opens nothing any more."))
    return HttpResponseRedirect(f"{address(request, 'account_answers', link.account_id)}#links")


@page(permission="questions.edit", methods=("POST",))
def send(request: BansoRequest, asking_id: UUID) -> HttpResponseRedirect:
    """Mail a link once more."""
    try:
        link = actions.send_again(asking_id, by=request.access.actor)
    except Conflict as error:
        link = asking_by_id(asking_id)
        toast(request, error.message, level=messages.ERROR)
    else:
        _tell(request, link)
    return HttpResponseRedirect(f"{address(request, 'account_answers', link.account_id)}#links")


def _tell(request: BansoRequest, link: Asking) -> None:
    state = mail_state(link.tried_at, link.sent_at, link.failed_at, at=now())
    if state == "failed":
        said = _("The mail could not be sent. Send it again, or copy the link and hand it over yourself.")
        return toast(request, said, level=messages.ERROR)
    said = {
        "none": _("The link is made. Copy it and hand it over."),
        "trying": _("The link is being mailed to %(email)s."),
        "sent": _("The link is mailed to %(email)s.") if link.sends == 1 else
        _("The link is mailed to %(email)s once more; it counts as asked once."),
    }[state]  # fmt: skip
    return toast(request, said % {"email": link.email})
