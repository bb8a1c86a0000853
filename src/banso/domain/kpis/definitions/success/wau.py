from decimal import Decimal

from banso.domain.kpis.definitions.activity import AT_BOTH, DECIDED, WEEK, WORKED_USE, people
from banso.domain.usage.facts import ActivityDefined
from banso.engine.metrics.declaration import Aggregate, Example, Grain, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="wau",
    owner="success",
    name=Text("WAU", "WAU（週間アクティブユーザー数）"),
    question=Text("How many people used the product within a week?", "1週間に何人が製品を使ったか？"),
    unit=Unit.COUNT,
    grain=Grain.WEEK,
    version=2,
    source="seed 001",
    variants=(
        Variant(
            "last_7_days",
            Text("Last 7 days", "直近7日間"),
            Text(
                "People with an active event in the 7 days up to the period's last day. "
                "Who works for several accounts has a row at each and is counted once.",
                "期間の最終日までの7日間にアクティブなイベントがあった人の数。"
                "複数の顧客に属する人は、明細では顧客ごとに1行、人数では1人と数える。",
            ),
            rows=people(WEEK),
            aggregate=Aggregate.DISTINCT,
            facts=(ActivityDefined,),
        ),
    ),
    examples=(
        Example(DECIDED, "2024-04-07", Decimal(2), usage=WORKED_USE),
        Example(DECIDED, "2024-04-08", Decimal(1), usage=WORKED_USE),
        Example(DECIDED, "2024-W14", Decimal(2), usage=WORKED_USE),
        Example(DECIDED, "2024-04-16", Decimal(1), usage=WORKED_USE),
        Example((), "2024-04-07", Decimal(1), usage=AT_BOTH),
        Example(DECIDED, "2024-04-20", Decimal(0), usage=WORKED_USE),
    ),
)
