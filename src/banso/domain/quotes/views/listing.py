"""The list of quotes and its file."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from banso.domain.quotes.facts import SENT_WORDS, STATE_WORDS
from banso.domain.quotes.models import Quote
from banso.domain.quotes.queries.listing import listed, read_listing
from banso.domain.quotes.views.frame import chips, shown, tabs, told
from banso.kit.access import BansoRequest, page
from banso.kit.money import plain
from banso.kit.paging import page_of
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.tenancy import today
from banso.kit.ui.lists import query_with
from banso.kit.ui.pieces import Paging

_ROWS = 50


@page(permission="quotes.view")
def quote_list(request: BansoRequest) -> HttpResponse:
    listing = read_listing(request.GET.dict(), on=today())
    rows = listed(listing)
    found = page_of(rows, limit=_ROWS, cursor=request.GET.get("cursor"), order=listing.order)
    titles = {
        "state": (_("State"), _("every state")),
        "owner": (_("Salesperson"), _("every salesperson")),
        "due": (_("Valid until"), _("however long it is valid")),
    }
    context = {
        "tabs": tabs(request, "quotes"),
        "rows": told(found.data),
        "listing": listing,
        "today": listing.on,
        "chips": chips(request, listing, titles),
        "paging": Paging(
            len(found.data),
            rows.count(),
            next_href=query_with(request, cursor=found.next_cursor) if found.next_cursor else "",
            previous_href=query_with(request) if request.GET.get("cursor") else "",
        ),
    }
    return shown(request, "list", context)


@list_export(permission="quotes.export")
def export(request: BansoRequest) -> Table[Quote]:
    """The quotes of the listing."""
    listing = read_listing(request.GET.dict(), on=today())
    columns: list[Column[Quote]] = [
        Column(_("Quote number"), lambda row: row.number),
        Column(_("Version"), lambda row: row.version),
        Column(_("State"), lambda row: str(STATE_WORDS[row.state])),
        Column(_("Company it is for"), lambda row: row.company),
        Column(_("Subject"), lambda row: row.title),
        Column(_("Deal"), lambda row: row.deal.name),
        Column(_("Salesperson"), lambda row: row.owner_name),
        Column(_("Total without tax"), lambda row: plain(row.subtotal)),
        Column(_("Consumption tax"), lambda row: plain(row.tax)),
        Column(_("Total"), lambda row: plain(row.total)),
        Column(_("Currency"), lambda row: row.currency),
        Column(_("Discount (%)"), lambda row: plain(row.whole)),
        Column(_("Sent on"), lambda row: row.sent_on),
        Column(_("How"), lambda row: str(SENT_WORDS[row.sent_how]) if row.sent_how else ""),
        Column(_("Valid until"), lambda row: row.valid_until),
        Column(_("Answered on"), lambda row: row.answered_on),
        Column(_("Reason"), lambda row: row.reason),
        Column(_("SHA-256"), lambda row: row.digest),
    ]
    return Table(_("quotes"), columns, listed(listing).order_by(*listing.order, "id").iterator())
