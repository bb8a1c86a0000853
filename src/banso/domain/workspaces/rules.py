"""Which role may do what, and what a key looks like: pure."""

import hashlib
import re
import secrets
import unicodedata
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import available_timezones

from banso.kit.access import PRIVATE_AREAS
from banso.kit.errors import InputError, NotAllowed
from banso.kit.money import CURRENCIES

# Permissions are "<area>.<verb>"; "*.view" is every area's view, "accounts.*" every verb of accounts.
ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    "owner": frozenset({"*"}),
    "admin": frozenset(
        {"*.view", "*.edit", "*.manage", "*.export", "people.*", "keys.*", "audit.*", "workspace.*"}
    ),
    "manager": frozenset(
        {"*.view", "*.edit", "*.export", "kpis.manage", "imports.manage", "segments.manage"}
    ),
    "sales": frozenset({"*.view", "accounts.edit", "contracts.edit", "segments.edit", "accounts.export"}),
    "csm": frozenset({"*.view", "accounts.edit", "contracts.edit", "segments.edit", "*.export"}),
    "support": frozenset({"*.view", "accounts.edit", "segments.edit"}),
    "viewer": frozenset({"*.view"}),
}

# How long the answer to a call with an Idempotency-Key is kept.
KEPT_FOR = timedelta(hours=24)

LANGUAGES = ("ja", "en")
EVERYTHING = frozenset({"*"})
# Every permission there is. A door that asks for another one fails tests/test_permissions.py.
PERMISSIONS: dict[str, tuple[str, ...]] = {
    "accounts": ("view", "edit", "manage", "export"),
    "contracts": ("view", "edit", "manage", "export"),
    "usage": ("view", "manage", "export"),
    "facts": ("view", "export"),
    "kpis": ("view", "edit", "manage", "export"),
    "segments": ("view", "edit", "manage"),
    "imports": ("view", "edit", "manage"),
    "people": ("view", "manage"),
    "keys": ("view", "manage"),
    "audit": ("view", "export"),
    "workspace": ("view", "manage"),
}

# A key's successor and the key itself both open doors for at most this long.
LONGEST_OVERLAP = timedelta(days=30)
LAST_USED_GRAIN = timedelta(minutes=1)
INVITATION_LASTS = timedelta(days=7)

_KEY_PREFIX = {"api": "bns_", "write": "bnw_"}
_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """The union of what the roles allow; unknown roles allow nothing."""
    return frozenset().union(*(ROLE_PERMISSIONS.get(role, frozenset()) for role in roles))


def checked_roles(roles: Iterable[str]) -> list[str]:
    """The roles in their order of rank, each once.

    Raises:
        InputError: none, or one that does not exist.
    """
    asked = set(roles)
    unknown = asked - set(ROLE_PERMISSIONS)
    if unknown or not asked:
        raise InputError(
            f"unknown role: {', '.join(sorted(unknown))}" if unknown else "no role was chosen",
            field="roles", came=", ".join(sorted(asked)), wanted=", ".join(ROLE_PERMISSIONS),
        )  # fmt: skip
    return [role for role in ROLE_PERMISSIONS if role in asked]


def check_may_grant(granting: Iterable[str], roles: Iterable[str], *, before: Iterable[str]) -> None:
    """Only an owner makes an owner, or touches an owner's seat.

    Raises:
        NotAllowed: `granting` holds no owner's role while `roles` or `before` do.
    """
    if "owner" in {*roles, *before} and "owner" not in set(granting):
        raise NotAllowed("only an owner may give or take an owner's role")


def scope_choices() -> list[str]:
    """Every scope that an API key can be given: whole verbs first, then area by area."""
    verbs = ["*.view", "*.edit", "*.manage", "*.export"]
    return verbs + [f"{area}.{verb}" for area, verbs_of in PERMISSIONS.items() for verb in verbs_of]


def covers(held: frozenset[str], scope: str) -> bool:
    """Whether whoever holds `held` also holds everything that `scope` opens."""
    if "*" in held or scope in held:
        return True
    area, _, verb = scope.partition(".")
    if area == "*":
        return False
    return f"{area}.*" in held or (area not in PRIVATE_AREAS and f"*.{verb}" in held)


