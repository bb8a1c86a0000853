"""What is expected, by month."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from banso.domain.sales.queries.forecast import ForecastMonth, forecast
from banso.domain.sales.views.frame import shown, tabs
from banso.kit.access import BansoRequest, page
from banso.kit.charts import Stack, bars
from banso.kit.formats import month as write_month
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column

_CATEGORIES = ("won", "commit", "best_case", "pipeline")


@page(permission="deals.view")
def forecast_page(request: BansoRequest) -> HttpResponse:
    months = forecast()
    dated = [month for month in months if month.first]
    labels = [write_month(month.first) for month in dated if month.first]
    words = {"won": _("Won"), "commit": _("Commit"), "best_case": _("Best case"), "pipeline": _("Pipeline")}
    picture = bars(
        _("Forecast by month"),
        _("Deals by the month in which they are expected to close, in %(currency)s.")
        % {"currency": request.access.workspace.currency},
        labels,
        [Stack(word, [float(getattr(month, name)) for month in dated]) for name, word in words.items()],
        head=_("Month"),
    )
    context = {
        "tabs": tabs(request, "deals_forecast"),
        "months": months,
        "picture": picture,
        "total": {name: sum(getattr(month, name) for month in months) for name in (*_CATEGORIES, "weighted")},
        "any": any(month.counts or month.won for month in months),
        "last": dated[-1].first if dated else None,
    }
    return shown(request, "forecast", context)


@list_export(permission="deals.export")
def export(_request: BansoRequest) -> Table[ForecastMonth]:
    columns: list[Column[ForecastMonth]] = [
        Column(_("Month"), lambda month: month.first),
        Column(_("Won"), lambda month: month.won),
        Column(_("Commit"), lambda month: month.commit),
        Column(_("Best case"), lambda month: month.best_case),
        Column(_("Pipeline"), lambda month: month.pipeline),
        Column(_("Weighted"), lambda month: round(month.weighted)),
    ]
    return Table(_("forecast"), columns, forecast())
