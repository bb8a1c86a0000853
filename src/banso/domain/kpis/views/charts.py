"""The pictures of the KPI pages; each has its table, and each number in it is a door."""

from decimal import Decimal

from django.http import HttpRequest
from django.utils.translation import gettext as _

from banso.domain.contracts.facts import KIND_WORDS
from banso.domain.kpis.forms import TREND_POINTS, Asked, fiscal
from banso.domain.kpis.queries import Bridge
from banso.domain.kpis.views.figures import Pen, axis_label, link
from banso.engine.metrics.ask import ask
from banso.engine.metrics.declaration import Kpi, Unit
from banso.engine.metrics.question import Answer, Point, Question
from banso.engine.metrics.registry import registry
from banso.kit import formats
from banso.kit.charts import Chart, Series, Stack, Step, Target, bars, line
from banso.kit.charts import bridge as waterfall
from banso.kit.periods import Grain, Period, period_of, periods_between, previous_period
from banso.kit.ui.pieces import HeatCell, HeatMap, HeatRow

_COHORTS = 12
_WEEKEND = 6


def back(focus: Period, count: int) -> tuple[Period, ...]:
    """The period in focus and those before it, oldest first."""
    periods = [focus]
    for _step in range(count - 1):
        periods.insert(0, previous_period(periods[0], **fiscal()))
    return tuple(periods)


def bridge_chart(found: Bridge, pen: Pen, request: HttpRequest) -> Chart:
    """MRR from the end of the period before to the end of this one."""
    period, pen = found.end.period, pen.shortened()
    start, end = found.start.value or Decimal(0), found.end.value or Decimal(0)
    steps = [Step(_("At the start"), float(start), standing=True)]
    for kpi, point in found.movements:
        # The ledger's movements carry their sign; contraction and churn KPIs are told as amounts lost.
        lost = kpi.slug in {"contraction_mrr", "churn_mrr"}
        amount = point.value or Decimal(0)
        href = link(f"{kpi.slug}/", request, period=period.label)
        steps.append(Step(_words(kpi), float(-abs(amount) if lost else amount), href=href))
    steps.append(Step(_("At the end"), float(end), standing=True))
    said = _("From %(start)s at the start of %(period)s to %(end)s at its end.") % {
        "start": pen.figure(start, Unit.MONEY),
        "period": formats.period(period),
        "end": pen.figure(end, Unit.MONEY),
    }
    title = _("How MRR moved, %(period)s") % {"period": formats.period(period)}
    unit = pen.figure(end, Unit.MONEY)
    return waterfall(
        title,
        said,
        steps,
        head=_("Movement"),
        amount=f"MRR ({unit.unit or unit.before})",
        write=lambda value: pen.figure(Decimal(str(value)), Unit.MONEY).number,
        write_change=lambda value: pen.figure(Decimal(str(value)), Unit.MONEY, signed=True).number,
        note=_("Amounts in %(unit)s.") % {"unit": f"{unit.before}{unit.unit}".strip("+−")},
    )


def _words(kpi: Kpi) -> str:
    """The movement's own name, without the "MRR" that the whole picture is about."""
    kind = kpi.slug.removesuffix("_mrr")
    return str(KIND_WORDS[kind]) if kind in KIND_WORDS else str(kpi.name)


def trend_of(answer: Answer, pen: Pen, request: HttpRequest) -> Chart:
    """A KPI over the answer's periods, with its interval where it has one."""
    kpi, variant = registry.variant(answer.slug, answer.variant)
    points, unit = answer.points, answer.unit
    chart_pen = pen.shortened() if unit is Unit.MONEY else pen
    shown = [None if point.value is None else float(point.value) for point in points]
    low = [_bound(point, "low") for point in points]
    high = [_bound(point, "high") for point in points]
    known = any(bound is not None for bound in low)
    series = Series(
        str(variant.name),
        shown,
        low if known else (),
        high if known else (),
        [link("", request, period=point.period.label, variant=answer.variant) for point in points],
    )
    said = _("%(name)s from %(first)s to %(last)s; the last value is %(value)s.") % {
        "name": kpi.name,
        "first": formats.period(points[0].period),
        "last": formats.period(points[-1].period),
        "value": pen.figure(points[-1].value, unit),
    }
    return line(
        str(kpi.name),
        said,
        [axis_label(point.period) for point in points],
        [series],
        band=_("95% interval") if known else "",
        head=_("Period"),
        zero=unit is not Unit.RATIO,
        write=chart_pen.writer(unit),
    )


