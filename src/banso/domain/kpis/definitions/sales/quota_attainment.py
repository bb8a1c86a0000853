from datetime import date
from decimal import Decimal

from banso.domain.kpis.definitions.deals import HOLDER, WORKED_DEALS, won
from banso.domain.kpis.definitions.ledger import AMOUNT, DAY, NOTHING, SPANS, A, B, midnight
from banso.domain.sales.facts import DealWon
from banso.domain.targets.facts import NO_ACCOUNT, TargetSet
from banso.engine.metrics.declaration import Aggregate, Example, Grain, Kpi, Text, Unit, Variant

_GRAINS = (Grain.MONTH, Grain.QUARTER, Grain.HALF, Grain.YEAR)


def _date(name: str) -> str:
    return f"toDate(simpleJSONExtractString(payload, '{name}'))"


def _rows(*, team: bool) -> str:
    """The targets within each period, and beside each the deals that its people won in its days."""
    names = "holder AS team" if team else "holder AS owner, teams AS team"
    targets = (
        f"SELECT account, subject AS target, {_date('first')} AS first, {_date('until')} AS until, "  # noqa: S608
        f"{AMOUNT} AS amount, JSONExtractString(payload, 'holder') AS holder, "
        "JSONExtractString(payload, 'teams') AS teams, "
        "JSONExtract(payload, 'people', 'Array(String)') AS people "
        "FROM facts WHERE type = 'targets.target_set' "
        f"AND simpleJSONExtractBool(payload, 'team') = {int(team)}"
    )
    deals = (
        f"SELECT account, subject AS unit, {DAY} AS day, {AMOUNT} AS amount, {HOLDER} AS key "  # noqa: S608
        "FROM facts WHERE type = 'sales.deal_won'"
    )
    return (  # constants of this module alone
        f"SELECT span.1 AS period, account, unit, at, numerator, denominator, {names} FROM ("  # noqa: S608
        f"SELECT account, target AS unit, first AS at, {NOTHING} AS numerator, amount AS denominator, "
        f"holder, teams, first, until FROM ({targets}) "
        "UNION ALL "
        f"SELECT d.account, d.unit, d.day, d.amount, {NOTHING}, t.holder, t.teams, t.first, t.until "
        f"FROM (SELECT first, until, holder, teams, arrayJoin(people) AS key FROM ({targets})) AS t "
        f"INNER JOIN ({deals}) AS d ON d.key = t.key WHERE d.day >= t.first AND d.day < t.until) "
        f"ARRAY JOIN arrayFilter(s -> first >= s.2 AND until <= s.3, {SPANS}) AS span"
    )


def _target(
    name: str, first: str, until: str, amount: int, *people: str, team: bool = False, teams: str = ""
) -> TargetSet:
    return TargetSet(
        account=NO_ACCOUNT, occurred_at=midnight(first), subject=f"target:{name} {first}", holder=name,
        holder_id=name, team=team, teams=teams, people=people, first=date.fromisoformat(first),
        until=date.fromisoformat(until), amount=Decimal(amount), currency="JPY",
    )  # fmt: skip


# 高橋 sells 600 in February, 300 in March and 999 in April. His targets are of February and March; the team's
# is of the quarter. 小川 sells nothing.
_WORKED = (
    *WORKED_DEALS,
    won(B, "5", "2024-03-10", 300, days=5),
    won(A, "6", "2024-04-01", 999, days=5),
    _target("高橋", "2024-02-01", "2024-03-01", 800, "k@harunire.example", "高橋 健太", teams="営業一課"),
    _target("高橋", "2024-03-01", "2024-04-01", 400, "k@harunire.example", "高橋 健太", teams="営業一課"),
    _target("小川", "2024-03-01", "2024-04-01", 200, "小川 葵"),
    _target("営業一課", "2024-01-01", "2024-04-01", 1800, "高橋 健太", "小川 葵", team=True),
)

KPI = Kpi(
    slug="quota_attainment",
    owner="sales",
    name=Text("Quota attainment", "目標達成率"),
    question=Text("How much of what was to be sold was sold?", "目標に対してどれだけ受注できたか？"),
    unit=Unit.RATIO,
    source="seed 000, docs/kpis: quota_attainment",
    variants=(
        Variant(
            "people",
            Text("Of people", "個人"),
            Text(
                "Bookings of everybody who has a target, within its days ÷ the targets whose days lie in the "
                "period.",
                "目標を持つ担当者がその目標の期間に受注した金額 ÷ 期間内に収まる目標の合計。",
            ),
            rows=_rows(team=False),
            aggregate=Aggregate.RATIO,
            facts=(TargetSet, DealWon),
            row_unit=Unit.MONEY,
            dimensions=("owner", "team"),
            grains=_GRAINS,
        ),
        Variant(
            "teams",
            Text("Of teams", "チーム"),
            Text(
                "Bookings of a team's people within the days of its targets ÷ these. A team within another "
                "counts in both.",
                "チームのメンバーが目標の期間に受注した金額 ÷ チームの目標の合計。"
                "下位チームは上位チームにも含めて数える。",
            ),
            rows=_rows(team=True),
            aggregate=Aggregate.RATIO,
            facts=(TargetSet, DealWon),
            row_unit=Unit.MONEY,
            dimensions=("team",),
            grains=_GRAINS,
        ),
    ),
    examples=(
        Example(_WORKED, "2024-02", Decimal("0.75"), "", Decimal(600), Decimal(800)),
        Example(_WORKED, "2024-03", Decimal("0.5"), "", Decimal(300), Decimal(600)),
        # A quarter holds its months' targets, and the bookings of their days alone.
        Example(_WORKED, "2024-Q1", Decimal(900) / Decimal(1400), "", Decimal(900), Decimal(1400)),
        Example(_WORKED, "2024-Q1", Decimal("0.5"), "teams", Decimal(900), Decimal(1800)),
        # A month is no part of a quarter's target; without a target there is no number.
        Example(_WORKED, "2024-03", None, "teams"),
        Example(_WORKED, "2024-01", None),
        Example(_WORKED, "2024-04", None),
        # A target without a deal is not reached at all.
        Example((_WORKED[-2],), "2024-03", Decimal(0), "", Decimal(0), Decimal(200)),
    ),
)
