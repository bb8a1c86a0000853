"""From a variant and a question to one SELECT: sources, rows, then what is wanted of them.

Every source is a view that takes the workspace and the moment of knowledge as arguments, so no text of a
definition can reach past them. Values are bound, never written into the text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from banso.engine.journal.fact import Fact
from banso.engine.metrics.declaration import Aggregate, Variant
from banso.engine.metrics.dimensions import Dimensions, dimensions
from banso.engine.metrics.ground import Ground, Scope, internal_accounts
from banso.engine.metrics.question import Question

_SCOPE = "workspace={workspace:UUID}, as_of={as_of:DateTime64(6, 'UTC')}"
_ONLY = "only={only:Array(UUID)}"
_OF_USAGE = f"{_ONLY}, merged_from={{merged_from:Array(UUID)}}, merged_into={{merged_into:Array(UUID)}}"
USAGE = ("usage_daily", "usage", "sessions", "active_daily")
# medianExact takes the upper of two middle values.
_MIDDLE = "(quantileExactLow(0.5)(numerator) + quantileExactHigh(0.5)(numerator)) / 2"
_PERIODS = (
    "SELECT tupleElement(p, 1) AS period, tupleElement(p, 2) AS start, tupleElement(p, 3) AS end FROM "
    "(SELECT arrayJoin(arrayZip({labels:Array(String)}, {starts:Array(Date)}, {ends:Array(Date)})) AS p)"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A parameterised SELECT for the column store."""

    sql: str
    params: dict[str, Any] = field(default_factory=dict)


class Compiler:
    """Builds the statements of one variant of a KPI."""

    def __init__(
        self, variant: Variant, question: Question, scope: Scope, ground: Ground, dims: Dimensions
    ) -> None:
        self.variant = variant
        self.question = question
        self.scope = scope
        self.ground = ground
        self.dims = dims

    def moments(self) -> Statement:
        """One line per period (and group, and part): n and the sums that value and interval need."""
        keys = "period, grp, part"
        if self.variant.aggregate is Aggregate.DISTINCT:
            return self._statement(
                f"SELECT {keys}, uniqExact(unit) AS n, n AS x, n AS y, 0 AS xx, 0 AS yy, 0 AS xy "  # noqa: S608
                f"FROM counted GROUP BY {keys} ORDER BY {keys}"
            )
        middle = f", {_MIDDLE} AS middle" if self.variant.aggregate is Aggregate.MEDIAN else ""
        return self._statement(
            f"SELECT {keys}, count() AS n, sum(numerator) AS x, sum(denominator) AS y, "  # noqa: S608 - names only
            "sum(toFloat64(numerator) * toFloat64(numerator)) AS xx, "
            "sum(toFloat64(denominator) * toFloat64(denominator)) AS yy, "
            f"sum(toFloat64(numerator) * toFloat64(denominator)) AS xy{middle} "
            f"FROM {self._units()} GROUP BY {keys} ORDER BY {keys}"
        )

    def rows(self, *, limit: int, offset: int, group: str | None = None) -> Statement:
        """The rows themselves, largest numerator first, ties in a fixed order."""
        statement = self._statement(
            "SELECT period, account, unit, at, numerator, denominator, part, grp "  # noqa: S608 - names only
            f"FROM {self._listed(group)} "
            "ORDER BY abs(toFloat64(numerator) - if(denominator = 1, 0, toFloat64(denominator))) DESC, "
            "period, part, account, unit "
            "LIMIT {limit:UInt32} OFFSET {offset:UInt32}"
        )
        return Statement(statement.sql, statement.params | self._group(group, limit=limit, offset=offset))

    def total(self, *, group: str | None = None) -> Statement:
        """How many rows there are."""
        statement = self._statement(f"SELECT count() AS n FROM {self._listed(group)}")  # noqa: S608
        return Statement(statement.sql, statement.params | self._group(group))

    def _group(self, group: str | None, **more: int) -> dict[str, Any]:
        return more if group is None else {**more, "group": group}

    def _listed(self, group: str | None) -> str:
        """The rows as they are opened: one for each unit at each account."""
        chosen = " WHERE grp = {group:String}" if group is not None else ""
        if self.variant.aggregate is not Aggregate.DISTINCT:
            return f"(SELECT * FROM counted{chosen})"  # noqa: S608 - names only
        return (
            "(SELECT period, account, unit, max(at) AS at, 1 AS numerator, 1 AS denominator, part, grp "  # noqa: S608
            f"FROM counted{chosen} GROUP BY period, account, unit, part, grp)"
        )

    def _units(self) -> str:
        """What is aggregated: the rows, those of one unit put together where it may have several."""
        if not self.variant.together:
            return "counted"
        keys = "period, grp, part, unit"
        return (
            f"(SELECT {keys}, {self.variant.together} AS numerator, max(r.denominator) AS denominator "  # noqa: S608
            f"FROM counted AS r GROUP BY {keys})"
        )

    def _statement(self, select: str) -> Statement:
        sources, params = self._sources()
        by = self.question.by
        own = by in self.variant.dimensions
        sources["counted"] = self._counted(own=own)
        text = ",\n".join(f"{name} AS ({sql})" for name, sql in sources.items())
        return Statement(f"WITH {text}\n{select}", params)

    def _counted(self, *, own: bool) -> str:
        """The variant's rows, cut to the accounts asked for, with their group."""
        question = self.question
        part = "part" if self.variant.aggregate is Aggregate.CHAINED else "''"
        group = f"toString({question.by})" if own else "accounts.grp" if question.by else "''"
        join = " LEFT JOIN accounts ON accounts.account = r.account" if question.by and not own else ""
        numbers = "r.numerator AS numerator, r.denominator AS denominator, "
        if self.variant.aggregate is Aggregate.DISTINCT:
            numbers = ""
        carried = "".join(f"r.{name} AS {name}, " for name in self.variant.carried)
        where = " WHERE r.account IN {accounts:Array(UUID)}" if question.accounts is not None else ""
        return (  # the variant's own columns and names from the allow-list
            "SELECT r.period AS period, r.account AS account, toString(r.unit) AS unit, toDate(r.at) AS at, "  # noqa: S608
            f"{numbers}{carried}{part} AS part, {group} AS grp "
            f"FROM contributing AS r{join}{where}"
        )

    def _sources(self) -> tuple[dict[str, str], dict[str, Any]]:
        question = self.question
        sources, params = sources_of(self.variant.rows, self.variant.facts, self.scope, self.ground)
        sources = {"periods": _PERIODS} | sources
        if self.dims.fact is not None:
            # Cut at the root: what a definition divides by must not hold them either.
            params["described"] = [self.dims.fact.type]
            for name in sources.keys() - {"periods"}:
                joined = "AND" if name == "active_daily" else "WHERE"
                sources[name] += self._without_internal(joined)
            if self.ground.internal:
                params["internal"] = list(self.ground.internal)
            sources["accounts"] = self._accounts()
        params |= {
            "labels": [period.label for period in question.periods],
            "starts": [period.start for period in question.periods],
            "ends": [period.end for period in question.periods],
        }
        if question.accounts is not None:
            params["accounts"] = list(question.accounts)
        sources["contributing"] = self.variant.rows.strip()
        return sources, params

    def _accounts(self) -> str:
        by = self.question.by
        grouped = by and by not in self.variant.dimensions
        group = self.dims.expression(by) if grouped else "''"
        return (
            f"SELECT account, {group} AS grp, payload "  # noqa: S608 - expressions from an allow-list
            f"FROM banso.facts_of({_SCOPE}, types={{described:Array(String)}})"
        )

    def _without_internal(self, joined: str) -> str:
        if self.ground.internal is None:
            return f" {joined} account NOT IN ({internal_accounts()})"
        return f" {joined} account NOT IN {{internal:Array(UUID)}}" if self.ground.internal else ""