def checked_scopes(kind: str, scopes: Iterable[str], *, held: frozenset[str]) -> list[str]:
    """The scopes of a new key in the order of the list, each once.

    Raises:
        InputError: an unknown kind or scope, an API key without any, or a write key with one.
        NotAllowed: a scope opens more than `held` does.
    """
    if kind not in _KEY_PREFIX:
        raise InputError(f"unknown kind of key: {kind}", field="kind", came=kind, wanted="write or api")
    asked = set(scopes)
    if kind == "write":
        if asked:
            raise InputError(
                "a write key has no scopes: it can only send tracking calls",
                field="scopes", came=", ".join(sorted(asked)), wanted="none",
            )  # fmt: skip
        return []
    unknown = asked - set(scope_choices())
    if unknown or not asked:
        raise InputError(
            f"unknown scope: {', '.join(sorted(unknown))}" if unknown else "no scope was chosen",
            field="scopes", came=", ".join(sorted(asked)), wanted=", ".join(scope_choices()),
        )  # fmt: skip
    beyond = sorted(scope for scope in asked if not covers(held, scope))
    if beyond:
        raise NotAllowed(f"this goes beyond your own permissions: {', '.join(beyond)}")
    return [scope for scope in scope_choices() if scope in asked]


def checked_name(name: str, *, longest: int = 80) -> str:
    """A name of one to `longest` characters without line breaks or control characters.

    Raises:
        InputError: it is empty, too long, or holds such a character.
    """
    name = name.strip()
    if not 1 <= len(name) <= longest or any(
        unicodedata.category(char) in {"Cc", "Zl", "Zp"} for char in name
    ):
        raise InputError(
            "the name cannot be used",
            field="name",
            came=name,
            wanted=f"1 to {longest} characters on one line",
        )
    return name


def checked_slug(slug: str) -> str:
    """A workspace's part of the address.

    Raises:
        InputError: it could not stand in an address.
    """
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])", slug):
        raise InputError(
            f"{slug!r} cannot stand in an address",
            field="slug", came=slug, wanted="2 to 50 of a-z, 0-9 and hyphens, such as harunire",
        )  # fmt: skip
    return slug


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
        if self.language not in LANGUAGES:
            raise InputError(
                f"unknown language {self.language!r}", field="language", came=self.language, wanted="ja or en"
            )
        if self.timezone not in available_timezones():
            raise InputError(
                f"unknown time zone {self.timezone!r}",
                field="timezone", came=self.timezone, wanted="an IANA name such as Asia/Tokyo",
            )  # fmt: skip
        if self.currency not in CURRENCIES:
            raise InputError(
                f"unknown currency {self.currency!r}",
                field="currency", came=self.currency, wanted="a code of ISO 4217 such as JPY",
            )  # fmt: skip
        for field, value, last in (
            ("fiscal_start", self.fiscal_start, 12),
            ("week_start", self.week_start, 7),
        ):
            if not 1 <= value <= last:
                raise InputError(
                    f"{field} {value} is out of range", field=field, came=value, wanted=f"1 to {last}"
                )
        return replace(self, name=name)


def new_secret(kind: str) -> str:
    """A fresh key: prefix, 160 bits of chance, and a checksum that secret scanners can verify."""
    body = "".join(secrets.choice(_BASE32) for _ in range(32))
    return f"{_KEY_PREFIX[kind]}{body}{_checksum(body)}"


def looks_like_key(text: str) -> bool:
    """Whether the text has a key's shape and its checksum agrees."""
    found = re.fullmatch(r"bn[sw]_([0-9a-z]{32})([0-9a-z]{6})", text)
    return bool(found) and _checksum(found[1]) == found[2]  # type: ignore[index]


def hashed(secret: str) -> str:
    """What is stored in place of a secret of 160 random bits: SHA-256 needs no salt there."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _checksum(body: str) -> str:
    value = zlib.crc32(body.encode())
    return "".join(_BASE32[value >> shift & 31] for shift in range(25, -1, -5))
