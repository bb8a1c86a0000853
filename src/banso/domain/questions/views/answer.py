"""One answer: what stands, what stood before, and another one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from banso.domain.questions import actions
from banso.domain.questions.actions.taking import target_of, target_taken
from banso.domain.questions.definitions import deal_seen
from banso.domain.questions.forms import OneAnswerForm
from banso.domain.questions.models import Asked
from banso.domain.questions.queries.records import COUNTED, answer_by_id, history_of, words_of
from banso.domain.questions.views.frame import (
    account_crumbs,
    address,
    deal_asked,
    into_of,
    row_of,
    shown,
)
from banso.kit.access import BansoRequest, page
from banso.kit.errors import BansoError
from banso.kit.ids import read_id
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.toasts import toast


@page(permission="questions.view", writing="questions.edit", methods=("GET", "POST"))
def answer(request: BansoRequest, answer_id: UUID) -> HttpResponse:
    """The answers of one account to one question; whichever of them is asked for."""
    found = answer_by_id(answer_id)
    form = OneAnswerForm(request.POST or None, question=found.question)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            made = actions.write_answer(
                found.account_id, found.question_id, given["value"], said_by=given["said_by"],
                asked=given["asked"], by=request.access.actor,
            )  # fmt: skip
            toast(request, _("The answer is kept; the one before stays in its history."),
                  undo=address(request, "answer_remove", made.pk))  # fmt: skip
            return HttpResponseRedirect(address(request, "answer", made.pk))
    rows = history_of(found.account_id, found.question_id)
    standing = next((each for each in rows if each.removed_at is None), None)
    asked = Asked.objects.filter(COUNTED, question=found.question, asking__account=found.account_id)
    context = {
        "found": found, "account": found.account, "words": str(words_of(found.question)),
        "history": [row_of(each) for each in rows], "form": form,
        "standing": row_of(standing, into=into_of(request, standing)) if standing else None,
        "back_out": bool(standing and target_taken(standing)),
        "deal": deal_seen(standing.deal_id) if standing else None,
        "put": asked.count(), "twice": asked.filter(known=True).count(),
        "crumbs": account_crumbs(request, found.account_id, str(words_of(found.question))),
    }  # fmt: skip
    return shown(request, "answer", context, status=422 if form.is_bound else 200)


@page(permission="questions.edit", methods=("POST",))
def remove(request: BansoRequest, answer_id: UUID) -> HttpResponseRedirect:
    actions.take_back_answer(answer_id, by=request.access.actor)
    toast(request, _("The answer counts as written down by mistake."),
          undo=address(request, "answer_restore", answer_id))  # fmt: skip
    return HttpResponseRedirect(address(request, "answer", answer_id))


@page(permission="questions.edit", methods=("POST",))
def restore(request: BansoRequest, answer_id: UUID) -> HttpResponseRedirect:
    actions.put_back_answer(answer_id, by=request.access.actor)
    toast(request, _("The answer stands again."))
    return HttpResponseRedirect(address(request, "answer", answer_id))


@page(permission="questions.edit", methods=("POST",))
def take(request: BansoRequest, answer_id: UUID) -> HttpResponseRedirect:
    """Take an answer over into its field; asks for the permission to write there, too."""
    found, deal = answer_by_id(answer_id), deal_asked(request)
    target = target_of(found)
    if target is not None:
        request.access.require(target.permission)
    try:
        took = actions.take_over(answer_id, deal_id=deal, by=request.access.actor)
    except BansoError as error:
        # What is wrong with it is told where the person is; nothing of theirs was typed here.
        wanted = getattr(error, "wanted", "")
        toast(request, f"{error.message} {wanted}".strip(), level=messages.ERROR)
    else:
        into = {"field": target.words if target else ""}
        said = _("The answer now stands in “%(field)s”.") if took.fresh else _(
            "The answer stands in “%(field)s” already."
        )  # fmt: skip
        toast(request, said % into, undo=address(request, "answer_take_out", answer_id) if took.fresh else "")
        deal = deal or (took.answer.deal_id if target and target.deal else None)
    return _back(request, found.account_id, deal)


@page(permission="questions.edit", methods=("POST",))
def take_out(request: BansoRequest, answer_id: UUID) -> HttpResponseRedirect:
    """Undo taking an answer over; asks for the permission to write there, too."""
    found = answer_by_id(answer_id)
    target, deal = target_taken(found), read_id(found.taken_as.get("deal", ""))
    if target is not None:
        request.access.require(target.permission)
    try:
        actions.take_out(answer_id, by=request.access.actor)
    except BansoError as error:
        toast(request, error.message, level=messages.ERROR)
    else:
        into = {"field": target.words if target else ""}
        toast(request, _("The answer stands in “%(field)s” no more.") % into)
    return _back(request, found.account_id, deal)


def _back(request: BansoRequest, account_id: UUID, deal: UUID | None) -> HttpResponseRedirect:
    if deal and deal_seen(deal) is not None:
        return HttpResponseRedirect(address(request, "deal", deal))
    return HttpResponseRedirect(address(request, "account_answers", account_id))
