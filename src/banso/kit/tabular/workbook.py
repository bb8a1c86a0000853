"""Reading XLSX: a child process with limits turns one sheet into plain CSV; no file hurts the server."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from banso.kit.errors import InputError

_SECONDS: Final = 120
_SIGNATURES: Final = {b"PK\x03\x04": "zip", b"\xd0\xcf\x11\xe0": "ole"}


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What a workbook held.

    Attributes:
        sheets: the names of its sheets.
        sheet: the one that was read.
        rows: how many rows were written, blank ones too.
    """

    sheets: tuple[str, ...]
    sheet: str
    rows: int


def is_workbook(path: Path) -> bool:
    """Whether the file is an Excel workbook by its first bytes, whatever it is called.

    Raises:
        InputError: it is one that cannot be read: an old .xls, or one under a password.
    """
    with path.open("rb") as file:
        kind = _SIGNATURES.get(file.read(4), "")
    if kind == "ole":
        raise InputError(
            _("The workbook is an old .xls or is protected by a password."),
            field="file", came=path.name, wanted=_("CSV, or XLSX without a password"),
        )  # fmt: skip
    return kind == "zip"


def unpack(path: Path, out: Path, *, sheet: str = "") -> Unpacked:
    """Write one sheet of a workbook as CSV (UTF-8, commas) to `out`.

    Dates come as 2019-12-31, moments as 2019-12-31 09:30:00, numbers with a point, truth as true and false.

    Args:
        path: the workbook.
        out: where the CSV goes.
        sheet: a sheet's name; the first one that is not empty when left out.

    Raises:
        InputError: it is no workbook, or larger than 256 MB unpacked, 200,000 rows, 512 columns or five
            million cells, or it holds what a workbook does not need (a document type, entities).
    """
    command = [sys.executable, "-P", "-m", "banso.kit.tabular.workbook_child", str(path), str(out), sheet]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - ours
    except subprocess.TimeoutExpired as error:
        raise _refused(path, _("reading it took too long")) from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise _refused(path, _("it could not be read")) from error
    if "refused" in answer:
        raise _refused(path, _reasons()[answer["refused"]] % answer.get("values", {}))
    return Unpacked(tuple(answer["sheets"]), answer["sheet"], answer["rows"])


def _refused(path: Path, why: str) -> InputError:
    return InputError(
        _("The workbook cannot be imported: %(why)s") % {"why": why},
        field="file", came=path.name, wanted=_("XLSX with up to 200,000 rows and 512 columns, or CSV"),
    )  # fmt: skip


def _reasons() -> dict[str, str]:
    """What the child says, in the reader's language."""
    return {
        "no workbook": _("it is an archive, but no XLSX workbook"),
        "parts": _("it has more than %(most)s parts"),
        "size": _("it is larger than %(most)s MB when unpacked"),
        "archive": _("the archive is damaged or protected"),
        "xml": _("its XML is not in UTF-8"),
        "entities": _("its XML declares a document type or entities"),
        "rows": _("it has more than %(most)s rows"),
        "columns": _("it has more than %(most)s columns"),
        "cells": _("it has more than %(most)s cells"),
        "sheet": _("it has no sheet “%(name)s”; it has: %(sheets)s"),
        "no sheet": _("it has no sheet"),
        "damaged": _("it is damaged"),
        "memory": _("it needs more memory than a workbook is given"),
    }
