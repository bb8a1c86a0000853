"""The ledger: filtered as a sentence, today or as it was known; many at once; as a file."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.promises import actions
from banso.domain.promises.actions.undoing import undo_many
from banso.domain.promises.facts import DELIVERABLE_WORDS, KIND_WORDS, SOURCE_WORDS, STATE_WORDS
from banso.domain.promises.models import Promise
from banso.domain.promises.queries.ledger import (
    DUE,
    NONE,
    TABS,
    Listing,
    account_word,
    names_of,
    page_of_ledger,
    read_listing,
    tab_counts,
    whole_ledger,
    without_keeper,
)
from banso.domain.promises.queries.risk import risks_of
from banso.domain.promises.rules.content import day
from banso.domain.promises.views.figures import kept_rate
from banso.domain.promises.views.frame import address, reader_of, row_of
from banso.domain.workspaces.queries import members
from banso.kit.access import BansoRequest, page
from banso.kit.as_of import asked_as_of
from banso.kit.clock import now
from banso.kit.errors import InputError
from banso.kit.formats import number
from banso.kit.ids import new_id, read_ids
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.tenancy import day_of
from banso.kit.ui.lists import query_with
from banso.kit.ui.pieces import Chip, Choice, Paging, Tab
from banso.kit.ui.toasts import toast

_MOST = 1000


@page(permission="promises.view")
def ledger(request: BansoRequest) -> HttpResponse:
    listing = _listing(request)
    found = page_of_ledger(listing, cursor=request.GET.get("cursor"))
    counts = tab_counts(listing)
    risks = risks_of(found.data, listing.on, as_of=listing.as_of)
    by = "kind" if request.GET.get("split") == "kind" else "said_by"
    may_edit = request.access.may("promises.edit") and listing.as_of is None
    context = {
        "rows": [row_of(promise, risks.get(promise.pk)) for promise in found.data],
        "listing": listing,
        "tabs": _tabs(request, listing, counts),
        "chips": _chips(request, listing),
        "account_word": account_word(listing.account) if listing.account else "",
        "rate": kept_rate(listing.on, listing.as_of, by=by),
        "ownerless": without_keeper(listing),
        "anything": bool(counts["all"]) or listing.filtered,
        "paging": Paging(
            len(found.data),
            counts[listing.tab],
            next_href=query_with(request, cursor=found.next_cursor) if found.next_cursor else "",
            previous_href=query_with(request) if request.GET.get("cursor") else "",
        ),
        "may_edit": may_edit,
        "members": members() if may_edit else [],
        "query": request.GET.urlencode(),
    }
    return render(request, "promises/ledger.html", context)


@list_export(permission="promises.export")
def export(request: BansoRequest) -> Table[Promise]:
    """The ledger as the page filters it, today or as it was known."""
    listing = _listing(request)
    columns: list[Column[Promise]] = [
        Column(_("Promise"), lambda row: row.wording),
        Column(_("Account"), lambda row: row.account.name),
        Column(_("External ID of the account"), lambda row: row.account.external_id),
        Column(_("Kind"), lambda row: str(KIND_WORDS[row.kind])),
        Column(_("Promised by"), lambda row: row.said_by_name),
        Column(_("Promised to"), lambda row: row.said_to_name),
        Column(_("Promised on"), lambda row: row.made_on),
        Column(_("Where"), lambda row: str(SOURCE_WORDS[row.source])),
        Column(_("Where it can be found"), lambda row: row.source_text),
        Column(_("File"), lambda row: row.file_name),
        Column("SHA-256", lambda row: row.file_sha256),
        Column(_("Product"), lambda row: row.product),
        Column(_("Can we do it?"), lambda row: str(DELIVERABLE_WORDS[row.deliverable])),
        Column(_("Due"), lambda row: row.due_on),
        Column(_("Kept by"), lambda row: row.owner_name),
        Column(_("State"), lambda row: str(STATE_WORDS[row.state])),
        Column(_("State since"), lambda row: row.state_on),
        Column(_("Evidence"), lambda row: row.evidence),
        Column(_("External ID"), lambda row: row.external_id),
    ]
    return Table(_("promises"), columns, whole_ledger(listing))


@page(permission="promises.edit", methods=("POST",))
def bulk(request: BansoRequest) -> HttpResponseRedirect:
    """Give the chosen promises another date or another keeper; everything that changed can be taken back."""
    ids = read_ids(request.POST.getlist("ids")[:_MOST])
    batch, by = new_id(), request.access.actor
    source = f"bulk:{batch}"
    if request.POST.get("act") == "owner":
        email = request.POST.get("owner", "")
        count = actions.hand_over(ids, email=email, by=by, source=source)
    else:
        due = day("due_on", request.POST.get("due_on", ""))
        if due is None:
            raise InputError(_("the new date is missing"), field="due_on", wanted="2026-11-21")
        reason = request.POST.get("reason", "")
        count = actions.move_dates(ids, due, reason=reason, by=by, source=source)
    said = ngettext("%(n)s promise is changed.", "%(n)s promises are changed.", count) % {"n": number(count)}
    toast(request, said, undo=address(request, "promises_bulk_undo", batch) if count else "")
    return HttpResponseRedirect(f"{address(request, 'promises')}?{request.POST.get('query', '')}")


@page(permission="promises.edit", methods=("POST",))
def bulk_undo(request: BansoRequest, batch: UUID) -> HttpResponseRedirect:
    count = undo_many(f"bulk:{batch}", by=request.access.actor)
    said = ngettext("%(n)s promise is as it was.", "%(n)s promises are as they were.", count)
    toast(request, said % {"n": number(count)})
    return HttpResponseRedirect(address(request, "promises"))


def _listing(request: BansoRequest) -> Listing:
    as_of = asked_as_of(request)
    return read_listing(request.GET.dict(), on=day_of(as_of or now()), as_of=as_of, reader=reader_of(request))


def _tabs(request: BansoRequest, listing: Listing, counts: dict[str, int]) -> list[Tab]:
    names = {
        "open": _("Still to keep"), "risk": _("At risk"), "overdue": _("Overdue"), "kept": _("Kept"),
        "late": _("Kept late"), "broken": _("Broken"), "waived": _("Waived"), "all": _("All"),
    }  # fmt: skip
    return [Tab(names[tab], query_with(request, tab=tab), counts[tab], tab == listing.tab) for tab in TABS]


def _chips(request: BansoRequest, listing: Listing) -> list[Chip]:
    days = {each: ngettext("in %(n)s day", "within %(n)s days", int(each)) % {"n": each} for each in DUE}
    keepers = {NONE: _("nobody"), **{name: name for name in names_of("keeper", listing.as_of)}}
    by = {name: name for name in names_of("by", listing.as_of)}
    mine = {
        "mine": _("mine in any way"),
        "accounts": _("my accounts'"),
        "keep": _("mine to keep"),
        "made": _("made by me"),
    }
    kinds, deliverables = (
        {slug: str(text) for slug, text in words.items()} for words in (KIND_WORDS, DELIVERABLE_WORDS)
    )
    known: dict[str, tuple[str, str, dict[str, str]]] = {
        "whose": (_("Whose"), _("everybody's"), mine),
        "due": (_("Due"), _("whenever due"), days),
        "kind": (_("Kind"), _("every kind"), kinds),
        "by": (_("Promised by"), _("whoever promised"), by),
        "keeper": (_("Kept by"), _("whoever keeps it"), keepers),
        "deliverable": (_("Can we do it?"), _("standard or not"), deliverables),
    }
    chips = []
    for name, (title, everything, words) in known.items():
        chosen = listing.chosen.get(name)
        choices = [Choice(everything, query_with(request, **{name: None}), chosen is None)]
        choices += [
            Choice(word, query_with(request, **{name: value}), chosen == value)
            for value, word in words.items()
        ]
        label = everything if chosen is None else f"{title}: {words.get(chosen, chosen)}"
        chips.append(Chip(name, label, choices, title))
    return chips
