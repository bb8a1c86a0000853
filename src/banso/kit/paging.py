"""Paging that keeps its place: a signed cursor holds the last row seen, not a number of rows to skip."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema

from banso.kit.errors import InputError
from banso.kit.tenancy import current_workspace_id

M = TypeVar("M", bound=Model)
T = TypeVar("T")

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


class PageOf(Schema, Generic[T]):
    """The shape of every list in the API: `response=PageOf[KeyOut]`."""

    data: list[T]
    next_cursor: str | None = None
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of rows.

    Attributes:
        data: the rows, at most the limit that was asked for.
        next_cursor: what to ask with for the rows behind these; None on the last page.
    """

    data: list[T]
    next_cursor: str | None

    @property
    def has_more(self) -> bool:
        return self.next_cursor is not None


def page_of(
    rows: QuerySet[M],
    *,
    limit: int | None = None,
    cursor: str | None = None,
    order: tuple[str, ...] = ("-id",),
    request: HttpRequest | None = None,
) -> Page[M]:
    """The rows behind `cursor`, in `order`.

    Args:
        rows: any queryset of the open workspace; fields and annotations may be sorted by.
        limit: rows a page, 1 to 200; 50 where nothing is asked.
        cursor: `next_cursor` of the page before.
        order: never-null columns, "-" for descending. The primary key is added as the last where missing,
            so that two rows of one moment keep their order.
        request: given by API operations, so that the answer carries `Link: rel="next"`.

    Raises:
        InputError: the limit is out of range, or the cursor belongs to another list.
    """
    size = DEFAULT_LIMIT if limit is None else limit
    if not 1 <= size <= MAX_LIMIT:
        raise InputError(
            _("limit %(n)d is out of range") % {"n": size},
            field="limit", came=size, wanted=_("1 to %(most)d") % {"most": MAX_LIMIT},
        )  # fmt: skip
    if not {"id", "-id", "pk", "-pk"} & set(order):
        order = (*order, "-id" if order[0].startswith("-") else "id")
    if cursor:
        rows = rows.filter(_behind(rows, order, _opened(cursor, order)))
    found = list(rows.order_by(*order)[: size + 1])
    following = _sealed(found[size - 1], order) if len(found) > size else None
    if request is not None:
        request.next_cursor = following  # type: ignore[attr-defined]
    return Page(found[:size], following)


def _behind(rows: QuerySet[M], order: tuple[str, ...], values: list[Any]) -> Q:
    """(a, b) < (x, y) written out, because each column may run its own way."""
    condition, equal = Q(), Q()
    for name, raw in zip(order, values, strict=True):
        field = name.lstrip("-")
        try:
            value = _field(rows, field).to_python(raw)
        except ValidationError as error:
            raise _foreign(str(raw)) from error
        condition |= equal & Q(**{f"{field}__{'lt' if name.startswith('-') else 'gt'}": value})
        equal &= Q(**{field: value})
    return condition


def _field(rows: QuerySet[M], name: str) -> "Field[Any, Any]":
    annotation = rows.query.annotations.get(name)
    if annotation is not None:
        return annotation.output_field
    model = rows.model
    *path, last = name.split("__")
    for step in path:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
    return model._meta.pk if last == "pk" else model._meta.get_field(last)  # type: ignore[return-value]


def _salt(order: tuple[str, ...]) -> str:
    return f"cursor:{current_workspace_id()}:{','.join(order)}"


def _sealed(row: Model, order: tuple[str, ...]) -> str:
    return signing.Signer(salt=_salt(order)).sign_object([_text(_value(row, name)) for name in order])


def _value(row: Model, name: str) -> object:
    value: object = row
    for step in name.lstrip("-").split("__"):
        value = getattr(value, step)
    return value


def _text(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, int | bool) else str(value)


def _opened(cursor: str, order: tuple[str, ...]) -> list[Any]:
    try:
        values = signing.Signer(salt=_salt(order)).unsign_object(cursor)
    except (signing.BadSignature, ValueError) as error:
        raise _foreign(cursor) from error
    return list(values)


def _foreign(cursor: str) -> InputError:
    return InputError(
        _("the cursor is not one of this list"),
        field="cursor", came=cursor, wanted=_("next_cursor of the page before, unchanged"),
    )  # fmt: skip
