"""Every address and id that the open workspace holds anywhere: those of an erased person are among them."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from banso.domain.privacy.queries.tables import holds_texts, text_fields
from banso.engine.journal.column import store
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.usage.log import UsageLog
from banso.kit.tenancy import current_workspace_id

# Begun at the beginning of a word alone, or a long word is read anew from each of its signs.
_MAIL = re.compile(r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9.\-]{1,255}\.[A-Za-z]{2,}")
_ID = re.compile(r'"(?:userId|anonymousId|previousId)"\s*:\s*"?([^",}]{1,200})')


def everybody(kind: str) -> Iterator[str]:
    """Candidates of a kind ("mail", "key", "external"), without doubles.

    Mail addresses come from everywhere; ids from where ids are kept.
    """
    return iter(dict.fromkeys(_mails() if kind == "mail" else _ids(kind)))


def _mails() -> Iterator[str]:
    for text in (*_texts(), *_log_texts()):
        for found in _MAIL.findall(text):
            yield found.lower()


def _ids(kind: str) -> Iterator[str]:
    column = "person_key" if kind == "key" else "external_id"
    for model in holds_texts():
        if any(field.name == column for field in text_fields(model)):
            yield from (
                model._base_manager.filter(  # noqa: SLF001 - of this workspace alone, by the next word
                    workspace_id=current_workspace_id()
                )
                .exclude(**{column: ""})
                .values_list(column, flat=True)
            )
    if kind == "key":
        yield from JournalEntry.objects.exclude(person="").values_list("person", flat=True).distinct()
        for text in _log_texts():
            yield from _ID.findall(text)
            yield from _MAIL.findall(text)
        yield from _imported()
        # Where the log was cut, what came before is in the column store alone.
        sql = "SELECT DISTINCT person FROM banso.usage WHERE workspace = {workspace:UUID}"
        yield from (row[0] for row in store().inspect(sql, {"workspace": current_workspace_id()}).rows)


def _texts() -> Iterator[str]:
    for model in holds_texts():
        names = [field.name for field in text_fields(model)]
        said = {f"as_text_{at}": Cast(name, TextField()) for at, name in enumerate(names)}
        holding = Q()
        for name in said:
            holding |= Q(**{f"{name}__contains": "@"})
        rows = model._base_manager.annotate(**said).filter(holding, workspace_id=current_workspace_id())  # noqa: SLF001
        for row in rows.values_list(*names).iterator(chunk_size=500):
            yield " ".join(_text(value) for value in row)
    entries = JournalEntry.objects.annotate(said=Cast("payload", TextField())).filter(said__contains="@")
    for payload in entries.values_list("payload", flat=True).iterator(chunk_size=500):
        yield _text(payload)


def _text(value: Any) -> str:  # noqa: ANN401 - any column
    return value if isinstance(value, str) else str(value)


def _log_texts() -> Iterator[str]:
    for entry in _entries():
        if not entry.source:
            yield entry.body.decode("utf-8", "replace")


def _imported() -> Iterator[str]:
    for entry in _entries():
        if entry.source:
            yield from (str(row[2]) for row in msgspec.json.decode(entry.body)["rows"])


def _entries() -> Iterator[Any]:
    workspace, log, after = current_workspace_id(), UsageLog(), 0
    try:
        while entries := log.read(after):
            after = entries[-1].seq
            yield from (entry for entry in entries if entry.workspace == workspace)
    finally:
        log.close()
