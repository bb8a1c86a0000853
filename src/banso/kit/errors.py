"""What can go wrong, as one tree.

BansoError
├── InputError   what came cannot be used; says what came and what is wanted
│   └── Lacking  several things are missing, each with what would fill it
├── NotAllowed   the person or key may not do this
├── NotFound     there is no such thing in this workspace
├── Conflict     somebody was faster, or the state does not allow it
│   └── Stale    it was changed since the caller read it
└── TooBusy      try again later; carries the seconds to wait
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace


class BansoError(Exception):
    """Root of the errors that a user can be told about."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InputError(BansoError):
    """Input that cannot be used.

    Attributes:
        field: the input's name as the sender wrote it, or "" for the whole.
        came: what was received, shortened for showing.
        wanted: what would have been accepted.
    """

    def __init__(self, message: str, *, field: str = "", came: object = "", wanted: str = "") -> None:
        super().__init__(message)
        self.field = field
        self.came = str(came)[:200]
        self.wanted = wanted


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing.

    Attributes:
        field: its name, as the sender writes it.
        message: a sentence that says what would fill it.
        code: what is wrong, for programs.
        href: the page on which it is filled, or "".
        item: its number, where it has one.
    """

    field: str
    message: str
    code: str = ""
    href: str = ""
    item: int | None = None


class Lacking(InputError):  # noqa: N818 - reads as a sentence where it is raised
    """Several things are missing before something may happen.

    Attributes:
        lacks: each of them.
    """

    def __init__(self, message: str, lacks: Sequence[Lack]) -> None:
        super().__init__(message)
        self.lacks = tuple(lacks)

    def lead_nowhere(self, advice: str) -> None:
        """Take the links away, where the thing to which they lead is not there; say instead what helps."""
        self.lacks = tuple(replace(each, href="") for each in self.lacks)
        self.message = f"{self.message} {advice}"


class NotAllowed(BansoError):  # noqa: N818 - reads as a sentence where it is raised
    """The actor may not do this."""


class NotFound(BansoError):  # noqa: N818
    """Nothing of that name in this workspace."""


class Conflict(BansoError):  # noqa: N818
    """The thing is not in the state that the act needs."""


class Stale(Conflict):
    """The caller saw an older state of it."""


class TooBusy(BansoError):  # noqa: N818
    """No room right now.

    Attributes:
        retry_after: seconds to wait before another try.
    """

    def __init__(self, message: str, *, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after
