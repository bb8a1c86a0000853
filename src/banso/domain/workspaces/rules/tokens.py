"""What a key looks like, how long things last, and what is stored in place of a secret."""

import hashlib
import re
import zlib
from datetime import timedelta
from secrets import choice

# How long the answer to a call with an Idempotency-Key is kept.
KEPT_FOR = timedelta(hours=24)
# A key's successor and the key itself both open doors for at most this long.
LONGEST_OVERLAP = timedelta(days=30)
LAST_USED_GRAIN = timedelta(minutes=1)
INVITATION_LASTS = timedelta(days=7)
SET_UP_LASTS = timedelta(days=1)
SIGN_IN_LASTS = timedelta(hours=1)

_KEY_PREFIX = {"api": "bns_", "write": "bnw_"}
_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"


def new_secret(kind: str) -> str:
    """A fresh key: prefix, 160 bits of chance, and a checksum that secret scanners can verify."""
    body = "".join(choice(_BASE32) for _ in range(32))
    return f"{_KEY_PREFIX[kind]}{body}{_checksum(body)}"


def looks_like_key(text: str) -> bool:
    """Whether the text has a key's shape and its checksum agrees."""
    found = re.fullmatch(r"bn[sw]_([0-9a-z]{32})([0-9a-z]{6})", text)
    return bool(found) and _checksum(found[1]) == found[2]  # type: ignore[index]


def token_hash(purpose: str, token: str) -> str:
    """What is stored of a one-time link; a token made for one purpose opens no other door."""
    return hashed(f"{purpose}:{token}")


def hashed(secret: str) -> str:
    """What is stored in place of a secret of 160 random bits: SHA-256 needs no salt there."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _checksum(body: str) -> str:
    value = zlib.crc32(body.encode())
    return "".join(_BASE32[value >> shift & 31] for shift in range(25, -1, -5))
