"""The secret part of a calendar's address.

Signed with the installation's key for this purpose alone, and bound to one calendar and one generation of
its address: whoever changes a letter of it, or brings a token made for something else, has nothing.
"""

from uuid import UUID

from django.core import signing

_PURPOSE = "work.calendar"


def token_of(feed: UUID, generation: int) -> str:
    return signing.Signer(salt=_PURPOSE).sign_object([feed.hex, generation])


def feed_of(token: str) -> tuple[UUID, int] | None:
    """Which calendar and generation a token is of; None where it is not ours."""
    try:
        feed, generation = signing.Signer(salt=_PURPOSE).unsign_object(token)
        return UUID(feed), int(generation)
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
