"""What the pages of quotes share."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import contacts_of
from banso.domain.quotes.facts import STATE_WORDS
from banso.domain.quotes.models import Quote
from banso.domain.quotes.queries.listing import NONE, Listing, filter_choices
from banso.kit.access import BansoRequest
from banso.kit.ui.lists import query_with
from banso.kit.ui.pieces import Chip, Choice, Crumb, Tab

_STATES = {"sent": "watch", "accepted": "good", "declined": "risk", "expired": "risk"}


@dataclass(frozen=True, slots=True)
class Row:
    """A quote as lists show it; `kind` is the shape of its state."""

    quote: Quote
    word: str
    kind: str


def told(rows: "list[Quote]") -> list[Row]:
    return [Row(row, str(STATE_WORDS[row.state]), _STATES.get(row.state, "none")) for row in rows]


def address(request: BansoRequest, name: str, *args: object) -> str:
    """A page of the open workspace."""
    return reverse(name, args=[request.access.workspace.slug, *args])


def to_quote(request: BansoRequest, quote_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(address(request, "quote", quote_id))


def crumbs_of(request: BansoRequest, quote: Quote, *more: Crumb) -> list[Crumb]:
    """The way to a quote's page."""
    crumbs = [Crumb(_("Quotes"), address(request, "quotes"))]
    crumbs.append(Crumb(quote.deal.name, address(request, "deal", quote.deal_id)))
    name = f"{quote.number} v{quote.version}"
    return [*crumbs, *((Crumb(name, address(request, "quote", quote.pk)), *more) if more else ())]


def tabs(request: BansoRequest, current: str) -> list[Tab]:
    names = (("quotes", _("Quotes")), ("sent_contracts", _("Contracts sent")))
    return [Tab(label, address(request, name), current=name == current) for name, label in names]


def contact_choices(deal: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - a deal of sales
    """Who at the customer a quote or contract can go to."""
    if deal.account_id is None:
        return []
    rows = contacts_of(deal.account_id).filter(left_on=None)
    return [(str(row.pk), f"{row.name} ({row.title})" if row.title else row.name) for row in rows[:200]]


def chips(
    request: BansoRequest, listing: Listing, titles: dict[str, tuple[str, str]], *, of_contracts: bool = False
) -> list[Chip]:
    """The filters as a sentence; `titles` gives each filter its name and what it is called when all show."""
    found = []
    for name, (title, everything) in titles.items():
        chosen, known = listing.chosen.get(name), filter_choices(name, of_contracts=of_contracts)
        if not known and chosen is None:
            continue
        choices = [Choice(everything, query_with(request, **{name: None}), chosen is None)]
        choices += [
            Choice(label, query_with(request, **{name: value}), chosen == value) for value, label in known
        ]
        if name == "owner":
            choices.append(Choice(_("nobody"), query_with(request, **{name: NONE}), chosen == NONE))
        word = dict(known).get(chosen or "", _("nobody") if chosen == NONE else chosen or "")
        found.append(Chip(name, everything if chosen is None else f"{title}: {word}", choices, title))
    return found


def shown(
    request: BansoRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of this area."""
    access = request.access
    wide = {
        "may_edit": access.may("quotes.edit"),
        "may_manage": access.may("quotes.manage"),
        "currency": access.workspace.currency,
    }
    return render(request, f"quotes/{template}.html", {**wide, **context}, status=status)
