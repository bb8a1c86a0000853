"""The journal's facts after an erasure: they stay, without what names the person; here and in the store."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from banso.engine.journal.column import store
from banso.engine.journal.erasing.terms import Terms
from banso.engine.journal.loader.facts import json_of
from banso.engine.journal.models import JournalEntry

_TEXTS = ("person", "subject", "actor_label", "source", "reason")
_ROOMS = {
    field.name: field.max_length
    for field in JournalEntry._meta.concrete_fields
    if isinstance(field, models.CharField)
}
_CHUNK = 200
_ROOM = 8_000


def entries_of(terms: Terms, subjects: Iterable[str], accounts: Iterable[UUID]) -> list[JournalEntry]:
    """The open workspace's entries that speak of the person.

    Args:
        terms: what names them.
        subjects: ids of the records that are theirs.
        accounts: where their full names are looked for too.
    """
    wanted = Q(person__in=list(terms.keys)) | Q(subject__in=list(subjects))
    for needle in terms.needles:
        wanted |= Q(said__icontains=needle)
        for name in _TEXTS:
            wanted |= Q(**{f"{name}__icontains": needle})
    theirs = Q()
    for needle in terms.named_needles:
        theirs |= Q(said__icontains=needle) | Q(reason__icontains=needle)
    if terms.named_needles:
        wanted |= Q(account__in=list(accounts)) & theirs
    return list(
        JournalEntry.objects.annotate(said=Cast("payload", TextField())).filter(wanted).order_by("seq")
    )


def erase_in_journal(terms: Terms, subjects: Iterable[str], accounts: Iterable[UUID]) -> int:
    """Take out what names the person; returns how many entries changed. May run again."""
    own, places = frozenset(subjects), frozenset(accounts)
    changed = 0
    for entry in entries_of(terms, own, places):
        named = entry.account in places or entry.subject in own
        after = {name: terms.text(getattr(entry, name), named=named) for name in _TEXTS}
        after["person"] = terms.person(entry.person)
        fits = {name: text[: _ROOMS[name]] for name, text in after.items()}
        payload = terms.value(entry.payload, named=named)
        if entry.subject in own:
            payload = _without_words(payload, terms.mark)
        if payload != entry.payload or any(getattr(entry, name) != text for name, text in fits.items()):
            with transaction.atomic():
                JournalEntry.objects.filter(pk=entry.pk).update(payload=payload, **fits)
            changed += 1
    return changed


def _without_words(payload: object, mark: str) -> object:
    """A fact about the person alone keeps its shape and loses its words."""
    if isinstance(payload, str):
        return mark if payload else ""
    if isinstance(payload, dict):
        return {name: _without_words(each, mark) for name, each in payload.items()}
    if isinstance(payload, list):
        return [_without_words(each, mark) for each in payload]
    return payload


def erase_in_store(terms: Terms) -> int:
    """Bring the column store's copies up to the journal; returns how many facts that are. May run again."""
    marked = Q(said__contains=terms.mark)
    for name in _TEXTS:
        marked |= Q(**{f"{name}__contains": terms.mark})
    entries = JournalEntry.objects.annotate(said=Cast("payload", TextField())).filter(marked).order_by("seq")
    portion: list[JournalEntry] = []
    size = count = 0
    for entry in entries.iterator(chunk_size=_CHUNK):
        portion.append(entry)
        count += 1
        size += 3 * len(json_of(entry.payload).encode()) + 100
        if size > _ROOM:
            _overwrite(portion)
            portion, size = [], 0
    _overwrite(portion)
    return count


def _overwrite(entries: list[JournalEntry]) -> None:
    if not entries:
        return
    place = "indexOf({seqs:Array(UInt64)}, seq)"
    store().command(
        f"ALTER TABLE banso.facts UPDATE person = {{people:Array(String)}}[{place}],"
        f" subject = {{subjects:Array(String)}}[{place}], payload = {{payloads:Array(String)}}[{place}]"
        " WHERE workspace = {workspace:UUID} AND has({seqs:Array(UInt64)}, seq)"
        " SETTINGS mutations_sync = 2",
        {
            "workspace": entries[0].workspace_id, "seqs": [each.seq for each in entries],
            "people": [each.person for each in entries], "subjects": [each.subject for each in entries],
            "payloads": [json_of(each.payload) for each in entries],
        },
    )  # fmt: skip
