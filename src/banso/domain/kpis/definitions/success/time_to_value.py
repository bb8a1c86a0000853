from decimal import Decimal

from banso.domain.kpis.definitions.ledger import SPANS
from banso.domain.kpis.definitions.onboarded import BEGUN, DIMENSIONS, WORKED
from banso.domain.onboarding.facts import ONBOARDING_FACTS
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_ROWS = (
    "SELECT span.1 AS period, account, concat(name, ' · ', toString(completed_on)) AS unit, "  # noqa: S608
    "assumeNotNull(completed_on) AS at, "
    "dateDiff('day', assumeNotNull(contract_on), assumeNotNull(completed_on)) AS numerator, "
    f"1 AS denominator, product, owner FROM ({BEGUN}) "
    f"ARRAY JOIN arrayFilter(s -> completed_on >= s.2 AND completed_on < s.3, {SPANS}) AS span"
)


def _variant(slug: str, name: Text, says: Text, aggregate: Aggregate) -> Variant:
    return Variant(
        slug, name, says, rows=_ROWS, aggregate=aggregate, facts=ONBOARDING_FACTS, dimensions=DIMENSIONS
    )


KPI = Kpi(
    slug="time_to_value",
    owner="success",
    name=Text("Time to value", "価値実感までの日数"),
    question=Text(
        "How long does it take from the contract's first day to the first value?",
        "契約の初日から最初の価値が出るまで、何日かかるか？",
    ),
    unit=Unit.DAYS,
    better="down",
    source="docs/kpis",
    variants=(
        _variant(
            "mean",
            Text("Mean", "平均"),
            Text(
                "Mean days from the contract's first day to the completion of the onboarding, of those "
                "completed in the period.",
                "期間中に完了したオンボーディングの、契約初日から完了までの平均日数。",
            ),
            Aggregate.MEAN,
        ),
        _variant(
            "median",
            Text("Median", "中央値"),
            Text("The middle of the same days.", "同じ日数の中央値。"),
            Aggregate.MEDIAN,
        ),
    ),
    examples=(
        # 92 days from the first of April, and 95.
        Example(WORKED, "2024-07", Decimal("93.5")),
        Example(WORKED, "2024-06", Decimal(20), "median"),
        Example(WORKED, "2024-05", None),
    ),
)
