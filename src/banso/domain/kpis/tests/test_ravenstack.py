"""A strange company's subscriptions: MRR at every month end equals a computation that shares no code."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from banso.domain.accounts.models import Account
from banso.domain.contracts.actions import LineRow, upsert_lines
from banso.domain.workspaces.actions import create_workspace
from banso.engine.journal.loader.run import catch_up
from banso.engine.metrics.ask import ask
from banso.engine.metrics.question import Question
from banso.kit.actor import SYSTEM
from banso.kit.periods import Period, parse_period
from banso.kit.tenancy import current_workspace_id, scope

_FILE = "shared/data/ravenstack/ravenstack_subscriptions.csv"
_FOUND = next((up / _FILE for up in Path(__file__).resolve().parents if (up / _FILE).exists()), None)
pytestmark = [
    pytest.mark.skipif(_FOUND is None, reason=f"{_FILE} is not beside the checkout"),
    pytest.mark.usefixtures("db", "column_store"),
]
MONTHS = tuple(parse_period(f"{year}-{month:02d}") for year in (2023, 2024) for month in range(1, 13))


@pytest.fixture(scope="module")
def table() -> Any:
    import pandas as pd  # noqa: PLC0415 - slow to import, and only needed beside the data

    found = pd.read_csv(str(_FOUND), dtype=str, keep_default_na=False)
    for column in ("start_date", "end_date"):
        found[column] = pd.to_datetime(found[column], format="%d-%m-%Y")
    found["paid"] = found["mrr_amount"].astype("int64").where(found["is_trial"] == "FALSE", 0)
    return found


def end_of(table: Any, period: Period) -> dict[str, int]:
    """MRR by account on the period's last day, straight from the table."""
    last = period.last_day.isoformat()
    open_ = (table["start_date"] <= last) & (table["end_date"].isna() | (table["end_date"] > last))
    return {name: int(mrr) for name, mrr in table[open_].groupby("account_id")["paid"].sum().items() if mrr}


def load(table: Any) -> None:
    names = sorted(set(table["account_id"]))
    accounts = {
        name: Account(workspace_id=current_workspace_id(), name=name, external_id=name) for name in names
    }
    Account.objects.bulk_create(accounts.values(), batch_size=100)
    rows = [
        LineRow(
            external_id=row["subscription_id"],
            account=accounts[row["account_id"]].pk,
            starts_on=row["start_date"].date(),
            ends_on=_day(row["end_date"]),
            plan=row["plan_tier"],
            mrr=Decimal(row["mrr_amount"]),
            seats=int(row["seats"]),
            trial=row["is_trial"] == "TRUE",
            interval=row["billing_frequency"],
        )
        for row in table.to_dict("records")
    ]
    result = upsert_lines(rows, by=SYSTEM, strict=False)
    assert (len(result.created), result.rejected) == (len(rows), [])
    again = upsert_lines(rows, by=SYSTEM)
    assert (again.created, again.changed) == ([], [])


def _day(moment: Any) -> date | None:
    return moment.date() if moment == moment else None  # noqa: PLR0124 - NaT alone differs from itself


def test_every_month_end_is_what_the_table_says(table: Any) -> None:
    workspace = create_workspace("raven", name="RavenStack", by=SYSTEM, currency="USD", timezone="UTC")
    with scope(workspace=workspace):
        load(table)
        catch_up()
        as_of = datetime.now(UTC)
        ends = [end_of(table, period) for period in MONTHS]
        mrr = ask(Question("mrr", MONTHS, as_of=as_of)).points
        assert [point.value for point in mrr] == [sum(end.values()) for end in ends]
        customers = ask(Question("customers", MONTHS, as_of=as_of)).points
        assert [point.value for point in customers] == [len(end) for end in ends]
        year = ask(Question("nrr", MONTHS[12:], as_of=as_of)).points
        for now, then, point in zip(ends[12:], ends[:12], year, strict=True):
            assert point.denominator == sum(then.values())
            assert point.numerator == sum(now.get(name, 0) for name in then)
        _bridge_closes([point.value or Decimal(0) for point in mrr], as_of)


def _bridge_closes(ends: list[Decimal], as_of: datetime) -> None:
    signs = {"new_mrr": 1, "reactivation_mrr": 1, "upsell_mrr": 1, "cross_sell_mrr": 1,
             "contraction_mrr": -1, "churn_mrr": -1}  # fmt: skip
    moved = [Decimal(0)] * len(MONTHS)
    for slug, sign in signs.items():
        for place, point in enumerate(ask(Question(slug, MONTHS, as_of=as_of)).points):
            moved[place] += sign * (point.value or Decimal(0))
    assert [start + change for start, change in zip([Decimal(0), *ends], moved, strict=False)] == ends
