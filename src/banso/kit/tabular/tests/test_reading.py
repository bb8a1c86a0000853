import io
from pathlib import Path

import pytest
import xlsxwriter

from banso.kit.errors import InputError
from banso.kit.tabular.delimited import checked_delimiter
from banso.kit.tabular.reading import Layout, found_layout, headers, records
from banso.kit.tabular.writing import Column, write_csv


def _table(
    tmp_path: Path, content: bytes | str, **given: str | int
) -> tuple[Layout, list[str], list[list[str]]]:
    path = tmp_path / "file"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    layout = found_layout(path, text=tmp_path / "text.csv", **given)  # type: ignore[arg-type]
    source = path if layout.kind == "csv" else tmp_path / "text.csv"
    names = [header.name for header in headers(source, layout)]
    return layout, names, [[str(each.row), *each.cells] for each in records(source, layout, len(names))]


@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
def test_each_delimiter_is_found(tmp_path: Path, sign: str) -> None:
    layout, names, rows = _table(tmp_path, f'id{sign}name\n1{sign}"a, b; c|d\te"\n2{sign}\n')
    assert (layout.delimiter, names) == (sign, ["id", "name"])
    assert rows == [["2", "1", "a, b; c|d\te"], ["3", "2", ""]]


def test_excels_own_word_for_the_delimiter_is_heard(tmp_path: Path) -> None:
    layout, names, rows = _table(tmp_path, "sep=;\nid;name\n1;x,y\n")
    assert (layout.delimiter, layout.header_row, names, rows) == (";", 2, ["id", "name"], [["3", "1", "x,y"]])


def test_one_column_is_a_table_too(tmp_path: Path) -> None:
    assert _table(tmp_path, "name\nA\nB\n")[1:] == (["name"], [["2", "A"], ["3", "B"]])


def test_line_breaks_inside_quotes_belong_to_the_cell_and_rows_count_as_in_a_spreadsheet(
    tmp_path: Path,
) -> None:
    _, _, rows = _table(tmp_path, 'id,note\n1,"two\r\nlines"\n\n2,"a ""quoted"" word"\n')
    assert rows == [["2", "1", "two\r\nlines"], ["4", "2", 'a "quoted" word']]


def test_repeated_and_empty_headers_get_names_of_their_own(tmp_path: Path) -> None:
    _, names, _ = _table(tmp_path, "name,name,,name\n1,2,3,4\n")
    assert names == ["name", "name (2)", "Column 3", "name (3)"]


def test_titles_above_the_header_are_passed_over(tmp_path: Path) -> None:
    layout, names, rows = _table(tmp_path, "顧客一覧,,\n,,\nid,name,plan\n1,A,Pro\n")
    assert (layout.header_row, names, rows) == (3, ["id", "name", "plan"], [["4", "1", "A", "Pro"]])


def test_a_file_without_a_header_is_read_when_told_so(tmp_path: Path) -> None:
    _, names, rows = _table(tmp_path, "1,A\n2,B\n", header_row=0)
    assert (names, rows) == (["Column 1", "Column 2"], [["1", "1", "A"], ["2", "2", "B"]])


def test_short_rows_are_filled_and_surplus_cells_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("a,b\n1\n1,2,,3\n", encoding="utf-8")
    layout = found_layout(path, text=tmp_path / "t")
    assert [(each.cells, each.surplus) for each in records(path, layout, 2)] == [
        (["1", ""], 0),
        (["1", "2"], 1),
    ]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp932"])
def test_the_same_table_comes_from_every_encoding(tmp_path: Path, codec: str) -> None:
    _, names, rows = _table(tmp_path, "番号,名前\n1,株式会社ハルニレ\n".encode(codec))
    assert (names, rows) == (["番号", "名前"], [["2", "1", "株式会社ハルニレ"]])


def test_an_encoding_that_is_given_is_taken(tmp_path: Path) -> None:
    layout, names, _ = _table(tmp_path, "名前\nあ\n".encode("cp932"), encoding="cp932")
    assert (layout.encoding, names) == ("cp932", ["名前"])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_what_was_exported_is_imported_as_it_was(tmp_path: Path, encoding: str) -> None:
    texts = [
        "=1+1",
        "'=1",
        "+81-3",
        " =x",
        "a;=b",
        "寿司🍣é",
        "線\r\n改行",
        "it's",
        "𠮷野家",
        "&#x41;",
        "\t tab",
    ]
    file = io.BytesIO()
    write_csv(file, [Column("t", lambda row: row), Column("n", lambda _: 1)], texts, encoding=encoding)
    _, _, rows = _table(tmp_path, file.getvalue())
    assert [cells[1] for cells in rows] == texts


@pytest.mark.parametrize(
    "content", ['a,b\n1,"open\n2,x\n', 'a,b\n1,"' + "x" * 1_100_000 + '"\n'], ids=["open", "long"]
)
def test_a_quote_that_is_never_closed_is_refused_with_its_line(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError) as caught:
        _table(tmp_path, content, delimiter=",")
    assert caught.value.came == "line 2"


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="file is empty"):
        _table(tmp_path, "")


def test_a_header_row_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Row 9 is empty"):
        _table(tmp_path, "a\n1\n", header_row=9)


def test_a_delimiter_that_is_not_read_is_refused() -> None:
    with pytest.raises(InputError, match="not a delimiter"):
        checked_delimiter("#")
    assert (checked_delimiter("tab"), checked_delimiter("\\t"), checked_delimiter(";")) == ("\t", "\t", ";")


def test_a_workbook_is_read_with_its_types(tmp_path: Path) -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("顧客")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(1, 1, ["id", "name", "since", "mrr", "active", "number"])
    sheet.write_row(2, 1, ["007", "'=1", None, 1200.5, True, 5070001000715])
    sheet.write_number(2, 3, 45292, day)
    book.add_worksheet("Other")
    book.close()
    layout, names, rows = _table(tmp_path, file.getvalue())
    assert (layout.kind, layout.sheet, layout.sheets, layout.header_row) == (
        "xlsx",
        "顧客",
        ("顧客", "Other"),
        2,
    )
    assert names == ["Column 1", "id", "name", "since", "mrr", "active", "number"]
    assert rows == [["3", "", "007", "'=1", "2024-01-01", "1200.5", "true", "5070001000715"]]


def test_a_sheet_that_is_not_there_is_refused_with_those_there_are(tmp_path: Path) -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    book.add_worksheet("A").write(0, 0, "x")
    book.close()
    with pytest.raises(InputError, match="it has: A"):
        _table(tmp_path, file.getvalue(), sheet="B")


def test_the_companies_are_the_same_in_cp932_and_utf_8(tmp_path: Path, shared_data: Path) -> None:
    tables = []
    for name in ("cp932", "utf8"):
        path = shared_data / f"edinet/edinet_companies_with_houjin_{name}.csv"
        layout = found_layout(path, text=tmp_path / "t")
        tables.append([list(each.cells) for each in records(path, layout, 13)])
    assert len(tables[0]) == 7258
    assert tables[0] == tables[1]


def test_rows_of_the_corporate_number_register_have_thirty_cells(tmp_path: Path, shared_data: Path) -> None:
    path = shared_data / "jp_registry/nta_real_rows/13_tokyo_all_20201228_head.csv"
    layout = found_layout(path, text=tmp_path / "t", header_row=0)
    rows = list(records(path, layout, 30))
    assert len(headers(path, layout)) == 30
    assert {(len(each.cells), each.surplus) for each in rows} == {(30, 0)}
