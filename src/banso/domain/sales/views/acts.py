"""Winning, losing, reopening, archiving a deal, and approving its discount."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from banso.domain.sales import actions, queries
from banso.domain.sales.forms import ApproveForm, CloseForm
from banso.domain.sales.queries.approvals import demand_approver, percent_role
from banso.domain.sales.views.deal import reason_choices
from banso.domain.sales.views.frame import address, deal_crumbs, refused_act, shown, to_deal
from banso.kit.access import BansoRequest, page
from banso.kit.errors import Lacking
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast


@page(permission="deals.edit", methods=("POST",))
def win(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    form = CloseForm(request.POST, reasons=reason_choices("won"), prefix="win", auto_id="win-%s")
    if form.is_valid():
        given = form.cleaned_data
        with refusals_on(form):
            try:
                won = actions.win_deal(
                    deal_id, on=given["closed_on"], reason=given["reason"], remark=given["reason_note"],
                    by=request.access.actor,
                )  # fmt: skip
            except Lacking as error:
                return refused_act(request, deal_id, error)
            toast(request, _("“%(name)s” is won.") % {"name": won.name})
            return to_deal(request, deal_id)
    return _close_page(request, deal_id, form, "deal_win", _("Win the deal"))


@page(permission="deals.edit", methods=("GET", "POST"))
def lose(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    bound = request.POST or None
    form = CloseForm(bound, reasons=reason_choices("lost"), prefix="lose", auto_id="lose-%s")
    if form.is_valid():
        given = form.cleaned_data
        with refusals_on(form):
            lost = actions.lose_deal(
                deal_id, on=given["closed_on"], reason=given["reason"], remark=given["reason_note"],
                by=request.access.actor,
            )  # fmt: skip
            undo = address(request, "deal_reopen", deal_id)
            toast(request, _("“%(name)s” is lost.") % {"name": lost.name}, undo=undo)
            return to_deal(request, deal_id)
    return _close_page(request, deal_id, form, "deal_lose", _("Say that the deal is lost"))


@page(permission="deals.edit", methods=("POST",))
def reopen(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    actions.reopen_deal(deal_id, by=request.access.actor)
    toast(request, _("The deal is open again."))
    return to_deal(request, deal_id)


@page(permission="deals.edit", methods=("POST",))
def archive(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    actions.archive_deal(deal_id, by=request.access.actor)
    toast(request, _("The deal is archived."), undo=address(request, "deal_restore", deal_id))
    return to_deal(request, deal_id)


@page(permission="deals.edit", methods=("POST",))
def restore(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    actions.archive_deal(deal_id, restore=True, by=request.access.actor)
    toast(request, _("The deal is back."))
    return to_deal(request, deal_id)


@page(permission="deals.manage", methods=("POST",))
def approve(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    """Allow a discount beyond the limit."""
    form = ApproveForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            demand_approver(request.access, percent_role(form.cleaned_data["percent"]))
            actions.approve_discount(deal_id, by=request.access.actor, **form.cleaned_data)
            toast(request, _("The discount is approved."))
            return to_deal(request, deal_id, "lines")
    return _close_page(request, deal_id, form, "deal_approve", _("Approve the discount"))


@page(permission="deals.manage", methods=("POST",))
def withdraw(request: BansoRequest, deal_id: UUID, approval_id: UUID) -> HttpResponse:
    actions.withdraw_approval(deal_id, approval_id, by=request.access.actor)
    toast(request, _("The approval is withdrawn."))
    return to_deal(request, deal_id, "lines")


def _close_page(
    request: BansoRequest, deal_id: UUID, form: CloseForm | ApproveForm, name: str, title: str
) -> HttpResponse:
    deal = queries.deal_by_id(deal_id)
    context = {
        "deal": deal,
        "form": form,
        "title": title,
        "action": address(request, name, deal_id),
        "crumbs": deal_crumbs(request, deal, Crumb(title)),
    }
    return shown(request, "close", context, status=422 if form.is_bound else 200)
