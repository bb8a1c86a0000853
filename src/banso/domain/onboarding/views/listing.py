"""The list of onboardings and its file; proposing one by hand."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import account_named
from banso.domain.onboarding import actions
from banso.domain.onboarding.facts import HANDOVER_WORDS, STATE_WORDS
from banso.domain.onboarding.forms import ProposeForm
from banso.domain.onboarding.queries.listing import (
    NONE,
    STATES,
    Listing,
    filter_choices,
    listed,
    read_listing,
)
from banso.domain.onboarding.views.frame import (
    Row,
    address,
    people,
    product_choices,
    rows_of,
    shown,
    template_choices,
)
from banso.kit.access import BansoRequest, page
from banso.kit.paging import page_of
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.tenancy import today
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.lists import query_with
from banso.kit.ui.pieces import Chip, Choice, Crumb, Paging
from banso.kit.ui.toasts import toast

_ROWS, _CHUNK = 50, 200


@page(permission="onboarding.view")
def onboarding_list(request: BansoRequest) -> HttpResponse:
    listing = read_listing(request.GET.dict())
    rows = listed(listing)
    found = page_of(rows, limit=_ROWS, cursor=request.GET.get("cursor"), order=listing.order)
    context = {
        "rows": rows_of(found.data, today()),
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


@list_export(permission="onboarding.export")
def export(request: BansoRequest) -> Table[Row]:
    """The onboardings of the listing, the first due first."""
    listing = read_listing(request.GET.dict())
    columns: list[Column[Row]] = [
        Column(_("Account"), lambda row: row.row.account.name),
        Column(_("Onboarding"), lambda row: row.row.name),
        Column(_("Product"), lambda row: row.row.product.name if row.row.product else ""),
        Column(_("State"), lambda row: str(STATE_WORDS[row.row.state])),
        Column(_("How it stands"), lambda row: row.word),
        Column(_("Progress"), lambda row: None if row.progress is None else round(row.progress, 4)),
        Column(_("Tasks done"), lambda row: row.tasks),
        Column(_("First day of the contract"), lambda row: row.row.contract_on),
        Column(_("Kick-off"), lambda row: row.row.kickoff_on),
        Column(_("Target day"), lambda row: row.row.target_on),
        Column(_("Completed on"), lambda row: row.row.completed_on),
        Column(_("Who runs it"), lambda row: row.row.owner_name),
        Column(_("Hand-over"), lambda row: str(HANDOVER_WORDS[row.row.handover])),
        Column(_("External ID"), lambda row: row.row.external_id),
    ]
    return Table(_("onboardings"), columns, _every(listing))


@page(permission="onboarding.edit", methods=("GET", "POST"))
def propose(request: BansoRequest) -> HttpResponse:
    """An onboarding that no deal proposed; `?account=` says for whom."""
    form = ProposeForm(
        request.POST or None, people=people(), products=product_choices(), templates=template_choices(),
        initial={"account": request.GET.get("account", "")[:200], "contract_on": today()},
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            given = dict(form.cleaned_data)
            account = account_named(given.pop("account"))
            made = actions.propose_onboarding(account, given, by=request.access.actor)
            toast(request, _("The onboarding waits to be started."))
            return redirect(address(request, "onboarding", made.pk))
    context = {
        "form": form, "heading": _("A new onboarding"), "act": _("Propose it"),
        "crumbs": [Crumb(_("Onboarding"), address(request, "onboardings"))],
    }  # fmt: skip
    return shown(request, "form", context, status=422 if form.is_bound else 200)


def _every(listing: Listing) -> Iterator[Row]:
    ids = list(listed(listing).order_by(*listing.order).values_list("pk", flat=True))
    for start in range(0, len(ids), _CHUNK):
        part = {row.pk: row for row in listed(listing).filter(pk__in=ids[start : start + _CHUNK])}
        yield from rows_of([part[each] for each in ids[start : start + _CHUNK] if each in part], today())


def _chips(request: BansoRequest, listing: Listing) -> list[Chip]:
    said = {
        "open": _("not finished"), "stalled": _("stalled"), "all": _("all of them"),
        **{slug: str(text) for slug, text in STATE_WORDS.items()},
    }  # fmt: skip
    choices = [Choice(said[each], query_with(request, state=each), each == listing.state) for each in STATES]
    chips = [Chip("state", said[listing.state], choices, _("State"))]
    known = {
        "owner": (_("Who runs it"), _("whoever runs it"), [(NONE, _("nobody")), *filter_choices("owner")]),
        "product": (_("Product"), _("every product"), filter_choices("product")),
    }
    for name, (title, everything, words) in known.items():
        chosen = listing.chosen.get(name)
        choices = [Choice(everything, query_with(request, **{name: None}), chosen is None)]
        choices += [
            Choice(word, query_with(request, **{name: value}), chosen == value) for value, word in words
        ]
        label = everything if chosen is None else f"{title}: {dict(words).get(chosen, chosen)}"
        chips.append(Chip(name, label, choices, title))
    return chips
