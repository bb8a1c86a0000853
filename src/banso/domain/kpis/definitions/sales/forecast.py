from decimal import Decimal

from banso.domain.kpis.definitions.deals import WORKED_DEALS, pipeline
from banso.domain.sales.facts import DealStood
from banso.engine.metrics.declaration import Example, Kpi, Text, Unit, Variant

_WITHIN = "expected >= span.2 AND expected < span.3"

KPI = Kpi(
    slug="forecast",
    owner="sales",
    name=Text("Forecast", "売上予測"),
    question=Text("What is expected to close in the period?", "期間中に受注が見込まれる金額はいくらか？"),
    unit=Unit.MONEY,
    source="docs/kpis",
    variants=(
        Variant(
            "likely",
            Text("Commit and best case", "コミット＋ベストケース"),
            Text(
                "Amounts of the open deals that are to close in the period, committed or a best case.",
                "期間中に受注予定の進行中の商談のうち、コミットとベストケースの金額の合計。",
            ),
            rows=pipeline("amount", where=f"forecast IN ('commit', 'best_case') AND {_WITHIN}"),
            facts=(DealStood,),
            dimensions=("owner", "source"),
        ),
        Variant(
            "commit",
            Text("Commit alone", "コミットのみ"),
            Text("The same of committed deals alone.", "同じ計算をコミットの商談だけで行う。"),
            rows=pipeline("amount", where=f"forecast = 'commit' AND {_WITHIN}"),
            facts=(DealStood,),
            dimensions=("owner", "source"),
        ),
    ),
    examples=(
        Example(WORKED_DEALS, "2024-03", Decimal(1200)),
        Example(WORKED_DEALS, "2024-03", Decimal(1000), as_of="2024-01-31"),
        Example(WORKED_DEALS, "2024-03", Decimal(0), "commit"),
        Example(WORKED_DEALS, "2024-04", Decimal(0)),
    ),
)
