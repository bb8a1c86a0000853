"""KPIs as conditions: what a segment asks of an account is what the KPI's page shows of it."""

from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest

from banso.domain.accounts.definitions import measures
from banso.domain.accounts.models import Account
from banso.domain.accounts.queries.accounts import accounts
from banso.domain.accounts.queries.segments import checked, where
from banso.domain.kpis.definitions.activity import CUSTOMERS, DECIDED, PLANS, WORKED_USE
from banso.domain.kpis.definitions.ledger import A, B, C, line, moved
from banso.domain.kpis.definitions.measures import measure_of
from banso.domain.kpis.tests.test_examples import put, put_usage
from banso.engine.journal.column import ColumnStore
from banso.engine.metrics.ask import ask, look
from banso.engine.metrics.declaration import Unit
from banso.engine.metrics.question import Question
from banso.engine.metrics.registry import registry
from banso.kit.clock import freeze
from banso.kit.periods import parse_period
from banso.kit.tenancy import Tenant

MEASURED = [(kpi, variant) for kpi in registry for variant in kpi.variants if variant.measured]
# A day of May, in whose last month the examples lie.
NOW = datetime(2024, 5, 20, 3, tzinfo=UTC)
APRIL = parse_period("2024-04")


@pytest.fixture
def month(workspace: Tenant, column_store: ColumnStore) -> None:
    """Three accounts in April 2024: A grows, B shrinks; people of all three do something."""
    for place, account in enumerate((A, B, C)):
        Account.objects.create(pk=account, workspace_id=workspace.pk, name=f"{place}", external_id=f"{place}")
    seats = [
        msgspec.structs.replace(line(account, f"{n}", 100, "2024-01-01"), seats=n + 2)
        for n, account in enumerate((A, B))
    ]
    changes = [moved(A, "upsell", "2024-04-02", 100, 130), moved(B, "contraction", "2024-04-03", 100, 60)]
    known = datetime(2024, 5, 1, tzinfo=UTC)
    put(column_store, workspace, [*CUSTOMERS, *DECIDED, *PLANS, *seats, *changes], known=known)
    put_usage(column_store, workspace, WORKED_USE, known=known)


def test_what_can_be_asked_of_one_account() -> None:
    assert {f"{kpi.slug}:{variant.slug}" for kpi, variant in MEASURED} == {
        "adoption:persons", "contraction_mrr:amount", "expansion_mrr:amount", "mau:month",
        "seat_utilisation:month", "session_duration:mean",
    }  # fmt: skip
    assert {f"{kpi.slug}_last_month" for kpi, _ in MEASURED} <= set(measures())


@pytest.mark.usefixtures("month")
@pytest.mark.parametrize(("kpi", "variant"), MEASURED, ids=[kpi.slug for kpi, _ in MEASURED])
def test_a_condition_asks_what_the_page_shows(kpi: object, variant: object) -> None:
    kpi, variant = registry.variant(kpi.slug, variant.slug)  # type: ignore[attr-defined]
    measure = measure_of(kpi, variant)
    scale = {Unit.RATIO: Decimal(100), Unit.SECONDS: Decimal(1) / 60}.get(kpi.unit_of(variant), Decimal(1))
    with freeze(NOW):
        told = {each["account"]: each["value"] for each in look(
            measure.asked.sql, facts=measure.asked.facts, params={"today": NOW.date()})}  # fmt: skip
        for account in (A, B, C):
            value = ask(Question(kpi.slug, (APRIL,), variant.slug, None, "", (account,))).last.value
            found = told.get(account, measure.default)
            assert found == (None if value is None else pytest.approx(float(value * scale)))
        assert any(told.values())


@pytest.mark.usefixtures("month")
def test_a_segment_is_made_of_kpis() -> None:
    def names(slug: str, op: str, value: object) -> list[str]:
        check = {"kind": "check", "field": f"measure.{slug}_last_month", "op": op, "value": value}
        with freeze(NOW):
            return sorted(where(accounts(), checked(check)).values_list("name", flat=True))

    assert names("expansion_mrr", "above", 0) == ["0"]
    assert names("expansion_mrr", "at_most", 0) == ["1", "2"]
    assert names("mau", "at_least", 1) == ["0", "1"]
    assert names("seat_utilisation", "at_least", 50) == ["0"]
    assert names("seat_utilisation", "empty", None) == ["2"]


def test_what_one_account_has_no_rows_of_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be measured"):
        measure_of(*registry.variant("ltv", ""))
    with pytest.raises(ValueError, match="cannot be measured"):
        measure_of(*registry.variant("dau", ""))
