"""Which role may do what, and what a key looks like: pure."""

import hashlib
import re
import secrets
import zlib
from collections.abc import Iterable

from banso.kit.errors import InputError

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
