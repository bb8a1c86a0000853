"""Segments: list, builder with live count, one segment."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from banso.domain.accounts.actions.segments import archive_segment, create_segment, update_segment
from banso.domain.accounts.forms import SegmentForm
from banso.domain.accounts.models import Segment
from banso.domain.accounts.queries.accounts import accounts, vocabulary
from banso.domain.accounts.queries.segments import (
    checked,
    condition_of,
    fields_for,
    said,
    segment_by_id,
    segments,
    where,
)
from banso.domain.accounts.rules.errors import ChangedMeanwhile
from banso.domain.accounts.rules.values import Vocabulary
from banso.domain.accounts.views.frame import address
from banso.kit.access import BansoRequest, page
from banso.kit.conditions import (
    OPERATORS,
    Check,
    Condition,
    Every,
    Field,
    Nor,
    Some,
    Value,
    as_data,
    operators_of,
    read_condition,
)
from banso.kit.errors import InputError
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.ui.forms import refusals_on
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast

# A segment, its condition in words or what is wrong with it, and how many accounts meet it.
Told = tuple[Segment, str, int | None]
_KINDS = {"all": Every, "any": Some, "none": Nor}
_ROWS = 20
_PREVIEW = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the builder: one check, as it was typed."""

    number: int
    field: Field | None
    op: str
    first: str
    second: str

    @property
    def operators(self) -> list[tuple[str, str]]:
        if self.field is None:
            return []
        return [(key, str(operator.label)) for key, operator in operators_of(self.field).items()]

    @property
    def takes(self) -> str:
        known = operators_of(self.field).get(self.op) if self.field else None
        return known.takes if known else "one"

    @property
    def choices(self) -> list[tuple[str, str]]:
        return list(self.field.choices) if self.field else []


@dataclass(frozen=True, slots=True)
class Kept:
    """A part of the condition that the builder does not edit: a group inside it, mostly."""

    number: int
    raw: str
    part: Condition
    sentence: str


@page(permission="segments.view")
def segment_list(request: BansoRequest) -> HttpResponse:
    context = {"rows": list(_told()), "may_edit": request.access.may("segments.edit")}
    return render(request, "accounts/segments.html", context)


@list_export(permission="segments.export")
def export(_request: BansoRequest) -> Table[Told]:
    columns: list[Column[Told]] = [
        Column(_("Name"), lambda row: row[0].name),
        Column(_("Description"), lambda row: row[0].description),
        Column(_("Condition"), lambda row: row[1]),
        Column(_("Accounts"), lambda row: row[2]),
    ]
    return Table(_("segments"), columns, _told())


@page(permission="segments.edit", methods=("GET", "POST"))
def new(request: BansoRequest) -> HttpResponse:
    return _builder(request, None)


@page(permission="segments.edit", methods=("GET", "POST"))
def edit(request: BansoRequest, segment_id: UUID) -> HttpResponse:
    return _builder(request, segment_by_id(segment_id))


@page(permission="segments.view", methods=("POST",))
def preview(request: BansoRequest) -> HttpResponse:
    """The builder's rows again with what their fields offer, and how many accounts meet them."""
    words = vocabulary()
    fields = fields_for(words)
    lines = _lines(request.POST, fields)
    return render(request, "accounts/segment_rows.html", _rows_context(request.POST, lines, fields, words))


@page(permission="segments.edit", methods=("POST",))
def archive(request: BansoRequest, segment_id: UUID) -> HttpResponse:
    segment = archive_segment(segment_id, by=request.access.actor)
    undo = address(request, "segment_restore", segment_id)
    toast(request, _("The segment “%(name)s” is gone.") % {"name": segment.name}, undo=undo)
    return redirect(address(request, "segments"))


@page(permission="segments.edit", methods=("POST",))
def restore(request: BansoRequest, segment_id: UUID) -> HttpResponse:
    segment = archive_segment(segment_id, by=request.access.actor, restore=True)
    toast(request, _("The segment “%(name)s” is back.") % {"name": segment.name})
    return redirect(address(request, "segments"))


def _told() -> Iterator[Told]:
    words = vocabulary()
    for segment in segments():
        try:
            condition = condition_of(segment, words)
            yield segment, said(condition, words), where(accounts(), condition, words).count()
        except InputError as error:
            yield segment, error.message, None


def _builder(request: BansoRequest, segment: Segment | None) -> HttpResponse:
    words = vocabulary()
    fields = fields_for(words)
    data = request.POST if request.method == "POST" else _as_query(segment, fields)
    initial = (
        {"name": segment.name, "description": segment.description, "version": segment.version}
        if segment
        else {}
    )
    saving = request.method == "POST" and "save" in request.POST
    form = SegmentForm(request.POST if saving else None, initial={**initial, **_typed(request)})
    lines = _lines(data, fields)
    if saving and form.is_valid():
        with refusals_on(form):
            try:
                kept = _save(request, segment, form, _tree(data, lines, _kept(data, words)))
            except ChangedMeanwhile:
                form.add_error(
                    None, _("Somebody else has changed this segment. Open it again to see theirs.")
                )
            else:
                toast(request, _("The segment “%(name)s” is kept.") % {"name": kept.name})
                return redirect(address(request, "segments"))
    context = {
        "form": form,
        "segment": segment,
        **_rows_context(data, lines, fields, words),
        "crumbs": [Crumb(_("Segments"), address(request, "segments"))],
    }
    return render(request, "accounts/segment.html", context, status=422 if saving else 200)


