"""Figures by role, and of some people alone: one's own, and those of the people whom somebody leads."""

from decimal import Decimal

import msgspec

from banso.domain.kpis.definitions.deals import WORKED_DEALS, won
from banso.domain.kpis.definitions.ledger import D
from banso.domain.kpis.queries import tile_of
from banso.domain.kpis.tests.test_examples import put
from banso.engine.journal.column import ColumnStore
from banso.kit.periods import parse_period
from banso.kit.tenancy import Tenant
from banso.screens.today.tiles import slugs_for

ONE, OTHER = "高橋 健太", "小川 葵"


def test_each_role_has_its_figures_and_two_roles_have_both() -> None:
    assert slugs_for({"sales"}) == ["bookings", "pipeline_value", "win_rate", "sales_cycle"]
    assert slugs_for({"csm"}) == slugs_for({"viewer"}) == ["mrr", "nrr", "logo_churn", "mau"]
    assert slugs_for({"manager", "sales"}) == [
        "mrr", "nrr", "bookings", "promise_kept_rate", "pipeline_value", "win_rate", "sales_cycle",
    ]  # fmt: skip


def test_a_figure_is_of_its_owners_alone(column_store: ColumnStore, workspace: Tenant) -> None:
    theirs = msgspec.structs.replace(won(D, "9", "2024-02-25", 200, days=9), owner=OTHER)
    put(column_store, workspace, [*WORKED_DEALS, theirs])
    february = parse_period("2024-02")

    def figures(slug: str, *people: str) -> tuple[Decimal | None, int] | None:
        found = tile_of(slug, february, people)
        return None if found is None else (found.now.value, found.now.n)

    assert [figures("bookings", *people) for people in ((ONE,), (OTHER,), (ONE, OTHER), ("無名",))] == [
        (Decimal(600), 1), (Decimal(200), 1), (Decimal(800), 2), (Decimal(0), 0),
    ]  # fmt: skip
    # One of two proposals was won, and the other's one.
    assert figures("win_rate", ONE) == (Decimal("0.5"), 2)
    together = figures("win_rate", ONE, OTHER)
    assert together is not None
    assert (round(together[0] or 0, 9), together[1]) == (Decimal("0.666666667"), 3)
    assert figures("sales_cycle", ONE, OTHER) == (Decimal(25), 2)
    assert figures("sales_cycle", "無名") == (None, 0)
    # People who are active at two owners' accounts would count twice.
    assert figures("mau", ONE, OTHER) is None
