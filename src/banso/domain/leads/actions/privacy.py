"""What leads hold on a person, and its erasure."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banso.domain.leads.models import Appointment, Lead, LeadActivity
from banso.domain.privacy.queries import Finding, Holding, Subject, register_finder, register_holding
from banso.engine.journal.erasing.terms import Terms
from banso.kit.clock import now
from banso.kit.ids import read_ids

_TEXTS = ("external_id", "person", "title", "email", "phone")


def more_of_them(subject: Subject) -> None:
    """Everything that the leads of a person say of who they are.

    Their external ids are another numbering than the contacts': the same one is somebody else's there.
    """
    for lead in _leads(subject):
        subject.add(records=[str(lead.pk)], mails=[lead.email], names=[lead.person], phones=[lead.phone])


def _leads(subject: Subject) -> list[Lead]:
    records = read_ids(subject.records)
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
            plain="" if alone else lead.plain, search=terms.mark, note=_without(lead.note, terms),
            next_step=_without(lead.next_step, terms, 300),
            unfit_reason=_without(lead.unfit_reason, terms, 300),
            archived_at=lead.archived_at or now(), version=lead.version + 1, updated_at=now(),
        )  # fmt: skip
        for row in LeadActivity.objects.filter(lead=lead):
            row.topic, row.outcome = _without(row.topic, terms, 200), _without(row.outcome, terms)
            row.next_step = _without(row.next_step, terms, 300)
            row.save(update_fields=["topic", "outcome", "next_step"])
        for meeting in Appointment.objects.filter(lead=lead):
            meeting.who, meeting.note = _without(meeting.who, terms, 200), _without(meeting.note, terms)
            meeting.place = _without(meeting.place, terms, 200)
            meeting.updated_at = now()
            meeting.save(update_fields=["who", "place", "note", "updated_at"])
    return len(found)


def _without(text: str, terms: Terms, most: int | None = None) -> str:
    """What hangs on a lead speaks of its person: here a full name is enough."""
    return terms.text(text, named=True)[:most]


def register() -> None:
    register_finder(more_of_them)
    register_holding(Holding("leads", _("Leads"), _find, _erase))
