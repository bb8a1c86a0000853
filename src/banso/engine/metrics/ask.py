"""Putting a question about a KPI to the facts.

The front door is `ask`; `rows` opens a number. Both read one moment of knowledge, so the same question with
the same `as_of` has the same answer for ever. The present is what the column store has caught up with.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from banso.engine.journal.column import store
from banso.engine.journal.fact import Fact
from banso.engine.journal.loader.run import present
from banso.engine.journal.loader.whole import demand_whole
from banso.engine.metrics.compile import Compiler, reads_days, sources_of
from banso.engine.metrics.declaration import Aggregate, Kpi, Text, Values, Variant
from banso.engine.metrics.dimensions import dimensions
from banso.engine.metrics.ground import Ground, Scope, ground_of
from banso.engine.metrics.memory import Memory
from banso.engine.metrics.question import (
    NO_DENOMINATOR,
    NO_PART,
    NO_ROWS,
    Answer,
    Point,
    Question,
    Row,
    RowPage,
)
from banso.engine.metrics.registry import NESTED, registry
from banso.engine.metrics.statistics import Interval, Moments, mean, ratio, wilson
from banso.kit.errors import InputError
from banso.kit.periods import Period
from banso.kit.tenancy import current_workspace

ZERO = Decimal(0)
MergedAccounts = Callable[[datetime], Sequence[tuple[UUID, UUID]]]
ZoneAt = Callable[[datetime], str]
_merged: list[MergedAccounts] = []
_zone_at: list[ZoneAt] = []
_answers: Memory[list[Point]] = Memory(4096)


def know_merged_accounts(source: MergedAccounts) -> None:
    """Register who can say which accounts were taken over by which, as known at a moment."""
    _merged[:] = [source]


def know_zone(source: ZoneAt) -> None:
    """Register who can say in which zone the open workspace's days began, as known at a moment."""
    _zone_at[:] = [source]


def ask(question: Question) -> Answer:
    """Answer a question in the open workspace.

    Raises:
        InputError: the KPI, its variant or the dimension does not exist, or the grain makes no sense for it.
        ScopeError: no workspace's scope is open.
    """
    kpi, variant = registry.variant(question.slug, question.variant)
    _check_grains(kpi, variant, question)
    scope = _scope(question.as_of)
    work_out = _worked_out if variant.formula else _counted

    def worked_out() -> list[Point]:
        found = work_out(variant, question, scope)
        # An erasure that began meanwhile may have shown a person twice.
        demand_whole()
        return found

    points = _answers.get(_known_as(question, kpi, scope), worked_out)
    return Answer(
        kpi.slug,
        variant.slug,
        kpi.unit_of(variant),
        kpi.row_unit_of(variant),
        kpi.divisor_unit_of(variant),
        kpi.version,
        scope.as_of,
        points,
    )


def _known_as(question: Question, kpi: Kpi, scope: Scope) -> tuple[object, ...]:
    """What an answer depends on: the question, how far the store has come, and the day that is today."""
    today = scope.as_of.astimezone(ZoneInfo(scope.timezone)).date()
    return (scope.workspace, scope.timezone, question, kpi.version, scope.known, today)


def rows(question: Question, *, limit: int = 50, offset: int = 0, group: str | None = None) -> RowPage:
    """The rows that make a number; those of a formula are its parts' rows, each marked with its part."""
    _, variant = registry.variant(question.slug, question.variant)
    scope = _scope(question.as_of)
    if not variant.formula:
        return _page(variant, question, scope, limit=limit, offset=offset, group=group)
    pinned = _pinned(question, scope)
    found: list[Row] = []
    total, skip = 0, offset
    for name, part in variant.parts.items():
        page = rows(_part_question(pinned, part), limit=limit - len(found), offset=skip, group=group)
        found += [replace(row, part=f"{name}{NESTED}{row.part}" if row.part else name) for row in page.rows]
        total += page.total
        skip = max(0, skip - page.total)
    return RowPage(found, total, ZERO, ZERO)


