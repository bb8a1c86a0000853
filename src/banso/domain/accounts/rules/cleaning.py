"""From what people and files write to the values that are kept: pure, tolerant of width and form."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import NoReturn

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from banso.kit import texts
from banso.kit.destinations import checked_url
from banso.kit.errors import InputError
from banso.kit.texts import spaced

Cleaner = Callable[[str, object], object]
_YES = frozenset({"1", "true", "yes", "y", "on", "はい", "○", "〇"})
_NO = frozenset({"", "0", "false", "no", "n", "off", "いいえ", "×"})
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?")
_EMPLOYEES_MAX = 2_147_483_647
_TAGS_MAX = 50
_AMOUNT_MAX = Decimal(10) ** 15


def line(limit: int) -> Cleaner:
    """A single line of at most `limit` characters; control characters and outer space go."""
    return partial(spaced, most=limit)


def prose(limit: int) -> Cleaner:
    """Several lines, of at most `limit` characters together."""
    return partial(texts.prose, most=limit)


def whole(field: str, value: object) -> int | None:
    """A whole number of zero or more; "1,200名" and full-width digits are read too; "" is unknown."""
    if value is None or value == "":
        return None
    text = _narrow(value).rstrip("名人").replace(",", "").strip()
    if not re.fullmatch(r"\d{1,15}(?:\.0{1,15})?", text) or int(float(text)) > _EMPLOYEES_MAX:
        raise InputError(_("not a whole number"), field=field, came=value, wanted=_("a number such as 1200"))
    return int(float(text))


def flag(field: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = _narrow("" if value is None else value).casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise InputError(_("neither yes nor no"), field=field, came=value, wanted=_("true or false"))


def day(field: str, value: object) -> date | None:
    """A calendar day: a date, or text as 2026-11-21, 2026/11/21 or 2026年11月21日; "" is unknown."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = _DATE.fullmatch(_narrow(value))
    try:
        return date(*(int(part) for part in found.groups())) if found else _no_day(field, value)
    except ValueError:
        return _no_day(field, value)


def _no_day(field: str, value: object) -> NoReturn:
    raise InputError(
        _("not a day of the calendar"), field=field, came=value, wanted=_("a day such as 2026-11-21")
    )


def web_address(field: str, value: object) -> str:
    """A public http or https address; one without a scheme gets https."""
    text = str(line(300)(field, value))
    if not text:
        return ""
    if "://" not in text and not text.lower().startswith(("javascript:", "data:", "mailto:")):
        text = f"https://{text}"
    checked_url(text, field=field)
    return text


def mail_address(field: str, value: object) -> str:
    text = _narrow("" if value is None else value).lower()
    if not text:
        return ""
    try:
        validate_email(text)
    except ValidationError:
        raise InputError(
            _("not a mail address"), field=field, came=value, wanted="name@example.com"
        ) from None
    return text


def decimal(field: str, value: object) -> Decimal | None:
    """An exact number; thousands commas, ¥ and 円 are read too; "" is unknown."""
    if value is None or value == "":
        return None
    text = _narrow(value).replace(",", "").strip("¥円$ ")
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not -_AMOUNT_MAX < number < _AMOUNT_MAX:
        raise InputError(_("not a number"), field=field, came=value, wanted=_("a number such as 1200 or 0.5"))
    return number


def tags(field: str, value: object) -> tuple[str, ...]:
    """Tags from a list, or from text with commas (also 、 and ;): each once, sorted."""
    parts = re.split(r"[,;、，；\n]", value) if isinstance(value, str) else list(value or [])  # type: ignore[call-overload]
    found = sorted({str(line(60)(field, part)) for part in parts} - {""})
    if len(found) > _TAGS_MAX:
        raise InputError(
            _("too many tags"),
            field=field,
            came=len(found),
            wanted=_("at most %(most)s") % {"most": _TAGS_MAX},
        )
    return tuple(found)


def one_of(allowed: Sequence[str]) -> Cleaner:
    """One of the words of `allowed`, whose first may be the empty one."""

    def clean(field: str, value: object) -> str:
        text = str(value or "").strip()
        if text not in allowed:
            raise InputError(
                _("not one of the choices"), field=field, came=text, wanted=", ".join(allowed[1:])
            )
        return text

    return clean


def _narrow(value: object) -> str:
    return unicodedata.normalize("NFKC", str(value)).strip()
