"""What is done with a lead: activities, the next step, conversion, archiving."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from banso.domain.leads import actions, queries
from banso.domain.leads.forms import ActivityForm, ConvertForm
from banso.domain.leads.models import Lead
from banso.domain.leads.views.frame import address, lead_crumbs, shown, to_lead
from banso.domain.leads.views.lead import lead_page
from banso.domain.workspaces.queries import members_who_may
from banso.kit.access import BansoRequest, page
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast


@page(permission="leads.edit", methods=("POST",))
def log(request: BansoRequest, lead_id: UUID) -> HttpResponse:
    """Write down what was tried."""
    form = ActivityForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            made = actions.log_activity(lead_id, form.values(), by=request.access.actor)
            undo = address(request, "lead_activity_archive", made.pk)
            toast(request, _("The activity is recorded."), undo=undo)
            return to_lead(request, lead_id)
    return lead_page(request, queries.lead_by_id(lead_id), form, status=422)


@page(permission="leads.edit", methods=("POST",))
def archive_activity(request: BansoRequest, lead_activity_id: UUID) -> HttpResponse:
    row = actions.archive_activity(lead_activity_id, by=request.access.actor)
    undo = address(request, "lead_activity_restore", row.pk)
    toast(request, _("The activity is taken away."), undo=undo)
    return to_lead(request, row.lead_id)


@page(permission="leads.edit", methods=("POST",))
def restore_activity(request: BansoRequest, lead_activity_id: UUID) -> HttpResponse:
    row = actions.restore_activity(lead_activity_id, by=request.access.actor)
    toast(request, _("The activity is back."))
    return to_lead(request, row.lead_id)


@page(permission="leads.edit", methods=("POST",))
def done(request: BansoRequest, lead_id: UUID) -> HttpResponse:
    """The next step is done."""
    actions.done_with_step(lead_id, by=request.access.actor)
    toast(request, _("The next step is done."))
    return to_lead(request, lead_id)


@page(permission="leads.edit", methods=("POST",))
def archive(request: BansoRequest, lead_id: UUID) -> HttpResponse:
    actions.archive_lead(lead_id, by=request.access.actor)
    toast(request, _("The lead is archived."), undo=address(request, "lead_restore", lead_id))
    return to_lead(request, lead_id)


@page(permission="leads.edit", methods=("POST",))
def restore(request: BansoRequest, lead_id: UUID) -> HttpResponse:
    actions.archive_lead(lead_id, restore=True, by=request.access.actor)
    toast(request, _("The lead is back."))
    return to_lead(request, lead_id)


@page(permission="leads.edit", methods=("GET", "POST"))
def convert(request: BansoRequest, lead_id: UUID) -> HttpResponse:
    """Make the lead an account, a contact and a deal."""
    found = queries.lead_by_id(lead_id)
    request.access.require("deals.edit")
    request.access.require("accounts.edit")
    accounts = _accounts(found)
    form = ConvertForm(
        request.POST or None,
        initial={"name": found.company, "account": accounts[0][0], "owner_email": found.owner_email},
        accounts=accounts,
        owners=[(each.email, each.get_full_name()) for each in members_who_may("deals.edit")],
    )
    if form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            deal = {"name": given["name"] or found.company}
            if given["owner_email"]:
                deal |= {"owner_email": given["owner_email"], "owner_name": ""}
            into = actions.Conversion(
                UUID(given["account"]) if given["account"] else None, deal if given["with_deal"] else None
            )
            actions.convert_lead(lead_id, into, by=request.access.actor)
            undo = address(request, "lead_convert_undo", lead_id)
            toast(request, _("“%(name)s” is converted.") % {"name": found.company}, undo=undo)
            # On to the deal, where the work goes on.
            deal_id = queries.lead_by_id(lead_id).deal_id
            if deal_id is not None:
                return HttpResponseRedirect(address(request, "deal", deal_id))
            return to_lead(request, lead_id)
    context = {
        "lead": found, "form": form, "activities": queries.activities_of(lead_id).count(),
        "crumbs": lead_crumbs(request, found, Crumb(_("Convert"))),
    }  # fmt: skip
    return shown(request, "convert", context, status=422 if form.is_bound else 200)


@page(permission="leads.edit", methods=("POST",))
def convert_undo(request: BansoRequest, lead_id: UUID) -> HttpResponse:
    queries.lead_by_id(lead_id)
    request.access.require("deals.edit")
    request.access.require("accounts.edit")
    actions.undo_conversion(lead_id, by=request.access.actor)
    toast(request, _("The conversion is taken back."))
    return to_lead(request, lead_id)


def _accounts(found: Lead) -> list[tuple[str, str]]:
    """The accounts that may be meant, those that are alike first, and a new one."""
    near = queries.alike_to(found.company, found.email, found.phone, besides=found.pk)
    known = {
        str(each.account): each.more if each.kind == "contact" else each.name
        for each in near
        if each.account is not None
    }
    return [*known.items(), ("", _("A new account: %(name)s") % {"name": found.company})]
