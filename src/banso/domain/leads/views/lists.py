"""Target lists: making, filling, and what is on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from banso.domain.leads import actions, queries
from banso.domain.leads.definitions import LEAD_FIELDS
from banso.domain.leads.facts import RESULT_WORDS, STAGE_WORDS
from banso.domain.leads.forms import TargetListForm
from banso.domain.leads.models import TargetEntry, TargetList
from banso.domain.leads.views.frame import address, shown, tabs
from banso.kit.access import BansoRequest, page
from banso.kit.conditions import OPERATORS, Check, Every, Kind, as_data, read_condition
from banso.kit.errors import InputError
from banso.kit.formats import number
from banso.kit.ids import read_ids
from banso.kit.paging import page_of
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.ui.forms import put_error, refusals_on
from banso.kit.ui.pieces import Crumb, Paging
from banso.kit.ui.toasts import toast

_ROWS = 50
_LINES = 4
_KINDS: tuple[Kind, ...] = ("text", "choice", "date")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the condition as it was typed."""

    number: int
    field: str
    op: str
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """A lead on a list as its page shows it."""

    entry: TargetEntry
    stage: str
    result: str


@page(permission="leads.view")
def target_lists(request: BansoRequest) -> HttpResponse:
    rows = [(each, queries.said_condition(each.condition)) for each in queries.counted_lists()]
    return shown(request, "lists", {"tabs": tabs(request, "target_lists"), "rows": rows})


@list_export(permission="leads.export")
def export(_request: BansoRequest) -> Table[Any]:
    columns: list[Column[Any]] = [
        Column(_("Target list"), lambda row: row.name),
        Column(_("Condition"), lambda row: queries.said_condition(row.condition)),
        Column(_("Leads"), lambda row: row.size),
        Column(_("To be called"), lambda row: row.waiting),
        Column(_("Made by"), lambda row: row.by_label),
        Column(_("Made on"), lambda row: row.created_at),
    ]
    return Table(_("target lists"), columns, queries.counted_lists())


@page(permission="leads.edit", methods=("GET", "POST"))
def new(request: BansoRequest) -> HttpResponse:
    return _form(request, None)


@page(permission="leads.edit", methods=("GET", "POST"))
def edit(request: BansoRequest, list_id: UUID) -> HttpResponse:
    return _form(request, queries.target_list_by_id(list_id))


def _form(request: BansoRequest, row: TargetList | None) -> HttpResponse:
    initial = {"name": row.name, "script": row.script} if row else {}
    form = TargetListForm(request.POST or None, initial=initial)
    lines = _typed(request.POST) if request.method == "POST" else _of(row)
    meeting: int | None = None
    if form.is_valid() and "look" in request.POST:
        try:
            tree = _tree(lines)
            meeting = queries.leads_meeting(queries.checked_condition(tree)).count() if tree else 0
        except InputError as error:
            put_error(form, error)
    elif form.is_valid():
        with refusals_on(form):
            kept = actions.save_list(
                row.pk if row else None, name=form.cleaned_data["name"], script=form.cleaned_data["script"],
                condition=_tree(lines), by=request.access.actor,
            )  # fmt: skip
            toast(request, _("The target list is kept."))
            return HttpResponseRedirect(address(request, "target_list", kept.pk))
    crumbs = [Crumb(_("Target lists"), address(request, "target_lists"))]
    context = {
        "form": form, "row": row, "lines": lines, "fields": list(LEAD_FIELDS.values()), "meeting": meeting,
        "operators": _operators(), "crumbs": [*crumbs, Crumb(row.name if row else _("Add a target list"))],
    }  # fmt: skip
    wrong = form.is_bound and (bool(form.errors) or "look" not in request.POST)
    return shown(request, "list_form", context, status=422 if wrong else 200)


def _operators() -> list[tuple[str, str]]:
    """What the fields can be asked, each word once; which goes with which field the check says."""
    found: dict[str, str] = {}
    for kind in _KINDS:
        for key, each in OPERATORS[kind].items():
            if each.takes in {"one", "nothing"}:
                found.setdefault(key, each.label.in_language(get_language()))
    return list(found.items())


def _typed(data: QueryDict) -> list[Line]:
    return [
        Line(n, data.get(f"field-{n}", ""), data.get(f"op-{n}", ""), data.get(f"value-{n}", "")[:200])
        for n in range(1, _LINES + 1)
    ]


def _of(row: TargetList | None) -> list[Line]:
    parts: list[Check] = []
    if row is not None and row.condition:
        tree = read_condition(row.condition)
        parts = [each for each in tree.parts if isinstance(each, Check)] if isinstance(tree, Every) else []
    lines = [
        Line(n, each.field, each.op, str(each.value or "")) for n, each in enumerate(parts[:_LINES], start=1)
    ]
    return lines + [Line(n, "", "", "") for n in range(len(lines) + 1, _LINES + 1)]


