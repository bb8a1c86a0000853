"""What people and programs give, and as it is kept."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from banso.domain.quotes.facts import HOW_WORDS
from banso.domain.quotes.rules.money import ROUNDINGS, WHOLE
from banso.kit.errors import InputError
from banso.kit.ids import identifier
from banso.kit.texts import line, number, prose

LONGEST_MONTHS, LONGEST_VALID = 120, 365
_EARLIEST, _LATEST = date(1970, 1, 1), date(2199, 12, 31)
Cleaner = Callable[[str, Any], Any]


def number_of(letters: str, year: int, place: int) -> str:
    """Q-2026-0007."""
    return f"{letters}-{year}-{place:04d}"


def _words(most: int) -> Cleaner:
    return lambda field, value: line(field, value, most=most)


def _prose(most: int) -> Cleaner:
    return lambda field, value: prose(field, value, most=most)


def needed(most: int) -> Cleaner:
    """A single line that is not empty."""

    def clean(field: str, value: Any) -> str:  # noqa: ANN401 - whatever came
        text = line(field, value, most=most)
        if not text:
            raise InputError(_("This is missing."), field=field, wanted=_("at least a word"))
        return text

    return clean


def whole_number(least: int, most: int) -> Cleaner:
    def clean(field: str, value: Any) -> int:  # noqa: ANN401 - whatever came
        wanted = _("%(first)s to %(last)s") % {"first": least, "last": most}
        found = number(field, value)
        if found != found.to_integral_value() or not least <= found <= most:
            raise InputError(_("This number cannot be used."), field=field, came=value, wanted=wanted)
        return int(found)

    return clean


def percent(field: str, value: Any) -> Decimal:  # noqa: ANN401 - whatever came
    found = round(number(field, value), 3)
    if not 0 <= found <= WHOLE:
        raise InputError(
            _("This is not a percentage: %(came)s.") % {"came": value}, field=field, came=value,
            wanted=_("0 to 100"),
        )  # fmt: skip
    return found


def one_of(*allowed: str) -> Cleaner:
    def clean(field: str, value: Any) -> str:  # noqa: ANN401 - whatever came
        if value not in allowed:
            raise InputError(
                _("This is none of the choices."), field=field, came=value, wanted=", ".join(allowed)
            )
        return str(value)

    return clean


def day(field: str, value: Any) -> date:  # noqa: ANN401 - whatever came
    try:
        found = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        found = _LATEST.max
    if not _EARLIEST <= found <= _LATEST:
        raise InputError(
            _("This is not a day: %(came)s.") % {"came": value}, field=field, came=value,
            wanted=_("a day such as 2026-11-21"),
        )  # fmt: skip
    return found


def registration(field: str, value: Any) -> str:  # noqa: ANN401 - whatever came
    """T and 13 digits, also in full width."""
    text = re.sub(r"[- ]", "", unicodedata.normalize("NFKC", line(field, value, most=40)).upper())
    if text and not re.fullmatch(r"T[1-9]\d{12}", text):
        raise InputError(
            _("This is not a registration number."), field=field, came=value,
            wanted=_("T and 13 digits, such as T1234567890123"),
        )  # fmt: skip
    return text


def letters(field: str, value: Any) -> str:  # noqa: ANN401 - whatever came
    text = unicodedata.normalize("NFKC", line(field, value, most=10)).upper()
    if not re.fullmatch(r"[A-Z][A-Z0-9]{0,9}", text):
        raise InputError(
            _("A number cannot begin with this."), field=field, came=value,
            wanted=_("one to ten letters or digits, such as Q"),
        )  # fmt: skip
    return text


def web_address(field: str, value: Any) -> str:  # noqa: ANN401 - whatever came
    """An address that may stand behind a link; empty stays empty."""
    text = line(field, value, most=500)
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if text and not (parts.scheme in {"https", "http"} and parts.hostname and " " not in text):
        raise InputError(
            _("This is not a web address."), field=field, came=text, wanted="https://sign.example.com/…"
        )
    return text


QUOTE_CLEANERS: Mapping[str, Cleaner] = {
    "title": needed(200),
    "language": one_of("ja", "en"),
    "company": needed(200),
    "contact_id": identifier,
    "months": whole_number(1, LONGEST_MONTHS),
    "valid_until": day,
    "payment_terms": _words(300),
    "note": _prose(2000),
    "tax_rate": percent,
    "tax_rounding": one_of(*ROUNDINGS),
}
ISSUER_CLEANERS: Mapping[str, Cleaner] = {
    "company": _words(200),
    "company_en": _words(200),
    "address": _prose(400),
    "address_en": _prose(400),
    "phone": _words(40),
    "email": _words(254),
    "registration": registration,
    "letters": letters,
    "valid_days": whole_number(1, LONGEST_VALID),
    "months": whole_number(1, LONGEST_MONTHS),
    "payment_terms": _words(300),
    "payment_terms_en": _words(300),
    "note": _prose(2000),
    "note_en": _prose(2000),
    "tax_rate": percent,
    "tax_rounding": one_of(*ROUNDINGS),
}
CONTRACT_CLEANERS: Mapping[str, Cleaner] = {
    "title": needed(200),
    "sent_on": day,
    "how": one_of(*HOW_WORDS),
    "contact_id": identifier,
    "to_name": _words(120),
    "quote_id": identifier,
    "file_id": identifier,
    "link": web_address,
}


def cleaned(values: Mapping[str, Any], cleaners: Mapping[str, Cleaner]) -> dict[str, Any]:
    """The fields as they can be kept.

    Raises:
        InputError: a field that there is not, or a value that cannot be used.
    """
    unknown = sorted(set(values) - set(cleaners))
    if unknown:
        raise InputError(
            _("There is no such field."), field=unknown[0][:80], came=unknown[0], wanted=", ".join(cleaners)
        )
    return {name: cleaners[name](name, value) for name, value in values.items()}
