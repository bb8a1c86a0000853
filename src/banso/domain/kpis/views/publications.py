"""Published figures: the list, and one with its restatements."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from banso.domain.contracts.queries import currencies
from banso.domain.kpis.actions import check_figures
from banso.domain.kpis.queries import publications, restatement
from banso.domain.kpis.views.figures import Pen, pen_of
from banso.domain.kpis.views.restated import RestatedNote, restated_note
from banso.engine.metrics.declaration import Kpi, Unit, Variant
from banso.engine.metrics.models import Publication, Restatement
from banso.engine.metrics.registry import registry
from banso.kit.access import BansoRequest, page
from banso.kit.errors import TooBusy
from banso.kit.formats import Figure
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column

# What a value is, where its file holds nothing but the number.
_UNITS = {
    Unit.MONEY: gettext_lazy("amount"),
    Unit.RATIO: gettext_lazy("ratio"),
    Unit.COUNT: gettext_lazy("count"),
    Unit.SECONDS: gettext_lazy("seconds"),
    Unit.DAYS: gettext_lazy("days"),
    Unit.MONTHS: gettext_lazy("months"),
    Unit.TIMES: gettext_lazy("times"),
}


@dataclass(frozen=True, slots=True)
class PublishedView:
    publication: Publication
    kpi: Kpi
    variant: Variant
    figure: Figure
    today: Figure | None


@dataclass(frozen=True, slots=True)
class Told:
    """A published figure; `today` is what it has become, where that is another number."""

    publication: Publication
    kpi: Kpi
    variant: Variant
    today: Restatement | None

    @property
    def unit(self) -> Unit:
        return self.kpi.unit_of(self.variant)


def _view(told: Told, pen: Pen, currency_at: Callable[[datetime | None], str]) -> PublishedView:
    today = pen.figure(told.today.new_value, told.unit) if told.today else None
    then = replace(pen, currency=currency_at(told.publication.as_of))
    published = then.figure(told.publication.value, told.unit)
    return PublishedView(told.publication, told.kpi, told.variant, published, today)


@page(permission="kpis.view")
def publications_page(request: BansoRequest) -> HttpResponse:
    pen, currency_at = pen_of(request), currencies()
    context = {
        "published": [_view(each, pen, currency_at) for each in _told(publications()[:500])],
        "may_check": request.access.may("kpis.manage"),
    }
    return render(request, "kpis/publications.html", context)


@list_export(permission="kpis.export")
def export_publications(_request: BansoRequest) -> Table[Told]:
    """Values as they are reckoned with: ratios as 0.884, amounts in full, spans of time in seconds."""
    currency_at = currencies()

    def currency(row: Told, as_of: datetime) -> str:
        return currency_at(as_of) if row.unit is Unit.MONEY else ""

    columns: list[Column[Told]] = [
        Column("KPI", lambda row: row.kpi.name),
        Column(_("Variant"), lambda row: row.variant.name),
        Column(_("Period"), lambda row: row.publication.label),
        Column(_("First day"), lambda row: row.publication.period_start),
        Column(_("Last day (included)"), lambda row: row.publication.period_end - timedelta(days=1)),
        Column(_("Unit"), lambda row: _UNITS[row.unit]),
        Column(_("Published"), lambda row: _shortest(row.publication.value)),
        Column(_("Currency"), lambda row: currency(row, row.publication.as_of)),
        Column(_("Worked out today"), lambda row: row.today and _shortest(row.today.new_value)),
        Column(_("Currency today"), lambda row: row.today and currency(row, row.today.as_of)),
        Column(_("Known until"), lambda row: row.publication.as_of),
        Column(_("Published by"), lambda row: row.publication.published_by),
        Column(_("Published on"), lambda row: row.publication.published_at),
        Column(_("Note"), lambda row: row.publication.note),
    ]
    return Table(_("published figures"), columns, _told(publications().iterator(500)))


def _told(found: Iterable[Publication]) -> Iterator[Told]:
    """Those whose KPI still exists."""
    for each in found:
        if each.kpi in registry:
            yield Told(each, *registry.variant(each.kpi, each.variant), restatement(each))


def _shortest(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.normalize()


@page(permission="kpis.view")
def publication_page(request: BansoRequest, publication: UUID) -> HttpResponse:
    found = publications().filter(pk=publication).first()
    told = next(_told([found]), None) if found else None
    if found is None or told is None:
        raise Http404(publication)
    pen = pen_of(request)
    notes: list[tuple[object, RestatedNote]] = [
        (each, restated_note(found, each, pen, request)) for each in found.restatements.all()
    ]
    return render(request, "kpis/publication.html", {"view": _view(told, pen, currencies()), "notes": notes})


@page(permission="kpis.manage", methods=("POST",))
def check_view(request: BansoRequest) -> HttpResponse:
    """Ask every published question again."""
    try:
        found = check_figures(by=request.access.actor)
    except TooBusy as error:
        messages.error(request, error.message)
        return HttpResponseRedirect("../")
    again = sum(each.holds_again for each in found)
    if again:
        words = ngettext(
            "%(n)d published figure is the published number again.",
            "%(n)d published figures are the published numbers again.",
            again,
        )
        messages.success(request, words % {"n": again})
    found = [each for each in found if not each.holds_again]
    if found:
        words = ngettext(
            "%(n)d published figure would be another today.",
            "%(n)d published figures would be others today.",
            len(found),
        )
        messages.warning(request, words % {"n": len(found)})
    elif not again:
        messages.success(
            request, _("Nothing new: every published figure still holds, or its change is known.")
        )
    return HttpResponseRedirect("../")
