"""Finding notes, activities and files."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.accounts.models import Activity, File, Note
from banso.kit.errors import NotFound


def notes_of(account_id: UUID) -> QuerySet[Note]:
    """An account's notes, the newest first."""
    return Note.objects.filter(account=account_id, archived_at=None)


def activities() -> QuerySet[Activity]:
    """Every activity that is not archived, the newest first."""
    return Activity.objects.filter(archived_at=None)


def activities_of(account_id: UUID) -> QuerySet[Activity]:
    """An account's activities, the newest first."""
    return Activity.objects.filter(account=account_id, archived_at=None)


def files_of(account_id: UUID) -> QuerySet[File]:
    """An account's files, the newest first."""
    return File.objects.filter(account=account_id, archived_at=None)


def note_by_id(note_id: UUID) -> Note:
    found = Note.objects.select_related("account").filter(pk=note_id).first()
    if found is None:
        raise NotFound(_("there is no such note"))
    return found


def activity_by_id(activity_id: UUID) -> Activity:
    found = Activity.objects.select_related("account").filter(pk=activity_id).first()
    if found is None:
        raise NotFound(_("there is no such activity"))
    return found


def file_by_id(file_id: UUID) -> File:
    """A file, archived ones too. Raises NotFound."""
    found = File.objects.select_related("account").filter(pk=file_id).first()
    if found is None:
        raise NotFound(_("there is no such file"))
    return found
