"""What the files of imports hold on a person, and its erasure."""

import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from banso.domain.privacy.queries import (
    Finding,
    Holding,
    Kept,
    Subject,
    register_holding,
    register_kept,
    suppression,
)
from banso.engine.journal.erasing.terms import Terms
from banso.engine.journal.usage.suppressing import Suppression
from banso.integrations.files.models import ImportRun, RowReport, State, Verdict
from banso.kit.tabular.encodings import ENCODINGS

_DONE = (State.DONE, State.UNDONE, State.FAILED, State.CHECKED, State.DRAFT)


def _encoding(run: ImportRun) -> str:
    told = run.layout.get("encoding", "") if isinstance(run.layout, dict) else ""
    return told if told in ENCODINGS else "utf-8"


def _lines(run: ImportRun) -> Iterator[str]:
    if run.text.exists():
        with run.text.open(encoding=_encoding(run), errors="surrogateescape", newline="") as file:
            yield from file


def _naming(terms: Terms) -> list[ImportRun]:
    return [run for run in ImportRun.objects.all() if any(terms.names_them(line) for line in _lines(run))]


def _find(_subject: Subject, terms: Terms) -> Sequence[Finding]:
    return [
        {"file": run.file_name, "imported_at": run.created_at.isoformat(),
         "rows": [line.rstrip("\r\n") for line in _lines(run) if terms.names_them(line)]}
        for run in _naming(terms)
    ]  # fmt: skip


def _erase(_subject: Subject, terms: Terms) -> int:
    """The text that is read is written anew without the person; another form of it, a workbook, goes."""
    count = 0
    for run in _naming(terms):
        text = run.text
        part = text.with_name(f"{text.name}.part")
        with part.open("w", encoding=_encoding(run), errors="surrogateescape", newline="") as file:
            # In a file that holds the person, their name is theirs.
            file.writelines(terms.text(line, named=True) for line in _lines(run))
        part.replace(text)
        if text != run.original:
            run.original.unlink(missing_ok=True)
        for other in run.folder.iterdir():
            if other not in {text, run.original} and other.is_file():
                other.unlink()
        count += 1
    return count


def _remove_old(before: datetime) -> int:
    gone = 0
    for run in ImportRun.objects.filter(created_at__lt=before, state__in=_DONE):
        if run.folder.exists():
            shutil.rmtree(run.folder, ignore_errors=True)
            gone += 1
    return gone


def blank_erased(run: ImportRun) -> int:
    """Empty the rows of people who were erased before this file came; returns how many.

    They were refused; the file, and the report on it, must not keep them all the same.
    """
    away = suppression()
    if not away or not run.text.exists():
        return 0
    delimiter = run.layout.get("delimiter") or ","
    gone, part = 0, run.text.with_name("blank.part")
    with part.open("w", encoding=_encoding(run), errors="surrogateescape", newline="") as file:
        for line in _lines(run):
            if _is_away(line, delimiter, away):
                gone += 1
                file.write("".join(sign for sign in line if sign in f"{delimiter}\r\n"))
            else:
                file.write(line)
    if gone:
        part.replace(run.text)
        if run.text != run.original:
            run.original.unlink(missing_ok=True)
        for report in RowReport.objects.filter(run=run, verdict=Verdict.REJECTED):
            if any(_is_theirs(str(cell), away) for cell in report.cells):
                RowReport.objects.filter(pk=report.pk).update(cells=[""] * len(report.cells))
    part.unlink(missing_ok=True)
    return gone


def _is_away(line: str, delimiter: str, away: Suppression) -> bool:
    return any(_is_theirs(cell.strip().strip('"'), away) for cell in line.rstrip("\r\n").split(delimiter))


def _is_theirs(cell: str, away: Suppression) -> bool:
    return bool(cell) and any(away.holds(kind, cell) for kind in ("mail", "key", "external"))


def register() -> None:
    register_holding(Holding("imports", _("Files that were imported"), _find, _erase))
    register_kept(
        Kept(
            "import_files", _("Files that were imported"),
            _("The files go; what came out of them, and the report on each import, stays."), _remove_old,
        )
    )  # fmt: skip
