"""Writing down what was said and keeping what was sent: notes, activities, files."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.actions.holding import held
from banso.domain.accounts.facts import ActivityHeld, FileAdded, NoteWritten
from banso.domain.accounts.models import Activity, Contact, File, Note
from banso.domain.accounts.queries.accounts import account_by_id
from banso.domain.accounts.queries.records import activity_by_id, file_by_id, note_by_id
from banso.domain.accounts.rules.activities import clean_activity, clean_note
from banso.domain.accounts.rules.errors import ChangedMeanwhile
from banso.engine.journal.record import record, retract
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import NotFound
from banso.kit.html import plain
from banso.kit.ids import stable_id
from banso.kit.keeping import discard, keep, plain_file_name
from banso.kit.tenancy import current_workspace_id

MAX_FILE = 25_000_000


def write_note(
    account_id: UUID, body: str, *, by: Actor, at: datetime | None = None, source: str = ""
) -> Note:
    """Write a note in Markdown.

    Raises:
        NotFound: no such account.
        InputError: nothing was written, or too much.
    """
    text = clean_note(body)
    with transaction.atomic():
        account = held(account_id)
        note = Note.objects.create(
            workspace_id=current_workspace_id(), account=account, body=text, by_label=by.label,
            written_at=at or now(),
        )  # fmt: skip
        record(_note_fact(note), by=by, id=_note_id(note), source=source)
    return note


def edit_note(note_id: UUID, body: str, *, expected_version: int | None = None, by: Actor) -> Note:
    """Change a note's text; the fact gets a new version and keeps the old.

    Raises:
        NotFound: no such note.
        InputError: nothing was written, or too much.
        ChangedMeanwhile: the note is no longer at `expected_version`.
    """
    text = clean_note(body)
    with transaction.atomic():
        note = note_by_id(note_id)
        if expected_version is not None and note.version != expected_version:
            raise ChangedMeanwhile({"body": note.body}, {"body": text}, note.version)
        if note.body != text:
            note.body, note.version = text, note.version + 1
            note.save(update_fields=["body", "version"])
            record(_note_fact(note), by=by, id=_note_id(note))
    return note


def archive_note(note_id: UUID, *, by: Actor) -> Note:
    """Take a note away; `restore_note` brings it back."""
    with transaction.atomic():
        note = note_by_id(note_id)
        if note.archived_at is None:
            note.archived_at = now()
            note.save(update_fields=["archived_at"])
            retract([_note_id(note)], by=by, reason="archived")
    return note


def restore_note(note_id: UUID, *, by: Actor) -> Note:
    with transaction.atomic():
        note = note_by_id(note_id)
        if note.archived_at is not None:
            note.archived_at = None
            note.save(update_fields=["archived_at"])
            record(_note_fact(note), by=by, id=_note_id(note))
    return note


def log_activity(account_id: UUID, values: Mapping[str, object], *, by: Actor, source: str = "") -> Activity:
    """Write down a call, mail, visit or meeting.

    Args:
        account_id: an account that is not archived.
        values: fields of `rules.activities`; `contacts` are ids of this account's contacts.
        by: who writes it down.
        source: where it comes from.

    Raises:
        NotFound: no such account, or a contact that is not of it.
        InputError: a value that cannot be used.
    """
    clean = clean_activity(values)
    with transaction.atomic():
        account = held(account_id)
        people = _contacts(account.pk, clean.pop("contacts", ()))
        activity = Activity(workspace_id=current_workspace_id(), account=account, by_label=by.label, **clean)
        activity.save()
        activity.contacts.set(people)
        record(_activity_fact(activity, people), by=by, id=_activity_id(activity), source=source)
    return activity


def edit_activity(
    activity_id: UUID, values: Mapping[str, object], *, expected_version: int | None = None, by: Actor
) -> Activity:
    """Change an activity; raises as `log_activity`, and ChangedMeanwhile."""
    clean = clean_activity(values)
    with transaction.atomic():
        activity = activity_by_id(activity_id)
        if expected_version is not None and activity.version != expected_version:
            kept = {name: getattr(activity, name) for name in clean if name != "contacts"}
            raise ChangedMeanwhile(kept, clean, activity.version)
        people = _contacts(activity.account_id, clean.pop("contacts", ()))
        for name, value in clean.items():
            setattr(activity, name, value)
        activity.version += 1
        activity.save()
        activity.contacts.set(people)
        record(_activity_fact(activity, people), by=by, id=_activity_id(activity))
    return activity


def archive_activity(activity_id: UUID, *, by: Actor) -> Activity:
    """Take an activity away; `restore_activity` brings it back."""
    with transaction.atomic():
        activity = activity_by_id(activity_id)
        if activity.archived_at is None:
            activity.archived_at = now()
            activity.save(update_fields=["archived_at"])
            retract([_activity_id(activity)], by=by, reason="archived")
    return activity


def restore_activity(activity_id: UUID, *, by: Actor) -> Activity:
    with transaction.atomic():
        activity = activity_by_id(activity_id)
        if activity.archived_at is not None:
            activity.archived_at = None
            activity.save(update_fields=["archived_at"])
            people = list(activity.contacts.all())
            record(_activity_fact(activity, people), by=by, id=_activity_id(activity))
    return activity


def add_file(account_id: UUID, name: str, chunks: Iterable[bytes], *, by: Actor) -> File:
    """Keep a file with an account: at most 25 MB, under a random name, its type read from its bytes.

    Raises:
        NotFound: no such account.
        InputError: the file is empty or too large.
    """
    account_by_id(account_id, archived=False)
    kept = keep(chunks, limit=MAX_FILE)
    try:
        with transaction.atomic():
            account = held(account_id)
            file = File.objects.create(
                workspace_id=current_workspace_id(),
                account=account,
                key=kept.key,
                name=plain_file_name(name),
                size=kept.size,
                content_type=kept.content_type,
                sha256=kept.sha256,
                by_label=by.label,
            )
            record(_file_fact(file), by=by, id=_file_id(file))
    except BaseException:
        discard(kept.key)
        raise
    return file


def archive_file(file_id: UUID, *, by: Actor) -> File:
    """Take a file away; its bytes stay until the workspace's retention removes them, for `restore_file`."""
    with transaction.atomic():
        file = file_by_id(file_id)
        if file.archived_at is None:
            file.archived_at = now()
            file.save(update_fields=["archived_at"])
            retract([_file_id(file)], by=by, reason="archived")
    return file