def _save(request: BansoRequest, segment: Segment | None, form: SegmentForm, tree: dict[str, Any]) -> Segment:
    asked, by = form.cleaned_data, request.access.actor
    if segment is None:
        return create_segment(asked["name"], tree, description=asked["description"], by=by)
    return update_segment(
        segment.pk,
        name=asked["name"],
        condition=tree,
        description=asked["description"],
        expected_version=asked["version"],
        by=by,
    )


def _rows_context(
    data: QueryDict, lines: list[Line], fields: dict[str, Field], words: Vocabulary
) -> dict[str, Any]:
    groups: dict[str, list[Field]] = {}
    for field in fields.values():
        groups.setdefault(field.group, []).append(field)
    context: dict[str, Any] = {
        "lines": lines,
        "groups": groups.items(),
        "match": data.get("match", "all"),
        "next": len(lines),
        "ops": {kind: list(operators) for kind, operators in OPERATORS.items()},
    }
    complete = [line for line in lines if line.field and line.op]
    context["kept"] = kept = _kept(data, words)
    if not complete and not kept:
        return context
    try:
        condition = checked(_tree(data, complete, kept), words)
        rows = where(accounts(), condition, words)
        context |= {
            "sentence": said(condition, words),
            "count": rows.count(),
            "sample": rows.order_by("name", "id")[:_PREVIEW],
        }
    except InputError as error:
        context["problem"] = f"{error.message} {error.wanted}".strip()
    return context


def _lines(data: QueryDict, fields: dict[str, Field]) -> list[Line]:
    """The builder's rows as they were typed; a row whose field was taken away is left out."""
    numbers = sorted({int(found[1]) for name in data if (found := re.fullmatch(r"field-(\d{1,2})", name))})
    dropped = data.get("drop", "")
    lines: list[Line] = []
    for number in numbers[:_ROWS]:
        if str(number) == dropped:
            continue
        field = fields.get(data.get(f"field-{number}", ""))
        op = data.get(f"op-{number}", "")
        if field is not None and op not in operators_of(field):
            op = next(iter(operators_of(field)))
        first, second = data.get(f"value-{number}", ""), data.get(f"second-{number}", "")
        lines.append(Line(len(lines), field, op if field else "", first, second))
    if "add" in data or not lines:
        lines.append(Line(len(lines), None, "", "", ""))
    return lines


def _kept(data: QueryDict, words: Vocabulary) -> list[Kept]:
    """The parts that came along as they are, without one that is taken out now."""
    dropped = data.get("drop_kept", "")
    found: list[Kept] = []
    for number in sorted(int(name[5:]) for name in data if re.fullmatch(r"kept-\d{1,3}", name)):
        if str(number) != dropped:
            raw = str(data[f"kept-{number}"])
            part = read_condition(_parsed(raw))
            found.append(Kept(len(found), raw, part, said(part, words)))
    return found


def _parsed(raw: str) -> object:
    try:
        return json.loads(raw)
    except ValueError:
        # Only a hand made such a form: it is told as any other condition that is none.
        return raw


def _tree(data: QueryDict, lines: list[Line], kept: list[Kept]) -> dict[str, Any]:
    kind = data.get("match", "all")
    checks: list[dict[str, Any]] = [
        {"kind": "check", "field": line.field.name, "op": line.op, "value": _value(line)}
        for line in lines
        if line.field is not None
    ]
    parts = checks + [as_data(each.part) for each in kept]
    return {"kind": kind if kind in _KINDS else "all", "parts": parts}


def _value(line: Line) -> Value:
    if line.takes == "nothing":
        return None
    if line.takes == "two":
        return [line.first, line.second]
    if line.takes == "many":
        return [part.strip() for part in re.split(r"[,、\n]", line.first) if part.strip()]
    return line.first


def _as_query(segment: Segment | None, fields: dict[str, Field]) -> QueryDict:
    """A saved segment as the builder's own fields.

    What has no line there is kept whole: groups inside the condition, tests of a field that is gone, and
    lines beyond as many as the builder shows.
    """
    query = QueryDict(mutable=True)
    if segment is None:
        return query
    tree = read_condition(segment.condition)
    query["match"] = next((kind for kind, made in _KINDS.items() if isinstance(tree, made)), "all")
    lines = kept = 0
    for part in [tree] if isinstance(tree, Check) else tree.parts:
        if isinstance(part, Check) and part.field in fields and lines < _ROWS:
            _put_line(query, lines, part)
            lines += 1
        else:
            query[f"kept-{kept}"] = json.dumps(as_data(part), ensure_ascii=False)
            kept += 1
    return query


def _put_line(query: QueryDict, number: int, part: Check) -> None:
    query[f"field-{number}"], query[f"op-{number}"] = part.field, part.op
    values = part.value if isinstance(part.value, list) else [part.value]
    if len(values) == 2 and part.op == "between":  # noqa: PLR2004 - from and to
        query[f"value-{number}"], query[f"second-{number}"] = str(values[0]), str(values[1])
    elif part.value is not None:
        query[f"value-{number}"] = ", ".join(map(str, values))


def _typed(request: BansoRequest) -> dict[str, str]:
    return {name: request.POST[name] for name in ("name", "description", "version") if request.POST.get(name)}
