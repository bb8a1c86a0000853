"""Who holds personal data: every area says for itself what it holds on a person, and takes it out.

    register_holding(Holding("contacts", _("Contacts"), find=..., erase=...))
    register_finder(more_of_them)

Tables with a workspace need not be registered: their texts are read and cleaned by themselves.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from banso.domain.privacy.rules import Subject
from banso.engine.journal.erasing.terms import Terms

Finding = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Holding:
    """One class of data.

    Attributes:
        slug: how counts and receipts call it.
        find: everything of the class that names the person, as plain JSON.
        erase: takes it out; returns how much. May run again, and runs within a transaction if `whole`.
        whole: the erasure of the class happens as one.
    """

    slug: str
    title: Promise | str
    find: Callable[[Subject, Terms], Sequence[Finding]]
    erase: Callable[[Subject, Terms], int]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Kept:
    """A class of data, and how long it is kept.

    Attributes:
        about: what goes, in one sentence; of a class that is kept for good, why.
        remove: removes what is older than a moment in the open workspace; returns how much. None: it is kept
            for good, and nobody can say otherwise.
        shortest: no fewer days can be said.
        usual: days where nobody has said any; None = for good.
    """

    slug: str
    title: Promise | str
    about: Promise | str
    remove: Callable[[datetime], int] | None = None
    shortest: int = 7
    usual: int | None = None

    @property
    def bounded(self) -> bool:
        """Whether anybody may say how long."""
        return self.remove is not None


_holdings: dict[str, Holding] = {}
_finders: list[Callable[[Subject], None]] = []
_kept: dict[str, Kept] = {}


def register_holding(holding: Holding) -> None:
    """Make a class of personal data known; the same slug again replaces it."""
    _holdings[holding.slug] = holding


def register_finder(finder: Callable[[Subject], None]) -> None:
    """Register who can add to a subject what else is theirs."""
    if finder not in _finders:
        _finders.append(finder)


def register_kept(kept: Kept) -> None:
    """Make a class known for the page on how long data is kept; the same slug again replaces it."""
    _kept[kept.slug] = kept


def holdings() -> dict[str, Holding]:
    return dict(_holdings)


def finders() -> list[Callable[[Subject], None]]:
    return list(_finders)


def kept_classes() -> dict[str, Kept]:
    return dict(_kept)
