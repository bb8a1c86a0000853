"""The worker: brings facts and usage into the column store, answers facts, runs jobs, tidies up.

What people wait for at this moment, mails and webhooks, has lanes of its own: a long load, or a mail server
that is slow, keeps nothing else waiting. Of several workers on one database all run jobs, and one leads: it
alone does the rest.
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
# Longer than a turn of mails with a server that does not answer. A lane that is stuck for longer has the
# worker give no sign of life any more, which /readyz and the page of the system say.
_LANE_SECONDS = 90.0


@dataclass(slots=True)
class Duty:
    """Something to be done again and again.

    Attributes:
        act: does a piece of it; returns how much was done, 0 for nothing to do.
        every: seconds to rest when there was nothing to do.
        lane: duties of one lane take turns; lanes do not wait for one another.
        finish: ends what `act` has left under way, when the worker stops; for a lane of its own.
    """

    name: str
    act: Callable[[], int]
    every: float
    lane: str = ""
    finish: Callable[[], None] | None = None
    due_at: float = 0.0
    failures: int = field(default=0)


class Lane:
    """Duties that are taken in turn, in one thread."""

    def __init__(self, duties: Sequence[Duty], stop: threading.Event) -> None:
        self._duties = list(duties)
        self._stop = stop
        self._turned_at = time.monotonic()

    def is_stuck(self) -> bool:
        return time.monotonic() - self._turned_at > _LANE_SECONDS

    def run(self, leads: Callable[[], bool]) -> None:
        """Until the worker stops; as long as it leads."""
        while not self._stop.is_set():
            if leads():
                self.turn()
            else:
                self.idle()
        self._finish()

    def _finish(self) -> None:
        for duty in self._duties:
            if duty.finish is not None:
                try:
                    duty.finish()
                except Exception:
                    log.exception("duty not finished", duty=duty.name)

    def idle(self) -> None:
        self._turned_at = time.monotonic()
        self._stop.wait(_ASK_SECONDS)

    def turn(self) -> None:
        """Everything that is due once; then rest until the next is."""
        self._turned_at = time.monotonic()
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


class Worker:
    """Each lane of duties has a thread, the first one this; so have jobs, for they may take long."""

    def __init__(self, duties: Sequence[Duty]) -> None:
        self._stop = threading.Event()
        names = dict.fromkeys(duty.lane for duty in duties)
        lanes = {name: Lane([duty for duty in duties if duty.lane == name], self._stop) for name in names}
        self._first = lanes.pop("")
        self._others = lanes
        self._lead = Lead()
        self._leads = False

    def run(self) -> None:
        """Until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        threads = [threading.Thread(target=run_jobs, args=(self._stop,), name="jobs", daemon=True)]
        for name, lane in self._others.items():
            threads.append(
                threading.Thread(target=lane.run, args=(self._is_leading,), name=name, daemon=True)
            )
        for thread in threads:
            thread.start()
        while not self._stop.is_set():
            if not any(lane.is_stuck() for lane in self._others.values()):
                beat()
            # A claim is used by one thread: the others go by what this one found.
            self._leads = self._lead.is_ours()
            if self._leads:
                self._first.turn()
            else:
                self._first.idle()
        deadline = time.monotonic() + _STOP_SECONDS
        for thread in threads:
            thread.join(max(0.1, deadline - time.monotonic()))
        self._lead.close()

    def _is_leading(self) -> bool:
        return self._leads


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
