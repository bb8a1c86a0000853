"""Every worked example of every declared KPI, put to a real column store."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from banso.domain.kpis.definitions.ledger import WORKED, A
from banso.engine.journal.column import ColumnStore
from banso.engine.journal.column.schema import USAGE
from banso.engine.journal.fact import Fact
from banso.engine.journal.usage.corrections import insert_sessions
from banso.engine.journal.usage.days import Days, as_date
from banso.engine.journal.usage.rows import SessionsRow
from banso.engine.journal.usage.sessions import Span, merged
from banso.engine.journal.usage.times import micros
from banso.engine.metrics.ask import ask
from banso.engine.metrics.declaration import Example, Kpi, Used
from banso.engine.metrics.question import Question
from banso.engine.metrics.registry import registry
from banso.kit.periods import parse_period
from banso.kit.tenancy import Tenant

EXAMPLES = [(kpi, example) for kpi in registry for example in kpi.examples]
KNOWN_ON = datetime(2026, 1, 1, tzinfo=UTC)


def put(store: ColumnStore, workspace: Tenant, facts: Iterable[Fact], *, known: datetime = KNOWN_ON) -> None:
    """The facts as the loader writes them: one version each, compact payloads."""
    columns = ("workspace", "type", "fact", "version", "seq", "account", "person", "subject", "actor",
               "occurred_at", "recorded_at", "retracted", "payload")  # fmt: skip
    lines = [
        (workspace.pk, each.type, UUID(int=1000 + place), 1, place, each.account, each.person, each.subject,
         "system:x", each.occurred_at, known, 0, json.dumps(each.payload(), separators=(",", ":")))
        for place, each in enumerate(facts)
    ]  # fmt: skip
    if lines:
        store.insert("facts", columns, lines, token=f"examples-{workspace.pk}")


def put_usage(
    store: ColumnStore, workspace: Tenant, usage: Sequence[Used], *, known: datetime = KNOWN_ON
) -> None:
    """The events and their sessions as the loader writes them."""
    days = Days(workspace.timezone)
    lines = [
        (workspace.pk, each.account, each.person, "track", each.name, str(place), each.at, known,
         as_date(days.day_of(micros(each.at))), 1, "", "", 0)
        for place, each in enumerate(usage)
    ]  # fmt: skip
    if lines:
        store.insert("usage", USAGE.names, lines, token=f"usage-{workspace.pk}")
    rows = []
    for account, person in sorted({(each.account, each.person) for each in usage}):
        times = [micros(each.at) for each in usage if (each.account, each.person) == (account, person)]
        spans = merged(Span(at, at, 1) for at in times)
        for day in sorted({days.day_of(span.started_at) for span in spans}):
            of_day = [span for span in spans if days.day_of(span.started_at) == day]
            rows.append(SessionsRow(workspace.pk.bytes, account.bytes, person, day, 1, of_day, micros(known)))
    insert_sessions(rows, f"sessions-{workspace.pk}")


@pytest.mark.parametrize(
    ("kpi", "example"),
    EXAMPLES,
    ids=[
        f"{kpi.slug}-{each.variant or kpi.default.slug}-{each.period}{each.as_of}" for kpi, each in EXAMPLES
    ],
)
def test_the_worked_example_comes_out(
    kpi: Kpi, example: Example, column_store: ColumnStore, workspace: Tenant
) -> None:
    as_of = datetime.fromisoformat(f"{example.as_of}T14:59:59+00:00") if example.as_of else None
    put(column_store, workspace, example.facts, known=as_of or KNOWN_ON)
    put_usage(column_store, workspace, example.usage, known=as_of or KNOWN_ON)
    period = parse_period(example.period)
    point = ask(Question(kpi.slug, (period,), example.variant, as_of)).last
    if example.value is None:
        assert (point.value, point.reason is not None) == (None, True)
    else:
        assert point.value is not None
        assert point.value == pytest.approx(example.value, rel=Decimal("1e-24"), abs=Decimal(0))
    if example.numerator is not None:
        assert point.numerator == example.numerator
    if example.denominator is not None:
        assert point.denominator == example.denominator


def test_every_variant_has_an_example() -> None:
    shown = {(kpi.slug, each.variant or kpi.default.slug) for kpi, each in EXAMPLES}
    every = {(kpi.slug, variant.slug) for kpi in registry for variant in kpi.variants}
    assert every - shown == {("retention_rate", "cohort")}


def test_a_cohort_is_followed_month_by_month(column_store: ColumnStore, workspace: Tenant) -> None:
    put(column_store, workspace, WORKED)
    periods = tuple(parse_period(text) for text in ("2024-01", "2024-02"))
    as_of = datetime(2026, 1, 2, tzinfo=UTC)
    points = ask(Question("retention_rate", periods, "cohort", as_of, "months")).points
    table = {(each.period.label, int(each.group)): each.value for each in points}
    assert [table["2024-01", month] for month in (0, 8, 9, 24)] == [1, 1, Decimal("0.5"), Decimal("0.5")]
    assert [table["2024-02", month] for month in (0, 2, 3, 6, 7)] == [1, 1, 0, 0, 1]
    assert max(month for label, month in table if label == "2024-01") == 24


def test_the_bridge_closes_over_every_month(column_store: ColumnStore, workspace: Tenant) -> None:
    put(column_store, workspace, WORKED)
    periods = tuple(parse_period(f"{2024 + month // 12}-{month % 12 + 1:02d}") for month in range(18))

    def values(slug: str) -> list[Decimal]:
        return [point.value or Decimal(0) for point in ask(Question(slug, periods)).points]

    ends = values("mrr")
    gained = zip(*(values(slug) for slug in ("new_mrr", "reactivation_mrr", "expansion_mrr")), strict=True)
    lost = zip(*(values(slug) for slug in ("contraction_mrr", "churn_mrr")), strict=True)
    moved = [sum(more) - sum(less) for more, less in zip(gained, lost, strict=True)]
    assert [start + change for start, change in zip([Decimal(0), *ends], moved, strict=False)] == ends


def test_accounts_asked_for_are_the_only_ones_counted(column_store: ColumnStore, workspace: Tenant) -> None:
    put(column_store, workspace, WORKED)
    periods = (parse_period("2025-03"),)
    assert ask(Question("nrr", periods, accounts=(A,))).last.value == Decimal("1.5")
    assert ask(Question("grr", periods, accounts=(A,))).last.value == Decimal(1)