def restore_file(file_id: UUID, *, by: Actor) -> File:
    with transaction.atomic():
        file = file_by_id(file_id)
        if file.archived_at is not None:
            file.archived_at = None
            file.save(update_fields=["archived_at"])
            record(_file_fact(file), by=by, id=_file_id(file))
    return file


def _contacts(account_id: UUID, ids: Iterable[UUID]) -> list[Contact]:
    wanted = list(dict.fromkeys(ids))
    found = {row.pk: row for row in Contact.objects.filter(account=account_id, pk__in=wanted)}
    if len(found) != len(wanted):
        raise NotFound(_("there is no such contact at this account"))
    return [found[key] for key in wanted]


def _note_id(note: Note) -> UUID:
    return stable_id(note.workspace_id, "note", note.pk)


def _activity_id(activity: Activity) -> UUID:
    return stable_id(activity.workspace_id, "activity", activity.pk)


def _file_id(file: File) -> UUID:
    return stable_id(file.workspace_id, "file", file.pk)


def _note_fact(note: Note) -> NoteWritten:
    return NoteWritten(
        account=note.account_id, occurred_at=note.written_at, subject=str(note.pk), text=plain(note.body, 300)
    )


def _activity_fact(activity: Activity, people: Iterable[Contact]) -> ActivityHeld:
    there = list(people)
    return ActivityHeld(
        account=activity.account_id,
        occurred_at=activity.occurred_at,
        person=next((row.person_key for row in there if row.person_key), ""),
        subject=str(activity.pk),
        kind=activity.kind,
        topic=activity.topic,
        side_of=activity.side,
        participants=tuple(row.name for row in there),
        minutes=activity.minutes,
        outcome=plain(activity.outcome, 300),
        next_step=activity.next_step,
    )


def _file_fact(file: File) -> FileAdded:
    return FileAdded(
        account=file.account_id, occurred_at=file.added_at, subject=str(file.pk), name=file.name,
        size=file.size, content_type=file.content_type,
    )  # fmt: skip
