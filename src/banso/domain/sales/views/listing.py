"""The table of deals: filtered, sorted, changed many at once, exported."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.sales import actions, queries
from banso.domain.sales.facts import FORECAST_WORDS, STATUS_WORDS
from banso.domain.sales.models import Deal
from banso.domain.sales.queries.listing import (
    FILTERS,
    NONE,
    DealListing,
    closing_span,
    filter_choices,
    listed,
    read_listing,
    sums,
)
from banso.domain.sales.views.frame import address, owners, shown, tabs
from banso.kit import formats
from banso.kit.access import BansoRequest, page
from banso.kit.errors import Lacking
from banso.kit.formats import number
from banso.kit.ids import read_ids
from banso.kit.money import plain
from banso.kit.paging import page_of
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.tenancy import today
from banso.kit.ui.lists import query_with
from banso.kit.ui.pieces import Chip, Choice, Paging
from banso.kit.ui.toasts import toast

_ROWS = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A deal as the table shows it."""

    deal: Deal
    stage: str
    status: str
    forecast: str
    reason: str


@page(permission="deals.view")
def table(request: BansoRequest) -> HttpResponse:
    return _table(request)


def _table(request: BansoRequest, *, done: actions.BulkDone | None = None, status: int = 200) -> HttpResponse:
    listing = read_listing(request.GET.dict())
    rows = listed(listing)
    whole = rows.select_related("account")
    found = page_of(whole, limit=_ROWS, cursor=request.GET.get("cursor"), order=listing.order)
    sizes, stages = list(rows.values_list("stage", "size")), queries.deal_stages()
    context = {
        "tabs": tabs(request, "deals_table"),
        "rows": told(found.data),
        "listing": listing,
        "chips": chips(request, listing, FILTERS),
        "sums": sums(sizes, stages),
        "today": today(),
        "stages": stages,
        "forecasts": [(key, str(words)) for key, words in FORECAST_WORDS.items()],
        "owners": owners() if request.access.may("deals.edit") else [],
        "query": request.GET.urlencode(),
        "refused": [
            (each, each.error.lacks if isinstance(each.error, Lacking) else ()) for each in done.refused
        ]
        if done
        else [],
        "paging": Paging(
            len(found.data),
            len(sizes),
            next_href=query_with(request, cursor=found.next_cursor) if found.next_cursor else "",
            previous_href=query_with(request) if request.GET.get("cursor") else "",
        ),
    }
    return shown(request, "table", context, status=status)


@list_export(permission="deals.export")
def export(request: BansoRequest) -> Table[Row]:
    """The deals of the listing in the columns that an import reads, and what is worked out beside them."""
    listing = read_listing(request.GET.dict())
    rows = queries.with_lines(listed(listing).order_by(*listing.order, "id"))
    columns: list[Column[Row]] = [
        Column("external_id", lambda row: row.deal.external_id),
        Column("name", lambda row: row.deal.name),
        Column("account_external_id", lambda row: row.deal.account.external_id if row.deal.account else ""),
        Column("account_name", lambda row: row.deal.account.name if row.deal.account else ""),
        Column("owner", lambda row: row.deal.owner_email or row.deal.owner_name),
        Column("product", lambda row: _products(row.deal)),
        Column("stage", lambda row: row.stage),
        Column("status", lambda row: row.deal.status),
        Column("amount", lambda row: plain(row.deal.amount)),
        Column("currency", lambda row: row.deal.currency),
        Column("forecast", lambda row: row.deal.forecast),
        Column("expected_close_on", lambda row: row.deal.expected_close_on),
        Column("created_on", lambda row: row.deal.created_on),
        Column("engaged_on", lambda row: row.deal.engaged_on),
        Column("closed_on", lambda row: row.deal.closed_on),
        Column("reason", lambda row: row.reason),
        Column("source", lambda row: row.deal.source),
        Column("closed_before_banso", lambda row: row.deal.closed_before_banso),
    ]
    return Table(_("deals"), columns, told(rows))


