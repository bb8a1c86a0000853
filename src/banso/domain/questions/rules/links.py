"""The token of a link by which a customer answers a form.

Signed with the installation's key for this purpose alone, bound to one asking and one moment of expiry:
whoever changes a letter of it, or brings a token made for something else, has nothing.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core import signing

_PURPOSE = "questions.asking"
LASTS = timedelta(days=14)
SHORTEST, LONGEST_DAYS = 1, 90


@dataclass(frozen=True, slots=True)
class Bound:
    """What a token is bound to."""

    asking: UUID
    expires_at: datetime


def token_of(bound: Bound) -> str:
    """The token; the same link has the same one for as long as the key stays."""
    given = [bound.asking.hex, int(bound.expires_at.timestamp())]
    return signing.Signer(salt=_PURPOSE).sign_object(given)


def bound_of(token: str, *, at: datetime) -> Bound | None:
    """What the token is bound to; None where it is not ours, or over by then."""
    try:
        asking, expires = signing.Signer(salt=_PURPOSE).unsign_object(token)
        found = Bound(UUID(asking), datetime.fromtimestamp(expires, UTC))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    return found if at < found.expires_at else None
