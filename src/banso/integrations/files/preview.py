"""What the mapping page shows: every column with examples, its meaning, and the first rows as read."""

from collections import defaultdict
from dataclasses import dataclass

from banso.integrations.files.cells import DATED, ColumnForm, RowReader
from banso.integrations.files.kinds import kind_of
from banso.integrations.files.kinds.base import Field
from banso.integrations.files.mapping import missing
from banso.integrations.files.models import ImportRun
from banso.integrations.files.plan import forms_of, layout_of, names_of
from banso.integrations.files.tables import first_records
from banso.kit.tabular.dates import ORDERS
from banso.kit.tabular.writing import csv_text
from banso.kit.tenancy import current_workspace

_LOOKED_AT = 50
_SHOWN = 5
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column of the file as the mapping page shows it."""

    place: int
    header: str
    examples: tuple[str, ...]
    meant: str
    dated: bool
    order: str
    doubtful: bool
    example: str


@dataclass(frozen=True, slots=True)
class SeenCell:
    """A value as it will be read, or why it cannot be."""

    text: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole of it.

    Attributes:
        total: rows below the header.
        columns: every column of the file.
        fields: the canonical columns that are read, in the order of `rows`.
        rows: row number and cells of the first rows.
        missing: canonical columns that are needed and that nothing means.
    """

    total: int
    columns: list[SeenColumn]
    fields: list[Field]
    rows: list[tuple[int, list[SeenCell]]]
    missing: list[str]


def preview_of(run: ImportRun) -> Preview:
    """Read the file once, its first rows closely."""
    kind, names = kind_of(run.kind), names_of(run)
    total, forms = forms_of(run)
    records = first_records(run.text, layout_of(run), names, _LOOKED_AT)
    examples: dict[int, list[str]] = defaultdict(list)
    for record in records:
        for place, cell in enumerate(record.cells):
            if cell.strip() and len(examples[place]) < _EXAMPLES and cell not in examples[place]:
                examples[place].append(cell)
    columns = []
    for place, header in enumerate(names):
        field = kind.field(run.mapping.get(header, ""))
        form = forms.get(header, ColumnForm())
        columns.append(
            SeenColumn(
                place, header, tuple(cell[:60] for cell in examples[place]), field.name if field else "",
                bool(field and field.type in DATED), form.order, form.doubtful, form.example,
            )
        )  # fmt: skip
    reader = RowReader(kind, names, run.mapping, forms, current_workspace().timezone)
    fields = [field for name in names if (field := kind.field(run.mapping.get(name, "")))]
    rows = []
    for record in records[:_SHOWN]:
        row, errors = reader.read(record)
        told = {error.field: error.message for error in errors}
        cells = [
            SeenCell(csv_text(_flat(row.values.get(field.name)))[:80], told.get(field.name, ""))
            for field in fields
        ]
        rows.append((record.row, cells))
    return Preview(total, columns, fields, rows, missing(kind, run.mapping.values()))


def _flat(value: object) -> object:
    return ", ".join(f"{name}={each}" for name, each in value.items()) if isinstance(value, dict) else value


ORDER_CHOICES = [(order, words) for order, words in ORDERS.items() if order]
