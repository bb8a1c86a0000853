"""The list of outcomes and its file."""

from collections.abc import Callable
from decimal import Decimal

from django.http import HttpResponse
from django.utils.translation import gettext as _

from banso.domain.outcomes.facts import SOURCE_WORDS
from banso.domain.outcomes.queries import Told, told
from banso.domain.outcomes.queries.listing import (
    FILTERS,
    NONE,
    OutcomeListing,
    filter_choices,
    listed,
    read_listing,
)
from banso.domain.outcomes.rules.gaps import CHECKPOINTS
from banso.domain.outcomes.views.frame import shown
from banso.kit.access import BansoRequest, page
from banso.kit.money import plain
from banso.kit.paging import page_of
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.tenancy import today
from banso.kit.ui.lists import query_with
from banso.kit.ui.pieces import Chip, Choice, Paging

_ROWS = 50


@page(permission="outcomes.view")
def outcome_list(request: BansoRequest) -> HttpResponse:
    listing = read_listing(request.GET.dict(), on=today())
    rows = listed(listing)
    found = page_of(rows, limit=_ROWS, cursor=request.GET.get("cursor"), order=listing.order)
    context = {
        "rows": told(found.data, listing.on),
        "checkpoints": CHECKPOINTS,
        "listing": listing,
        "chips": _chips(request, listing),
        "paging": Paging(
            len(found.data),
            rows.count(),
            next_href=query_with(request, cursor=found.next_cursor) if found.next_cursor else "",
            previous_href=query_with(request) if request.GET.get("cursor") else "",
        ),
    }
    return shown(request, "list", context)


@list_export(permission="outcomes.export")
def export(request: BansoRequest) -> Table[Told]:
    """The outcomes of the listing with what was measured."""
    listing = read_listing(request.GET.dict(), on=today())
    columns: list[Column[Told]] = [
        Column(_("Account"), lambda row: row.outcome.deal.account.name if row.outcome.deal.account else ""),
        Column(_("Deal"), lambda row: row.outcome.deal.name),
        Column(_("Metric"), lambda row: row.goal.metric),
        Column(_("Unit"), lambda row: row.goal.unit),
        Column(_("Baseline"), lambda row: None if row.goal.baseline is None else plain(row.goal.baseline)),
        Column(_("Agreed target"), lambda row: plain(row.goal.target)),
        Column(_("Until when"), lambda row: row.goal.due_on),
        Column(_("Measured by"), lambda row: str(SOURCE_WORDS.get(row.goal.measured_by, ""))),
        Column(_("Confirmed at"), lambda row: row.goal.confirmed_at),
        Column(_("Sold by"), lambda row: row.outcome.seller_name),
        Column(_("Product"), lambda row: row.outcome.product),
        Column(_("Won on"), lambda row: row.outcome.started_on),
    ]
    for place, checkpoint in enumerate(CHECKPOINTS):
        columns.append(Column(_("After %(n)s days") % {"n": checkpoint}, _value(place)))
        columns.append(Column(_("Gap after %(n)s days") % {"n": checkpoint}, _gap(place)))
    rows = listed(listing).order_by(*listing.order, "id")
    return Table(_("outcomes"), columns, told(list(rows), listing.on))


def _value(place: int) -> Callable[[Told], Decimal | None]:
    return lambda row: plain(measured.value) if (measured := row.checks[place].measured) else None


def _gap(place: int) -> Callable[[Told], Decimal | None]:
    return lambda row: plain(gap.amount) if (gap := row.checks[place].gap) else None


def _chips(request: BansoRequest, listing: OutcomeListing) -> list[Chip]:
    """The filters as a sentence."""
    titles = {
        "state": (_("State"), _("every state")),
        "seller": (_("Sold by"), _("whoever sold")),
        "csm": (_("CSM"), _("every CSM")),
        "product": (_("Product"), _("every product")),
    }
    found = []
    for name in FILTERS:
        title, everything = titles[name]
        chosen, known = listing.chosen.get(name), filter_choices(name)
        if not known and chosen is None:
            continue
        choices = [Choice(everything, query_with(request, **{name: None}), chosen is None)]
        choices += [
            Choice(label, query_with(request, **{name: value}), chosen == value) for value, label in known
        ]
        if name != "state":
            choices.append(Choice(_("nobody"), query_with(request, **{name: NONE}), chosen == NONE))
        word = dict(known).get(chosen or "", _("nobody") if chosen == NONE else chosen or "")
        found.append(Chip(name, everything if chosen is None else f"{title}: {word}", choices, title))
    return found
