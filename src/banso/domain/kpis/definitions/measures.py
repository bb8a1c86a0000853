"""KPIs of one account, for conditions: out of the rows of the variants that say they are measured.

A condition asks of the last whole month. The variant's own SQL is read, so a segment and the KPI's page can
hold no different numbers; a KPI is offered by one word in its own file.
"""

from banso.domain.accounts.queries.segments import Measure, Selected, register_measure
from banso.domain.kpis.definitions.ledger import ENDS, LABELS, STARTS
from banso.engine.metrics.declaration import Aggregate, Kpi, Text, Unit, Variant
from banso.engine.metrics.registry import Registry

_VALUES = {
    Aggregate.SUM: "sum(numerator)",
    Aggregate.DISTINCT: "uniqExact(unit)",
    Aggregate.RATIO: "sum(numerator) / nullIf(toFloat64(sum(denominator)), 0)",
    Aggregate.SHARE: "sum(numerator) / nullIf(toFloat64(sum(denominator)), 0)",
    Aggregate.MEAN: "avg(numerator)",
}
_COUNTS = {Aggregate.SUM, Aggregate.DISTINCT}
# People write a share as percent, and a duration in minutes.
_SCALES = {Unit.RATIO: 100.0, Unit.SECONDS: 1 / 60}
_LAST_MONTH = {
    LABELS: "['']",
    STARTS: "[addMonths(toStartOfMonth({today:Date}), -1)]",
    ENDS: "[toStartOfMonth({today:Date})]",
}


def register_measures(registry: Registry) -> None:
    """Offer every measured variant to the conditions, as `measure.<kpi>_last_month`."""
    for kpi in registry:
        for variant in kpi.variants:
            if variant.measured:
                register_measure(measure_of(kpi, variant))


def measure_of(kpi: Kpi, variant: Variant) -> Measure:
    """The last whole month's value of each account.

    Raises:
        ValueError: the variant has no rows of its own, or none that one account's number follows from.
    """
    if variant.aggregate not in _VALUES or variant.together or not variant.rows:
        raise ValueError(f"{kpi.slug}:{variant.slug} cannot be measured for one account")
    rows = variant.rows
    for name, days in _LAST_MONTH.items():
        rows = rows.replace(name, days)
    unit = kpi.unit_of(variant)
    value = f"toNullable(toFloat64({_VALUES[variant.aggregate]}) * {_SCALES.get(unit, 1)})"
    minutes = unit is Unit.SECONDS
    return Measure(
        f"{kpi.slug}_last_month",
        Text(
            f"{kpi.name.en} last month{' (minutes)' if minutes else ''}",
            f"先月の{kpi.name.ja}{'（分）' if minutes else ''}",
        ),
        "number",
        Selected(
            f"SELECT account, {value} AS value FROM ({rows}) GROUP BY account",  # noqa: S608 - the KPI's own text
            variant.facts,
        ),
        default=0 if variant.aggregate in _COUNTS else None,
        unit="%" if unit is Unit.RATIO else "",
        money=unit is Unit.MONEY,
    )
