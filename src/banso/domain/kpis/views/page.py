"""One KPI: its value, how it is worked out, its trend, its breakdown, and the rows that make it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import account_names, vocabulary
from banso.domain.kpis.actions import publish_figure
from banso.domain.kpis.forms import Asked, only, read_trend
from banso.domain.kpis.queries import publications_of, restatement, variants_of
from banso.domain.kpis.views.charts import trend_of
from banso.domain.kpis.views.controls import (
    chosen,
    dimension_choices,
    grain_choices,
    period_choices,
    segment_choices,
)
from banso.domain.kpis.views.figures import Pen, link, pen_of
from banso.domain.kpis.views.restated import restated_note
from banso.engine.metrics.ask import ask, rows
from banso.engine.metrics.declaration import Aggregate, Kpi, Unit, Variant
from banso.engine.metrics.question import Point, Question, Row, RowPage
from banso.engine.metrics.registry import registry
from banso.kit.access import BansoRequest, page
from banso.kit.errors import Conflict, InputError, TooBusy
from banso.kit.formats import Figure
from banso.kit.periods import Period
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.ui.pieces import Paging
from banso.kit.ui.pieces import Variant as VariantBox

ROWS = 50
_DIVIDING = {Aggregate.RATIO, Aggregate.SHARE}
_SUMMED = set(Aggregate) - {Aggregate.MEDIAN, Aggregate.DISTINCT}


@dataclass(frozen=True, slots=True)
class RowView:
    """A contributing row with its account's name and its figures written out."""

    row: Row
    name: str
    href: str
    numerator: Figure
    denominator: Figure
    difference: Figure | None


@dataclass(frozen=True, slots=True)
class GroupView:
    point: Point
    label: str
    figure: Figure
    numerator: Figure
    denominator: Figure
    href: str


def _found(request: BansoRequest, slug: str) -> tuple[Kpi, Variant, Asked]:
    if slug not in registry:
        raise Http404(slug)
    asked = read_trend(request.GET.dict(), slug)
    return (*registry.variant(slug, asked.question.variant), asked)


@page(permission="kpis.view")
def kpi_page(request: BansoRequest, kpi: str) -> HttpResponse:
    declared, variant, asked = _found(request, kpi)
    pen = pen_of(request, asked.as_of)
    focus = asked.focus
    trend = Question(kpi, asked.question.periods, variant.slug, asked.as_of, "", asked.question.accounts)
    answer = ask(trend)
    point = answer.last
    by = request.GET.get("by", "")
    context: dict[str, Any] = {
        "kpi": declared,
        "variant": variant,
        "asked": asked,
        "focus": focus,
        "answer": answer,
        "point": point,
        "figure": pen.figure(point.value, answer.unit),
        "rate": answer.unit is Unit.RATIO,
        "division": pen.division(answer, point, divides=_divides(variant)),
        **_range(point),
        "interval_text": pen.range(point, answer.unit),
        "chart": trend_of(answer, pen, request),
        **_controls(request, focus, variant, asked, by),
        "boxes": _boxes(declared, variant, asked, pen, request),
        "groups": _groups(declared, variant, asked, pen, request),
        # What is published is the whole; a segment may be another one tomorrow.
        "may_publish": request.access.may("kpis.manage") and not asked.segment,
        **_rows(declared, variant, asked, pen, request),
        **_published(declared, variant, asked, pen, request),
    }
    return render(request, "kpis/kpi.html", context)


def _controls(
    request: BansoRequest, focus: Period, variant: Variant, asked: Asked, by: str
) -> dict[str, Any]:
    grains = grain_choices(request, focus, variant)
    segments = segment_choices(request, asked.segment)
    dimensions_ = dimension_choices(request, variant, by)
    return {
        "periods": period_choices(request, focus, asked.as_of),
        "grains": grains,
        "grain_label": chosen(grains),
        "segments": segments,
        "segment_label": chosen(segments),
        "dimensions": dimensions_,
        "by_label": chosen(dimensions_),
        "by": by,
    }


