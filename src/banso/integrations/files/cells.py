"""From the cells of a row to values: each column read in the way that was found for the whole of it."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from banso.integrations.files.kinds.base import Field, Kind, Row
from banso.kit.errors import InputError
from banso.kit.tabular.dates import FoundOrder, Order, find_order, read_date, read_moment, read_month
from banso.kit.tabular.reading import Record
from banso.kit.tabular.values import Point, find_point, read_bool, read_number
from banso.kit.texts import visible

DATED = frozenset({"date", "moment", "month"})
NUMBERED = frozenset({"number", "whole"})
_WHOLE_MAX = 2**53
_Read = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class ColumnForm:
    """How one column's cells are written.

    Attributes:
        order: the order of day and month, for dates.
        doubtful: nothing in the column tells the order, and nobody has said it.
        example: a cell that tells it, or a doubtful one.
        point: the decimal sign, for numbers.
    """

    order: Order = ""
    doubtful: bool = False
    example: str = ""
    point: Point = "."


@dataclass(frozen=True, slots=True)
class _Column:
    place: int
    field: Field
    read: _Read


class RowReader:
    """Reads records by a mapping.

    Args:
        kind: what the rows are.
        headers: the file's columns, in their order.
        mapping: canonical columns by header.
        forms: how each column is written, by header.
        zone: whose midnight dates without time are.
    """

    def __init__(
        self,
        kind: Kind,
        headers: Sequence[str],
        mapping: Mapping[str, str],
        forms: Mapping[str, ColumnForm],
        zone: str,
    ) -> None:
        self._columns: list[_Column] = []
        for place, header in enumerate(headers):
            field = kind.field(mapping.get(header, ""))
            if field is not None:
                read = _reader(field, forms.get(header, ColumnForm()), zone)
                self._columns.append(_Column(place, field, read))
        self._width = len(headers)

    def read(self, record: Record) -> tuple[Row, list[InputError]]:
        """The row with every value that could be read, and an error for each that could not."""
        row = Row(record.row, {})
        errors: list[InputError] = []
        if record.surplus:
            errors.append(
                InputError(
                    _("The row has more cells than the header."),
                    field="",
                    came=self._width + record.surplus,
                    wanted=str(self._width),
                )
            )
        for column in self._columns:
            text = visible(record.cells[column.place]).strip()
            try:
                row.values[column.field.name] = _value(column, text)
            except InputError as error:
                error.field = column.field.name
                errors.append(error)
        return row, errors

    def shown(self, record: Record) -> dict[str, object]:
        """The values alone, those that cannot be read left out; for keys and previews."""
        return self.read(record)[0].values


def _value(column: _Column, text: str) -> object:
    if not text:
        if column.field.required:
            raise InputError(_("A value is needed here."), wanted=str(column.field.label))
        return "" if column.field.type in {"text", "prose"} else None
    if "\ufffd" in text:
        raise InputError(
            _("The cell holds bytes that are not of the file’s encoding."), came=text,
            wanted=_("the file saved anew, or another encoding"),
        )  # fmt: skip
    return column.read(text)


def _reader(field: Field, form: ColumnForm, zone: str) -> _Read:
    readers: dict[str, _Read] = {
        "text": lambda text: text,
        "prose": lambda text: text,
        "number": lambda text: read_number(text, point=form.point),
        "whole": lambda text: _whole(text, form.point),
        "date": lambda text: read_date(text, form.order),
        "moment": lambda text: read_moment(text, form.order, zone=zone),
        "month": lambda text: read_month(text, form.order),
        "bool": read_bool,
        "json": _json,
    }
    return readers[field.type]


def _whole(text: str, point: Point) -> int:
    number: Decimal = read_number(text.rstrip("名人社件席"), point=point)
    if number != number.to_integral_value() or not 0 <= number < _WHOLE_MAX:
        raise InputError(
            _("“%(came)s” is not a whole number.") % {"came": text[:60]}, came=text, wanted=_("such as 1200")
        )
    return int(number)


def _json(text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise InputError(_("The cell is not a JSON object."), came=text, wanted='{"name": "value"}')
    return value


class FormFinder:
    """Looks at every cell of the columns that need it, and then says how each is written.

    Doubtful date columns follow the others of the file: one export writes its dates one way.
    """

    def __init__(self, kind: Kind, headers: Sequence[str], mapping: Mapping[str, str]) -> None:
        self._cells: dict[str, set[str]] = {}
        self._places: list[tuple[int, str, str]] = []
        for place, header in enumerate(headers):
            field = kind.field(mapping.get(header, ""))
            if field and field.type in DATED | NUMBERED:
                self._cells[header] = set()
                self._places.append((place, header, field.type))

    def take(self, record: Record) -> None:
        for place, header, _type in self._places:
            self._cells[header].add(record.cells[place])

    def forms(self, chosen: Mapping[str, str]) -> dict[str, ColumnForm]:
        """How each column is written.

        Args:
            chosen: orders that somebody has said, by header; "*" for every column.
        """
        found: dict[str, ColumnForm] = {}
        orders = {
            header: find_order(sorted(self._cells[header]))
            for _, header, type_ in self._places
            if type_ in DATED
        }
        shown = {each.order for each in orders.values() if each.order in {"dmy", "mdy"}}
        for _place, header, type_ in self._places:
            if type_ in DATED:
                said = chosen.get(header, chosen.get("*", ""))
                found[header] = _dated(orders[header], said, shown)
            else:
                found[header] = ColumnForm(point=find_point(self._cells[header]))
        return found


def _dated(found: FoundOrder, said: str, shown: Iterable[Order]) -> ColumnForm:
    if said in {"dmy", "mdy", "serial"}:
        return ColumnForm(order=said, example=found.example)  # type: ignore[arg-type]
    others = list(shown)
    if found.doubtful and len(others) == 1:
        return ColumnForm(order=others[0], example=found.example)
    return ColumnForm(order=found.order, doubtful=found.doubtful, example=found.example)
