"""Approvals: what waits for whom, asking, answering; the list with its file."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from banso.domain.sales import actions, queries
from banso.domain.sales.forms import AnswerForm
from banso.domain.sales.models import ApprovalRequest
from banso.domain.sales.queries.approvals import demand_answerer, open_requests, request_by_id
from banso.domain.sales.queries.approvals import requests as all_requests
from banso.domain.sales.rules.approvals import may_approve
from banso.domain.sales.views.frame import address, deal_crumbs, shown, tabs, to_deal
from banso.kit.access import BansoRequest, page
from banso.kit.paging import page_of
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb, Paging
from banso.kit.ui.toasts import toast

_ROWS = 50
_STATES = ("asked", "approved", "refused", "withdrawn", "all")
_SHAPES = {"asked": "watch", "approved": "good", "refused": "risk"}


@dataclass(frozen=True, slots=True)
class Row:
    """A request as pages show it; `kind` is the shape of its state, `mine`: whoever looks may answer it."""

    request: ApprovalRequest
    what: str
    kind: str
    mine: bool


def told(request: BansoRequest, rows: "list[ApprovalRequest]") -> list[Row]:
    return [
        Row(
            row,
            actions.what_of(row),
            _SHAPES.get(row.state, "none"),
            row.state == "asked" and may_approve(request.access, row.role),
        )
        for row in rows
    ]


@page(permission="deals.view")
def approval_list(request: BansoRequest) -> HttpResponse:
    state = _state(request)
    rows = _listed(state)
    found = page_of(rows, limit=_ROWS, cursor=request.GET.get("cursor"), order=("-at",))
    words = {"asked": _("waits"), "approved": _("approved"), "refused": _("refused"),
             "withdrawn": _("withdrawn"), "all": _("All")}  # fmt: skip
    context = {
        "tabs": tabs(request, "approvals"),
        "rows": told(request, found.data),
        "state": state,
        "states": [(name, words[name], f"?state={name}") for name in _STATES],
        "paging": Paging(
            len(found.data), rows.count(),
            next_href=f"?state={state}&cursor={found.next_cursor}" if found.next_cursor else "",
            previous_href=f"?state={state}" if request.GET.get("cursor") else "",
        ),
    }  # fmt: skip
    return shown(request, "approvals", context)


@list_export(permission="deals.export")
def export(request: BansoRequest) -> Table[ApprovalRequest]:
    """The requests of the list."""
    columns: list[Column[ApprovalRequest]] = [
        Column(_("Deal"), lambda row: row.deal.name),
        Column(_("Account"), lambda row: row.deal.account.name if row.deal.account else ""),
        Column(_("What is to be approved"), lambda row: row.get_wanted_display()),
        Column(_("Discount (%)"), lambda row: row.percent),
        Column(_("Promise"), lambda row: row.wording),
        Column(_("Remark"), lambda row: row.remark),
        Column(_("Asked by"), lambda row: row.by_label),
        Column(_("Asked"), lambda row: row.at),
        Column(_("State"), lambda row: row.get_state_display()),
        Column(_("Answered by"), lambda row: row.answered_by),
        Column(_("Answered"), lambda row: row.answered_at),
        Column(_("Reason"), lambda row: row.answer),
    ]
    return Table(_("approvals"), columns, _listed(_state(request)).order_by("-at", "-id").iterator())


@page(permission="deals.view", writing="deals.manage", methods=("GET", "POST"))
def approval(request: BansoRequest, approval_request_id: UUID) -> HttpResponse:
    """One request; whoever may answers it here."""
    found = request_by_id(approval_request_id)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        approved = request.POST.get("act") != "refuse"
        demand_answerer(request.access, found)
        with refusals_on(form):
            actions.answer_approval(
                approval_request_id, approved=approved, reason=form.cleaned_data["reason"],
                by=request.access.actor,
            )  # fmt: skip
            toast(request, _("It is approved.") if approved else _("It is refused."))
            return HttpResponseRedirect(address(request, "approval", approval_request_id))
    (row,) = told(request, [found])
    deal = queries.deal_by_id(found.deal_id)
    context = {
        "row": row,
        "deal": deal,
        "form": form if row.mine and deal.status == "open" and deal.archived_at is None else None,
        "crumbs": deal_crumbs(request, deal, Crumb(_("Approval"))),
    }
    return shown(request, "approval", context, status=422 if form.is_bound else 200)


@page(permission="deals.edit", methods=("POST",))
def ask(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    made = actions.ask_approval(deal_id, remark=request.POST.get("remark", ""), by=request.access.actor)
    undo = address(request, "approval_withdraw", made[0].pk) if len(made) == 1 else ""
    toast(request, _("The approval is asked for.") if made else _("It was asked for already."), undo=undo)
    return to_deal(request, deal_id, "lines")


@page(permission="deals.edit", methods=("POST",))
def withdraw(request: BansoRequest, approval_request_id: UUID) -> HttpResponse:
    row = actions.withdraw_request(approval_request_id, by=request.access.actor)
    toast(request, _("The request is withdrawn."))
    return to_deal(request, row.deal_id, "lines")


def _state(request: BansoRequest) -> str:
    state = request.GET.get("state", "asked")
    return state if state in _STATES else "asked"


def _listed(state: str) -> "QuerySet[ApprovalRequest]":
    if state == "asked":
        return open_requests().order_by()
    rows = all_requests().order_by()
    return rows if state == "all" else rows.filter(state=state)