def sources_of(
    sql: str, facts: Sequence[type[Fact]], scope: Scope, ground: Ground
) -> tuple[dict[str, str], dict[str, Any]]:
    """The sources that `sql` names, as common table expressions bound to the scope, and their values."""
    params: dict[str, Any] = {"workspace": scope.workspace, "as_of": scope.as_of, "zone": scope.timezone}
    sources: dict[str, str] = {}
    if reads(sql, "facts"):
        params["types"] = [kind.type for kind in facts]
        view, few = ("facts_about", f", {_ONLY}") if scope.accounts else ("facts", "")
        sources["facts"] = f"SELECT * FROM banso.{view}_of({_SCOPE}, types={{types:Array(String)}}{few})"  # noqa: S608
        params |= {"only": scope.only} if few else {}
    days = "usage_daily" if ground.taken_back else "usage_daily_kept"
    for name in USAGE:
        if reads(sql, name):
            view = days if name in {"usage_daily", "active_daily"} else name
            sources[name] = f"SELECT * FROM banso.{view}_of({_SCOPE}, {_OF_USAGE})"  # noqa: S608 - names only
            params["only"] = scope.only
            params["merged_from"] = [gone for gone, _ in scope.merged]
            params["merged_into"] = [into for _, into in scope.merged]
    if "active_daily" in sources:
        sources["active_daily"] += " WHERE events > 0 AND person != ''"
        if ground.ignored:
            sources["active_daily"] += " AND name NOT IN {ignored:Array(String)}"
            params["ignored"] = list(ground.ignored)
    if reads(sql, "accounts") and dimensions.fact is not None:
        params["described"] = [dimensions.fact.type]
        sources["accounts"] = f"SELECT * FROM banso.facts_of({_SCOPE}, types={{described:Array(String)}})"  # noqa: S608
    return sources, params


def reads_days(sql: str) -> bool:
    """Whether the SQL reads the daily rollup."""
    return reads(sql, "usage_daily") or reads(sql, "active_daily")


def reads(sql: str, source: str) -> bool:
    """Whether the SQL names the source after FROM or JOIN."""
    return bool(re.search(rf"\b(?:FROM|JOIN)\s+{source}\b", sql, re.IGNORECASE))
