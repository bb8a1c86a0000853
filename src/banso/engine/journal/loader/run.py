"""Running the loader: one process at a time, from where the last one stopped."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from banso.engine.journal.column import store
from banso.engine.journal.column.errors import ColumnError, Unavailable
from banso.engine.journal.column.home import EngineHome, turn
from banso.engine.journal.loader.facts import FactsSource
from banso.engine.journal.loader.source import Difference, Source, Status, loaded
from banso.engine.journal.loader.usage import UsageSource
from banso.engine.journal.loader.whole import (
    all_is_loaded,
    begin_anew,
    begin_anew_if_lost,
    begin_with,
    is_being_erased,
)
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.record import journal_position
from banso.engine.journal.usage.instructions import is_waiting, newest_instruction
from banso.kit.clock import now
from banso.kit.counting import LOADED_ROWS
from banso.kit.errors import TooBusy
from banso.kit.tenancy import scopes_disabled

PATIENCE_SECONDS = 60.0
_POLL = 0.02
_MICROSECOND = timedelta(microseconds=1)
# Any number that nothing else in the database locks by; "banso" on a telephone's keys.
_LOCK = 22676

_SOURCES: tuple[Source, ...] = (FactsSource(), UsageSource())


def sources() -> tuple[Source, ...]:
    """Every log that is loaded, in the order in which they are."""
    return _SOURCES


def catch_up(*, patience: float = PATIENCE_SECONDS, batches: int | None = None) -> int:
    """Load everything that is final now; returns the length of what was loaded.

    Args:
        patience: seconds to wait for another process that loads.
        batches: stop after so many of each source, for whoever has something else to do as well; while
            products send without a pause there is no end to reach.

    On PostgreSQL a row is final when no transaction is open that may still come before it; to be sure of
    one's own facts, call `wait_until`.

    Raises:
        TooBusy: another process held the loader for `patience` seconds.
        ColumnError: the column store refused or could not be reached.
    """
    with loading(patience):
        return load_all(batches)


@contextmanager
def at_rest(*, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Nobody loads within the block, and no batch is on its way.

    Raises:
        TooBusy: another process held the loader for `patience` seconds.
        ColumnError: the column store refused or could not be reached.
    """
    with loading(patience):
        # A batch that somebody left half done is carried out first.
        load_all(batches=1)
        yield


def put_back(insert: Callable[[], None]) -> int:
    """Take rows of usage that fit the loader's memory, load the facts anew, and go on from there.

    Args:
        insert: puts the usage into the column store.
    """
    with loading(PATIENCE_SECONDS):
        begin_anew()
        insert()
        for source in sources():
            if source.name == FactsSource.name:
                source.rebuild()
        # Not before: whoever is killed up to here leaves a store that does not hold what the memory says.
        begin_with(store().life())
        return load_all()


def wait_until(seq: int | None = None, *, patience: float = PATIENCE_SECONDS) -> None:
    """Return when the column store holds the journal up to `seq` (default: up to now).

    Whoever loads does: the worker, or this process if nobody else is at it.

    Raises:
        TooBusy: it took longer than `patience` seconds.
    """
    wanted = journal_position() if seq is None else seq
    deadline = time.monotonic() + patience
    while loaded(FactsSource.name) < wanted:
        if time.monotonic() > deadline:
            behind = _("the column store is %(n)d facts behind")
            raise TooBusy(behind % {"n": _waiting()}, retry_after=5)
        try:
            with loading(0):
                moved = _load_facts()
        except TooBusy:
            moved = 0
        if not moved:
            time.sleep(_POLL)


def settle() -> datetime:
    """Wait until the column store holds all that was recorded by now, and return that now.

    Not within a transaction: writers that may still record something earlier are waited for.

    Raises:
        TooBusy: a writer, or whoever loads, took too long.
    """
    moment = _moment_without_writers()
    wait_until()
    ends = {source.name: source.status().newest for source in sources()}
    told = newest_instruction()
    # No further than to what was there: while products send without a pause there is no other end.
    while is_waiting(told) or any(source.status().loaded < ends[source.name] for source in sources()):
        if not catch_up(batches=1):
            break
    return moment


