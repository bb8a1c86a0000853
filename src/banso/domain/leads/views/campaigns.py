"""Where leads come from: sources and campaigns, what they cost and what came of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from banso.domain.leads import actions, queries
from banso.domain.leads.forms import CampaignForm, CostForm
from banso.domain.leads.models import Campaign
from banso.domain.leads.queries.listing import filter_choices
from banso.domain.leads.views.frame import address, shown, tabs
from banso.kit.access import BansoRequest, page
from banso.kit.money import plain
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.tenancy import today
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast


@dataclass(frozen=True, slots=True)
class Row:
    """A campaign with what came of it."""

    campaign: Campaign
    gave: queries.Yield


@page(permission="leads.view")
def campaign_list(request: BansoRequest) -> HttpResponse:
    context = {
        "tabs": tabs(request, "campaigns"),
        "rows": _told(queries.campaigns()),
        "sources": queries.yields_by_source(),
    }
    return shown(request, "campaigns", context)


@list_export(permission="leads.export")
def export(_request: BansoRequest) -> Table[Row]:
    columns: list[Column[Row]] = [
        Column(_("Campaign"), lambda row: row.campaign.name),
        Column(_("Source"), lambda row: row.campaign.source),
        Column(_("First day"), lambda row: row.campaign.starts_on),
        Column(_("Last day"), lambda row: row.campaign.ends_on),
        Column(_("Leads"), lambda row: row.gave.leads),
        Column(_("Appointments"), lambda row: row.gave.met),
        Column(_("Converted"), lambda row: row.gave.converted),
        Column(_("Won"), lambda row: row.gave.won),
        Column(_("Won amount"), lambda row: row.gave.worth),
        Column(_("Cost"), lambda row: plain(row.gave.cost)),
    ]
    return Table(_("campaigns"), columns, _told(queries.campaigns()))


@page(permission="leads.manage", methods=("GET", "POST"))
def new(request: BansoRequest) -> HttpResponse:
    form = CampaignForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            made = actions.save_campaign(None, form.cleaned_data, by=request.access.actor)
            toast(request, _("The campaign is kept."))
            return HttpResponseRedirect(address(request, "campaign", made.pk))
    crumbs = [Crumb(_("Sources and campaigns"), address(request, "campaigns")), Crumb(_("Add a campaign"))]
    context = {"form": form, "crumbs": crumbs, "sources": _sources()}
    return shown(request, "campaign_form", context, status=422 if form.is_bound else 200)


@page(permission="leads.view", methods=("GET", "POST"), writing="leads.manage")
def campaign(request: BansoRequest, campaign_id: UUID) -> HttpResponse:
    """One campaign with its costs by month; its form changes it."""
    found = queries.campaign_by_id(campaign_id)
    form = CampaignForm(request.POST or None, initial=CampaignForm.initial_of(found))
    if form.is_valid():
        with refusals_on(form):
            actions.save_campaign(campaign_id, form.cleaned_data, by=request.access.actor)
            toast(request, _("The campaign is kept."))
            return HttpResponseRedirect(address(request, "campaign", campaign_id))
    return _page(request, found, form, _cost_form(request), status=422 if form.is_bound else 200)


@page(permission="leads.manage", methods=("POST",))
def cost(request: BansoRequest, campaign_id: UUID) -> HttpResponse:
    """Say what the campaign cost in a month."""
    found = queries.campaign_by_id(campaign_id)
    form = CostForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            actions.set_campaign_cost(
                campaign_id, given["month"], given["amount"], currency=given["currency"].strip().upper(),
                by=request.access.actor,
            )  # fmt: skip
            toast(request, _("The cost is kept."))
            return HttpResponseRedirect(address(request, "campaign", campaign_id))
    return _page(request, found, CampaignForm(initial=CampaignForm.initial_of(found)), form, status=422)


@page(permission="leads.manage", methods=("POST",))
def archive(request: BansoRequest, campaign_id: UUID) -> HttpResponse:
    actions.archive_campaign(campaign_id, by=request.access.actor)
    undo = address(request, "campaign_restore", campaign_id)
    toast(request, _("The campaign is archived."), undo=undo)
    return HttpResponseRedirect(address(request, "campaigns"))


@page(permission="leads.manage", methods=("POST",))
def restore(request: BansoRequest, campaign_id: UUID) -> HttpResponse:
    actions.archive_campaign(campaign_id, restore=True, by=request.access.actor)
    toast(request, _("The campaign is back."))
    return HttpResponseRedirect(address(request, "campaign", campaign_id))


def _page(
    request: BansoRequest, found: Campaign, form: CampaignForm, cost_form: CostForm, *, status: int
) -> HttpResponse:
    context = {
        "campaign": found,
        "form": form,
        "cost_form": cost_form,
        "costs": queries.campaign_costs(found.pk),
        "row": _told([found])[0],
        "sources": _sources(),
        "crumbs": [Crumb(_("Sources and campaigns"), address(request, "campaigns")), Crumb(found.name)],
    }
    return shown(request, "campaign", context, status=status)


def _cost_form(request: BansoRequest) -> CostForm:
    return CostForm(initial={"month": today().replace(day=1), "currency": request.access.workspace.currency})


def _told(found: Iterable[Campaign]) -> list[Row]:
    rows = list(found)
    gave = queries.yields_by_campaign(rows)
    return [Row(row, gave[row.pk]) for row in rows]


def _sources() -> list[str]:
    return [label for _value, label in filter_choices("source")]
