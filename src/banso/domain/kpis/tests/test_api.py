"""KPIs over the API: shapes, paging, and whom it refuses."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from banso.domain.contracts.actions import CostRow, upsert_costs, upsert_lines
from banso.domain.contracts.tests.factories import account, row
from banso.domain.workspaces.tests.factories import api_client, other_workspace
from banso.engine.journal.column import ColumnStore
from banso.engine.journal.loader.run import catch_up
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.tenancy import Tenant, scope

HOME = "/api/v1/kpis"


@pytest.fixture(autouse=True)
def ledger(workspace: Tenant, column_store: ColumnStore) -> None:  # noqa: ARG001 - opens and empties
    with freeze(datetime(2024, 4, 10, tzinfo=UTC)):
        lines = [row(f"S{n}", account(f"会社{n}"), str(100 * n), "2023-01-01") for n in (1, 2, 3)]
        upsert_lines(lines, by=SYSTEM)
        catch_up()


def test_money_comes_as_strings_and_ratios_as_fractions() -> None:
    client = api_client("kpis.view")
    mrr = client.get(f"{HOME}/mrr", {"period": "2024-02", "to": "2024-03"}).json()
    assert [point["period"] for point in mrr["points"]] == ["2024-02", "2024-03"]
    assert mrr["points"][0] == {
        "period": "2024-02", "value": "600", "numerator": "600", "denominator": None, "n": 3,
        "interval": None,
    }  # fmt: skip
    nrr = client.get(f"{HOME}/nrr", {"period": "2024-03"}).json()
    (point,) = nrr["points"]
    assert (nrr["unit"], point["value"], point["numerator"], point["denominator"]) == (
        "ratio",
        1,
        "600",
        "600",
    )


def test_a_past_day_knows_less() -> None:
    found = api_client("kpis.view").get(f"{HOME}/mrr", {"period": "2024-02", "as_of": "2024-01-31"}).json()
    assert (found["as_of"], found["points"][0]["value"]) == ("2024-01-31T15:00:00Z", "0")


def test_rows_come_in_pages_and_add_up() -> None:
    client = api_client("kpis.view")
    first = client.get(f"{HOME}/mrr/rows", {"period": "2024-02", "limit": "2"}).json()
    cursor = str(first["next_cursor"])
    rest = client.get(f"{HOME}/mrr/rows", {"period": "2024-02", "limit": "2", "cursor": cursor}).json()
    assert [each["numerator"] for each in first["data"] + rest["data"]] == ["300", "200", "100"]
    assert (first["total"], first["has_more"], rest["has_more"]) == (3, True, False)
    assert first["data"][0]["account_name"] == "会社3"


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/mrr", {"period": "2024-13"}),
        ("/mrr", {"period": "2024-02", "grain": "decade"}),
        ("/mrr", {"period": "2024-02", "variant": "x"}),
        ("/mrr", {"period": "2024-02", "by": "payload"}),
        ("/mrr", {"period": "2024-02", "segment": "x"}),
        ("/no_such", {"period": "2024-02"}),
        ("/mrr/rows", {"period": "2024-02", "cursor": "forged"}),
        ("/mrr/rows", {"period": "2024-02", "limit": "0"}),
    ],
)
def test_what_cannot_be_read_is_a_problem(path: str, query: dict[str, str]) -> None:
    answer = api_client("kpis.view").get(HOME + path, query)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


def test_publishing_twice_is_a_conflict() -> None:
    client = api_client("kpis.view", "kpis.manage")
    body = {"period": "2024-02"}
    made = client.post(f"{HOME}/mrr/publications", body, content_type="application/json")
    assert (made.status_code, made.json()["value"], made.json()["restatements"]) == (201, "600", [])
    again = client.post(f"{HOME}/mrr/publications", body, content_type="application/json")
    assert again.status_code == 409
    (listed,) = client.get(f"{HOME}/publications").json()["data"]
    assert listed == made.json()


def test_a_key_without_the_scope_is_refused() -> None:
    answer = api_client("kpis.view").post(
        f"{HOME}/mrr/publications", {"period": "2024-02"}, content_type="application/json"
    )
    assert answer.status_code == 403
    assert api_client("accounts.view").get(f"{HOME}/mrr", {"period": "2024-02"}).status_code == 403


def test_another_workspace_has_its_own_numbers() -> None:
    with scope(workspace=other_workspace()):
        stranger = api_client("kpis.view")
    found = stranger.get(f"{HOME}/mrr", {"period": "2024-02"}).json()
    assert found["points"][0]["value"] == "0"


def test_every_kpi_is_listed_with_its_variants() -> None:
    listed = {each["slug"]: each for each in api_client("kpis.view").get(HOME).json()["data"]}
    assert [each["slug"] for each in listed["nrr"]["variants"]] == ["yoy", "mom", "compounded"]


@pytest.mark.parametrize("asked", [{"period": "9999-12"}, {"period": "2024-03", "as_of": "9999-12-31"}])
def test_a_day_out_of_reach_is_refused(asked: dict[str, str]) -> None:
    answer = api_client("kpis.view").get(f"{HOME}/mrr", asked)
    assert answer.status_code == 422


@pytest.mark.parametrize("slug", ["mrr", "nrr", "mau", "dau", "wau", "retention_rate", "gross_margin", "ltv"])
@pytest.mark.parametrize("period", ["1971-01", "2148-12"])
def test_the_furthest_periods_are_answered(slug: str, period: str) -> None:
    assert api_client("kpis.view").get(f"{HOME}/{slug}", {"period": period}).status_code == 200


def test_a_formula_s_rows_bear_the_units_of_their_parts() -> None:
    upsert_costs([CostRow(date(2023, 1, 1), "sales", Decimal(300), "JPY", "c1")], by=SYSTEM)
    catch_up()
    client = api_client("kpis.view")
    (point,) = client.get(f"{HOME}/cac", {"period": "2023-01"}).json()["points"]
    assert (point["value"], point["numerator"], point["denominator"]) == ("100", "300", 3)
    found = client.get(f"{HOME}/cac/rows", {"period": "2023-01", "limit": "2"}).json()
    assert [(each["part"], each["numerator"]) for each in found["data"]] == [("cost", "300"), ("new", 1)]
    assert (found["total"], found["has_more"]) == (4, True)
    (point,) = client.get(f"{HOME}/ltv", {"period": "2023-02"}).json()["points"]
    assert point["denominator"] is None
