"""Keys as programs write them, and mail addresses."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from banso.kit.errors import InputError
from banso.kit.texts import line

_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")


def mail(field: str, value: object) -> str:
    """A mail address, or ""."""
    address = line(field, value, most=254)
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise InputError(
            _("not a mail address"), field=field, came=address, wanted="name@example.jp"
        ) from None
    return address


def key_of(field: str, value: object) -> str:
    """A key as programs write it.

    Raises:
        InputError: it is none.
    """
    text = str(value or "").strip()
    if not _KEY.fullmatch(text):
        raise InputError(
            _("This is no key."), field=field, came=text,
            wanted=_("small letters, digits and _, such as main_problem"),
        )  # fmt: skip
    return text


def stem_of(words: str, otherwise: str) -> str:
    """What a key may be made of: the letters and digits of a name, or `otherwise`."""
    ascii_words = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().casefold()
    stem = re.sub(r"[^a-z0-9]+", "_", ascii_words).strip("_")[:40].strip("_")
    return stem if stem and stem[0].isalpha() else otherwise