def look(
    sql: str,
    *,
    facts: Sequence[type[Fact]] = (),
    as_of: datetime | None = None,
    params: Mapping[str, object] | None = None,
    accounts: Sequence[UUID] = (),
) -> list[dict[str, Any]]:
    """Put one SELECT over the usage sources and `facts` to the open workspace.

    For what is no key figure: lists on a page, conditions of a segment. The text names only these sources;
    values are bound as {name:Type}. Where `accounts` are given, the usage sources hold theirs alone, and
    `facts` those that were ever about one of them, which takes a hundredth of the reading.
    """
    scope = _scope(as_of, accounts=tuple(accounts))
    sources, bound = sources_of(sql, facts, scope, ground_of(scope) if reads_days(sql) else Ground())
    text = ",\n".join(f"{name} AS ({source})" for name, source in sources.items())
    answer = store().ask(f"WITH {text}\n{sql.strip()}", {**bound, **(params or {})}, named=False)
    return [dict(zip(answer.columns, line, strict=True)) for line in answer.rows]


def _scope(asked: datetime | None, *, accounts: tuple[UUID, ...] = ()) -> Scope:
    positions = demand_whole()
    as_of = asked or present()
    merged = tuple(_merged[0](as_of)) if _merged else ()
    return Scope(
        current_workspace().pk, _zone(as_of), as_of.astimezone(UTC), (asked, positions), merged, accounts
    )


def _zone(as_of: datetime) -> str:
    return _zone_at[0](as_of) if _zone_at else current_workspace().timezone


def _check_grains(kpi: Kpi, variant: Variant, question: Question) -> None:
    if not question.periods:
        raise InputError(
            _("no period was asked for"), field="period", wanted=_("at least one, such as 2019-12")
        )
    for period in question.periods:
        if period.grain not in variant.grains:
            known = ", ".join(variant.grains)
            raise InputError(
                _("%(kpi)s (%(variant)s) is not defined by the grain “%(grain)s”")
                % {"kpi": kpi.slug, "variant": variant.slug, "grain": period.grain},
                field="grain", came=period.grain, wanted=known,
            )  # fmt: skip


# -- counted from rows ------------------------------------------------------------------------------------


def _counted(variant: Variant, question: Question, scope: Scope) -> list[Point]:
    statement = Compiler(variant, question, scope, ground_of(scope), dimensions).moments()
    answer = store().ask(statement.sql, statement.params, named=False)
    lines = [dict(zip(answer.columns, line, strict=True)) for line in answer.rows]
    by_period: dict[str, list[Point]] = defaultdict(list)
    periods = {period.label: period for period in question.periods}
    keyed = sorted(lines, key=lambda line: (line["period"], line["grp"], line["part"]))
    links: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        links[line["period"]].add(line["part"])
    for (label, group), parts in groupby(keyed, key=lambda line: (line["period"], line["grp"])):
        found = list(parts)
        if variant.aggregate is Aggregate.CHAINED and len(found) < len(links[label]):
            # A group that lacks a link of the chain has no product, not a shorter one.
            found = [{**line, "y": ZERO} for line in found]
        by_period[label].append(_point(variant, periods[label], group, found))
    points: list[Point] = []
    for period in question.periods:
        points += by_period.get(period.label) or ([] if question.by else [_point(variant, period, "", [])])
    return points


def _point(variant: Variant, period: Period, group: str, lines: list[dict[str, Any]]) -> Point:
    n = sum(int(line["n"]) for line in lines)
    x = sum((_exact(line["x"]) for line in lines), ZERO)
    y = sum((_exact(line["y"]) for line in lines), ZERO)
    value, interval = None, None
    if variant.aggregate is Aggregate.CHAINED:
        value = _chain(lines)
    elif variant.aggregate in {Aggregate.SUM, Aggregate.DISTINCT}:
        value = x
    elif lines:
        value, interval = _value(variant.aggregate, lines[0], x, y)
    reason = None if value is not None else NO_DENOMINATOR if n else NO_ROWS
    return Point(period, value, x, y, n, interval, group, reason)


