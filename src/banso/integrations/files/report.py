"""What became of the rows: for the command line and the API, and as a file to mend and import again."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from banso.integrations.files.kinds import kind_of
from banso.integrations.files.models import ImportRun, RowReport, Verdict
from banso.integrations.files.plan import names_of
from banso.integrations.files.queries import reports
from banso.kit.tabular.writing import Column, Written, write_csv, write_xlsx

# Values that are offered to be given a meaning.
MOST_UNMATCHED = 50


def rejected_rows(run: ImportRun, *, limit: int | None = None) -> list[dict[str, object]]:
    """Each reason of each rejected row: {"row", "field", "came", "wanted", "reason"}."""
    return list(_reasons(run, Verdict.REJECTED, limit))


def unmatched(run: ImportRun) -> list[tuple[str, str, int]]:
    """Values that match nothing: the column, the value, and in how many rows; the commonest first.

    What each means can be said once for all rows. Behind what kept rows out stands what is in with a remark,
    since a row says no day or names an owner who is no member.
    """
    named = set(kind_of(run.kind).named)
    offered: list[tuple[str, str, int]] = []
    for verdict in (Verdict.REJECTED, Verdict.NOTED):
        found: Counter[tuple[str, str]] = Counter()
        told = RowReport.objects.filter(run=run, verdict=verdict)
        for reasons in told.values_list("reasons", flat=True).iterator(chunk_size=2_000):
            # What is missing of a deal has a field as well, and no value that could mean anything.
            found.update(
                (each["field"], each["came"])
                for each in reasons
                if each["field"] in named and "href" not in each
            )
        offered += [(name, came, count) for (name, came), count in found.most_common()]
    return offered[:MOST_UNMATCHED]


def noted_rows(run: ImportRun, *, limit: int | None = None) -> list[dict[str, object]]:
    """The same of rows that are in with a remark."""
    return list(_reasons(run, Verdict.NOTED, limit))


def _reasons(run: ImportRun, verdict: Verdict, limit: int | None) -> Iterator[dict[str, object]]:
    rows = reports(run, verdict)
    for report in rows[:limit] if limit else rows.iterator(chunk_size=2_000):
        for reason in report.reasons:
            yield {"row": report.row, **reason}


def write_rejected(run: ImportRun, file: IO[bytes]) -> Written:
    """The rejected rows under the file's own headers, with their row numbers and reasons behind.

    It is written as the file came: XLSX or CSV, cp932 or UTF-8 with BOM. The two columns behind mean
    nothing to an import, so the mended file can be sent as it is.
    """
    columns: list[Column[RowReport]] = [
        Column(name, lambda report, place=place: report.cells[place])  # type: ignore[misc]
        for place, name in enumerate(names_of(run))
    ]
    columns.append(Column(_("Row in the file"), lambda report: report.row))
    columns.append(Column(_("Why it was rejected"), reason_text))
    rows = reports(run).iterator(chunk_size=2_000)
    if run.layout.get("kind") == "xlsx":
        return write_xlsx(file, columns, rows)
    encoding = "cp932" if run.layout.get("encoding") == "cp932" else "utf-8-sig"
    return write_csv(file, columns, rows, encoding=encoding)


def reason_text(report: RowReport) -> str:
    """All reasons of a row in one line."""
    return " / ".join(line_of(reason) for reason in report.reasons)


def line_of(reason: Mapping[str, Any]) -> str:
    """A reason as one line of text, with the full address of the page that it leads to."""
    told = f"{reason['field']}: {reason['reason']}" if reason["field"] else str(reason["reason"])
    link = f"{str(settings.BASE_URL).rstrip('/')}{reason['href']}" if reason.get("href") else ""
    behind = reason["wanted"] or link
    return f"{told} ({behind})" if behind else told
