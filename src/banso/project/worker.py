"""The worker: brings facts and usage into the column store, answers facts, runs jobs, tidies up.

Of several workers on one database all run jobs, and one leads: it alone does the rest.
"""

import signal
import socket
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.conf import settings
from django.db import close_old_connections
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

from banso.kit.counting import JOBS
from banso.kit.heartbeat import beat
from banso.kit.postgresql.lead import Lead

log = structlog.get_logger("banso.worker")
_LONGEST_PAUSE = 30.0
_STOP_SECONDS = 15.0
# Who waits for the lead asks this often.
_ASK_SECONDS = 1.0
BEAT_SECONDS = 5.0


@dataclass(slots=True)
class Duty:
    """Something to be done again and again.

    Attributes:
        act: does a piece of it; returns how much was done, 0 for nothing to do.
        every: seconds to rest when there was nothing to do.
    """

    name: str
    act: Callable[[], int]
    every: float
    due_at: float = 0.0
    failures: int = field(default=0)


class Worker:
    """Takes duties in turn, one thread; jobs have a thread of their own, for they may take long."""

    def __init__(self, duties: Sequence[Duty]) -> None:
        self._duties = list(duties)
        self._stop = threading.Event()
        self._lead = Lead()

    def run(self) -> None:
        """Until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        jobs = threading.Thread(target=run_jobs, args=(self._stop,), name="jobs", daemon=True)
        jobs.start()
        while not self._stop.is_set():
            beat()
            self.turn()
        self._lead.close()
        jobs.join(_STOP_SECONDS)

    def turn(self) -> None:
        """Everything that is due once; then rest until the next is."""
        if not self._lead.is_ours():
            self._stop.wait(_ASK_SECONDS)
            return
        for duty in self._duties:
            if not self._stop.is_set() and time.monotonic() >= duty.due_at:
                self._do(duty)
        close_old_connections()
        rest = min(duty.due_at for duty in self._duties) - time.monotonic()
        if rest > 0:
            self._stop.wait(min(rest, BEAT_SECONDS))

    def _do(self, duty: Duty) -> None:
        try:
            done = duty.act()
        except Exception:
            # One duty's trouble must not stop the others; it is tried again, ever more slowly.
            duty.failures += 1
            pause = min(2.0 ** min(duty.failures, 10) * duty.every, _LONGEST_PAUSE)
            log.exception("duty failed", duty=duty.name, failures=duty.failures, again_in=pause)
            duty.due_at = time.monotonic() + pause
            close_old_connections()
        else:
            duty.failures = 0
            duty.due_at = time.monotonic() + (0 if done else duty.every)


def worker_name() -> str:
    """The same after a restart, so that what this one had begun is known to be abandoned.

    A data folder has one worker; another one's, on the same machine, may be at work.
    """
    folder = zlib.crc32(str(settings.BANSO_HOME).encode())
    return f"{socket.gethostname()[:40]}-{folder:08x}"


def take_back_abandoned() -> int:
    """Jobs that died with the last worker of this name are ready again: every job may run twice."""
    taken = 0
    for job in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
        if job.worker_ids and job.worker_ids[-1] == worker_name():
            taken += DBTaskResult.objects.filter(pk=job.pk, status=TaskResultStatus.RUNNING).update(
                status=TaskResultStatus.READY, started_at=None
            )
    return taken


class Jobs(TaskWorker):
    """django-tasks-db's own loop, stopped by our event in place of signals."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(
            queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False,
            max_tasks=None, worker_id=worker_name(), excluded_queue_names=[],
        )  # fmt: skip
        self._stop = stop

    def run_task(self, db_task_result: "DBTaskResult[..., Any]") -> None:
        super().run_task(db_task_result)
        JOBS.labels(db_task_result.task_path.rpartition(".")[2], str(db_task_result.status).lower()).inc()
        self.running = not self._stop.is_set()


def run_jobs(stop: threading.Event, *, every: float = 0.5) -> None:
    """Run queued jobs until `stop`; the one that runs is finished first."""
    jobs = Jobs(stop)
    begun = False
    while not stop.is_set():
        try:
            if not begun:
                take_back_abandoned()
                begun = True
            jobs.run()
        except Exception:
            log.exception("the job queue failed")
            stop.wait(5.0)
        finally:
            close_old_connections()
        stop.wait(every)