def _tree(lines: Iterable[Line]) -> dict[str, Any] | None:
    checks = [each for each in lines if each.field]
    if not checks:
        return None
    stages = {
        word.casefold(): key for key, words in STAGE_WORDS.items() for word in (key, words.en, words.ja)
    }
    parts = []
    for each in checks:
        value: object = stages.get(each.value.casefold(), each.value) if each.field == "stage" else each.value
        if each.op.endswith("_days") and each.value.isdecimal():
            value = int(each.value)
        bare = {"kind": "check", "field": each.field, "op": each.op}
        parts.append(bare if each.op in {"empty", "filled"} else {**bare, "value": value})
    data: dict[str, Any] = as_data(read_condition({"kind": "all", "parts": parts}))
    return data


@page(permission="leads.view")
def target_list(request: BansoRequest, list_id: UUID) -> HttpResponse:
    row = queries.target_list_by_id(list_id)
    rows = queries.entries_of(list_id)
    found = page_of(rows, limit=_ROWS, cursor=request.GET.get("cursor"), order=("position",))
    first = queries.next_entry(list_id)
    counts = rows.filter(state="waiting").count(), rows.count()
    context = {
        "row": row,
        "said": queries.said_condition(row.condition),
        "rows": _told(found.data),
        "waiting": counts[0],
        "size": counts[1],
        "next": first,
        "crumbs": [Crumb(_("Target lists"), address(request, "target_lists")), Crumb(row.name)],
        "paging": Paging(
            len(found.data),
            counts[1],
            next_href=f"?cursor={found.next_cursor}" if found.next_cursor else "",
            previous_href="?" if request.GET.get("cursor") else "",
        ),
    }
    return shown(request, "target_list", context)


@list_export(permission="leads.export")
def export_entries(_request: BansoRequest, list_id: UUID) -> Table[Row]:
    columns: list[Column[Row]] = [
        Column(_("Company"), lambda row: row.entry.lead.company),
        Column(_("Person"), lambda row: row.entry.lead.person),
        Column(_("Phone"), lambda row: row.entry.lead.phone),
        Column(_("Stage"), lambda row: row.stage),
        Column(_("State"), lambda row: row.entry.get_state_display()),
        Column(_("Calls"), lambda row: row.entry.tries),
        Column(_("What came of it"), lambda row: row.result),
        Column(_("Not before"), lambda row: row.entry.due_on),
    ]
    row = queries.target_list_by_id(list_id)
    return Table(row.name, columns, _told(queries.entries_of(list_id)))


@page(permission="leads.edit", methods=("POST",))
def fill(request: BansoRequest, list_id: UUID) -> HttpResponse:
    """Put those on the list that meet its condition by now."""
    count = actions.fill_list(list_id, by=request.access.actor)
    said = ngettext("%(n)s lead came to the list.", "%(n)s leads came to the list.", count)
    toast(request, said % {"n": number(count)})
    return HttpResponseRedirect(address(request, "target_list", list_id))


@page(permission="leads.edit", methods=("POST",))
def change(request: BansoRequest, list_id: UUID) -> HttpResponse:
    """Take the chosen leads off the list."""
    ids = read_ids(request.POST.getlist("ids")[:1_000])
    count, taken = actions.remove_leads(list_id, ids, by=request.access.actor)
    said = ngettext("%(n)s lead is off the list.", "%(n)s leads are off the list.", count)
    undo = address(request, "target_list_put_back", list_id, taken) if taken else ""
    toast(request, said % {"n": number(count)}, undo=undo)
    return HttpResponseRedirect(address(request, "target_list", list_id))


@page(permission="leads.edit", methods=("POST",))
def put_back(request: BansoRequest, list_id: UUID, lead_change_id: UUID) -> HttpResponse:
    """Put those on the list again that were taken off."""
    count = actions.put_back_on_list(list_id, lead_change_id, by=request.access.actor)
    said = ngettext("%(n)s lead is on the list again.", "%(n)s leads are on the list again.", count)
    toast(request, said % {"n": number(count)})
    return HttpResponseRedirect(address(request, "target_list", list_id))


@page(permission="leads.edit", methods=("POST",))
def archive(request: BansoRequest, list_id: UUID) -> HttpResponse:
    row = actions.archive_list(list_id, by=request.access.actor)
    undo = address(request, "target_list_restore", list_id)
    toast(request, _("The target list “%(name)s” is archived.") % {"name": row.name}, undo=undo)
    return HttpResponseRedirect(address(request, "target_lists"))


@page(permission="leads.edit", methods=("POST",))
def restore(request: BansoRequest, list_id: UUID) -> HttpResponse:
    actions.archive_list(list_id, restore=True, by=request.access.actor)
    toast(request, _("The target list is back."))
    return HttpResponseRedirect(address(request, "target_list", list_id))


def _told(found: Iterable[TargetEntry]) -> list[Row]:
    return [
        Row(each, str(STAGE_WORDS[each.lead.stage]), str(RESULT_WORDS[each.last_result])) for each in found
    ]
