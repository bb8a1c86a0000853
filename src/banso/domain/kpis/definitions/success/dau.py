from decimal import Decimal

from banso.domain.kpis.definitions.activity import AT_BOTH, DECIDED, WORKED_USE, active
from banso.domain.kpis.definitions.ledger import SPANS
from banso.domain.usage.facts import ActivityDefined
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="dau",
    owner="success",
    name=Text("DAU", "DAU（日間アクティブユーザー数）"),
    question=Text("How many people use the product on a day?", "1日に何人が製品を使っているか？"),
    unit=Unit.COUNT,
    version=2,
    source="seed 001",
    variants=(
        Variant(
            "average",
            Text("Per day", "1日あたり"),
            Text(
                "People with an active event on the day; over a longer period, the mean of its days. "
                "A row is a person with the share of days on which they were active; who works for several "
                "accounts has a row at each and is counted once. Days to come do not count.",
                "その日にアクティブなイベントがあった人の数。期間が長いときは各日の平均（これからの日は含まない）。"
                "明細は1人1行で、アクティブだった日の割合を示す。"
                "複数の顧客に属する人は、明細では顧客ごとに1行、人数では1人と数える。",
            ),
            rows="SELECT period, account, person AS unit, last AS at, "  # noqa: S608 - constants
            "toDecimal128(length(days), 18) / passed AS numerator, 1 AS denominator, days, passed "
            f"FROM ({active(SPANS)})",
            together="toDecimal128(length(groupUniqArrayArray(days)), 18) / any(passed)",
            carried=("days", "passed"),
            facts=(ActivityDefined,),
        ),
    ),
    examples=(
        Example((), "2024-04-01", Decimal(2), usage=WORKED_USE),
        Example((), "2024-04-02", Decimal(1), usage=WORKED_USE),
        Example((), "2024-04-03", Decimal(0), usage=WORKED_USE),
        # ann alone: 3 of 30 days. (Bob's 1 of 30 would be cut at the 18th digit.)
        Example((), "2024-04", Decimal("0.1"), usage=WORKED_USE[:5]),
        Example((), "2024-04-02", Decimal(1), usage=AT_BOTH),
        # kai on the 2nd and the 3rd of ten days.
        Example((), "2024-04", Decimal(2) / Decimal(10), usage=AT_BOTH, as_of="2024-04-10"),
        Example(DECIDED, "2024-04-15", Decimal(0), usage=WORKED_USE),
    ),
)