@page(permission="deals.edit", methods=("GET", "POST"))
def bulk(request: BansoRequest) -> HttpResponse:
    """Change the chosen deals; those that may not are told apart, with what each lacks."""
    home = address(request, "deals_table")
    if request.method != "POST":
        # The list below what was refused stands at this address: its filters and pages come here.
        return HttpResponseRedirect(f"{home}?{request.GET.urlencode()}")
    ids = read_ids(request.POST.getlist("ids")[:1_000])
    act = request.POST.get("act", "")
    done = actions.change_deals(ids, act, request.POST.get(act, ""), by=request.access.actor)
    if done.changed:
        said = ngettext("%(n)s deal is changed.", "%(n)s deals are changed.", len(done.changed)) % {
            "n": number(len(done.changed))
        }
        toast(request, said, undo=address(request, "deals_bulk_undo", done.change) if done.change else "")
    if done.refused:
        request.GET = QueryDict(request.POST.get("query", ""))
        return _table(request, done=done, status=422)
    return HttpResponseRedirect(f"{home}?{request.POST.get('query', '')}")


@page(permission="deals.edit", methods=("POST",))
def bulk_undo(request: BansoRequest, deal_change_id: UUID) -> HttpResponseRedirect:
    count = actions.undo_deals(deal_change_id, by=request.access.actor)
    toast(
        request,
        ngettext("%(n)s deal is as it was.", "%(n)s deals are as they were.", count) % {"n": number(count)},
    )
    return HttpResponseRedirect(address(request, "deals_table"))


def told(found: Iterable[Deal]) -> list[Row]:
    """The deals with their words."""
    names = {stage.key: str(stage) for stage in queries.deal_stages()}
    why = {(reason.outcome, reason.key): str(reason) for reason in queries.reasons()}
    return [
        Row(
            deal,
            names.get(deal.stage, deal.stage),
            str(STATUS_WORDS[deal.status]),
            str(FORECAST_WORDS[deal.forecast]),
            why.get((deal.status, deal.reason), deal.reason_note),
        )
        for deal in found
    ]


def chips(request: BansoRequest, listing: DealListing, names: tuple[str, ...]) -> list[Chip]:
    """The filters as a sentence."""
    titles = {
        "status": (_("State"), _("every state")),
        "stage": (_("Stage"), _("every stage")),
        "owner": (_("Salesperson"), _("every salesperson")),
        "forecast": (_("Forecast"), _("every forecast")),
        "source": (_("Source"), _("every source")),
        "closes": (_("Expected to close"), _("whenever it closes")),
    }
    found = []
    for name in names:
        title, everything = titles[name]
        chosen, known = listing.chosen.get(name), filter_choices(name)
        if not known and chosen is None:
            continue
        # Without a word in the address the list shows what is open.
        cleared = "all" if name == "status" else None
        choices = [Choice(everything, query_with(request, **{name: cleared}), chosen is None)]
        choices += [
            Choice(label, query_with(request, **{name: value}), chosen == value) for value, label in known
        ]
        if name in {"owner", "source", "closes"}:
            choices.append(Choice(_("not set"), query_with(request, **{name: NONE}), chosen == NONE))
        word = dict(known).get(chosen or "", _("none") if chosen == NONE else _said(name, chosen or ""))
        found.append(Chip(name, everything if chosen is None else f"{title}: {word}", choices, title))
    return found


def _said(name: str, chosen: str) -> str:
    """What is chosen that no choice stands for, in words where it is not words itself."""
    span = closing_span(chosen) if name == "closes" else None
    if span is None:
        return chosen
    first, last = span[0], span[1] - timedelta(days=1)
    if span[0] == date.min:
        return _("until %(day)s") % {"day": formats.day(last)}
    if span[1] == date.max:
        return _("from %(day)s") % {"day": formats.day(first)}
    return f"{formats.day(first)} – {formats.day(last)}"


def _products(deal: Deal) -> str:
    named = dict.fromkeys(line.product.name for line in deal.lines.all())
    return ", ".join(named) or (deal.product.name if deal.product else "")
