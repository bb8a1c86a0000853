"""Outcomes on the pages of a deal and of an account, and asking the customer to confirm."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import account_by_id
from banso.domain.outcomes import actions, queries
from banso.domain.outcomes.forms import LinkForm
from banso.domain.outcomes.models import ConfirmationLink
from banso.domain.outcomes.queries import Told
from banso.domain.outcomes.rules.ambition import Ambition
from banso.domain.outcomes.views.frame import address, shown
from banso.domain.sales.queries import deal_by_id
from banso.kit.access import BansoRequest, page
from banso.kit.tenancy import today
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class GoalCard:
    """A goal of a deal: what others reached, and what was measured once it was won."""

    goal: Any
    ambition: Ambition | None
    told: Told | None


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A link with its address; `open` while the customer may answer by it."""

    row: ConfirmationLink
    open: bool
    address: str


@page(permission="outcomes.view")
def of_deal(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    """The goals of a deal; a part of the deal's page."""
    return shown(request, "fragments/deal", _of_deal(deal_by_id(deal_id)))


@page(permission="deals.edit", methods=("GET", "POST"))
def ask(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    """Make a link by which the customer confirms the goals, and mail it."""
    deal = deal_by_id(deal_id)
    initial = {"language": request.access.workspace.language, "days": 30}
    form = LinkForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            link = actions.ask_confirmation(deal_id, **form.cleaned_data, by=request.access.actor)
            if link.sent_at:
                toast(request, _("The link is mailed to %(email)s.") % {"email": link.email})
            elif link.email:
                toast(request, _("The mail could not be sent. Copy the link and hand it over yourself."))
            else:
                toast(request, _("The link is made. Copy it and hand it over."))
            return HttpResponseRedirect(address(request, "deal_goals_ask", deal_id))
    crumbs = [
        Crumb(_("Deals"), address(request, "deals")),
        Crumb(deal.name, address(request, "deal", deal_id)),
        Crumb(_("Confirm what success is")),
    ]
    context = {**_of_deal(deal), "form": form, "crumbs": crumbs, "links": _links(deal_id)}
    return shown(request, "ask", context, status=422 if form.is_bound else 200)


@page(permission="deals.edit", methods=("POST",))
def revoke(request: BansoRequest, goals_link_id: UUID) -> HttpResponse:
    link = actions.revoke_link(goals_link_id, by=request.access.actor)
    toast(request, _("The link opens nothing any more."))
    return HttpResponseRedirect(address(request, "deal_goals_ask", link.deal_id))


@page(permission="outcomes.view")
def of_account(request: BansoRequest, account_id: UUID) -> HttpResponse:
    """An account's outcomes; a part of the account's page."""
    account_by_id(account_id)
    rows = queries.outcomes_of_account(account_id)
    context = {"rows": queries.told(list(rows[:_SHOWN]), today()), "count": rows.count()}
    return shown(request, "fragments/account", context)


def _of_deal(deal: Any) -> dict[str, Any]:  # noqa: ANN401 - a deal of sales
    goals = queries.goals_of(deal.pk)
    held = queries.ambitions_of(goals, deal.account_id)
    rows = {row.goal.pk: row for row in queries.told(list(queries.outcomes_of_deal(deal.pk)), today())}
    return {
        "deal": deal,
        "goals": [GoalCard(goal, held.get(goal.pk), rows.get(goal.pk)) for goal in goals],
        "confirmed": bool(goals) and all(goal.confirmed_at for goal in goals),
        "whole": bool(goals) and all(goal.target is not None and goal.due_on for goal in goals),
    }


def _links(deal_id: UUID) -> list[LinkCard]:
    rows = queries.links_of(deal_id).select_related("deal", "workspace")[:_SHOWN]
    found = []
    for row in rows:
        still = queries.is_open(row)
        found.append(LinkCard(row, still, actions.address_of(row) if still else ""))
    return found
