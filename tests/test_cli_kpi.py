"""The command `banso kpi`: its answers as a table, JSON and CSV, and its refusals."""

import json
from datetime import UTC, datetime

import pytest

from banso.domain.contracts.actions import upsert_lines
from banso.domain.contracts.tests.factories import account, row
from banso.engine.journal.column import ColumnStore
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.tenancy import Tenant
from banso.project.cli import main

Out = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def ledger(workspace: Tenant, column_store: ColumnStore) -> None:  # noqa: ARG001 - opens and empties
    """What was recorded and is not loaded yet: the command waits for it."""
    with freeze(datetime(2024, 4, 10, tzinfo=UTC)):
        one, two = account("アルファ"), account("ベータ")
        lines = [row("A", one, "100", "2023-01-01"), row("B", two, "50", "2023-01-01", "2024-03-15")]
        upsert_lines(lines, by=SYSTEM)


def test_json_says_everything(capsys: Out) -> None:
    assert main(["kpi", "logo_churn", "--period", "2024-03", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["kpi", "variant", "unit", "definition_version", "as_of", "points"]
    (point,) = found["points"]
    assert list(point) == ["period", "value", "numerator", "denominator", "n", "interval"]
    assert (point["value"], point["numerator"], point["denominator"], point["n"]) == (0.5, 1, 2, 2)


def test_a_range_is_a_table_with_a_line_a_month(capsys: Out) -> None:
    assert main(["kpi", "mrr", "--period", "2024-02", "--to", "2024-03"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["period", "value"],
        ["2024-02", "150"],
        ["2024-03", "100"],
    ]


def test_rows_as_csv(capsys: Out) -> None:
    assert main(["kpi", "mrr", "--period", "2024-03", "--rows", "--format", "csv"]) == 0
    head, line = capsys.readouterr().out.splitlines()
    assert head.split(",")[:3] == ["period", "account", "account_name"]
    assert line.split(",")[2] == "アルファ"


def test_as_of_knows_only_the_past(capsys: Out) -> None:
    assert main(["kpi", "mrr", "--period", "2024-02", "--as-of", "2024-01-31", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["points"][0]["value"] == "0"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nope", "--period", "2024-03"], "there is no KPI “nope”"),
        (["mrr"], "--period is missing"),
        (["mrr", "--period", "soon"], "“soon” is not a period"),
        (["mrr", "--period", "2024-03", "--variant", "x"], "has no variant “x”"),
        (["mrr", "--period", "2024-03", "--to", "2024-01"], "before it starts"),
        (["mrr", "--period", "2024-03", "--as-of", "yesterday"], "“yesterday” is not a day or a time"),
    ],
)
def test_a_question_that_cannot_be_read_is_misuse(words: list[str], told: str, capsys: Out) -> None:
    assert main(["kpi", *words]) == 2
    assert told in capsys.readouterr().err


def test_csv_is_for_programs(capsys: Out) -> None:
    asked = ["kpi", "nrr", "--period", "2023-12", "--to", "2024-03", "--format", "csv"]
    assert main(asked) == 0
    head, undefined, _, _, third = capsys.readouterr().out.splitlines()
    assert head == "period,group,value,numerator,denominator,n,low,high"
    assert third.split(",")[2] == "0.6666666666666666"
    assert undefined == "2023-12,,,0,0,0,,"
    assert main(["kpi", "mrr", "--period", "2022-01", "--rows", "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "period,account,account_name,unit,at,numerator,denominator,part"
    ]
