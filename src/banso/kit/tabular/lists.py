"""The door of a list's file: a function says what the file holds, and everything else follows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from django.http import FileResponse, HttpResponseBase

from banso.kit.access import BansoRequest, page
from banso.kit.tabular.export import checked_format, export_response
from banso.kit.tabular.writing import Column

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Table(Generic[R]):
    """What a file holds.

    Attributes:
        name: the file's, without suffix, in the reader's language.
        columns: their headers too.
        rows: taken one by one; `.iterator()` of a queryset where there may be many.
    """

    name: str
    columns: Sequence[Column[R]]
    rows: Iterable[R]


def list_export(
    *, permission: str
) -> Callable[[Callable[Concatenate[BansoRequest, P], Table[Any]]], Callable[..., HttpResponseBase]]:
    """A door that answers with a list as a file, as the page filters and sorts it.

        @list_export(permission="contracts.export")
        def rates_file(request: BansoRequest) -> Table[ExchangeRate]:
            return Table(_("exchange rates"), [Column(_("Rate"), lambda rate: rate.rate)], rate_rows())

    The function reads the same address parts as the page does. `?format=` chooses CSV, CSV in cp932 or
    XLSX; a list that is too long to wait for becomes work for the worker. The page shows the way to it with
    `{% export_menu "<name of the address>" %}` to those who hold the permission.
    """

    def decorate(
        tell: Callable[Concatenate[BansoRequest, P], Table[Any]],
    ) -> Callable[..., HttpResponseBase]:
        @page(permission=permission)
        def door(request: BansoRequest, /, *args: P.args, **kwargs: P.kwargs) -> FileResponse:
            asked = checked_format(request.GET.get("format", "csv"))
            table = tell(request, *args, **kwargs)
            return export_response(table.columns, table.rows, format=asked, filename=table.name)

        door.exports_list = True  # type: ignore[attr-defined]
        return wraps(tell)(door)

    return decorate
