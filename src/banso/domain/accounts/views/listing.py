"""The accounts list."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.accounts.actions.bulk import archive_accounts, change_accounts
from banso.domain.accounts.actions.changes import keep_change, undo_change
from banso.domain.accounts.actions.segments import delete_view, save_view
from banso.domain.accounts.definitions import measures
from banso.domain.accounts.definitions.measures import Measure
from banso.domain.accounts.models import Account
from banso.domain.accounts.queries.accounts import tags_of, vocabulary
from banso.domain.accounts.queries.listing import (
    FILTERS,
    NONE,
    Listing,
    filter_choices,
    listed,
    measured,
    read_listing,
)
from banso.domain.accounts.queries.segments import saved_views, segments
from banso.domain.accounts.rules.custom import show
from banso.domain.accounts.rules.values import Vocabulary
from banso.domain.accounts.views.frame import address
from banso.domain.workspaces.queries import members
from banso.kit.access import BansoRequest, page
from banso.kit.formats import NOTHING, number
from banso.kit.ids import read_ids
from banso.kit.paging import page_of
from banso.kit.ui.lists import query_with
from banso.kit.ui.pieces import Chip, Choice, Paging
from banso.kit.ui.toasts import toast

_ROWS = 50


@dataclass(frozen=True, slots=True)
class Cell:
    """A measure of an account: an amount in the reporting currency, or text."""

    text: str
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """An account as the list shows it."""

    account: Account
    stage: str
    tags: list[str]
    custom: list[tuple[str, str]]
    measures: list[Cell]


@page(permission="accounts.view")
def accounts_list(request: BansoRequest) -> HttpResponse:
    words = vocabulary()
    listing = read_listing(request.GET.dict())
    rows = listed(listing, words)
    total = rows.count()
    found = page_of(rows, limit=_ROWS, cursor=request.GET.get("cursor"), order=listing.order)
    shown = _rows(found.data, words)
    context = {
        "rows": shown,
        "listing": listing,
        "total": total,
        "chips": _chips(request, listing, words),
        "segments": [
            Choice(segment.name, query_with(request, segment=str(segment.pk)), segment.pk == listing.segment)
            for segment in segments()[:40]
        ],
        "segment": next((each.name for each in segments()[:40] if each.pk == listing.segment), ""),
        "views": saved_views(request.access.person_id),
        "fields": words.fields,
        "measures": _shown_measures(),
        "currency": request.access.workspace.currency,
        "paging": Paging(
            len(shown),
            total,
            next_href=query_with(request, cursor=found.next_cursor) if found.next_cursor else "",
            previous_href=query_with(request) if request.GET.get("cursor") else "",
        ),
        "stages": words.stages,
        "members": members() if request.access.may("accounts.edit") else [],
        "may_edit": request.access.may("accounts.edit"),
        "query": request.GET.urlencode(),
    }
    return render(request, "accounts/list.html", context)


@page(permission="accounts.edit", methods=("POST",))
def bulk(request: BansoRequest) -> HttpResponseRedirect:
    """Change the chosen accounts; everything that changed can be taken back."""
    ids = read_ids(request.POST.getlist("ids")[:10_000])
    act, by = request.POST.get("act", ""), request.access.actor
    if act == "archive":
        done = archive_accounts(ids, by=by)
    else:
        values = {"stage": "stage", "plan": "plan", "owner": "owner_email"}
        name = values.get(act)
        done = change_accounts(
            ids,
            {name: request.POST.get(act, "")} if name else {},
            add_tags=[request.POST.get("tag", "")] if act == "tag" else (),
            remove_tags=[request.POST.get("tag", "")] if act == "untag" else (),
            by=by,
        )
    change = keep_change(done, by=by) if done.count else None
    said = ngettext("%(n)s account is changed.", "%(n)s accounts are changed.", done.count) % {
        "n": number(done.count)
    }
    toast(request, said, undo=address(request, "accounts_bulk_undo", change.pk) if change else "")
    return HttpResponseRedirect(f"{address(request, 'accounts')}?{request.POST.get('query', '')}")


@page(permission="accounts.edit", methods=("POST",))
def bulk_undo(request: BansoRequest, change_id: UUID) -> HttpResponseRedirect:
    count = undo_change(change_id, by=request.access.actor)
    toast(
        request,
        ngettext("%(n)s account is as it was.", "%(n)s accounts are as they were.", count)
        % {"n": number(count)},
    )
    return HttpResponseRedirect(address(request, "accounts"))


@page(permission="accounts.view", methods=("POST",))
def keep_view(request: BansoRequest) -> HttpResponseRedirect:
    """Keep the way of looking at the list under a name."""
    query = request.POST.get("query", "")
    shared = request.POST.get("shared") == "on" and request.access.may("segments.edit")
    view = save_view(request.POST.get("name", ""), query, person=request.access.person_id, shared=shared)
    toast(request, _("The view “%(name)s” is kept.") % {"name": view.name})
    return HttpResponseRedirect(f"{address(request, 'accounts')}?{query}")


@page(permission="accounts.view", methods=("POST",))
def forget_view(request: BansoRequest, view_id: UUID) -> HttpResponseRedirect:
    view = delete_view(view_id, person=request.access.person_id)
    toast(request, _("The view “%(name)s” is gone.") % {"name": view.name})
    return HttpResponseRedirect(address(request, "accounts"))


def _rows(found: list[Account], words: Vocabulary) -> list[Row]:
    ids = [account.pk for account in found]
    tags, numbers = tags_of(ids), measured(ids)
    names = {stage.key: str(stage) for stage in words.stages}
    return [
        Row(
            account,
            names.get(account.stage, account.stage),
            sorted(tags[account.pk]),
            [(field.key, show(field, account.custom.get(field.key))) for field in words.fields],
            [_cell(numbers[each.slug].get(account.pk), each) for each in _shown_measures()],
        )
        for account in found
    ]


def _shown_measures() -> list[Measure]:
    """The columns of numbers: what is paid stands first."""
    return sorted((each for each in measures().values() if each.listed), key=lambda each: not each.money)


def _cell(value: float | None, measure: Measure) -> Cell:
    if value is None:
        return Cell(NOTHING)
    if measure.money:
        # The column store adds in floating point; a currency has two places at the most here.
        return Cell("", Decimal(str(round(value, 2))))
    return Cell(f"{number(round(value), signed=True)}%" if measure.kind == "change" else number(round(value)))


def _chips(request: BansoRequest, listing: Listing, words: Vocabulary) -> list[Chip]:
    titles = {
        "stage": (_("Stage"), _("every stage")),
        "owner": (_("CSM"), _("every CSM")),
        "plan": (_("Plan"), _("every plan")),
        "industry": (_("Industry"), _("every industry")),
        "region": (_("Region"), _("every region")),
        "tag": (_("Tag"), _("every tag")),
    }
    chips, offered = [], filter_choices(words)
    for name in FILTERS:
        title, everything = titles[name]
        chosen, known = listing.chosen.get(name), offered[name]
        if not known and chosen is None:
            continue
        choices = [Choice(everything, query_with(request, **{name: None}), chosen is None)]
        choices += [
            Choice(label, query_with(request, **{name: value}), chosen == value) for value, label in known
        ]
        choices.append(Choice(_("not set"), query_with(request, **{name: NONE}), chosen == NONE))
        label = (
            everything
            if chosen is None
            else f"{title}: {dict(known).get(chosen, _('none') if chosen == NONE else chosen)}"
        )
        chips.append(Chip(name, label, choices, title))
    return chips
