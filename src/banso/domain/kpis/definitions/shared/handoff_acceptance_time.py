from decimal import Decimal

from banso.domain.handoffs.facts import HandoffAccepted
from banso.domain.kpis.definitions.handed import DIMENSIONS, WORKED, handed
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant


def _rows(field: str) -> str:
    return handed(
        f"simpleJSONExtractUInt(payload, '{field}') AS numerator, 1 AS denominator", HandoffAccepted.type
    )


def _variant(slug: str, name: Text, says: Text, field: str, aggregate: Aggregate) -> Variant:
    return Variant(
        slug, name, says, rows=_rows(field), aggregate=aggregate, facts=(HandoffAccepted,),
        dimensions=DIMENSIONS,
    )  # fmt: skip


_BUSINESS, _CALENDAR = "business_seconds", "seconds"
KPI = Kpi(
    slug="handoff_acceptance_time",
    owner="shared",
    name=Text("Time to accept a handoff", "引継ぎの受け入れまでの時間"),
    question=Text(
        "How long does it take from winning a deal until CS accepts its handoff?",
        "受注からCSが引継ぎを受け入れるまで、どのくらいかかるか？",
    ),
    unit=Unit.SECONDS,
    better="down",
    source="seed 002",
    variants=(
        _variant(
            "business",
            Text("Business hours, mean", "営業時間・平均"),
            Text(
                "Mean time from winning to acceptance within business hours (weekdays without Japanese "
                "holidays, 09:00 to 18:00 or as the workspace had set them on accepting), of the handoffs "
                "accepted in the period.",
                "期間中に受け入れた引継ぎの、受注から受け入れまでの営業時間（祝日を除く平日の9時〜18時、または受け入れ時の"
                "設定による）の平均。",
            ),
            _BUSINESS,
            Aggregate.MEAN,
        ),
        _variant(
            "business_median",
            Text("Business hours, median", "営業時間・中央値"),
            Text("The middle of the same times.", "同じ時間の中央値。"),
            _BUSINESS,
            Aggregate.MEDIAN,
        ),
        _variant(
            "calendar",
            Text("All hours, mean", "暦の時間・平均"),
            Text(
                "Mean time from winning to acceptance with nights, weekends and holidays.",
                "夜間・土日・祝日も含めた、受注から受け入れまでの時間の平均。",
            ),
            _CALENDAR,
            Aggregate.MEAN,
        ),
        _variant(
            "calendar_median",
            Text("All hours, median", "暦の時間・中央値"),
            Text("The middle of the same times.", "同じ時間の中央値。"),
            _CALENDAR,
            Aggregate.MEDIAN,
        ),
    ),
    examples=(
        # 9 and 40 business hours of 24 and 144; the third was accepted in April.
        Example(WORKED, "2026-03", Decimal(88_200)),
        Example(WORKED, "2026-03", Decimal(302_400), "calendar"),
        Example(WORKED, "2026-04", Decimal(64_800), "business_median"),
        Example(WORKED, "2026-Q1", Decimal(302_400), "calendar_median"),
        Example(WORKED, "2026-05", None),
    ),
)
