"""From what somebody sent to a tree that can be put to a database."""

import math
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from banso.kit.conditions.fields import Field, Operator, operators_of
from banso.kit.conditions.tree import Check, Condition, Every, Nor, Scalar, Some, Value, checks_in
from banso.kit.errors import InputError

MAX_DEPTH = 6
MAX_TESTS = 50
MAX_VALUES = 200
MAX_TEXT = 300
_MAX_NUMBER = 1e15
_MAX_DAYS = 36_500


def read_condition(data: object) -> Condition:
    """The tree that `data` (parsed JSON) describes.

    Raises:
        InputError: it is no tree, or it is too deep or too large.
    """
    if _depth(data) > MAX_DEPTH * 2:
        raise _refusal(_("the condition is too deep"), "", _("at most %(most)s levels") % {"most": MAX_DEPTH})
    try:
        tree: Condition = msgspec.convert(data, Condition)
    except msgspec.ValidationError as error:
        raise _refusal(
            _("not a condition: %(why)s") % {"why": error}, str(data), '{"kind": "all", "parts": […]}'
        ) from None
    if sum(1 for _ in checks_in(tree)) > MAX_TESTS:
        raise _refusal(_("the condition is too large"), "", _("at most %(most)s lines") % {"most": MAX_TESTS})
    return tree


def check_condition(tree: Condition, fields: Mapping[str, Field]) -> Condition:
    """The tree with each value in the form that its field keeps.

    Raises:
        InputError: a field or operator that is not on the list, or a value that does not fit.
    """
    if isinstance(tree, Check):
        return _checked(tree, fields)
    parts = [check_condition(part, fields) for part in tree.parts]
    if isinstance(tree, Every):
        return Every(parts=parts)
    return Some(parts=parts) if isinstance(tree, Some) else Nor(parts=parts)


def _checked(check: Check, fields: Mapping[str, Field]) -> Check:
    field = fields.get(check.field)
    if field is None:
        raise _refusal(_("there is no such field"), check.field, ", ".join(fields))
    operator = operators_of(field).get(check.op)
    if operator is None:
        raise _refusal(
            _("%(name)s cannot be asked so") % {"name": field.words},
            check.op,
            ", ".join(operators_of(field)),
            field.name,
        )
    return Check(field=field.name, op=check.op, value=_value(check.value, field, operator))


def _value(value: Value, field: Field, operator: Operator) -> Value:
    if operator.takes == "nothing":
        if value not in (None, "", []):
            raise _refusal(_("this takes no value"), value, "nothing", field.name)
        return None
    if operator.takes == "one":
        if isinstance(value, list) or value is None:
            raise _refusal(_("one value is needed"), value, _("one value"), field.name)
        return _scalar(value, field, operator)
    values = value if isinstance(value, list) else [] if value is None else [value]
    if not 1 <= len(values) <= MAX_VALUES:
        raise _refusal(
            _("values are needed"), value, _("1 to %(most)s values") % {"most": MAX_VALUES}, field.name
        )
    if operator.takes == "two" and len(values) != 2:  # noqa: PLR2004 - from and to
        raise _refusal(_("two values are needed"), value, _("from and to"), field.name)
    return [_scalar(each, field, operator) for each in values]


def _scalar(value: Scalar, field: Field, operator: Operator) -> Scalar:
    if operator.value == "days":
        return int(_number(value, field, low=0, high=_MAX_DAYS))
    if operator.value == "percent":
        return _number(value, field, low=0, high=_MAX_NUMBER)
    if field.kind == "number":
        return _number(value, field, low=-_MAX_NUMBER, high=_MAX_NUMBER)
    text = _text(value, field)
    if field.kind == "date":
        try:
            return date.fromisoformat(unicodedata.normalize("NFKC", text).replace("/", "-")).isoformat()
        except ValueError:
            raise _refusal(_("not a day"), value, _("a day such as 2026-11-21"), field.name) from None
    if field.kind == "choice" and text not in {key for key, _ in field.choices}:
        raise _refusal(
            _("not one of the choices"), text, ", ".join(key for key, _ in field.choices), field.name
        )
    return text


def _text(value: Scalar, field: Field) -> str:
    text = str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    if not text or len(text) > MAX_TEXT or any(unicodedata.category(char) in {"Cc", "Cs"} for char in text):
        raise _refusal(
            _("a text is needed"), value, _("1 to %(most)s characters") % {"most": MAX_TEXT}, field.name
        )
    return text


def _number(value: Scalar, field: Field, *, low: float, high: float) -> int | float:
    number: int | float = math.nan
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).replace(",", "").strip().rstrip("%")
        try:
            number = float(text)
        except ValueError:
            number = math.nan
    elif not isinstance(value, bool):
        number = value
    if not low <= number <= high:
        raise _refusal(
            _("a number is needed"),
            value,
            _("%(low)s to %(high)s") % {"low": f"{low:g}", "high": f"{high:g}"},
            field.name,
        )
    return int(number) if float(number).is_integer() else float(number)


def _refusal(message: str, came: Any, wanted: str, field: str = "condition") -> InputError:  # noqa: ANN401
    return InputError(message, field=field, came=came, wanted=wanted)


def _depth(data: object) -> int:
    # Breadth first, so that a bomb of brackets is measured without recursing into it.
    depth, level = 0, [data]
    while level and depth <= MAX_DEPTH * 2 + 1:
        depth += 1
        level = [
            child
            for each in level
            if isinstance(each, Mapping | list)
            for child in (each.values() if isinstance(each, Mapping) else each)
        ]
    return depth - 1
