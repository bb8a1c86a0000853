"""The list of tasks: filtered as a sentence; many at once; as a file."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.accounts.queries import account_named
from banso.domain.work import actions
from banso.domain.work.definitions import origins
from banso.domain.work.facts import SIDE_WORDS
from banso.domain.work.forms import QuickForm
from banso.domain.work.models import Task
from banso.domain.work.queries.listing import (
    NONE,
    STATES,
    TABS,
    Listing,
    Reader,
    account_word,
    listed,
    owner_names,
    read_listing,
    tab_counts,
)
from banso.domain.work.views.frame import address, back, people, rows_of
from banso.kit.access import BansoRequest, page
from banso.kit.formats import number
from banso.kit.ids import new_id, read_ids
from banso.kit.paging import page_of
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.tenancy import today
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.lists import query_with
from banso.kit.ui.pieces import Chip, Choice, Paging, Tab
from banso.kit.ui.toasts import toast

_MOST, _ROWS = 1_000, 50


@page(permission="tasks.view")
def task_list(request: BansoRequest) -> HttpResponse:
    return _page(request, QuickForm(initial={"due_on": today()}))


def _page(request: BansoRequest, quick: QuickForm) -> HttpResponse:
    listing = _listing(request)
    rows = listed(listing)
    found = page_of(rows, limit=_ROWS, cursor=request.GET.get("cursor"), order=listing.order)
    counts = tab_counts(listing)
    may_edit = request.access.may("tasks.edit")
    context = {
        "rows": rows_of(request, found.data, listing.on),
        "listing": listing,
        "tabs": [
            Tab(_TABS()[tab], query_with(request, tab=tab), counts[tab], tab == listing.tab) for tab in TABS
        ],
        "chips": _chips(request, listing),
        "account_word": account_word(listing.account) if listing.account else "",
        "paging": Paging(
            len(found.data),
            counts[listing.tab],
            next_href=query_with(request, cursor=found.next_cursor) if found.next_cursor else "",
            previous_href=query_with(request) if request.GET.get("cursor") else "",
        ),
        "may_edit": may_edit,
        "quick": quick,
        "people": people() if may_edit else [],
        "query": request.GET.urlencode(),
    }
    return render(request, "work/tasks.html", context, status=422 if quick.is_bound else 200)


@page(permission="tasks.edit", methods=("POST",))
def quick_add(request: BansoRequest) -> HttpResponse:
    """A task of one's own, in one line."""
    form = QuickForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        with refusals_on(form):
            values = {
                "title": given["title"], "due_on": given["due_on"],
                "account_id": account_named(given["account"], near=True) if given["account"] else None,
                "owner_email": str(getattr(request.user, "email", "")),
            }  # fmt: skip
            made = actions.make_task(values, by=request.access.actor)
            toast(request, _("“%(title)s” is added.") % {"title": made.title},
                  undo=address(request, "task_take_back", made.pk))  # fmt: skip
            return back(request, address(request, "tasks"))
    return _page(request, form)


@list_export(permission="tasks.export")
def export(request: BansoRequest) -> Table[Task]:
    """The tasks of the listing, the first due first."""
    listing, known = _listing(request), origins()
    columns: list[Column[Task]] = [
        Column(_("Task"), lambda row: row.title),
        Column(_("More on it"), lambda row: row.body),
        Column(_("Account"), lambda row: row.account.name if row.account else ""),
        Column(_("Whose task"), lambda row: str(SIDE_WORDS[row.side])),
        Column(_("Who does it"), lambda row: row.owner_name),
        Column(_("Mail address"), lambda row: row.owner_email),
        Column(_("Due"), lambda row: row.due_on),
        Column(_("Done on"), lambda row: row.done_on),
        Column(_("Done by"), lambda row: row.done_by),
        Column(_("Came from"), lambda row: str(known[row.source].words) if row.source in known else ""),
        Column(_("What it came from"), lambda row: row.source_text),
        Column(_("Made at"), lambda row: row.created_at),
        Column(_("External ID"), lambda row: row.external_id),
    ]
    return Table(_("tasks"), columns, listed(listing).order_by("due", "id").iterator(_MOST))


@page(permission="tasks.edit", methods=("POST",))
def bulk(request: BansoRequest) -> HttpResponseRedirect:
    """Do the chosen tasks, or give them to somebody; everything that changed can be taken back."""
    ids = read_ids(request.POST.getlist("ids")[:_MOST])
    batch, by = new_id(), request.access.actor
    source = f"bulk:{batch}"
    if request.POST.get("act") == "owner":
        count = actions.assign_tasks(ids, request.POST.get("owner", ""), by=by, source=source)
    else:
        count = actions.finish_tasks(ids, by=by, source=source)
    said = ngettext("%(n)s task is changed.", "%(n)s tasks are changed.", count) % {"n": number(count)}
    toast(request, said, undo=address(request, "tasks_bulk_undo", batch) if count else "")
    return HttpResponseRedirect(f"{address(request, 'tasks')}?{request.POST.get('query', '')}")


@page(permission="tasks.edit", methods=("POST",))
def bulk_undo(request: BansoRequest, batch: UUID) -> HttpResponseRedirect:
    count = actions.undo_tasks(f"bulk:{batch}", by=request.access.actor)
    said = ngettext("%(n)s task is as it was.", "%(n)s tasks are as they were.", count)
    toast(request, said % {"n": number(count)})
    return HttpResponseRedirect(address(request, "tasks"))


def _listing(request: BansoRequest) -> Listing:
    return read_listing(request.GET.dict(), on=today(), reader=Reader(request.access.person_id))


def _TABS() -> dict[str, str]:  # noqa: N802 - a table of words in the reader's language
    return {
        "mine": _("My tasks"),
        "team": _("My team's"),
        "customer": _("The customers'"),
        "everybody": _("All"),
    }


def _chips(request: BansoRequest, listing: Listing) -> list[Chip]:
    states = {
        "overdue": _("overdue"), "today": _("due by today"), "week": _("due this week"), "done": _("done"),
        "all": _("open or done"),
    }  # fmt: skip
    sources = {NONE: _("by hand"), **{slug: str(origin.words) for slug, origin in origins().items()}}
    known: dict[str, tuple[str, str, dict[str, str]]] = {
        "owner": (_("Who does it"), _("whoever does it"), {NONE: _("nobody"), **dict(owner_names())}),
        "source": (_("Came from"), _("wherever from"), sources),
    }
    said = {"open": _("still open"), **states}
    choices = [Choice(said[each], query_with(request, state=each), each == listing.state) for each in STATES]
    chips = [Chip("state", said[listing.state], choices, _("State"))]
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
