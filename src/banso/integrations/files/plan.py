"""One look over the whole file before anything is written: the forms of its columns, the order of its rows.

Rows go in as they stand, unless parts of one thing have to go together, or a row needs another, which then
goes first. The order follows from the file and the mapping alone, so a run that was
interrupted finds it again.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from banso.integrations.files.cells import ColumnForm, FormFinder, RowReader
from banso.integrations.files.kinds import kind_of
from banso.integrations.files.models import ImportRun
from banso.integrations.files.tables import rows_of
from banso.kit.errors import InputError
from banso.kit.tabular.reading import Layout, Record
from banso.kit.tenancy import current_workspace


@dataclass(frozen=True, slots=True)
class Plan:
    """What one look over the file tells.

    Attributes:
        total: rows below the header, blank ones not counted.
        forms: how each column is written, by header.
        reader: reads a record by the run's mapping and these forms.
    """

    total: int
    forms: dict[str, ColumnForm]
    reader: RowReader


def layout_of(run: ImportRun) -> Layout:
    stored = dict(run.layout)
    stored["sheets"] = tuple(stored.get("sheets", ()))
    return Layout(**stored)


def names_of(run: ImportRun) -> list[str]:
    return list(run.columns)


def forms_of(run: ImportRun) -> tuple[int, dict[str, ColumnForm]]:
    """How many rows the file has, and how each mapped column of it is written."""
    names = names_of(run)
    finder = FormFinder(kind_of(run.kind), names, run.mapping)
    total = 0
    for record in rows_of(run.text, layout_of(run), names):
        finder.take(record)
        total += 1
    return total, finder.forms(run.orders)


def make_plan(run: ImportRun) -> Plan:
    """Look over the file.

    Raises:
        InputError: the order of day and month in a column cannot be told.
    """
    kind, names = kind_of(run.kind), names_of(run)
    total, forms = forms_of(run)
    for header, form in forms.items():
        if form.doubtful:
            raise doubtful(header, form)
    return Plan(total, forms, RowReader(kind, names, run.mapping, forms, current_workspace().timezone))


def doubtful(header: str, form: ColumnForm) -> InputError:
    return InputError(
        _("In the column “%(name)s”, “%(example)s” may be day or month first, and no row tells which.")
        % {"name": header, "example": form.example},
        field="date-format", came=form.example, wanted="DD/MM/YYYY, MM/DD/YYYY",
    )  # fmt: skip


def in_order(run: ImportRun, plan: Plan) -> Iterator[Record]:
    """Every row, in the order in which they go in."""
    kind = kind_of(run.kind)
    rows = rows_of(run.text, layout_of(run), names_of(run))
    if kind.together is not None:
        together = kind.together
        yield from sorted(rows, key=lambda record: (together(plan.reader.shown(record)), record.row))
        return
    if kind.after is None:
        yield from rows
        return
    needing: dict[Hashable, Record] = {}
    for record in rows:
        values = plan.reader.shown(record)
        if kind.after(values) is None:
            yield record
        else:
            key = kind.key(values)
            # A key that comes twice is one row too many, which is told when its turn comes.
            needing[key if key is not None and key not in needing else ("row", record.row)] = record
    yield from _by_need(run, plan, needing)


def _by_need(run: ImportRun, plan: Plan, needing: dict[Hashable, Record]) -> Iterator[Record]:
    """Rows behind those they need; in a circle, as they stand."""
    after = kind_of(run.kind).after
    done: set[Hashable] = set()
    for start in needing:
        chain: list[Hashable] = []
        key: Hashable | None = start
        while key is not None and key in needing and key not in done and key not in chain:
            chain.append(key)
            key = after(plan.reader.shown(needing[key])) if after else None
        for each in reversed(chain):
            done.add(each)
            yield needing[each]
