"""What can be used of what people type: names, addresses, settings."""

import re
import unicodedata
from dataclasses import dataclass, replace
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from banso.kit.errors import InputError
from banso.kit.ids import NO_MAIL
from banso.kit.money import CURRENCIES

LANGUAGES = ("ja", "en")
THEMES = ("", "light", "dark")
LONGEST_EMAIL = 254
# Deliberately plain: quoted local parts and address literals are no mailboxes of people who work somewhere.
_EMAIL = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}"
)
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])")


def checked_name(name: str, *, longest: int = 80) -> str:
    """A name of one to `longest` characters without line breaks or control characters.

    Raises:
        InputError: it is empty, too long, or holds such a character.
    """
    name = name.strip()
    breaks = any(unicodedata.category(char) in {"Cc", "Zl", "Zp"} for char in name)
    if breaks or not 1 <= len(name) <= longest:
        raise InputError(
            _("The name cannot be used."),
            field="name", came=name,
            wanted=_("1 to %(longest)s characters on one line") % {"longest": longest},
        )  # fmt: skip
    return name


def name_key(name: str) -> str:
    """What two writings of one name share: width, case and spaces are nothing."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def checked_email(email: str) -> str:
    """A mail address as it is stored: lower-case ASCII, so that no two spellings are one mailbox.

    Raises:
        InputError: it is no such address.
    """
    address = email.strip().lower()
    usable = address.isascii() and len(address) <= LONGEST_EMAIL and not address.endswith(NO_MAIL)
    if not usable or not _EMAIL.fullmatch(address):
        raise InputError(
            _("This is not a mail address."), field="email", came=email, wanted="sato@example.co.jp"
        )
    return address


def checked_slug(slug: str) -> str:
    """A workspace's part of the address.

    Raises:
        InputError: it could not stand in an address.
    """
    if not _SLUG.fullmatch(slug):
        raise InputError(
            _("%(slug)s cannot stand in an address.") % {"slug": repr(slug)},
            field="slug", came=slug, wanted=_("2 to 50 of a-z, 0-9 and hyphens, such as harunire"),
        )  # fmt: skip
    return slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a person goes by. An empty language, time zone or theme follows the workspace or the device."""

    name: str
    language: str = ""
    timezone: str = ""
    theme: str = ""

    def checked(self) -> "Profile":
        """Itself, with the name trimmed.

        Raises:
            InputError: the first part that cannot be used.
        """
        name = checked_name(self.name, longest=120)
        if self.language:
            _check_language(self.language)
        if self.timezone:
            _check_timezone(self.timezone)
        if self.theme not in THEMES:
            message = _("There is no theme %(theme)s.") % {"theme": repr(self.theme)}
            raise InputError(message, field="theme", came=self.theme, wanted="light, dark")
        return replace(self, name=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceSettings:
    """What a workspace goes by.

    Attributes:
        language: "ja" or "en"; a person may choose another one.
        timezone: an IANA name; days begin at its midnight.
        currency: the reporting currency, ISO 4217.
        fiscal_start: first month of the fiscal year, 1 to 12.
        week_start: ISO weekday on which weeks begin, 1 to 7.
    """

    name: str
    language: str = "ja"
    timezone: str = "Asia/Tokyo"
    currency: str = "JPY"
    fiscal_start: int = 4
    week_start: int = 1

    def checked(self) -> "WorkspaceSettings":
        """Itself, with the name trimmed.

        Raises:
            InputError: the first setting that cannot be used.
        """
        name = checked_name(self.name, longest=120)
        _check_language(self.language)
        _check_timezone(self.timezone)
        if self.currency not in CURRENCIES:
            message = _("There is no currency %(currency)s.") % {"currency": repr(self.currency)}
            wanted = _("a code of ISO 4217 such as JPY")
            raise InputError(message, field="currency", came=self.currency, wanted=wanted)
        _check_between("fiscal_start", self.fiscal_start, 12)
        _check_between("week_start", self.week_start, 7)
        return replace(self, name=name)


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        message = _("There is no language %(language)s here.") % {"language": repr(language)}
        raise InputError(message, field="language", came=language, wanted="ja, en")


def _check_timezone(name: str) -> None:
    if name not in available_timezones():
        message = _("There is no time zone %(zone)s.") % {"zone": repr(name)}
        raise InputError(message, field="timezone", came=name, wanted=_("an IANA name such as Asia/Tokyo"))


def _check_between(field: str, value: int, last: int) -> None:
    if not 1 <= value <= last:
        message = _("%(value)s is out of range.") % {"value": value}
        raise InputError(message, field=field, came=value, wanted=f"1–{last}")
