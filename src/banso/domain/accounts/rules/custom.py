"""Fields of the workspace's own: what a value of each kind may be: pure.

How they are kept as JSON, so that both databases compare them rightly: text, choices and people as text,
numbers as JSON numbers, money as a whole number of minor units of the field's currency, dates as ISO text.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from banso.domain.accounts.rules import cleaning
from banso.kit.errors import InputError
from banso.kit.money import exponent

Stored = str | int | float
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A custom field's definition, as rules need it."""

    key: str
    label: str
    kind: str
    choices: tuple[str, ...] = ()
    currency: str = ""


def field_key(label: str, taken: Iterable[str]) -> str:
    """A key for a new field: from the label where it is Latin, numbered where it is not or is taken."""
    plain = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:34]
    base = plain if KEY.fullmatch(plain) else "field"
    used = set(taken)
    number = 1
    while (key := base if number == 1 else f"{base}_{number}") in used:
        number += 1
    return key


def store(field: FieldValue, value: object) -> Stored | None:
    """The value as JSON keeps it; None where it is empty.

    Raises:
        InputError: the value does not fit the field's kind.
    """
    name = f"custom.{field.key}"
    if field.kind in {"number", "money"}:
        number = cleaning.decimal(name, value)
        if number is None:
            return None
        if field.kind == "money":
            return _minor_units(name, number, field.currency, value)
        return int(number) if number == number.to_integral_value() else float(number)
    if field.kind == "date":
        day = cleaning.day(name, value)
        return day.isoformat() if day else None
    if field.kind == "person":
        return cleaning.mail_address(name, value) or None
    text = str(cleaning.line(1000)(name, value))
    if field.kind == "choice" and text and text not in field.choices:
        raise InputError(
            _("not one of the choices of %(name)s") % {"name": field.label},
            field=name,
            came=text,
            wanted=", ".join(field.choices),
        )
    return text or None


def show(field: FieldValue, stored: Stored | None) -> str:
    """The stored value as a person writes it; "" for none. Money without its currency."""
    if stored is None:
        return ""
    if field.kind == "money":
        return format(Decimal(int(stored)).scaleb(-exponent(field.currency)), "f")
    return str(stored)


def store_all(
    given: Mapping[str, object], fields: Iterable[FieldValue], before: Mapping[str, Stored]
) -> dict[str, Stored]:
    """`before` with the given values put in; empty ones take their key out.

    Raises:
        InputError: a key that no field has, or a value that does not fit.
    """
    known = {field.key: field for field in fields}
    result = dict(before)
    for key, value in given.items():
        if key not in known:
            raise InputError(
                _("there is no such field"),
                field=f"custom.{key}"[:80],
                came=key,
                wanted=", ".join(known) or "none",
            )
        stored = store(known[key], value)
        if stored is None:
            result.pop(key, None)
        else:
            result[key] = stored
    return result


def _minor_units(name: str, number: Decimal, currency: str, came: object) -> int:
    scaled = number.scaleb(exponent(currency))
    if scaled != scaled.to_integral_value():
        raise InputError(
            _("%(currency)s has %(digits)s decimals") % {"currency": currency, "digits": exponent(currency)},
            field=name,
            came=came,
            wanted=_("an amount that can be paid"),
        )
    return int(scaled)
