"""Asking for a file, making it, and letting it go."""

import shutil
from datetime import timedelta
from typing import Final, Protocol

import structlog
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from banso.domain.work.actions import notify
from banso.domain.workspaces.actions import note
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.queries import access_of_person
from banso.integrations.exports.asking import Made, ask_again
from banso.integrations.exports.models import Export, State
from banso.integrations.exports.notices import FAILED, READY
from banso.integrations.exports.queries import past_keeping, silent
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import BansoError, Conflict
from banso.kit.tenancy import current_workspace, current_workspace_id

log = structlog.get_logger("banso.exports")
KEPT: Final = timedelta(days=7)
# What is over for good stays listed this long.
_LISTED: Final = timedelta(days=30)
MOST_ATTEMPTS: Final = 3


class Job(Protocol):
    """The task of `tasks`, which is built on these actions."""

    def enqueue(self, slug: str, export_id: str) -> object:
        """Put it into the queue."""
        ...


def ask(job: Job, person: Person, *, path: str, query: str, permission: str, file_name: str) -> Export:
    """Have a file made; the same file asked for twice is made once.

    Args:
        job: what makes it.
        person: who asks, and alone gets it.
        path: the export's address below /w/<slug>/.
        query: of the address, as it came.
        permission: what the address asks for.
        file_name: what the file will be called.
    """
    asked = {"person": person, "path": path, "query": query}
    with transaction.atomic():
        waiting = Export.objects.filter(**asked, state__in=[State.QUEUED, State.RUNNING]).first()
        if waiting is not None:
            return waiting
        export = Export.objects.create(
            **asked, workspace_id=current_workspace_id(), permission=permission, file_name=file_name[:250],
            language=translation.get_language() or "en", timezone=timezone.get_current_timezone_name(),
        )  # fmt: skip
        job.enqueue(current_workspace().slug, str(export.pk))
    return export


def ask_once_more(job: Job, export: Export) -> None:
    """Try again what could not be made, or make anew what is no longer kept.

    Raises:
        Conflict: it is being made, or there.
    """
    with transaction.atomic():
        changed = Export.objects.filter(pk=export.pk, state__in=[State.FAILED, State.EXPIRED]).update(
            state=State.QUEUED, attempts=0, failure="", asked_at=now(), finished_at=None, keep_until=None
        )
        if not changed:
            raise Conflict(_("This file is there, or being made."))
        job.enqueue(current_workspace().slug, str(export.pk))


def make(export: Export) -> Export:
    """Make the file, here and now; it ends in a notice, whatever becomes of it.

    Twice at once or twice in turn does no harm: the file is put into its place whole, and told once.
    """
    if not export.unfinished:
        return export
    with translation.override(export.language), timezone.override(export.timezone):
        if export.attempts >= MOST_ATTEMPTS:
            return _fail(export, _("The program ended several times while it made this file."))
        export.state, export.started_at, export.attempts = State.RUNNING, now(), export.attempts + 1
        export.save(update_fields=["state", "started_at", "attempts"])
        try:
            made = ask_again(export, access_of_person(export.person, current_workspace().slug))
        except (PermissionDenied, BansoError) as error:
            told = error.message if isinstance(error, BansoError) else _("You may no longer export this.")
            return _fail(export, told)
        except Exception:
            log.exception("an export failed", export=str(export.pk), path=export.path)
            return _fail(export, _("Something broke on our side. The server’s log says what."))
        return _finish(export, made)


def _finish(export: Export, made: Made) -> Export:
    export.state, export.finished_at, export.keep_until = State.READY, now(), now() + KEPT
    export.rows, export.size, export.replaced = made.rows, made.size, made.replaced
    export.content_type = made.content_type
    with transaction.atomic():
        export.save()
        note("export.made", target=export.file_name, by=_actor(export), rows=made.rows, path=export.path)
        notify(
            export.person_id, READY, href=f"exports/{export.pk}/file/", key=_key(export),
            detail={"name": export.file_name, "rows": made.rows, "until": export.keep_until.isoformat()},
        )  # fmt: skip
    return export


def _fail(export: Export, why: str) -> Export:
    export.state, export.finished_at, export.failure = State.FAILED, now(), why
    remove_file(export)
    with transaction.atomic():
        export.save()
        notify(
            export.person_id, FAILED, href="exports/", key=_key(export),
            detail={"name": export.file_name, "why": why},
        )  # fmt: skip
    return export


def discard(export: Export) -> None:
    """Remove a file and its entry.

    Raises:
        Conflict: it is being made.
    """
    if export.unfinished:
        raise Conflict(_("This file is being made; it can be removed once it is there."))
    remove_file(export)
    export.delete()


def tidy(job: Job) -> int:
    """Remove what is past keeping in the open workspace, and see to what died; returns how much was done.

    A file on which nobody works any more is put into the queue again; `make` gives up after three times.
    """
    done = 0
    for export in past_keeping(now()):
        remove_file(export)
        done += Export.objects.filter(pk=export.pk, state=State.READY).update(state=State.EXPIRED)
    for export in silent(now()):
        with transaction.atomic():
            found = Export.objects.filter(pk=export.pk, state=State.RUNNING, started_at=export.started_at)
            if found.update(state=State.QUEUED):
                export.progress.unlink(missing_ok=True)
                job.enqueue(current_workspace().slug, str(export.pk))
                done += 1
    over = Export.objects.filter(
        state__in=[State.FAILED, State.EXPIRED], finished_at__lt=now() - _LISTED
    )  # fmt: skip
    return done + over.delete()[0]


def remove_file(export: Export) -> None:
    shutil.rmtree(export.folder, ignore_errors=True)


def _actor(export: Export) -> Actor:
    return Actor("person", str(export.person_id), export.person.get_full_name())


def _key(export: Export) -> str:
    # Asked for once more, it is told once more.
    return f"export:{export.pk}:{export.asked_at.isoformat()}"
