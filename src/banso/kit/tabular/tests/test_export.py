import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook

from banso.kit.errors import InputError
from banso.kit.money import Money
from banso.kit.tabular import export
from banso.kit.tabular.export import LongExport, at_length, export_response
from banso.kit.tabular.writing import Column, write_csv, write_xlsx
from banso.kit.words import Text


@dataclass(frozen=True)
class Customer:
    name: str
    mrr: Decimal | None
    since: date
    seen: datetime
    internal: bool


COLUMNS: list[Column[Customer]] = [
    Column(Text(en="Name", ja="名前"), lambda row: row.name),
    Column("MRR", lambda row: row.mrr),
    Column("since", lambda row: row.since),
    Column("seen", lambda row: row.seen),
    Column("internal", lambda row: row.internal),
]
HARUNIRE = Customer(
    "株式会社ハルニレ", Decimal("-1200.50"), date(2024, 1, 31), datetime(2024, 1, 31, 15, tzinfo=UTC), False
)


def body(kind: str, *rows: Customer) -> bytes:
    with timezone.override("Asia/Tokyo"), translation.override("en"):
        response = export_response(COLUMNS, rows, format=kind, filename="顧客")
    content = response.getvalue()
    response.close()
    return content


def test_csv_begins_with_a_bom_and_types_are_written_plainly() -> None:
    text = body("csv", HARUNIRE).decode("utf-8")
    assert text == (
        "\ufeffName,MRR,since,seen,internal\r\n"
        "株式会社ハルニレ,-1200.50,2024-01-31,2024-02-01T00:00:00+09:00,false\r\n"
    )


def test_the_japanese_file_name_and_type_are_sent() -> None:
    response = export_response(COLUMNS, [HARUNIRE], format="csv-cp932", filename="顧客")
    assert response["Content-Type"] == "text/csv; charset=Shift_JIS"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E9%A1%A7%E5%AE%A2.csv"
    assert response["X-Banso-Rows"] == "1"
    response.close()


def test_an_unknown_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError) as caught:
        export_response(COLUMNS, [], format="pdf", filename="x")
    assert caught.value.wanted == "csv, csv-cp932, xlsx"


def test_xlsx_cells_have_types_and_formulas_stay_text() -> None:
    row = Customer("=1+1", Decimal("12.5"), date(2024, 1, 31), datetime(2024, 1, 31, 16, tzinfo=UTC), True)
    book = CalamineWorkbook.from_filelike(io.BytesIO(body("xlsx", row)))
    assert book.get_sheet_by_index(0).to_python() == [
        ["Name", "MRR", "since", "seen", "internal"],
        ["=1+1", 12.5, date(2024, 1, 31), datetime.fromisoformat("2024-02-01T01:00:00"), True],
    ]


def test_cp932_swaps_twins_and_reports_what_it_lacks() -> None:
    file = io.BytesIO()
    written = write_csv(file, [Column("品", lambda row: row)], ["〜−髙", "寿司🍣", "é"], encoding="cp932")
    assert file.getvalue().decode("cp932") == "品\r\n～－髙\r\n寿司&#x1F363;\r\n&#xE9;\r\n"
    assert (written.rows, written.replaced) == (3, 2)
    assert written.examples == [(2, "品", "🍣"), (3, "品", "é")]


def test_a_replaced_character_is_told_in_the_response() -> None:
    row = Customer("é", None, date(2024, 1, 1), datetime(2024, 1, 1, tzinfo=UTC), False)
    response = export_response(COLUMNS, [row], format="csv-cp932", filename="x")
    assert response["X-Banso-Replaced"] == "1"
    response.close()


def test_csv_cells_are_quoted_by_the_standard_and_guarded() -> None:
    file = io.BytesIO()
    texts = ["=1+1", 'a "b", c', "line\r\nbreak", "+81-3-0000-0000"]
    write_csv(file, [Column("t", lambda row: row)], texts, encoding="utf-8")
    rows = list(csv.reader(io.StringIO(file.getvalue().decode(), newline="")))
    assert rows == [["t"], ["'=1+1"], ['a "b", c'], ["line\r\nbreak"], ["'+81-3-0000-0000"]]


def test_money_lists_ids_and_long_numbers_are_written_without_loss() -> None:
    values = [Money(Decimal(1200), "JPY"), ["a", "b"], UUID(int=1), Decimal("12345678901234567.89"), None]
    file = io.BytesIO()
    write_xlsx(file, [Column("v", lambda row: row[0])], [[value] for value in values])
    file.seek(0)
    rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert rows == [["v"], [1200.0], ["a, b"], [str(UUID(int=1))], ["12345678901234567.89"]]


def test_a_text_too_long_for_a_cell_is_clipped_and_told() -> None:
    written = write_xlsx(io.BytesIO(), [Column("t", lambda row: row)], ["x" * 40_000])
    assert (written.rows, written.clipped, written.examples) == (1, 1, [(1, "t", "x" * 20)])


def test_a_value_that_no_cell_can_hold_is_an_error() -> None:
    with pytest.raises(TypeError, match="cannot hold object"):
        write_csv(io.BytesIO(), [Column("t", lambda row: row)], [object()])


def test_a_column_may_name_the_type_of_its_rows() -> None:
    assert Column[Customer]("name", lambda row: row.name).header == "name"


def a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "DIRECT_ROWS", 3)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("shape", [list, iter], ids=["list", "iterator"])
def test_a_list_beyond_the_limit_is_not_begun(monkeypatch: pytest.MonkeyPatch, shape: Any, kind: str) -> None:
    a_few(monkeypatch)
    columns: list[Column[int]] = [Column("n", lambda row: row)]
    answer = export_response(columns, shape(range(3)), format=kind, filename="x")
    assert answer["X-Banso-Rows"] == "3"
    answer.close()
    with pytest.raises(LongExport) as raised:
        export_response(columns, shape(range(4)), format=kind, filename="顧客")
    assert raised.value.file_name == f"顧客.{kind}"


def test_of_an_endless_list_only_the_beginning_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    a_few(monkeypatch)
    rows = count()
    with pytest.raises(LongExport):
        export_response([Column("n", lambda row: row)], rows, format="csv", filename="x")
    assert next(rows) == 4


def test_at_length_there_is_no_limit_and_somebody_hears(monkeypatch: pytest.MonkeyPatch) -> None:
    a_few(monkeypatch)
    heard: list[int] = []
    columns: list[Column[int]] = [Column("n", lambda row: row)]
    with at_length(heard.append):
        answer = export_response(columns, range(2500), format="csv", filename="x")
    assert (heard, answer["X-Banso-Rows"]) == ([1000, 2000], "2500")
    answer.close()
    with pytest.raises(LongExport):
        export_response(columns, range(4), format="csv", filename="x")