def _range(point: Point) -> dict[str, float]:
    """The stretch that the interval's drawing shows: its width again on either side, within 0."""
    if point.interval is None:
        return {}
    low, high = point.interval.low, point.interval.high
    span = max(high - low, 0.02)
    return {"iv_least": max(0.0, low - span), "iv_most": high + span}


def _divides(variant: Variant) -> bool:
    return variant.aggregate in _DIVIDING or variant.divides is not None


def _boxes(kpi: Kpi, chosen: Variant, asked: Asked, pen: Pen, request: BansoRequest) -> list[VariantBox]:
    if len(kpi.variants) == 1:
        return []
    return [
        VariantBox(
            str(variant.name),
            pen.figure(answer.last.value, answer.unit),
            link("", request, variant=variant.slug, period=asked.focus.label),
            pen.division(answer, answer.last, divides=_divides(variant)),
            answer.last.n,
            default=variant is chosen,
        )
        for variant, answer in variants_of(kpi, asked.question)
    ]


def _groups(kpi: Kpi, variant: Variant, asked: Asked, pen: Pen, request: BansoRequest) -> list[GroupView]:
    by = request.GET.get("by", "")
    if not by:
        return []
    answer = ask(only(asked, by=by))
    return [
        GroupView(
            point,
            _group_label(by, point.group),
            pen.figure(point.value, answer.unit),
            pen.figure(point.numerator, kpi.row_unit_of(variant)),
            pen.figure(point.denominator, kpi.divisor_unit_of(variant)),
            link(
                "",
                request,
                variant=variant.slug,
                period=asked.focus.label,
                by=by,
                group=point.group,
            )
            + "#rows",
        )
        for point in _ordered(variant, answer.points, by)
    ]


def _ordered(variant: Variant, points: list[Point], by: str) -> list[Point]:
    """The largest group first; a dimension of the variant's own keeps its order."""
    if by in variant.dimensions:
        return points
    return sorted(points, key=lambda point: (-point.denominator, -point.numerator, point.group))


def _group_label(by: str, group: str) -> str:
    """How a group is called: stages are facts by their key, and pages by their name."""
    if not group:
        return str(_("(none)"))
    return vocabulary().stage_name(group) if by == "stage" else group


def _row_views(kpi: Kpi, variant: Variant, found: RowPage, pen: Pen, home: str) -> list[RowView]:
    names = account_names({row.account for row in found.rows})
    divides = variant.aggregate in _DIVIDING
    views = []
    for row in found.rows:
        unit, divisor = registry.row_units(kpi, variant, row.part)
        views.append(
            RowView(
                row,
                names.get(row.account, ""),
                f"{home}accounts/{row.account}/" if row.account in names else "",
                pen.figure(row.numerator, unit),
                pen.figure(row.denominator, divisor),
                pen.figure(row.numerator - row.denominator, unit, signed=True)
                if divides and unit is Unit.MONEY is divisor
                else None,
            )
        )
    return views


def _rows(kpi: Kpi, variant: Variant, asked: Asked, pen: Pen, request: BansoRequest) -> dict[str, Any]:
    number = max(1, int(text) if (text := request.GET.get("page", "1")).isdecimal() else 1)
    offset = (number - 1) * ROWS
    by, group = request.GET.get("by", ""), request.GET.get("group")
    found = rows(only(asked, by=by), limit=ROWS, offset=offset, group=group if by else None)
    query = request.GET.copy()

    def at(place: int) -> str:
        query["page"] = str(place)
        return f"?{query.urlencode()}#rows"

    paging = Paging(
        len(found.rows),
        found.total,
        offset + 1,
        at(number + 1) if offset + ROWS < found.total else "",
        at(number - 1) if number > 1 else "",
    )
    unit = kpi.row_unit_of(variant)
    home = f"/w/{request.access.workspace.slug}/"
    return {
        "found": found,
        "rows": _row_views(kpi, variant, found, pen, home),
        "paging": paging,
        "group": group if by else None,
        "divides": variant.aggregate in _DIVIDING,
        "parts": any(row.part for row in found.rows),
        "units": any(row.unit != str(row.account) for row in found.rows),
        "total_numerator": pen.figure(found.numerator, unit),
        "total_denominator": pen.figure(found.denominator, kpi.divisor_unit_of(variant)),
        "summed": variant.formula is None and not variant.together and variant.aggregate in _SUMMED,
    }


