from decimal import Decimal

from banso.domain.kpis.definitions.ledger import SPANS
from banso.domain.kpis.definitions.onboarded import BEGUN, DECIDED, DIMENSIONS, WORKED
from banso.domain.onboarding.facts import ONBOARDING_FACTS
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_IN_TIME = "if(completed_on IS NOT NULL AND completed_on <= target_on, 1, 0)"
_ROWS = (
    "SELECT span.1 AS period, account, concat(name, ' · ', toString(kickoff_on)) AS unit, "  # noqa: S608
    f"assumeNotNull(kickoff_on) AS at, {_IN_TIME} AS numerator, 1 AS denominator, product, owner "
    f"FROM ({BEGUN}) "
    f"ARRAY JOIN arrayFilter(s -> kickoff_on >= s.2 AND kickoff_on < s.3, {SPANS}) AS span WHERE {DECIDED}"
)

KPI = Kpi(
    slug="onboarding_completion",
    owner="success",
    name=Text("Onboardings completed", "オンボーディング完了率"),
    question=Text(
        "How many onboardings are completed within their target days?",
        "オンボーディングをどれだけ目標日数のうちに完了できたか？",
    ),
    unit=Unit.RATIO,
    source="seeds 000, 001, 003",
    variants=(
        Variant(
            "in_time",
            Text("Within the target days", "目標日数以内"),
            Text(
                "Onboardings that met their product's completion rule on or before their target day ÷ "
                "onboardings started (kick-off) in the period. One that is still open counts once its target "
                "day has passed; one that was called off was not completed.",
                "目標日までに製品の完了条件を満たしたオンボーディング÷期間中に始めた（キックオフした）"
                "オンボーディング。未完了のものは目標日を過ぎてから数え、中止したものは完了しなかったと数える。",
            ),
            rows=_ROWS,
            aggregate=Aggregate.SHARE,
            facts=ONBOARDING_FACTS,
            dimensions=DIMENSIONS,
        ),
    ),
    examples=(
        Example(WORKED, "2024-05", Decimal(1) / Decimal(4), "", Decimal(1), Decimal(4)),
        Example(WORKED, "2024-06", Decimal(1), "", Decimal(1), Decimal(1)),
        Example(WORKED, "2024-04", None),
        # While the fifth of July lasts, "never" may still be completed in time.
        Example(WORKED, "2024-05", Decimal(1) / Decimal(3), as_of="2024-07-05"),
    ),
)
