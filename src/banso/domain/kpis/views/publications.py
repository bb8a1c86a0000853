"""Published figures: the list, and one with its restatements."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.kpis.actions import check_figures
from banso.domain.kpis.queries import restatement
from banso.domain.kpis.views.figures import Pen, pen_of
from banso.domain.kpis.views.restated import RestatedNote, restated_note
from banso.engine.metrics.declaration import Kpi, Variant
from banso.engine.metrics.models import Publication
from banso.engine.metrics.registry import registry
from banso.kit.access import BansoRequest, page
from banso.kit.errors import TooBusy
from banso.kit.formats import Figure


@dataclass(frozen=True, slots=True)
class PublishedView:
    publication: Publication
    kpi: Kpi
    variant: Variant
    figure: Figure
    today: Figure | None


def _view(publication: Publication, pen: Pen) -> PublishedView:
    kpi, variant = registry.variant(publication.kpi, publication.variant)
    unit = kpi.unit_of(variant)
    changed = restatement(publication)
    today = pen.figure(changed.new_value, unit) if changed else None
    published = pen.known_at(publication.as_of).figure(publication.value, unit)
    return PublishedView(publication, kpi, variant, published, today)


@page(permission="kpis.view")
def publications_page(request: BansoRequest) -> HttpResponse:
    pen = pen_of(request)
    found = Publication.objects.prefetch_related("restatements")[:500]
    context = {
        "published": [_view(each, pen) for each in found if each.kpi in registry],
        "may_check": request.access.may("kpis.manage"),
    }
    return render(request, "kpis/publications.html", context)


@page(permission="kpis.view")
def publication_page(request: BansoRequest, publication: UUID) -> HttpResponse:
    found = Publication.objects.prefetch_related("restatements").filter(pk=publication).first()
    if found is None or found.kpi not in registry:
        raise Http404(publication)
    pen = pen_of(request)
    notes: list[tuple[object, RestatedNote]] = [
        (each, restated_note(found, each, pen, request)) for each in found.restatements.all()
    ]
    return render(request, "kpis/publication.html", {"view": _view(found, pen), "notes": notes})


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
