"""What the customers' records hold on a person, and its erasure."""

import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banso.domain.accounts.models import Contact, File
from banso.domain.privacy.queries import (
    Finding,
    Holding,
    Kept,
    Subject,
    register_finder,
    register_holding,
    register_kept,
)
from banso.engine.journal.erasing.terms import Terms
from banso.kit import keeping
from banso.kit.clock import now
from banso.kit.errors import NotFound
from banso.kit.ids import read_ids

_TEXTS = ("external_id", "name", "name_kana", "title", "email", "phone", "person_key", "manner")
_LARGEST = 64 * 1024 * 1024


def more_of_them(subject: Subject) -> None:
    """Everything that the contacts of a person say of who they are."""
    records = read_ids(subject.records)
    wanted = Q(pk__in=records) | Q(email__in=subject.mails) | Q(person_key__in=subject.keys)
    wanted |= Q(external_id__in=subject.external_ids)
    for contact in Contact.objects.filter(wanted):
        subject.add(
            records=[str(contact.pk)], mails=[contact.email.lower()], keys=[contact.person_key],
            external_ids=[contact.external_id], names=[contact.name, contact.name_kana],
            phones=[contact.phone], accounts=[str(contact.account_id)],
        )  # fmt: skip


def _contacts(subject: Subject) -> list[Contact]:
    records = read_ids(subject.records)
    return list(Contact.objects.filter(pk__in=records).order_by("pk"))


def _find_contacts(subject: Subject, _terms: Terms) -> Sequence[Finding]:
    return [
        {"id": str(each.pk), "account": str(each.account_id), "role": each.role,
         "left_on": str(each.left_on or ""), "created_at": each.created_at.isoformat(),
         **{name: getattr(each, name) for name in _TEXTS}}
        for each in _contacts(subject)
    ]  # fmt: skip


def _erase_contacts(subject: Subject, terms: Terms) -> int:
    """An empty contact stays, archived, so that what was said with somebody was still said with somebody."""
    count = 0
    for contact in _contacts(subject):
        blank: dict[str, Any] = dict.fromkeys(_TEXTS, "")
        Contact.objects.filter(pk=contact.pk).update(
            **blank | {"name": terms.mark}, role="", search=terms.mark, department=None, site=None,
            archived_at=contact.archived_at or now(), version=contact.version + 1, updated_at=now(),
        )  # fmt: skip
        count += 1
    return count


def _files(subject: Subject, terms: Terms) -> list[File]:
    """Files of the person's customers, and files called by the person, whose bytes or names name them."""
    accounts = [UUID(each) for each in subject.accounts]
    return [
        file
        for file in File.objects.filter(account__in=accounts)
        if terms.text(file.name, named=True) != file.name or _names(file.key, terms)
    ]


def _names(key: str, terms: Terms) -> bool:
    try:
        with keeping.open_kept(key) as opened:
            return any(_has(part, terms) for part in _parts(opened))
    except NotFound:
        return False


def _parts(file: IO[bytes]) -> list[bytes]:
    """A file's bytes; of a packed one (a workbook, a document) those of its members."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            small = [each for each in archive.infolist() if each.file_size <= _LARGEST]
            return [archive.read(each) for each in small]
    file.seek(0)
    return [file.read(_LARGEST)]


def _has(content: bytes, terms: Terms) -> bool:
    low = content.lower()
    for term in (*terms.telling, *terms.full_names):
        for encoding in ("utf-8", "cp932", "utf-16-le", "utf-16-be"):
            if term.lower().encode(encoding, "ignore") in low:
                return True
    return False


def _find_files(subject: Subject, terms: Terms) -> Sequence[Finding]:
    return [
        {"name": each.name, "size": each.size, "added_at": each.added_at.isoformat()}
        for each in _files(subject, terms)
    ]


def _erase_files(subject: Subject, terms: Terms) -> int:
    files = _files(subject, terms)
    for file in files:
        keeping.discard(file.key)
        File.objects.filter(pk=file.pk).update(
            name=terms.mark, archived_at=file.archived_at or now(), sha256="", size=0
        )
    return len(files)


def _forget_departed(before: datetime) -> int:
    """Contacts who left or were archived long ago lose what names them; their facts stay as they are."""
    gone = Contact.objects.filter(Q(archived_at__lt=before) | Q(left_on__lt=before.date())).exclude(
        email="", phone="", manner=""
    )
    return gone.update(email="", phone="", manner="", search="", updated_at=now())


def register() -> None:
    register_finder(more_of_them)
    register_holding(Holding("contacts", _("Contacts"), _find_contacts, _erase_contacts))
    register_holding(Holding("files", _("Attached files"), _find_files, _erase_files))
    register_kept(
        Kept(
            "departed_contacts", _("Contacts who have left"),
            _("The mail address, phone and manner of contacts who left or were archived are removed."),
            _forget_departed,
        )
    )  # fmt: skip