def _moment_without_writers() -> datetime:
    try:
        # On SQLite atomic() itself is a writer's turn.
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("LOCK TABLE journal_journalentry IN SHARE ROW EXCLUSIVE MODE")
            return now()
    except OperationalError as error:
        raise TooBusy(_("another process is writing to the journal"), retry_after=5) from error


class Present:
    """The newest moment of which the column store knows everything: for pages, which cannot wait long.

    After waiting in vain it answers at once for a while, with the moment before the first fact that is
    missing.
    """

    def __init__(self, *, patience: float = 1.0, pause: float = 2.0) -> None:
        self._patience = patience
        self._pause = pause
        self._not_before = 0.0

    def moment(self) -> datetime:
        moment, (wanted, reached) = now(), _positions()
        # What this very transaction has recorded nobody can load yet.
        if reached >= wanted or connection.in_atomic_block:
            return moment
        if time.monotonic() >= self._not_before:
            try:
                wait_until(wanted, patience=self._patience)
            except (TooBusy, ColumnError):
                self._not_before = time.monotonic() + self._pause
            else:
                return moment
        return self._before_what_waits(moment)

    def _before_what_waits(self, moment: datetime) -> datetime:
        with scopes_disabled():
            waiting = JournalEntry.objects.filter(seq__gt=loaded(FactsSource.name))
            oldest = waiting.aggregate(oldest=Min("recorded_at"))["oldest"]
        return moment if oldest is None else min(moment, oldest - _MICROSECOND)


present = Present().moment


def _waiting() -> int:
    # Not a difference of numbers: on PostgreSQL a transaction that is rolled back leaves a gap.
    with scopes_disabled():
        return JournalEntry.objects.filter(seq__gt=loaded(FactsSource.name)).count()


def _positions() -> tuple[int, int]:
    """The newest fact's seq and the last that is loaded, in one statement: every page asks."""
    with scopes_disabled(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT COALESCE(MAX(seq), 0) FROM journal_journalentry),"
            " (SELECT COALESCE(MAX(seq), 0) FROM journal_loaderoffset WHERE name = %s)",
            [FactsSource.name],
        )
        newest, reached = cursor.fetchone()
    return int(newest), int(reached)


def status() -> list[Status]:
    """How far each source has come."""
    return [source.status() for source in sources()]


def verify() -> list[Difference]:
    """Every workspace and day on which log and column store differ; empty when they agree."""
    with loading(PATIENCE_SECONDS):
        return [difference for source in sources() for difference in source.verify()]


def rebuild(*names: str, partly: bool = False) -> int:
    """Throw away what the column store holds of the named sources (default: all) and load it again.

    Raises:
        Conflict: a log was cut, so what came before would be lost, and `partly` is False.
    """
    with loading(PATIENCE_SECONDS):
        # The one that may refuse goes first.
        for source in reversed(sources()):
            if not names or source.name in names:
                source.rebuild(partly=partly)
        return load_all()


def load_all(batches: int | None = None) -> int:
    """Load what is there, for who holds `loading`; nothing while a person is half erased."""
    if is_being_erased():
        return 0
    begin_anew_if_lost(sources())
    total = 0
    is_all = True
    for source in sources():
        turns = count() if batches is None else range(batches)
        for _turn in turns:
            moved = source.load_batch()
            if not moved:
                break
            LOADED_ROWS.labels(source.name).inc(moved)
            total += moved
        else:
            is_all = False
    if is_all:
        all_is_loaded()
    return total


def _load_facts() -> int:
    if is_being_erased():
        return 0
    (facts,) = (source for source in sources() if source.name == FactsSource.name)
    total = 0
    while moved := facts.load_batch():
        total += moved
    return total


@contextmanager
def loading(patience: float) -> Iterator[None]:
    """Hold the loader: by the database where several machines share one, else by a file."""
    if connection.vendor == "postgresql":
        with _database_turn(patience):
            yield
        return
    home = EngineHome(Path(settings.BANSO_HOME))
    try:
        with turn(home.folder / "loading", patience=patience):
            yield
    except Unavailable as error:
        raise TooBusy(_("another process is loading the column store"), retry_after=5) from error


@contextmanager
def _database_turn(patience: float) -> Iterator[None]:
    deadline = time.monotonic() + patience
    while not _try_lock():
        if time.monotonic() > deadline:
            raise TooBusy(_("another process is loading the column store"), retry_after=5)
        time.sleep(_POLL)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _try_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])
