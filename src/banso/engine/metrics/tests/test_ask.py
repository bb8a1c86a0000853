"""Questions put to a real column store: aggregates, moments of knowledge, breakdowns, rows, chains."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

import pytest

from banso.domain.workspaces.actions import create_workspace
from banso.engine.journal.column import ColumnStore
from banso.engine.journal.fact import Fact, fact
from banso.engine.metrics import ground
from banso.engine.metrics.ask import ask, look, rows
from banso.engine.metrics.declaration import Aggregate, Kpi, Text, Unit, Values, Variant
from banso.engine.metrics.dimensions import Dimension, dimensions
from banso.engine.metrics.question import NO_DENOMINATOR, NO_PART, NO_ROWS, Question
from banso.engine.metrics.registry import registry
from banso.kit.actor import SYSTEM
from banso.kit.errors import InputError
from banso.kit.periods import Grain, parse_period
from banso.kit.tenancy import Tenant, scope

A, B, C = (UUID(int=number) for number in (1, 2, 3))


@fact("metrics.sold", title=Text(en="Sold", ja="売れた"))
class Sold(Fact, frozen=True, kw_only=True):
    amount: Decimal
    cost: Decimal = Decimal(0)


@fact("metrics.described", title=Text(en="Described", ja="記録した"))
class Described(Fact, frozen=True, kw_only=True):
    name: str
    kind: str
    internal: bool = False
    custom: dict[str, bool] = {}


_ROWS = """
SELECT periods.period AS period, account, toString(fact) AS unit, toDate(occurred_at, {zone:String}) AS at,
    toDecimal128(JSONExtractString(payload, 'amount'), 4) AS numerator, %s AS denominator %s