def _published(kpi: Kpi, variant: Variant, asked: Asked, pen: Pen, request: BansoRequest) -> dict[str, Any]:
    found = [] if asked.segment else publications_of(kpi.slug, variant.slug, asked.focus)
    newest = found[0] if found else None
    changed = restatement(newest) if newest else None
    return {
        "publication": newest,
        "published_figure": pen.known_at(newest.as_of).figure(newest.value, kpi.unit_of(variant))
        if newest
        else None,
        "restated": restated_note(newest, changed, pen, request) if newest and changed else None,
    }


@list_export(permission="kpis.export")
def export_rows(request: BansoRequest, kpi: str) -> Table[Row]:
    """The rows of the number, all of them, as a file."""
    declared, variant, asked = _found(request, kpi)
    by, group = request.GET.get("by", ""), request.GET.get("group")
    found = rows(only(asked, by=by), limit=1_000_000, group=group if by else None)
    names = account_names({row.account for row in found.rows})
    columns: list[Column[Row]] = [
        Column(_("Period"), lambda row: row.period),
        Column(_("Account"), lambda row: names.get(row.account, "")),
        Column(_("Account id"), lambda row: str(row.account)),
        Column(_("Counted unit"), lambda row: row.unit),
        Column(_("Day"), lambda row: row.at),
        Column(_("Numerator"), lambda row: row.numerator),
        Column(_("Denominator"), lambda row: row.denominator),
        Column(_("Part"), lambda row: row.part),
        Column(_("Group"), lambda row: row.group),
    ]
    name = f"{declared.slug}-{variant.slug}-{asked.focus.label}"
    return Table(name, columns, found.rows)


@list_export(permission="kpis.export")
def export_breakdown(request: BansoRequest, kpi: str) -> Table[Point]:
    """The number for each value of the attribute that the page is broken down by, as a file."""
    declared, variant, asked = _found(request, kpi)
    by = request.GET.get("by", "")
    if not by:
        raise Http404("by")
    columns: list[Column[Point]] = [
        Column(_("Period"), lambda point: point.period.label),
        Column(_("Group"), lambda point: _group_label(by, point.group)),
        Column(_("Denominator"), lambda point: point.denominator),
        Column(_("Numerator"), lambda point: point.numerator),
        Column(str(declared.name), lambda point: point.value),
        Column("n", lambda point: point.n),
    ]
    name = f"{declared.slug}-{variant.slug}-{asked.focus.label}-{by}"
    return Table(name, columns, _ordered(variant, ask(only(asked, by=by)).points, by))


@page(permission="kpis.manage", methods=("POST",))
def publish_view(request: BansoRequest, kpi: str) -> HttpResponse:
    """Freeze the figure that the page shows."""
    if kpi not in registry:
        raise Http404(kpi)
    try:
        asked = read_trend(request.POST.dict(), kpi)
        publication = publish_figure(
            only(asked), remark=request.POST.get("note", ""), by=request.access.actor
        )
        messages.success(request, _("Published. The figure and its rows stay as they are."))
        target = f"../?period={publication.label}&variant={publication.variant}"
    except (Conflict, InputError, TooBusy) as error:
        messages.error(request, error.message)
        target = "../"
    return HttpResponseRedirect(target)
