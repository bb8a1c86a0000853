"""The token of a link by which a customer sees their plan.

Signed with the installation's key for this purpose alone, bound to one link and one moment of expiry:
whoever changes a letter of it, or brings a token made for something else, has nothing.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core import signing

_PURPOSE = "onboarding.plan"
LASTS = timedelta(days=90)
SHORTEST, LONGEST_DAYS = 1, 365


def token_of(link: UUID, expires_at: datetime) -> str:
    """The token; the same link has the same one for as long as the key stays."""
    return signing.Signer(salt=_PURPOSE).sign_object([link.hex, int(expires_at.timestamp())])


def link_of(token: str, *, at: datetime) -> UUID | None:
    """The link that a token is of; None where it is not ours, or over by then."""
    try:
        link, expires = signing.Signer(salt=_PURPOSE).unsign_object(token)
        found, until = UUID(link), datetime.fromtimestamp(expires, UTC)
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    return found if at < until else None
