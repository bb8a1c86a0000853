"""What leads hold on a person, and its erasure."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banso.domain.leads.models import Lead
from banso.domain.privacy.queries import Finding, Holding, Subject, register_finder, register_holding
from banso.engine.journal.erasing.terms import Terms
from banso.kit.clock import now
from banso.kit.ids import read_id

_TEXTS = ("external_id", "person", "title", "email", "phone")


def more_of_them(subject: Subject) -> None:
    """Everything that the leads of a person say of who they are.

    Their external ids are another numbering than the contacts': the same one is somebody else's there.
    """
    for lead in _leads(subject):
        subject.add(records=[str(lead.pk)], mails=[lead.email], names=[lead.person], phones=[lead.phone])


def _leads(subject: Subject) -> list[Lead]:
    records = [found for each in subject.records if (found := read_id(each))]
    wanted = Q(email__in=[mail.lower() for mail in subject.mails if mail]) | Q(pk__in=records)
    return list(Lead.objects.filter(wanted).order_by("pk"))


def _find(subject: Subject, _terms: Terms) -> Sequence[Finding]:
    return [
        {"id": str(each.pk), "company": each.company, "stage": each.stage,
         "created_at": each.created_at.isoformat(), **{name: getattr(each, name) for name in _TEXTS}}
        for each in _leads(subject)
    ]  # fmt: skip


def _erase(subject: Subject, terms: Terms) -> int:
    """An empty lead stays, archived, so that what a campaign brought stays what it was."""
    found = _leads(subject)
    for lead in found:
        blank: dict[str, Any] = dict.fromkeys(_TEXTS, "")
        # Somebody who came alone stood under their own name.
        alone = lead.company == lead.person
        Lead.objects.filter(pk=lead.pk).update(
            **blank | {"person": terms.mark}, phone_key="", company=terms.mark if alone else lead.company,
            plain="" if alone else lead.plain, search=terms.mark, note=terms.text(lead.note),
            archived_at=lead.archived_at or now(), version=lead.version + 1, updated_at=now(),
        )  # fmt: skip
    return len(found)


def register() -> None:
    register_finder(more_of_them)
    register_holding(Holding("leads", _("Leads"), _find, _erase))
