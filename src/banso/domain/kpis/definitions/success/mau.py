from decimal import Decimal

from banso.domain.kpis.definitions.activity import AT_BOTH, DECIDED, FOUR_WEEKS, MONTH, WORKED_USE, people
from banso.domain.usage.facts import ActivityDefined
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

KPI = Kpi(
    slug="mau",
    owner="success",
    name=Text("MAU", "MAU（月間アクティブユーザー数）"),
    question=Text("How many people used the product within a month?", "1か月に何人が製品を使ったか？"),
    unit=Unit.COUNT,
    version=2,
    source="seed 001",
    variants=(
        Variant(
            "month",
            Text("Calendar month", "暦月"),
            Text(
                "People with an active event in the calendar month of the period's last day, up to that day. "
                "Who works for several accounts has a row at each and is counted once.",
                "期間の最終日が属する暦月に、その日までにアクティブなイベントがあった人の数。"
                "複数の顧客に属する人は、明細では顧客ごとに1行、人数では1人と数える。",
            ),
            rows=people(MONTH),
            aggregate=Aggregate.DISTINCT,
            facts=(ActivityDefined,),
            measured=True,
        ),
        Variant(
            "28_days",
            Text("28 days", "28日間"),
            Text(
                "People with an active event in the 28 days up to the period's last day: every such stretch "
                "has four of each weekday.",
                "期間の最終日までの28日間にアクティブなイベントがあった人の数。どの曜日も4回ずつ含む。",
            ),
            rows=people(FOUR_WEEKS),
            aggregate=Aggregate.DISTINCT,
            facts=(ActivityDefined,),
        ),
    ),
    examples=(
        Example(DECIDED, "2024-04", Decimal(3), usage=WORKED_USE),
        Example((), "2024-04", Decimal(4), usage=WORKED_USE),
        Example(DECIDED, "2024-05", Decimal(1), usage=WORKED_USE),
        Example(DECIDED, "2024-04-05", Decimal(2), usage=WORKED_USE),
        Example(DECIDED, "2024-04", Decimal(4), usage=(*WORKED_USE, *AT_BOTH)),
        Example((), "2024-04-28", Decimal(1), "28_days", usage=AT_BOTH),
        Example(DECIDED, "2024-04", Decimal(2), "28_days", usage=WORKED_USE),
        Example(DECIDED, "2024-04-28", Decimal(3), "28_days", usage=WORKED_USE),
    ),
)