FROM facts CROSS JOIN periods
WHERE type = 'metrics.sold' AND at >= periods.start AND at < periods.end
"""
# What was sold for the same amount is one unit, at however many accounts.
_AMOUNT = "toDecimal128(JSONExtractString(payload, 'amount'), 4)"
_UNITS = _ROWS.replace("toString(fact) AS unit", "JSONExtractString(payload, 'amount') AS unit")
_PEOPLE = _UNITS % ("1", ", toDate(occurred_at) AS day")
_COST = "toDecimal128(JSONExtractString(payload, 'cost'), 4)"


def _variant(slug: str, aggregate: Aggregate, denominator: str = "1", extra: str = "") -> Variant:
    sql = _ROWS % (denominator, extra)
    return Variant(slug, Text(slug, slug), Text("", ""), rows=sql, aggregate=aggregate, facts=(Sold,))


def _quotient(values: Values) -> Decimal | None:
    top, bottom = values["top"], values["bottom"]
    return top / bottom if top is not None and bottom else None


def _product(values: Values) -> Decimal | None:
    halves, whole = values["halves"], values["sum"]
    return None if halves is None or whole is None else halves * whole


def _double(values: object) -> Decimal | None:
    assert isinstance(values, dict)
    return None if values["sum"] is None else values["sum"] * 2


KPI = Kpi(
    slug="tried_sales",
    owner="sales",
    name=Text("Tried sales", "試した売上"),
    question=Text("?", "?"),
    unit=Unit.MONEY,
    variants=(
        _variant("sum", Aggregate.SUM),
        _variant("margin", Aggregate.RATIO, _COST),
        _variant("mean", Aggregate.MEAN),
        _variant("median", Aggregate.MEDIAN),
        _variant("chained", Aggregate.CHAINED, _COST, ", toString(at) AS part"),
        _variant("share", Aggregate.RATIO, f"sum({_AMOUNT}) OVER (PARTITION BY periods.period) / 2"),
        Variant(
            "distinct", Text("", ""), Text("", ""), aggregate=Aggregate.DISTINCT, facts=(Sold,),
            rows=_PEOPLE,
        ),
        Variant(
            "together", Text("", ""), Text("", ""), rows=_PEOPLE, facts=(Sold,), carried=("day",),
            together="toDecimal128(uniqExact(toStartOfMonth(day)), 4)",
        ),
        Variant(
            "halves", Text("", ""), Text("", ""), parts={"top": "tried_sales", "bottom": "tried_sales:sum"},
            formula=_quotient, divides=("top", "bottom"),
        ),
        Variant(
            "nested", Text("", ""), Text("", ""), formula=_product,
            parts={"halves": "tried_sales:halves", "sum": "tried_sales"},
        ),
        Variant(
            "double", Text("", ""), Text("", ""), parts={"sum": "tried_sales"}, formula=_double,
            grains=(Grain.MONTH,),
        ),
    ),
)  # fmt: skip


@pytest.fixture(autouse=True)
def declared(column_store: ColumnStore, workspace: Tenant) -> Iterator[None]:  # noqa: ARG001
    registry.add(KPI)
    before = (dimensions.fact, dimensions.flag, dimensions.label, dimensions.known)
    dimensions.describe(
        Described, flag="internal", label="name", dimensions=[Dimension("kind", Text("Kind", "種類"))]
    )
    yield
    dimensions.fact, dimensions.flag, dimensions.label, dimensions.known = before
    registry._kpis.pop(KPI.slug)


class Put(Protocol):
    """Writes one fact into the store."""

    def __call__(self, fact_: Fact, *, known: str = ..., number: int = ..., version: int = ...) -> None: ...


@pytest.fixture
def put(column_store: ColumnStore, workspace: Tenant) -> Put:
    """Write facts straight into the store, known since a given day."""
    written: list[int] = []

    def put_one(fact_: Fact, *, known: str = "2024-01-01", number: int = 0, version: int = 1) -> None:
        written.append(1)
        recorded = datetime.fromisoformat(f"{known}T12:00:00+00:00")
        columns = ("workspace", "type", "fact", "version", "seq", "account", "person", "subject", "actor",
                   "occurred_at", "recorded_at", "retracted", "payload")  # fmt: skip
        line = (workspace.pk, fact_.type, UUID(int=number or 1000 + len(written)), version, len(written),
                fact_.account, "", "", "x", fact_.occurred_at, recorded, 0,
                json.dumps(fact_.payload(), separators=(",", ":")))  # fmt: skip
        column_store.insert("facts", columns, [line], token=f"{workspace.pk}-{len(written)}")

    return put_one


def sold(account: UUID, amount: str, day: str = "2024-03-10", cost: str = "0") -> Sold:
    at = datetime.fromisoformat(f"{day}T03:00:00+00:00")
    return Sold(account=account, occurred_at=at, amount=Decimal(amount), cost=Decimal(cost))


def described(account: UUID, kind: str, *, internal: bool = False) -> Described:
    at = datetime(2024, 1, 1, tzinfo=UTC)
    return Described(account=account, occurred_at=at, name=kind, kind=kind, internal=internal)


def question(variant: str = "", *periods: str, **more: object) -> Question:
    asked = tuple(parse_period(text) for text in periods or ("2024-03",))
    return Question("tried_sales", asked, variant, **more)  # type: ignore[arg-type]


def test_a_sum_is_exact_and_every_period_answers(put: Put) -> None:
    put(sold(A, "0.1"))
    put(sold(B, "0.2"))
    put(sold(B, "5", "2024-04-02"))
    answer = ask(question("", "2024-02", "2024-03", "2024-04"))
    assert [point.value for point in answer.points] == [Decimal(0), Decimal("0.3"), Decimal(5)]
    assert [point.n for point in answer.points] == [0, 2, 1]


def test_without_a_denominator_there_is_no_number(put: Put) -> None:
    put(sold(A, "10", cost="0"))
    assert ask(question("margin")).last.value is None
    assert ask(question("margin")).last.reason is NO_DENOMINATOR
    assert ask(question("mean", "2024-02")).last.reason is NO_ROWS


def test_a_ratio_divides_the_sums(put: Put) -> None:
    put(sold(A, "10", cost="4"))
    put(sold(B, "2", cost="8"))
    point = ask(question("margin")).last
    assert (point.value, point.numerator, point.denominator) == (Decimal(1), Decimal(12), Decimal(12))
    assert point.interval is not None


def test_mean_and_median_of_the_rows(put: Put) -> None:
    for amount in ("1", "2", "9"):
        put(sold(A, amount))
    assert ask(question("mean")).last.value == 4
    assert ask(question("median")).last.value == 2


def test_a_chain_multiplies_its_parts(put: Put) -> None:
    put(sold(A, "1", "2024-03-01", cost="2"))
    put(sold(A, "3", "2024-03-02", cost="2"))
    assert ask(question("chained")).last.value == Decimal("0.75")


def test_a_group_that_lacks_a_link_has_no_chain(put: Put) -> None:
    put(described(A, "big"))
    put(described(B, "small"))
    put(sold(A, "1", "2024-03-01", cost="2"))
    put(sold(A, "3", "2024-03-02", cost="2"))
    put(sold(B, "3", "2024-03-02", cost="2"))
    groups = {point.group: point.value for point in ask(question("chained", by="kind")).points}
    assert groups == {"big": Decimal("0.75"), "small": None}


def test_the_median_of_two_lies_between_them(put: Put) -> None:
    put(sold(A, "1"))
    put(sold(B, "2"))
    assert ask(question("median")).last.value == Decimal("1.5")


def test_a_formula_reads_its_parts_and_its_rows_are_theirs(put: Put) -> None:
    put(sold(A, "21"))
    assert ask(question("double")).last.value == 42
    assert [(row.part, row.numerator) for row in rows(question("double")).rows] == [("sum", Decimal(21))]


def test_every_row_of_a_formula_is_reached_and_nested_parts_are_told_apart(put: Put) -> None:
    for number in range(5):
        put(sold(A, str(number + 1)))
    asked = question("nested")
    pages = [rows(asked, limit=4, offset=offset) for offset in (0, 4, 8, 12)]
    assert [(len(page.rows), page.total) for page in pages] == [(4, 15), (4, 15), (4, 15), (3, 15)]
    found = [(row.part, int(row.numerator)) for page in pages for row in page.rows]
    assert found == [(part, n) for part in ("halves/top", "halves/bottom", "sum") for n in (5, 4, 3, 2, 1)]


def test_a_formula_says_what_was_divided_by_what_and_why_there_is_none(put: Put) -> None:
    assert ask(question("halves", "2024-02")).last.reason is NO_DENOMINATOR
    assert ask(question("nested", "2024-02")).last.reason is NO_PART
    put(sold(A, "21"))
    point = ask(question("halves")).last
    assert (point.value, point.numerator, point.denominator) == (Decimal(1), Decimal(21), Decimal(21))
    assert ask(question("double")).last.numerator == 42


def test_a_formula_is_refused_where_it_is_not_defined() -> None:
    with pytest.raises(InputError) as refused:
        ask(question("double", "2024-03-01"))
    assert (refused.value.field, refused.value.came, refused.value.wanted) == ("grain", "day", "month")


def test_as_of_knows_only_what_was_recorded_by_then(put: Put) -> None:
    put(sold(A, "10"), known="2024-03-11", number=5)
    put(sold(A, "70"), known="2024-05-01", number=5, version=2)
    late = datetime(2024, 6, 1, tzinfo=UTC)
    for as_of, value in (
        (datetime(2024, 3, 1, tzinfo=UTC), 0),
        (datetime(2024, 4, 1, tzinfo=UTC), 10),
        (late, 70),
    ):
        assert ask(question(as_of=as_of)).last.value == value


def test_internal_accounts_never_count_and_groups_are_of_the_accounts(put: Put) -> None:
    put(described(A, "big"))
    put(described(B, "small"))
    put(described(C, "big", internal=True))
    for account in (A, B, C):
        put(sold(account, "10"))
    assert ask(question()).last.value == 20
    groups = {point.group: point.value for point in ask(question(by="kind")).points}
    assert groups == {"big": Decimal(10), "small": Decimal(10)}


def test_more_internal_accounts_than_are_sent_along_never_count(
    put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ground, "_SENT", 1)
    put(described(B, "small", internal=True))
    put(described(C, "big", internal=True))
    for account in (A, B, C):
        put(sold(account, "10"))
    assert ask(question()).last.value == 10


def test_an_account_counts_until_it_is_known_as_internal(put: Put) -> None:
    put(described(B, "big"), number=9)
    put(described(B, "big", internal=True), known="2024-05-01", number=9, version=2)
    put(sold(B, "10"))
    asked = [ask(question(as_of=datetime(2024, month, 1, tzinfo=UTC))).last.value for month in (4, 6)]
    assert asked == [10, 0]


def test_what_is_divided_by_holds_no_internal_account(put: Put) -> None:
    put(described(B, "big", internal=True))
    put(sold(A, "10"))
    put(sold(B, "10"))
    put(sold(C, "30"))
    assert ask(question("share")).last.value == 1


def test_only_the_flag_itself_makes_an_account_internal(put: Put) -> None:
    named = Described(
        account=A, occurred_at=datetime(2024, 1, 1, tzinfo=UTC), name="x", kind="y", custom={"internal": True}
    )
    put(named)
    put(sold(A, "10"))
    assert ask(question()).last.value == 10


def test_a_unit_at_two_accounts_counts_once_and_has_a_row_at_each(put: Put) -> None:
    put(described(A, "big"))
    put(described(B, "small"))
    put(sold(A, "10"))
    put(sold(B, "10"))
    put(sold(B, "10", "2024-03-11"))
    for variant in ("distinct", "together"):
        point = ask(question(variant)).last
        assert (point.value, point.n) == (Decimal(1), 1)
        assert [each.value for each in ask(question(variant, by="kind")).points] == [1, 1]
        assert ask(question(variant, accounts=(B,))).last.value == 1
    page = rows(question("distinct"), limit=1)
    assert (len(page.rows), page.total, page.numerator) == (1, 2, Decimal(1))
    assert [row.account for row in rows(question("distinct")).rows] == [A, B]
    assert rows(question("distinct", by="kind"), group="small").total == 1


def test_only_the_accounts_asked_for_count(put: Put) -> None:
    put(sold(A, "10"))
    put(sold(B, "5"))
    assert ask(question(accounts=(B,))).last.value == 5
    assert ask(question(accounts=())).last.value == 0


def test_an_unknown_breakdown_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        ask(question(by="payload') --"))
    assert (refused.value.field, refused.value.came) == ("by", "payload') --")


def test_rows_add_up_to_the_number_and_page(put: Put) -> None:
    for amount in ("3", "1", "2"):
        put(sold(A, amount))
    first = rows(question(), limit=2)
    rest = rows(question(), limit=2, offset=2)
    assert [row.numerator for row in (*first.rows, *rest.rows)] == [3, 2, 1]
    assert (first.total, first.numerator) == (3, ask(question()).last.value)
    assert first.rows[0].at == date(2024, 3, 10)


def test_a_look_sees_its_workspace_alone(put: Put) -> None:
    put(sold(A, "10"))
    found = look(
        "SELECT account, count() AS n FROM facts WHERE account = {account:UUID} GROUP BY account",
        facts=(Sold,),
        params={"account": A},
    )
    assert found == [{"account": A, "n": 1}]
    other = create_workspace("other", name="Other", by=SYSTEM)
    with scope(workspace=other):
        assert look("SELECT count() AS n FROM facts", facts=(Sold,)) == [{"n": 0}]
