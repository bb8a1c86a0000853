"""The list of leads: filtered, sorted, changed many at once, exported."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.leads import actions, queries
from banso.domain.leads.facts import STAGE_WORDS
from banso.domain.leads.models import Lead
from banso.domain.leads.queries.listing import (
    FILTERS,
    NONE,
    OPEN,
    LeadListing,
    filter_choices,
    listed,
    read_listing,
)
from banso.domain.leads.rules.values import BY_HAND
from banso.domain.leads.views.frame import address, owners, shown, tabs
from banso.kit.access import BansoRequest, page
from banso.kit.errors import NotFound
from banso.kit.formats import number
from banso.kit.ids import read_id, read_ids
from banso.kit.paging import page_of
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.tenancy import today
from banso.kit.ui.lists import query_with
from banso.kit.ui.pieces import Chip, Choice, Paging
from banso.kit.ui.toasts import toast

_ROWS = 50
_LISTS = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A lead as the list shows it."""

    lead: Lead
    stage: str
    campaign: str
    due: bool


@page(permission="leads.view")
def lead_list(request: BansoRequest) -> HttpResponse:
    return _list(request)


def _list(request: BansoRequest, *, done: actions.BulkDone | None = None, status: int = 200) -> HttpResponse:
    listing = read_listing(request.GET.dict())
    rows = listed(listing)
    found = page_of(
        queries.with_campaign(rows), limit=_ROWS, cursor=request.GET.get("cursor"), order=listing.order
    )
    may_edit = request.access.may("leads.edit")
    context = {
        "tabs": tabs(request, "leads"),
        "rows": told(found.data),
        "listing": listing,
        "chips": _chips(request, listing),
        "stages": [(key, str(STAGE_WORDS[key])) for key in BY_HAND],
        "campaigns": filter_choices("campaign") if may_edit else [],
        "lists": list(queries.target_lists()[:_LISTS]) if may_edit else [],
        "owners": owners() if may_edit else [],
        "query": request.GET.urlencode(),
        "refused": done.refused if done else [],
        "paging": Paging(
            len(found.data),
            rows.count(),
            next_href=query_with(request, cursor=found.next_cursor) if found.next_cursor else "",
            previous_href=query_with(request) if request.GET.get("cursor") else "",
        ),
    }
    return shown(request, "list", context, status=status)


@list_export(permission="leads.export")
def export(request: BansoRequest) -> Table[Row]:
    """The leads of the listing in the columns that an import reads, and what is known beside them."""
    listing = read_listing(request.GET.dict())
    rows = queries.with_campaign(listed(listing).order_by(*listing.order, "id"))
    columns: list[Column[Row]] = [
        Column("external_id", lambda row: row.lead.external_id),
        Column("company", lambda row: row.lead.company),
        Column("person", lambda row: row.lead.person),
        Column("title", lambda row: row.lead.title),
        Column("email", lambda row: row.lead.email),
        Column("phone", lambda row: row.lead.phone),
        Column("source", lambda row: row.lead.source),
        Column("campaign", lambda row: row.campaign),
        Column("created_on", lambda row: row.lead.created_on),
        Column("owner", lambda row: row.lead.owner_email or row.lead.owner_name),
        Column("stage", lambda row: row.stage),
        Column("next_step", lambda row: row.lead.next_step),
        Column("next_step_on", lambda row: row.lead.next_step_on),
        Column("contacted_at", lambda row: row.lead.contacted_at),
        Column("unfit_reason", lambda row: row.lead.unfit_reason),
        Column("account", lambda row: row.lead.account.name if row.lead.account else ""),
        Column("deal", lambda row: row.lead.deal.name if row.lead.deal else ""),
    ]
    return Table(_("leads"), columns, told(rows))


@page(permission="leads.edit", methods=("GET", "POST"))
def bulk(request: BansoRequest) -> HttpResponse:
    """Change the chosen leads; those that may not are told apart."""
    home = address(request, "leads")
    if request.method != "POST":
        # The list below what was refused stands at this address: its filters and pages come here.
        return HttpResponseRedirect(f"{home}?{request.GET.urlencode()}")
    ids = read_ids(request.POST.getlist("ids")[:1_000])
    act = request.POST.get("act", "")
    if act == "list":
        return _to_list(request, ids)
    done = actions.change_leads(ids, act, request.POST.get(act, ""), by=request.access.actor)
    if done.changed:
        said = ngettext("%(n)s lead is changed.", "%(n)s leads are changed.", len(done.changed)) % {
            "n": number(len(done.changed))
        }
        toast(request, said, undo=address(request, "leads_bulk_undo", done.change) if done.change else "")
    if done.refused:
        request.GET = QueryDict(request.POST.get("query", ""))
        return _list(request, done=done, status=422)
    return HttpResponseRedirect(f"{home}?{request.POST.get('query', '')}")


def _to_list(request: BansoRequest, ids: list[UUID]) -> HttpResponse:
    """Put the chosen leads on a target list."""
    chosen = request.POST.get("list", "")
    if not read_id(chosen):
        raise NotFound(_("There is no such target list."))
    fresh = actions.add_leads(UUID(chosen), ids, by=request.access.actor)
    said = ngettext("%(n)s lead came to the list.", "%(n)s leads came to the list.", len(fresh))
    toast(request, said % {"n": number(len(fresh))})
    return HttpResponseRedirect(address(request, "target_list", chosen))


@page(permission="leads.edit", methods=("POST",))
def bulk_undo(request: BansoRequest, lead_change_id: UUID) -> HttpResponseRedirect:
    count = actions.undo_leads(lead_change_id, by=request.access.actor)
    toast(
        request,
        ngettext("%(n)s lead is as it was.", "%(n)s leads are as they were.", count) % {"n": number(count)},
    )
    return HttpResponseRedirect(address(request, "leads"))


def told(found: Iterable[Lead]) -> list[Row]:
    """The leads with their words."""
    day = today()
    return [
        Row(
            each,
            str(STAGE_WORDS[each.stage]),
            each.campaign.name if each.campaign else "",
            each.next_step_on is not None and each.next_step_on <= day,
        )
        for each in found
    ]


def _chips(request: BansoRequest, listing: LeadListing) -> list[Chip]:
    """The filters as a sentence."""
    titles = {
        "stage": (_("Stage"), _("every stage")),
        "owner": (_("Worked on by"), _("whoever works on it")),
        "source": (_("Source"), _("every source")),
        "campaign": (_("Campaign"), _("every campaign")),
        "next": (_("Next step"), _("whatever comes next")),
    }
    found = []
    for name in FILTERS:
        title, everything = titles[name]
        chosen, known = listing.chosen.get(name), filter_choices(name)
        if not known and chosen is None:
            continue
        # Without a word in the address the list shows what is not done.
        cleared = "all" if name == "stage" else None
        choices = [Choice(everything, query_with(request, **{name: cleared}), chosen is None)]
        if name == "stage":
            choices.append(Choice(_("what is open"), query_with(request, stage=None), chosen == OPEN))
        choices += [
            Choice(label, query_with(request, **{name: value}), chosen == value) for value, label in known
        ]
        if name != "stage":
            choices.append(Choice(_("not set"), query_with(request, **{name: NONE}), chosen == NONE))
        others = {NONE: _("none"), OPEN: _("what is open")}
        word = dict(known).get(chosen or "", others.get(chosen or "", chosen or ""))
        found.append(Chip(name, everything if chosen is None else f"{title}: {word}", choices, title))
    return found
