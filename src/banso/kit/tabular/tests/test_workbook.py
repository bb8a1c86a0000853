"""Workbooks made to hurt: each is refused in under two seconds, by a process that cannot grow."""

import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from banso.kit.errors import InputError
from banso.kit.tabular.workbook import is_workbook, unpack

WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)
PACKAGE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="a" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData>{}</worksheet>'
CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'


def book(tmp_path: Path, sheet: str | Iterator[bytes], **parts: str) -> Path:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("_rels/.rels", PACKAGE)
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        for name, text in parts.items():
            archive.writestr(f"xl/{name}.xml", text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as opened:
            for piece in [sheet.encode()] if isinstance(sheet, str) else sheet:
                opened.write(piece)
    return path


MEASURED = """
import json, resource, sys
from banso.kit.tabular.workbook_child import main
main()
spent = resource.getrusage(resource.RUSAGE_SELF)
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print("\\n" + json.dumps([spent.ru_utime + spent.ru_stime, int(peak) >> 10]))
"""


def refused(path: Path) -> str:
    """Why the child refuses the workbook, having seen that it spent under 2 seconds and 200 MB on it."""
    command = [sys.executable, "-c", MEASURED, str(path), str(path.with_suffix(".csv")), ""]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    answer, measured = map(json.loads, done.stdout.splitlines())
    seconds, megabytes = measured
    # The processor's time, which a busy machine does not lengthen.
    assert seconds < 2
    assert megabytes < 200
    return str(answer["refused"])


def test_t35_a_plain_workbook_is_read(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert unpack(book(tmp_path, SHEET.format(CELL, "")), out).rows == 1
    assert out.read_text(encoding="utf-8") == "x\n"


def test_t35_ten_gigabytes_behind_a_small_archive(tmp_path: Path) -> None:
    block = b" " * (1 << 20)
    # 300 MB are enough to write; what counts is that reading stops at the limit, whatever follows.
    path = book(tmp_path, (block for _ in range(300)))
    assert refused(path) == "size"


def test_t35_an_archive_that_lies_about_its_size(tmp_path: Path) -> None:
    path = book(tmp_path, (b" " * (1 << 20) for _ in range(300)))
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/worksheets/sheet1.xml"))
    content[entry + 24 : entry + 28] = struct.pack("<I", 100)
    path.write_bytes(content)
    assert refused(path) == "size"


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE foo [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        " " * ((1 << 18) - 4) + "<!doctype foo>",
    ],
    ids=["multiplied", "outside", "late"],
)
def test_t35_entities_and_document_types(tmp_path: Path, prolog: str) -> None:
    assert refused(book(tmp_path, prolog + SHEET.format(CELL, ""))) == "entities"


def test_t35_a_million_columns(tmp_path: Path) -> None:
    cells = "".join(f'<c r="{"ABCDEFGHIJ"[n % 10]}{"ZYXWVUTSRQ"[n // 10 % 10]}AA1"/>' for n in range(1_000))
    assert refused(book(tmp_path, SHEET.format(f'<row r="1">{cells}</row>', ""))) == "columns"


def test_t35_a_million_cells_that_do_not_say_where_they_stand(tmp_path: Path) -> None:
    assert refused(book(tmp_path, SHEET.format(f"<row>{'<c/>' * 1_000_000}</row>", ""))) == ("columns")


def test_t35_two_cells_at_the_ends_of_the_sheet(tmp_path: Path) -> None:
    far = CELL + '<row r="150000"><c r="CV150000"><v>1</v></c></row>'
    assert refused(book(tmp_path, SHEET.format(far, ""))) == "cells"


def test_t35_two_to_the_twentieth_rows(tmp_path: Path) -> None:
    def sheet() -> Iterator[bytes]:
        yield b"<worksheet><sheetData>"
        for start in range(1, 1 << 20, 1 << 10):
            yield b"".join(
                b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row)
                for row in range(start, start + 1024)
            )
        yield b"</sheetData></worksheet>"

    assert refused(book(tmp_path, sheet())) == "rows"


def test_t35_rows_without_numbers_are_counted(tmp_path: Path) -> None:
    assert refused(book(tmp_path, SHEET.format("<row/>" * 200_001, ""))) == "rows"


def test_t35_a_bomb_of_merged_cells(tmp_path: Path) -> None:
    merged = b'<mergeCell ref="A1:XFD1048576"/>' * 40_000
    path = book(tmp_path, iter([b"<worksheet><mergeCells>", *[merged] * 250]))
    assert refused(path) == "size"


def test_t35_merged_cells_within_reason_are_read(tmp_path: Path) -> None:
    merged = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    assert unpack(book(tmp_path, SHEET.format(CELL, merged)), tmp_path / "out.csv").rows == 1


def test_t35_formulas_and_links_are_not_followed(tmp_path: Path) -> None:
    linked = '<c r="A1"><f>WEBSERVICE("http://127.0.0.1:9/")</f><v>7</v></c><c r="B1"><f>[1]S!A1</f></c>'
    cell = f'<row r="1">{linked}</row>'
    out = tmp_path / "out.csv"
    unpack(book(tmp_path, SHEET.format(cell, "")), out)
    assert out.read_text(encoding="utf-8").startswith("7")


def test_t35_an_archive_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    assert is_workbook(path)
    assert refused(path) == "no workbook"


def test_t35_a_damaged_workbook_is_an_error_of_the_input(tmp_path: Path) -> None:
    path = book(tmp_path, SHEET.format(CELL, ""))
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(InputError, match="the archive is damaged or protected"):
        unpack(path, tmp_path / "out.csv")


def test_t35_an_old_workbook_or_one_with_a_password(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    with pytest.raises(InputError, match=r"old \.xls or is protected"):
        is_workbook(path)
