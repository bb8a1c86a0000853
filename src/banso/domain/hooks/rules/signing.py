"""Signatures after the Standard Webhooks specification, version 1.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: the signed text is
id, timestamp (seconds) and body, with full stops between; HMAC-SHA256, in base64, behind "v1,". While a
secret is being changed the header holds one signature of each, with a blank between.
"""

import base64
import hmac
import secrets
from collections.abc import Mapping, Sequence
from typing import Final

PREFIX: Final = "whsec_"
# The specification wants 24 to 64 bytes.
_BYTES: Final = 32


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signature(secret: str, message: str, at: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message}.{at}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def signed_headers(keys: Sequence[str], message: str, at: int, body: bytes) -> Mapping[str, str]:
    """The headers of a message under each of the secrets, the newest first."""
    return {
        "Content-Type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(signature(key, message, at, body) for key in keys),
    }
