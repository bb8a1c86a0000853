"""What the pages of leads share."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from banso.domain.leads.models import Lead
from banso.domain.workspaces.queries import members_who_may
from banso.kit.access import BansoRequest
from banso.kit.ui.pieces import Crumb, Tab


def address(request: BansoRequest, name: str, *args: object) -> str:
    """A page of the open workspace."""
    return reverse(name, args=[request.access.workspace.slug, *args])


def to_lead(request: BansoRequest, lead_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(address(request, "lead", lead_id))


def lead_crumbs(request: BansoRequest, lead: Lead, *more: Crumb) -> list[Crumb]:
    """The way to a lead's page."""
    here = [Crumb(lead.company, address(request, "lead", lead.pk)), *more] if more else []
    return [Crumb(_("Leads"), address(request, "leads")), *here]


def tabs(request: BansoRequest, current: str) -> list[Tab]:
    """The ways of looking at leads."""
    names = (
        ("leads", _("Leads")),
        ("target_lists", _("Target lists")),
        ("appointments", pgettext("meetings", "Appointments")),
        ("calls", _("Calls")),
        ("campaigns", _("Sources and campaigns")),
    )
    return [Tab(label, address(request, name), current=name == current) for name, label in names]


def owners(known: Lead | None = None) -> list[tuple[str, str]]:
    """Who can work on leads, by mail address; and whoever does so already."""
    found = [(person.email, person.get_full_name()) for person in members_who_may("leads.edit")]
    if known is not None and known.owner_email and known.owner_email not in dict(found):
        found.append((known.owner_email, known.owner_name or known.owner_email))
    return found


def shown(
    request: BansoRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of this area."""
    access = request.access
    wide = {
        "may_edit": access.may("leads.edit"),
        "may_manage": access.may("leads.manage"),
        "currency": access.workspace.currency,
    }
    return render(request, f"leads/{template}.html", {**wide, **context}, status=status)
