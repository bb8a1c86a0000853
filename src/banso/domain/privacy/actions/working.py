"""Carrying an erasure out: class by class, each whole, so that a case that was broken off goes on."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import Q

from banso.domain.privacy.actions.asking import SEALED
from banso.domain.privacy.actions.files import forget_old_exports
from banso.domain.privacy.actions.restored import erase_again, write_erasures
from banso.domain.privacy.definitions import Holding, holdings
from banso.domain.privacy.models import Case, CaseKind, CaseState
from banso.domain.privacy.queries.cases import BEAT, SILENT, receipt_of
from banso.domain.privacy.rules import Subject, receipt_hash
from banso.domain.workspaces.actions import note
from banso.engine.journal.usage.database import AWAY
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import BansoError
from banso.kit.sealing import unseal
from banso.kit.tenancy import scope, scopes_disabled

log = structlog.get_logger("banso.privacy")
# Before what was in the way is tried again.
_PAUSE = timedelta(minutes=1)
# The loader was busy, the store or a database away, the disk full: it goes on by itself.
_PASSING: Final = (BansoError, OperationalError, InterfaceError, OSError, *AWAY)


def carry_out(case_id: UUID) -> Case | None:
    """Erase what the case asks for, here and now, from where it stands; ends in a receipt.

    Two at once do no harm: the second leaves it to the first.

    Returns:
        The case, or None where there is nothing to do or somebody else is at it.
    """
    at = now()
    quiet = Q(beat_at=None) | Q(beat_at__lt=at - SILENT)
    mine = Case.objects.filter(
        quiet, pk=case_id, kind=CaseKind.ERASURE, not_before__lte=at,
        state__in=[CaseState.QUEUED, CaseState.RUNNING],
    )  # fmt: skip
    if not mine.update(state=CaseState.RUNNING, beat_at=at, failure=""):
        return None
    case = Case.objects.get(pk=case_id)
    try:
        with _beating(case):
            subject = Subject.read(unseal(case.subject, purpose=SEALED))
            for holding in holdings().values():
                if holding.slug not in case.steps:
                    _step(case, holding, subject)
            forget_old_exports(at_once=True)
            _finish(case)
    except _PASSING as error:
        log.warning("erasure waits", case=case.number, exc_info=error)
        _leave(case, CaseState.QUEUED, error, now() - SILENT + _PAUSE)
        return None
    except Exception as error:
        log.exception("erasure stopped", case=case.number)
        _leave(case, CaseState.FAILED, error, now())
        raise
    _afterwards(case)
    return case


def _leave(case: Case, state: CaseState, error: Exception, beat_at: datetime) -> None:
    # An error's words may hold a row's content; its kind is enough for the page, the rest is in the log.
    told = str(error)[:500] if isinstance(error, BansoError) else type(error).__name__
    # Only where it is still at work: what is done stays done.
    Case.objects.filter(pk=case.pk, state=CaseState.RUNNING).update(
        state=state, beat_at=beat_at, failure=told
    )


@contextmanager
def _beating(case: Case) -> Iterator[None]:
    """Say that somebody is at it, also within a step that takes long."""
    stop = Event()

    def beat() -> None:
        try:
            while not stop.wait(BEAT.total_seconds()):
                with scopes_disabled():
                    Case.objects.filter(pk=case.pk, state=CaseState.RUNNING).update(beat_at=now())
        except DatabaseError:
            # Whoever takes the case for abandoned waits for the same lock, and then for the loader.
            log.warning("erasure beats no more", case=case.number, exc_info=True)
        finally:
            connection.close()

    thread = Thread(target=beat, name="erasure beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def erase_restored(home: Path, known: Iterable[dict[str, Any]] = ()) -> int:
    """After a restore: every erasure that came after the backup, once more, here and now; returns how many.

    Args:
        home: the data folder, whose own list came with the backup.
        known: the list that stood in the folder before, which is the newer one.
    """
    write_erasures(home, known)
    done = 0
    begun = (CaseState.QUEUED, CaseState.RUNNING, CaseState.FAILED)
    with scopes_disabled():
        # The backup may have been made in the middle of one.
        unfinished = Case.objects.filter(kind=CaseKind.ERASURE, state__in=begun)
        unfinished.update(state=CaseState.QUEUED, beat_at=None, steps=[], not_before=now())
        erase_again(home)
        waiting = list(unfinished.select_related("workspace"))
    for case in waiting:
        with scope(workspace=case.workspace):
            done += carry_out(case.pk) is not None
    return done


def _step(case: Case, holding: Holding, subject: Subject) -> None:
    terms = subject.terms(case.mark)
    if holding.whole:
        with transaction.atomic():
            _note_step(case, holding, holding.erase(subject, terms))
    else:
        _note_step(case, holding, holding.erase(subject, terms))


def _note_step(case: Case, holding: Holding, count: int) -> None:
    case.counts = {**case.counts, holding.slug: count}
    case.steps = [*case.steps, holding.slug]
    case.beat_at = now()
    case.save(update_fields=["counts", "steps", "beat_at"])


def _finish(case: Case) -> None:
    by = Actor("person", case.by_id, case.by_label)
    with transaction.atomic():
        case.state, case.subject, case.finished_at = CaseState.DONE, "", now()
        case.hash = receipt_hash(receipt_of(case))
        case.save(update_fields=["state", "subject", "finished_at", "hash"])
        note("privacy.erased", target=f"No. {case.number}", by=by, counts=case.counts, receipt=case.hash)


def _afterwards(case: Case) -> None:
    """What follows a finished erasure: none of it can undo it, and none keeps the other from happening."""
    try:
        write_erasures(settings.BANSO_HOME)
    except Exception:
        # The duty writes the list where it lacks one.
        log.exception("list of erasures not written", case=case.number)
    try:
        scrub()
    except Exception:
        log.exception("pages not let go of", case=case.number)


def scrub() -> None:
    """Let go of the records' pages as they were: SQLite's write-ahead log, and rows that PostgreSQL left."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()
        elif connection.vendor == "postgresql":
            cursor.execute("VACUUM")
