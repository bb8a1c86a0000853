from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from banso.domain.kpis.definitions.ledger import SPANS, A, B
from banso.domain.outcomes.facts import OutcomeConfirmed, OutcomeMeasured
from banso.engine.journal.fact import Fact
from banso.engine.metrics.declaration import Aggregate, Example, Kpi, Text, Unit, Variant

_CONFIRMED = f"(SELECT subject FROM facts WHERE type = '{OutcomeConfirmed.type}')"  # noqa: S608 - a constant
DIMENSIONS = ("seller", "product", "metric")


def _rows(checkpoint: int) -> str:
    """A row for each confirmed outcome that was measured so many days after its winning."""
    return (
        "SELECT span.1 AS period, account, concat(metric, ' · ', name) AS unit, day AS at, "  # noqa: S608
        "share AS numerator, 1 AS denominator, seller, product, metric FROM ("
        "SELECT account, simpleJSONExtractString(payload, 'metric') AS metric, "
        "simpleJSONExtractString(payload, 'name') AS name, "
        "simpleJSONExtractString(payload, 'seller') AS seller, "
        "simpleJSONExtractString(payload, 'product') AS product, "
        "toDate(simpleJSONExtractString(payload, 'day')) AS day, "
        "toDecimal128OrNull(simpleJSONExtractString(payload, 'gap_share'), 6) AS share "
        f"FROM facts WHERE type = '{OutcomeMeasured.type}' "
        f"AND simpleJSONExtractUInt(payload, 'checkpoint') = {checkpoint} AND subject IN {_CONFIRMED}) "
        f"ARRAY JOIN arrayFilter(s -> day >= s.2 AND day < s.3, {SPANS}) AS span WHERE share IS NOT NULL"
    )


def _variant(checkpoint: int) -> Variant:
    return Variant(
        f"after_{checkpoint}",
        Text(f"After {checkpoint} days", f"{checkpoint}日後"),
        Text(
            f"Mean of (value − agreed target) ÷ agreed target of what was measured {checkpoint} days after "
            "the winning, for the checkpoints within the period. Above nought is better than agreed, "
            "also where less is better. Only what the customer confirmed counts, and no target of nought.",
            f"受注から{checkpoint}日後の（実測値−合意した目標）÷合意した目標の平均。測定日が期間に入るものを数える。"
            "小さいほど良い指標では符号を反転し、プラスは合意より良いことを示す。顧客が確認した目標だけを"
            "数え、目標が0のものは数えない。",
        ),
        rows=_rows(checkpoint),
        aggregate=Aggregate.MEAN,
        facts=(OutcomeMeasured, OutcomeConfirmed),
        dimensions=DIMENSIONS,
    )


def _confirmed(subject: str, *, account: UUID = A) -> Fact:
    return OutcomeConfirmed(
        account=account, occurred_at=datetime(2026, 1, 5, tzinfo=UTC), subject=f"outcome:{subject}",
        deal="", name="", metric="", unit="%", target=Decimal(98), seller="Kenta", product="CRM",
    )  # fmt: skip


def _measured(subject: str, day: str, share: str | None, checkpoint: int = 90, *, account: UUID = A) -> Fact:
    return OutcomeMeasured(
        account=account, occurred_at=datetime(2026, 6, 1, tzinfo=UTC), subject=f"outcome:{subject}", deal="",
        name=subject, metric="", unit="%", target=Decimal(98), seller="Kenta", product="CRM",
        checkpoint=checkpoint, day=date.fromisoformat(day), value=Decimal(1), gap=Decimal(1),
        gap_share=None if share is None else Decimal(share), source="reported", told="",
    )  # fmt: skip


# Of four measured in April one was never confirmed and one had a target of nought.
_WORKED: tuple[Fact, ...] = (
    _confirmed("1"),
    _measured("1", "2026-04-05", "-0.1"),
    _measured("1", "2026-02-04", "-0.3", 30),
    _confirmed("2", account=B),
    _measured("2", "2026-04-20", "0.04", account=B),
    _measured("3", "2026-04-21", "-0.9"),
    _confirmed("4"),
    _measured("4", "2026-04-22", None),
)

KPI = Kpi(
    slug="expectation_gap",
    owner="shared",
    name=Text("Expectation gap", "期待値ギャップ"),
    question=Text(
        "How far is what customers reach from what they were sold?",
        "顧客が実際に得た成果は、契約時に合意した目標とどれだけ離れているか？",
    ),
    unit=Unit.RATIO,
    source="docs/kpis",
    variants=(_variant(90), _variant(30), _variant(180)),
    examples=(
        Example(_WORKED, "2026-04", Decimal("-0.03")),
        Example(_WORKED, "2026-02", Decimal("-0.3"), "after_30"),
        Example(_WORKED, "2026-05", None),
        Example(_WORKED, "2026-Q2", None, "after_180"),
    ),
)
