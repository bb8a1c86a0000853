"""The list of handoffs, its file, and how good they were."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _

from banso.domain.handoffs.facts import HOW_WORDS, STATE_WORDS
from banso.domain.handoffs.models import Handoff
from banso.domain.handoffs.queries import timing
from banso.domain.handoffs.queries.listing import (
    EVERY,
    FILTERS,
    NONE,
    HandoffListing,
    filter_choices,
    listed,
    read_listing,
)
from banso.domain.handoffs.queries.quality import SPAN, ItemQuality, SellerQuality, by_item, by_seller
from banso.domain.handoffs.views.frame import Clock, clock_of, shown
from banso.kit.access import BansoRequest, page
from banso.kit.clock import now
from banso.kit.paging import page_of
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.ui.lists import query_with
from banso.kit.ui.pieces import Chip, Choice, Paging

_ROWS = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A handoff as the list shows it."""

    handoff: Handoff
    state: str
    how: str
    clock: Clock


@page(permission="handoffs.view")
def handoff_list(request: BansoRequest) -> HttpResponse:
    listing = read_listing(request.GET.dict())
    rows = listed(listing)
    found = page_of(rows, limit=_ROWS, cursor=request.GET.get("cursor"), order=listing.order)
    since = now() - SPAN
    context = {
        "rows": told(request, found.data),
        "listing": listing,
        "chips": _chips(request, listing),
        "items": by_item(since=since),
        "sellers": by_seller(since=since),
        "paging": Paging(
            len(found.data),
            rows.count(),
            next_href=query_with(request, cursor=found.next_cursor) if found.next_cursor else "",
            previous_href=query_with(request) if request.GET.get("cursor") else "",
        ),
    }
    return shown(request, "list", context)


@list_export(permission="handoffs.export")
def export(request: BansoRequest) -> Table[Row]:
    """The handoffs of the listing, the first due first."""
    listing = read_listing(request.GET.dict())
    columns: list[Column[Row]] = [
        Column(_("Account"), lambda row: row.handoff.account.name),
        Column(_("Deal"), lambda row: row.handoff.name),
        Column(_("State"), lambda row: row.state),
        Column(_("Sold by"), lambda row: row.handoff.seller_name),
        Column(_("CSM"), lambda row: row.handoff.csm_name),
        Column(_("How chosen"), lambda row: row.how),
        Column(_("Won on"), lambda row: row.handoff.won_on),
        Column(_("Submitted at"), lambda row: row.handoff.submitted_at),
        Column(_("Due at"), lambda row: row.handoff.due_at),
        Column(_("Accepted at"), lambda row: row.handoff.accepted_at),
        Column(_("Business hours passed"), lambda row: round(row.clock.passed.total_seconds() / 3600, 2)),
        Column(_("Times returned"), lambda row: row.handoff.returns),
        Column(_("Past its time"), lambda row: row.handoff.escalated_at is not None),
    ]
    rows = listed(listing).order_by(*listing.order, "id")
    return Table(_("handoffs"), columns, told(request, rows))


@list_export(permission="handoffs.export")
def export_items(_request: BansoRequest) -> Table[ItemQuality]:
    """Quality by item over the last 90 days."""
    columns: list[Column[ItemQuality]] = [
        Column(_("Number"), lambda row: row.number),
        Column(_("Item"), lambda row: row.title),
        Column(_("Handoffs"), lambda row: row.n),
        Column(_("Returned"), lambda row: row.returned),
        Column(_("Wrong afterwards"), lambda row: row.wrong),
    ]
    return Table(_("handoff items"), columns, by_item(since=now() - SPAN))


@list_export(permission="handoffs.export")
def export_sellers(_request: BansoRequest) -> Table[SellerQuality]:
    """Quality by salesperson over the last 90 days."""
    columns: list[Column[SellerQuality]] = [
        Column(_("Sold by"), lambda row: row.name),
        Column(_("Handoffs"), lambda row: row.n),
        Column(_("Returned at least once"), lambda row: row.returned),
        Column(_("Items returned"), lambda row: row.items_back),
        Column(_("Items wrong afterwards"), lambda row: row.wrong),
    ]
    return Table(_("handoffs by salesperson"), columns, by_seller(since=now() - SPAN))


def told(request: BansoRequest, found: Iterable[Handoff]) -> list[Row]:
    """The handoffs with their words and clocks."""
    zone, hours = request.access.workspace.timezone, timing().hours
    return [
        Row(each, str(STATE_WORDS[each.state]), str(HOW_WORDS[each.csm_how]), clock_of(each, zone, hours))
        for each in found
    ]


def _chips(request: BansoRequest, listing: HandoffListing) -> list[Chip]:
    """The filters as a sentence."""
    titles = {
        "state": (_("State"), _("every state")),
        "csm": (_("CSM"), _("every CSM")),
        "seller": (_("Sold by"), _("whoever sold")),
    }
    found = []
    for name in FILTERS:
        title, everything = titles[name]
        chosen, known = listing.chosen.get(name), filter_choices(name)
        if not known and chosen is None:
            continue
        # Without a word in the address the list shows what is open.
        cleared = EVERY if name == "state" else None
        choices = [Choice(everything, query_with(request, **{name: cleared}), chosen is None)]
        choices += [
            Choice(label, query_with(request, **{name: value}), chosen == value) for value, label in known
        ]
        if name != "state":
            choices.append(Choice(_("nobody"), query_with(request, **{name: NONE}), chosen == NONE))
        word = dict(known).get(chosen or "", _("nobody") if chosen == NONE else chosen or "")
        found.append(Chip(name, everything if chosen is None else f"{title}: {word}", choices, title))
    return found
