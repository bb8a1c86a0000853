"""A condition in words, in the active language."""

from collections.abc import Mapping

from django.utils.formats import number_format
from django.utils.translation import get_language

from banso.kit.conditions.fields import Field, operators_of
from banso.kit.conditions.tree import Check, Condition, Every, Nor, Scalar
from banso.kit.words import Text

_AND = Text(en=" and ", ja="、かつ ")
_OR = Text(en=" or ", ja="、または ")
_NONE = Text(en="none of these: {parts}", ja="次のどれにも当てはまらない：{parts}")
_ALL = Text(en="all accounts", ja="すべての顧客")
_NOBODY = Text(en="no account", ja="当てはまる顧客なし")
_BETWEEN_VALUES = Text(en=", ", ja="、")
_QUOTED = Text(en="“{text}”", ja="「{text}」")


def say_condition(tree: Condition, fields: Mapping[str, Field]) -> str:
    """The condition as one sentence; a field that is gone is called by its name."""
    return _say(tree, fields, inner=False)


def say_check(check: Check, fields: Mapping[str, Field]) -> str:
    """One test as a sentence."""
    field = fields.get(check.field)
    operator = operators_of(field).get(check.op) if field else None
    if field is None or operator is None:
        return f"{check.field} {check.op} {check.value if check.value is not None else ''}".strip()
    values = check.value if isinstance(check.value, list) else [] if check.value is None else [check.value]
    shown = [_shown(value, field, operator.value) for value in values]
    low, high = (shown[0], shown[-1]) if shown else ("", "")
    return str(operator.sentence).format(
        field=field.words, value=str(_BETWEEN_VALUES).join(shown), low=low, high=high
    )


def _say(tree: Condition, fields: Mapping[str, Field], *, inner: bool) -> str:
    if isinstance(tree, Check):
        return say_check(tree, fields)
    several = len(tree.parts) > 1
    parts = [_say(part, fields, inner=several) for part in tree.parts]
    if isinstance(tree, Nor):
        if not parts:
            return str(_ALL)
        said = str(_NONE).format(parts=str(_OR).join(parts))
    elif isinstance(tree, Every):
        said = str(_AND).join(parts) if parts else str(_ALL)
    else:
        said = str(_OR).join(parts) if parts else str(_NOBODY)
    if not inner or (not several and not isinstance(tree, Nor)):
        return said
    return f"（{said}）" if (get_language() or "").startswith("ja") else f"({said})"


def _shown(value: Scalar, field: Field, means: str) -> str:
    if means in {"days", "percent"}:
        return number_format(value)
    if field.kind in {"number", "change"}:
        unit = f" {field.unit}" if field.unit else ""
        return f"{number_format(value, force_grouping=True)}{unit}"
    if field.kind == "date":
        return str(value)
    label = dict(field.choices).get(str(value), str(value))
    return str(_QUOTED).format(text=label)