def _value(
    aggregate: Aggregate, line: dict[str, Any], x: Decimal, y: Decimal
) -> tuple[Decimal | None, Interval | None]:
    moments = Moments(int(line["n"]), *(float(line[name]) for name in _MOMENTS))
    if aggregate is Aggregate.MEAN:
        return _divide(x, Decimal(moments.n)), mean(moments)
    if aggregate is Aggregate.MEDIAN:
        return _exact(line["middle"]), None
    interval = wilson(moments.x, moments.y) if aggregate is Aggregate.SHARE else ratio(moments)
    return _divide(x, y), interval


_MOMENTS = ("x", "y", "xx", "yy", "xy")


def _chain(lines: list[dict[str, Any]]) -> Decimal | None:
    """The product of the parts' ratios; None when a part has nothing to divide by."""
    product: Decimal | None = Decimal(1) if lines else None
    for line in lines:
        link = _divide(_exact(line["x"]), _exact(line["y"]))
        if product is None or link is None:
            return None
        product *= link
    return product


def _divide(x: Decimal, y: Decimal) -> Decimal | None:
    with localcontext() as context:
        context.prec = 28
        return x / y if y else None


def _exact(value: object) -> Decimal:
    """A sum as a Decimal: exact from Decimal and integer columns, shortest form from floats."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _page(
    variant: Variant, question: Question, scope: Scope, *, limit: int, offset: int, group: str | None
) -> RowPage:
    compiler = Compiler(variant, question, scope, ground_of(scope), dimensions)
    statement = compiler.rows(limit=limit, offset=offset, group=group)
    answer = store().ask(statement.sql, statement.params, named=False)
    found = [
        Row(line[0], line[1], line[2], line[3], _exact(line[4]), _exact(line[5]), line[6], line[7])
        for line in answer.rows
    ]
    points = [point for point in _counted(variant, question, scope) if group is None or point.group == group]
    total = sum(point.n for point in points)
    if variant.together or variant.aggregate is Aggregate.DISTINCT:
        counting = compiler.total(group=group)
        total = int(store().ask(counting.sql, counting.params).one()[0])
    return RowPage(
        found,
        total,
        sum((point.numerator for point in points), ZERO),
        sum((point.denominator for point in points), ZERO),
    )


# -- worked out by a formula ------------------------------------------------------------------------------


def _part_question(question: Question, part: str) -> Question:
    slug, _, variant = part.partition(":")
    return Question(slug, question.periods, variant, question.as_of, question.by, question.accounts)


def _pinned(question: Question, scope: Scope) -> Question:
    return replace(question, as_of=scope.as_of)


def _worked_out(variant: Variant, question: Question, scope: Scope) -> list[Point]:
    pinned = _pinned(question, scope)
    answers = {name: ask(_part_question(pinned, part)) for name, part in variant.parts.items()}
    table: dict[tuple[str, str], dict[str, Point]] = defaultdict(dict)
    for name, answer in answers.items():
        for point in answer.points:
            table[point.period.label, point.group][name] = point
    order = {period.label: index for index, period in enumerate(question.periods)}
    periods = {period.label: period for period in question.periods}
    return [
        _formula_point(variant, periods[label], group, parts)
        for (label, group), parts in sorted(table.items(), key=lambda item: (order[item[0][0]], item[0][1]))
    ]


def _formula_point(variant: Variant, period: Period, group: str, parts: dict[str, Point]) -> Point:
    values = {name: parts[name].value if name in parts else None for name in variant.parts}
    assert variant.formula is not None  # noqa: S101 - the caller looked
    with localcontext() as context:
        context.prec = 28
        value = variant.formula(values)
    n = min((point.n for point in parts.values()), default=0)
    top, bottom = value, Decimal(1)
    if variant.divides:
        top, bottom = (values[name] for name in variant.divides)  # type: ignore[assignment]
    reason = None if value is not None else _why_not(variant, values, parts)
    return Point(period, value, top or ZERO, bottom or ZERO, n, None, group, reason)


def _why_not(variant: Variant, values: Values, parts: dict[str, Point]) -> Text:
    """Why a formula has no value: a part has none or no rows, or there is nothing to divide by."""
    if any(value is None for value in values.values()):
        return NO_PART
    divisor = variant.divides[1] if variant.divides else None
    if divisor is not None and values[divisor]:
        return NO_ROWS if any(not point.n for point in parts.values()) else NO_DENOMINATOR
    return NO_DENOMINATOR
