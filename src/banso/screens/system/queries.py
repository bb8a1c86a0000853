"""What went wrong with jobs, as far as one workspace may know."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from banso.kit.errors import NotFound

SHOWN = 100


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that ended in an error.

    Attributes:
        what: the job's name.
        error: the error's class; its text may hold what is nobody's business here.
    """

    id: UUID
    what: str
    enqueued_at: datetime
    finished_at: datetime | None
    error: str
    tries: int


def failed_jobs(slug: str) -> list[FailedJob]:
    """The workspace's failed jobs, the newest first."""
    found = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).order_by("-finished_at")
    # Which workspace a job is of stands first in its arguments; the queue itself knows none.
    ours = (job for job in found.iterator() if _is_of(job, slug))
    return [_failed(job) for job, _place in zip(ours, range(SHOWN), strict=False)]


def failed_job(slug: str, job_id: UUID) -> "DBTaskResult[..., object]":
    """One of them.

    Raises:
        NotFound: there is none, it did not fail, or it is another workspace's.
    """
    job = DBTaskResult.objects.filter(pk=job_id, status=TaskResultStatus.FAILED).first()
    if job is None or not _is_of(job, slug):
        raise NotFound(_("There is no such failed job."))
    return job


def _is_of(job: "DBTaskResult[..., object]", slug: str) -> bool:
    args = job.args_kwargs.get("args") or []
    return bool(args) and args[0] == slug


def _failed(job: "DBTaskResult[..., object]") -> FailedJob:
    return FailedJob(
        job.pk, job.task_path.rpartition(".")[2], job.enqueued_at, job.finished_at,
        job.exception_class_path.rpartition(".")[2], len(job.worker_ids or []),
    )  # fmt: skip
