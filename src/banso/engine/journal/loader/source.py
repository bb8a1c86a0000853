"""What a loader moves: the seam between the runner and each log.

How a batch comes in exactly once in effect, whatever dies in between:

1. `plan` commits how far the next batch reaches (`LoaderOffset.upto`), before anything is inserted;
2. the rows of (seq, upto] are inserted with a token that is made of those two numbers;
3. `done` commits the new offset.

Whoever starts after a crash finds the plan (`is_repeated`) and sends the same rows with the same token again,
which the column store drops if it has them, in the tables behind its materialised views as well. The store
writes its tokens at once but does not fsync them: after a power cut the rows are there and the token may not
be. So a source looks, before it repeats a batch, whether the rows are there already.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from django.db import transaction

from banso.engine.journal.models import LoaderOffset


@dataclass(frozen=True, slots=True)
class Plan:
    """A batch: the rows after `after`, up to and with `upto`."""

    name: str
    after: int
    upto: int
    is_repeated: bool = False

    @property
    def token(self) -> str:
        return f"{self.name}:{self.after}:{self.upto}"


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows of one day: how many, and the sum of their hashes modulo 2^64."""

    count: int = 0
    digest: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """A day on which the log and the column store do not hold the same rows.

    Attributes:
        source: the source's name.
        day: the UTC day on which the rows were recorded.
    """

    source: str
    workspace: UUID
    day: date
    log: Tally
    store: Tally


@dataclass(frozen=True, slots=True)
class Status:
    """How far a source has come.

    Attributes:
        loaded: the last seq in the column store.
        newest: the last seq in the log.
        oldest_waiting: when the oldest row that waits was recorded; None when none waits.
    """

    name: str
    loaded: int
    newest: int
    waiting: int
    oldest_waiting: datetime | None


class Source(Protocol):
    """One log and its way into the column store. Called by one process at a time."""

    @property
    def name(self) -> str:
        """Under which its offset is kept; never changes."""

    def load_batch(self) -> int:
        """Load the next rows in order and move the offset; returns how many, 0 when all is loaded."""

    def status(self) -> Status: ...

    def verify(self) -> list[Difference]:
        """Compare what is loaded, by workspace and day, with the log."""

    def rebuild(self, *, partly: bool = False) -> None:
        """Empty this source's tables and set its offset to 0; the runner then loads everything again.

        Raises:
            Conflict: its log was cut, and `partly` is False.
        """


def loaded(name: str) -> int:
    """The last seq of a source that is in the column store."""
    return LoaderOffset.objects.filter(name=name).values_list("seq", flat=True).first() or 0


def plan(name: str, newest: int, size: int) -> Plan | None:
    """Commit to the next batch: at most `size` numbers long and not beyond `newest`.

    Returns:
        The batch, or the one that was planned before and not finished; None when nothing is left.
    """
    # durable: a batch planned inside a transaction that is rolled back would be sent twice.
    with transaction.atomic(durable=True):
        offset, _ = LoaderOffset.objects.get_or_create(name=name)
        if offset.upto is not None:
            return Plan(name, offset.seq, offset.upto, is_repeated=True)
        if newest <= offset.seq:
            return None
        offset.upto = min(newest, offset.seq + size)
        offset.save(update_fields=["upto"])
        return Plan(name, offset.seq, offset.upto)


def done(batch: Plan) -> None:
    """Commit that a batch is in the column store."""
    with transaction.atomic(durable=True):
        LoaderOffset.objects.filter(name=batch.name, seq=batch.after).update(seq=batch.upto, upto=None)


def start_over(name: str) -> None:
    """Forget how far a source has come."""
    with transaction.atomic(durable=True):
        LoaderOffset.objects.update_or_create(name=name, defaults={"seq": 0, "upto": None})


def tell(name: str, number: int) -> None:
    """Commit how far a source has come that keeps its offset elsewhere; each number is larger than the last.

    Answers are kept under these numbers: rows that come or change under an old number are never seen.
    """
    if number != loaded(name):
        LoaderOffset.objects.update_or_create(name=name, defaults={"seq": number, "upto": None})