def trend_chart(slug: str, asked: Asked, pen: Pen, request: HttpRequest) -> Chart:
    """The default variant of a KPI over the periods up to the one in focus."""
    periods = back(asked.focus, TREND_POINTS[asked.focus.grain])
    question = asked.question
    return trend_of(ask(Question(slug, periods, "", question.as_of, "", question.accounts)), pen, request)


def _bound(point: Point, end: str) -> float | None:
    return None if point.interval is None else float(getattr(point.interval, end))


def active_chart(asked: Asked, pen: Pen, request: HttpRequest) -> Chart:
    """Daily active users of the period in focus, with their mean ruled across."""
    first = period_of(asked.focus.start, Grain.DAY, **fiscal())
    last = period_of(asked.focus.last_day, Grain.DAY, **fiscal())
    days = tuple(periods_between(first, last, **fiscal()))[-92:]
    question = asked.question
    answer = ask(Question("dau", days, "", question.as_of, "", question.accounts))
    values = [float(point.value or 0) for point in answer.points]
    weekend = [index for index, day in enumerate(days) if day.start.isoweekday() >= _WEEKEND]
    worked = [value for index, value in enumerate(values) if index not in weekend] or values
    mean = sum(worked) / len(worked)
    said = _("Active users on each day of %(period)s; %(mean)s on a working day in the mean.") % {
        "period": formats.period(asked.focus),
        "mean": formats.number(mean, 0),
    }
    doors = [link("dau/", request, period=day.label) for day in days]
    return bars(
        _("Active users by day"),
        said,
        [axis_label(day) for day in days],
        [Stack(_("Active users"), values, doors)],
        faint=weekend,
        level=Target(formats.number(mean, 0), mean),
        head=_("Day"),
        write=pen.writer(Unit.COUNT),
        note=_("Pale bars are Saturdays and Sundays; the mean leaves them out."),
    )


def cohort_table(asked: Asked, request: HttpRequest) -> HeatMap:
    """Of the accounts that began in a month, the share still above zero after k months."""
    month = period_of(asked.focus.last_day, Grain.MONTH, **fiscal())
    months = back(month, _COHORTS)
    question = asked.question
    answer = ask(Question("retention_rate", months, "cohort", question.as_of, "months", question.accounts))
    cells: dict[str, dict[int, Point]] = {period.label: {} for period in months}
    for point in answer.points:
        cells[point.period.label][int(point.group)] = point
    rows = []
    for index, period in enumerate(months):
        age = len(months) - 1 - index
        known = cells[period.label]
        size = int(known[0].denominator) if 0 in known else 0
        if not size:
            continue
        href = link(
            "retention_rate/",
            request,
            variant="cohort",
            period=period.label,
            by="months",
        )
        rows.append(
            HeatRow(
                formats.month(period.start),
                size,
                [_heat_cell(known.get(k) if k <= age else None, href) for k in range(_COHORTS)],
                few=known[0].few,
            )
        )
    return HeatMap(
        _("Retention by starting month"),
        _("Started in"),
        _("Number of accounts"),
        [str(k) for k in range(_COHORTS)],
        rows,
        _("Columns are months since the start."),
    )


def _heat_cell(point: Point | None, href: str) -> HeatCell:
    if point is None or point.value is None:
        return HeatCell(None)
    return HeatCell(float(point.value), href, few=point.few)
