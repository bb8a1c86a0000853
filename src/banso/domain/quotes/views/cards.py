"""Quotes and sent contracts on the page of a deal."""

from uuid import UUID

from django.http import HttpResponse

from banso.domain.quotes import queries
from banso.domain.quotes.views.frame import shown, told
from banso.domain.sales.queries import deal_by_id
from banso.kit.access import BansoRequest, page

_SHOWN = 20


@page(permission="quotes.view")
def of_deal(request: BansoRequest, deal_id: UUID) -> HttpResponse:
    """The deal's quotes and the contracts that were sent; a part of the deal's page."""
    deal = deal_by_id(deal_id)
    rows = queries.quotes_of_deal(deal_id)
    open_deal = deal.archived_at is None and deal.status != "lost" and not deal.closed_before_banso
    context = {
        "deal": deal,
        "rows": told(list(rows[:_SHOWN])),
        "count": rows.count(),
        "contracts": list(queries.contracts().filter(deal=deal_id)[:_SHOWN]),
        "may_make": open_deal and bool(deal.lines.all()),
        "open_deal": open_deal,
    }
    return shown(request, "fragments/deal", context)
