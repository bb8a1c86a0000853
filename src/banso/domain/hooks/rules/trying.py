"""When a delivery is tried again, and when an endpoint is given up."""

from datetime import timedelta
from typing import Final

_PAUSES: Final = (
    timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30),
    timedelta(hours=2), timedelta(hours=5), timedelta(hours=10), timedelta(hours=14), timedelta(hours=20),
    timedelta(hours=24),
)  # fmt: skip
# An endpoint that gave no good answer for so long is switched off.
PATIENCE: Final = timedelta(days=5)
# For so long the secret before signs as well.
OVERLAP: Final = timedelta(hours=24)
# The last try is over within so long, whatever becomes of it; longer than a call may take.
LEASE: Final = timedelta(minutes=1)
GONE: Final = 410


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries, the one that is being made included; None after the last.

    The last comes a little more than three days after the first.
    """
    return _PAUSES[tries - 1] if tries <= len(_PAUSES) else None


def tries_left(tries: int) -> bool:
    """Whether another try may follow so many."""
    return tries <= len(_PAUSES)


def is_good(status: int | None) -> bool:
    """Whether an answer means that the message was taken; a redirect is not followed, and is none."""
    return status is not None and 200 <= status < 300  # noqa: PLR2004 - of HTTP
