"""Handoffs on pages that gather several areas: what waits for somebody, an account's, a deal's."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from banso.domain.handoffs import actions, queries
from banso.domain.handoffs.models import Handoff
from banso.domain.handoffs.views.frame import address, shown
from banso.domain.handoffs.views.listing import Row, told
from banso.domain.sales.queries import deal_by_id
from banso.kit.access import BansoRequest, page
from banso.kit.ui.toasts import toast

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Card:
    """The first handoffs of a list, and how many there are."""

    rows: list[Row]
    count: int


def waiting_card(request: BansoRequest, *, everybody: bool = False) -> Card | None:
    """What waits for whoever looks: to be accepted, or to be mended; None for whoever sees no handoffs.

    A handoff that nobody has waits for everybody who may accept one. With `everybody` all that are open.
    """
    if not request.access.may("handoffs.view"):
        return None
    rows = queries.open_handoffs() if everybody else queries.handoffs_for(request.access.person_id)
    if not everybody and not request.access.may("handoffs.accept"):
        rows = rows.exclude(csm=None, state="waiting")
    return _card(request, list(rows[:_SHOWN]), rows.count())


def late_card(request: BansoRequest, people: Collection[UUID] | None) -> Card | None:
    """The open handoffs past their time that `people` gave or are to take, and nobody's; None = everybody's.

    None for whoever sees no handoffs.
    """
    if not request.access.may("handoffs.view"):
        return None
    rows = queries.late_handoffs(people)
    return _card(request, list(rows[:_SHOWN]), rows.count())


def account_card(request: BansoRequest, account_id: UUID) -> Card | None:
    """An account's handoffs, the newest first; None for whoever sees no handoffs."""
    if not request.access.may("handoffs.view"):
        return None
    rows = queries.handoffs_of_account(account_id)
    return _card(request, list(rows[:_SHOWN]), rows.count())


@page(permission="handoffs.view")
def of_deal(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    """Whose the deal's handoff is, or is to be; a part of the deal's page."""
    deal = deal_by_id(deal_id)
    found = queries.handoff_of_deal(deal_id)
    context = {
        "deal": deal,
        "row": told(request, [found])[0] if found else None,
        "planned": queries.planned_csm(deal_id),
        "people": [(each.email, each.get_full_name()) for each in queries.accepting()],
    }
    return shown(request, "fragments/deal", context)


@page(permission="deals.edit", methods=("POST",))
def plan(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    """Choose the CSM by hand before the deal is won."""
    planned = actions.plan_csm(deal_id, request.POST.get("csm", ""), by=request.access.actor)
    if planned:
        toast(request, _("%(name)s will get the handoff.") % {"name": planned.person.get_full_name()})
    else:
        toast(request, _("The rules choose who gets the handoff."))
    return HttpResponseRedirect(address(request, "deal", deal_id))


def _card(request: BansoRequest, rows: list[Handoff], count: int) -> Card:
    return Card(told(request, rows), count)
