"""Answers as JSON: ratios as fractions, money as strings, times in UTC."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from banso.engine.metrics.declaration import Aggregate, Kpi, Unit, Variant
from banso.engine.metrics.question import Answer, Point, Row
from banso.engine.metrics.registry import registry
from banso.engine.metrics.statistics import Interval


def number(value: Decimal | None, unit: Unit) -> str | int | float | None:
    """A value as the API writes it: money as an exact decimal string, counts whole, the rest as floats."""
    if value is None:
        return None
    if unit is Unit.MONEY:
        return plain(value)
    if value == value.to_integral_value():
        return int(value)
    return float(value)


def plain(value: Decimal) -> str:
    """The decimal without exponent and without trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def answer_json(answer: Answer) -> dict[str, Any]:
    return {
        "kpi": answer.slug,
        "variant": answer.variant,
        "unit": str(answer.unit),
        "definition_version": answer.definition_version,
        "as_of": moment(answer.as_of),
        "points": [_point(answer, point) for point in answer.points],
    }


def _point(answer: Answer, point: Point) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "period": point.period.label,
        "value": number(point.value, answer.unit),
        "numerator": number(point.numerator, answer.row_unit),
        "denominator": _denominator(answer, point),
        "n": point.n,
        "interval": _interval(point.interval),
    }
    if point.group:
        shown["group"] = point.group
    if point.reason:
        shown["reason"] = str(point.reason)
    return shown


def _denominator(answer: Answer, point: Point) -> str | int | float | None:
    """What was divided by; the count of rows for a mean, None where nothing is divided."""
    _, variant = registry.variant(answer.slug, answer.variant)
    if variant.formula is not None and variant.divides is None:
        return None
    if variant.aggregate in {Aggregate.DISTINCT, Aggregate.SUM, Aggregate.MEDIAN} and variant.formula is None:
        return None
    unit = Unit.COUNT if variant.aggregate is Aggregate.MEAN else answer.divisor_unit
    return number(point.denominator, unit)


def _interval(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [interval.low, interval.high]


def row_json(row: Row, kpi: Kpi, variant: Variant, name: str) -> dict[str, Any]:
    unit, divisor = registry.row_units(kpi, variant, row.part)
    shown: dict[str, Any] = {
        "period": row.period,
        "account": str(row.account),
        "account_name": name,
        "unit": row.unit,
        "at": row.at.isoformat(),
        "numerator": number(row.numerator, unit),
        "denominator": number(row.denominator, divisor),
    }
    if row.part:
        shown["part"] = row.part
    return shown


def kpi_json(kpi: Kpi) -> dict[str, Any]:
    """A declaration, as the API lists it."""
    return {
        "slug": kpi.slug,
        "owner": kpi.owner,
        "name": str(kpi.name),
        "question": str(kpi.question),
        "unit": str(kpi.unit),
        "better": kpi.better,
        "grain": str(kpi.grain),
        "definition_version": kpi.version,
        "variants": [
            {"slug": each.slug, "name": str(each.name), "says": str(each.says)} for each in kpi.variants
        ],
    }
