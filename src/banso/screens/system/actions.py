"""Trying again what failed: jobs, and answers to facts."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from banso.domain.workspaces.actions import note
from banso.engine.journal import reactions
from banso.kit.actor import Actor
from banso.kit.errors import Conflict
from banso.screens.system.queries import failed_job


def try_again(slug: str, job_id: UUID, *, by: Actor) -> None:
    """Put a failed job of the workspace back into the queue.

    Raises:
        NotFound: there is no such failed job here.
        Conflict: somebody else has tried it again meanwhile.
    """
    job = failed_job(slug, job_id)
    with transaction.atomic():
        moved = DBTaskResult.objects.filter(pk=job.pk, status=TaskResultStatus.FAILED).update(
            status=TaskResultStatus.READY, started_at=None, finished_at=None,
            exception_class_path="", traceback="",
        )  # fmt: skip
        if not moved:
            raise Conflict(_("Somebody has tried it again already."))
        note("job.tried_again", target=job.task_path.rpartition(".")[2], by=by)


def answer_again(*, by: Actor) -> int:
    """Have every answer to a fact that failed or was set aside here tried anew; returns how many."""
    with transaction.atomic():
        count = reactions.try_again()
        if count:
            note("reactions.retried", by=by, count=count)
    return count
