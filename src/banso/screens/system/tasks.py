"""Watching the parts: whoever runs a workspace hears of one that falls ill, once, and of its recovery."""

from datetime import timedelta

import structlog
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from banso.domain.work.actions import notify
from banso.domain.workspaces.queries import every_workspace, members_who_may
from banso.kit.clock import now
from banso.kit.tenancy import scope
from banso.screens.system.looks import FAILED_DAYS, PARTS, looked
from banso.screens.system.notes import read_note, write_note
from banso.screens.system.notices import ILL, WELL
from banso.screens.system.queries import failed_jobs

log = structlog.get_logger("banso.system")
DONE_DAYS = 30
# What is only worth a look on the page does not call anybody; a failed job does.
_TOLD_WHEN_WATCHED = frozenset({"jobs"})


def watch() -> int:
    """Look at every part and tell of what has changed; returns how many parts have."""
    before = read_note("watch")
    after = {part.slug: _is_ill(part.slug, looked(part).state) for part in PARTS}
    changed = [slug for slug, ill in after.items() if ill != bool(before.get(slug))]
    for slug in changed:
        log.warning("system part ill" if after[slug] else "system part well", part=slug)
        _tell(slug, ill=after[slug])
    if changed:
        write_note("watch", after)
    return len(changed)


def _is_ill(slug: str, state: str) -> bool:
    return state == "risk" or (state == "watch" and slug in _TOLD_WHEN_WATCHED)


def _tell(slug: str, *, ill: bool) -> None:
    for workspace in every_workspace():
        with scope(workspace=workspace):
            # A job is its workspace's own business.
            if slug == "jobs" and ill and not failed_jobs(workspace.slug):
                continue
            for person in members_who_may("workspace.manage"):
                notify(person.pk, ILL if ill else WELL, detail={"part": slug}, href="settings/system/")


def tidy_jobs() -> int:
    """Forget jobs that are long done, and failed ones nobody has tried again; returns how many."""
    done, _ = DBTaskResult.objects.filter(
        status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now() - timedelta(days=DONE_DAYS)
    ).delete()
    failed, _ = DBTaskResult.objects.filter(
        status=TaskResultStatus.FAILED, finished_at__lt=now() - timedelta(days=FAILED_DAYS + DONE_DAYS)
    ).delete()
    return done + failed
