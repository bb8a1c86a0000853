"""The board: what sales and customer success both look at."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from banso.domain.kpis.forms import Asked, read_board
from banso.domain.kpis.queries import bridge, tiles
from banso.domain.kpis.views.charts import active_chart, bridge_chart, cohort_table, trend_chart
from banso.domain.kpis.views.controls import chosen, grain_choices, period_choices, segment_choices
from banso.domain.kpis.views.figures import link, pen_of, tile_view
from banso.engine.metrics.registry import registry
from banso.kit.access import BansoRequest, page


@page(permission="kpis.view")
def board(request: BansoRequest) -> HttpResponse:
    asked = read_board(request.GET)
    pen = pen_of(request, asked.as_of)
    focus = asked.focus
    shown = [
        [tile_view(tile, pen, link(f"{tile.kpi.slug}/", request, period=focus.label)) for tile in row]
        for row in tiles(asked.question)
    ]
    grains = grain_choices(request, focus)
    segments = segment_choices(request, asked.segment)
    context = {
        "asked": asked,
        "focus": focus,
        "rows": [row for row in shown if row],
        "kpis": list(registry),
        "periods": period_choices(request, focus, asked.as_of),
        "grains": grains,
        "grain_label": chosen(grains),
        "segments": segments,
        "segment_label": chosen(segments),
        "charts": _charts(request, asked),
        "counted": any(view.tile.now.n for row in shown for view in row),
    }
    return render(request, "kpis/board.html", context)


def _charts(request: BansoRequest, asked: Asked) -> list[dict[str, str]]:
    titles = {
        "bridge": (_("How MRR moved"), "mrr", "mrr"),
        "nrr": (_("Net revenue retention"), "nrr", "nrr"),
        "cohort": (_("Retention by starting month"), "retention_rate", "retention_rate"),
        "active": (_("Active users"), "dau", "dau"),
    }
    return [
        {
            "name": name,
            "title": title,
            "href": link(f"chart/{name}", request, period=asked.focus.label),
            "more": link(f"{slug}/", request, period=asked.focus.label),
        }
        for name, (title, slug, needs) in titles.items()
        if needs in registry
    ]


@page(permission="kpis.view")
def board_chart(request: BansoRequest, name: str) -> HttpResponse:
    """One picture of the board, fetched when it comes into sight."""
    asked = read_board(request.GET)
    pen = pen_of(request, asked.as_of)
    if name == "cohort":
        return render(request, "kpis/fragments/heat.html", {"table": cohort_table(asked, request)})
    if name == "bridge":
        chart = bridge_chart(bridge(asked.question), pen, request)
    elif name == "nrr":
        chart = trend_chart("nrr", asked, pen, request)
    elif name == "active":
        chart = active_chart(asked, pen, request)
    else:
        raise Http404(name)
    return render(request, "kpis/fragments/chart.html", {"chart": chart})
