"""Work that follows from facts and failed."""

from dataclasses import dataclass
from datetime import datetime

from banso.engine.journal.fact import catalogue
from banso.engine.journal.reactions import reaction_failures, reaction_title

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class FailedWork:
    """A fact that was not answered.

    Attributes:
        title: what should have been done.
        fact: what it was to follow from, in words.
        recorded_at: when that was recorded.
        again_at: when it is tried again; None once it was set aside.
    """

    title: str
    fact: str
    recorded_at: datetime
    tries: int
    error: str
    again_at: datetime | None


def failed_work() -> list[FailedWork]:
    """The open workspace's oldest failures, at most fifty; what only waits behind one is left out."""
    return [
        FailedWork(
            reaction_title(each.reaction),
            _fact_title(each.entry.type),
            each.entry.recorded_at, each.tries, each.error,
            None if each.set_aside_at else each.again_at,
        )
        for each in reaction_failures().exclude(error="")[:_SHOWN]
    ]  # fmt: skip


def _fact_title(name: str) -> str:
    kind = catalogue.get(name)
    return str(kind.title) if kind else name
