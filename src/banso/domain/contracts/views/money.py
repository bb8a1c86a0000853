"""Exchange rates, cost entries, gross margin."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from banso.domain.contracts import actions, queries
from banso.domain.contracts.forms import CostForm, MarginForm, RateForm
from banso.domain.contracts.models import CostEntry, ExchangeRate, GrossMargin
from banso.domain.contracts.rules.costs import CostRow
from banso.domain.contracts.views.frame import address, contracts_page
from banso.kit.access import BansoRequest, page
from banso.kit.ids import new_id
from banso.kit.paging import page_of
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.tenancy import today
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Paging
from banso.kit.ui.toasts import toast

_BOTH = ("GET", "POST")


@page(permission="contracts.view", methods=_BOTH, writing="contracts.manage")
def rates(request: BansoRequest) -> HttpResponse:
    currency = request.access.workspace.currency
    form = RateForm(request.POST or None, initial={"day": today(), "into": currency})
    if form.is_valid():
        with refusals_on(form):
            actions.set_rate(**form.cleaned_data, by=request.access.actor)
            toast(request, _("The rate is in force; what it touches was computed anew."))
            return redirect(address(request, "contracts_rates"))
    context = {"rates": queries.rate_rows(), "form": form}
    return contracts_page(request, "rates", context, status=422 if form.is_bound else 200)


@list_export(permission="contracts.export")
def export_rates(_request: BansoRequest) -> Table[ExchangeRate]:
    columns: list[Column[ExchangeRate]] = [
        Column(_("Currency"), lambda rate: rate.currency),
        Column(_("Into"), lambda rate: rate.into),
        Column(_("In force from"), lambda rate: rate.day),
        Column(_("Rate"), lambda rate: rate.rate.normalize()),
    ]
    return Table(_("exchange rates"), columns, queries.rate_rows().iterator())


@page(permission="contracts.manage", methods=("POST",))
def remove_rate(request: BansoRequest, rate_id: UUID) -> HttpResponse:
    actions.delete_rate(rate_id, by=request.access.actor)
    toast(request, _("The rate was removed."))
    return redirect(address(request, "contracts_rates"))


@page(permission="contracts.view", methods=_BOTH, writing="contracts.manage")
def costs(request: BansoRequest) -> HttpResponse:
    currency = request.access.workspace.currency
    form = CostForm(request.POST or None, initial={"month": today(), "currency": currency})
    if form.is_valid():
        with refusals_on(form):
            row = CostRow(**form.cleaned_data, external_id=new_id().hex)
            actions.upsert_costs([row], by=request.access.actor)
            toast(request, _("The cost was entered."))
            return redirect(address(request, "contracts_costs"))
    return _costs_page(request, form=form)


@list_export(permission="contracts.export")
def export_costs(_request: BansoRequest) -> Table[CostEntry]:
    """Headers that an import of costs knows; months as their first days."""
    columns: list[Column[CostEntry]] = [
        Column(_("External ID"), lambda cost: cost.external_id),
        Column(_("Month"), lambda cost: cost.month),
        Column(_("Category"), lambda cost: cost.get_category_display()),
        Column(_("Amount"), lambda cost: cost.amount.normalize()),
        Column(_("Currency"), lambda cost: cost.currency),
        Column(_("Note"), lambda cost: cost.note),
    ]
    return Table(_("costs"), columns, queries.costs().order_by("-month", "-id").iterator())


@page(permission="contracts.manage", methods=("POST",))
def remove_cost(request: BansoRequest, cost_id: UUID) -> HttpResponse:
    actions.delete_costs([queries.cost_by_id(cost_id).external_id], by=request.access.actor)
    toast(request, _("The cost entry was removed."))
    return redirect(address(request, "contracts_costs"))


@page(permission="contracts.manage", methods=("POST",))
def set_margin(request: BansoRequest) -> HttpResponse:
    form = MarginForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            actions.set_margin(given["share"] / 100, valid_from=given["valid_from"], by=request.access.actor)
            toast(request, _("The margin was saved."))
            return redirect(address(request, "contracts_costs"))
    return _costs_page(request, margin=form)


@list_export(permission="contracts.export")
def export_margins(_request: BansoRequest) -> Table[GrossMargin]:
    columns: list[Column[GrossMargin]] = [
        Column(_("In force from"), lambda each: each.valid_from),
        Column(_("Gross margin (percent)"), lambda each: (each.share * 100).normalize()),
    ]
    return Table(_("gross margins"), columns, queries.margins())


@page(permission="contracts.manage", methods=("POST",))
def remove_margin(request: BansoRequest, margin_id: UUID) -> HttpResponse:
    actions.delete_margin(margin_id, by=request.access.actor)
    toast(request, _("The margin was removed."))
    return redirect(address(request, "contracts_costs"))


def _costs_page(
    request: BansoRequest, *, form: CostForm | None = None, margin: MarginForm | None = None
) -> HttpResponse:
    found = page_of(queries.costs(), cursor=request.GET.get("cursor"), order=("-month",))
    more = f"?cursor={found.next_cursor}" if found.next_cursor else ""
    currency = request.access.workspace.currency
    context = {
        "costs": found.data,
        "paging": Paging(shown=len(found.data), next_href=more),
        "form": form or CostForm(initial={"month": today(), "currency": currency}),
        "margin": margin or MarginForm(initial={"valid_from": today()}),
        "margins": queries.margins(),
    }
    refused = margin is not None or (form is not None and form.is_bound)
    return contracts_page(request, "costs", context, status=422 if refused else 200)
