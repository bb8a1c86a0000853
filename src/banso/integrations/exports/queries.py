"""Every read of files that were asked for."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.integrations.exports.models import Export, State
from banso.kit.errors import NotFound

# A worker that is at work says so every thousand rows; the first may take a while to come.
SILENT: Final = timedelta(minutes=10)


def exports_of(person_id: UUID | None) -> QuerySet[Export]:
    """What a person asked for in the open workspace, the newest first."""
    return Export.objects.filter(person=person_id)


def export_of(export_id: UUID, person_id: UUID | None) -> Export:
    """One of the person's own files.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    found = exports_of(person_id).filter(pk=export_id).first()
    if found is None:
        raise NotFound(_("There is no such file."))
    return found


def export_by_id(export_id: str) -> Export | None:
    """Whosesoever; for the worker."""
    return Export.objects.select_related("person").filter(pk=export_id).first()


def rows_so_far(export: Export) -> int:
    """How many rows are written of a file that is being made."""
    try:
        return int(export.progress.read_text(encoding="ascii") or 0)
    except (FileNotFoundError, ValueError):
        return 0


def last_sign(export: Export) -> datetime:
    """When the worker was last heard of."""
    began = export.started_at or export.asked_at
    try:
        return max(began, datetime.fromtimestamp(export.progress.stat().st_mtime, tz=began.tzinfo))
    except FileNotFoundError:
        return began


def silent(at: datetime) -> list[Export]:
    """Files that are being made of which nothing has been heard for SILENT."""
    running = Export.objects.filter(state=State.RUNNING)
    return [export for export in running if at - last_sign(export) > SILENT]


def past_keeping(at: datetime) -> QuerySet[Export]:
    return Export.objects.filter(state=State.READY, keep_until__lte=at)
