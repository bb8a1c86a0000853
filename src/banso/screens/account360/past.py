"""An account's records as they were known at a moment, put together again out of its facts.

What is in the facts alone is told: a contact's manner, places, notes and files are not, and stay today's.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from banso.domain.accounts.facts import (
    ContactAdded,
    ContactChanged,
    ContactLeft,
    OwnerAssigned,
    OwnerEnded,
    StageChanged,
)
from banso.domain.accounts.models import Contact, Department, RoleAssignment, Site
from banso.domain.contracts.facts import SubscriptionLineSet
from banso.domain.contracts.rules.lines import Line, Version
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts, timeline
from banso.screens.account360.queries import described

_READ = (ContactAdded, ContactLeft, OwnerAssigned, OwnerEnded, StageChanged, SubscriptionLineSet)
_PLACES: dict[str, type[Department] | type[Site]] = {"department": Department, "site": Site}


@dataclass(frozen=True, slots=True)
class Then:
    """What was known of an account at a moment.

    Attributes:
        attributes: the payload of the fact that describes it; empty before it was known at all.
        stage_since: when its stage last changed.
        lines: every line, by start.
        roles, contacts: records that are not saved, in the order of the present page.
    """

    attributes: dict[str, Any] = field(default_factory=dict)
    stage_since: datetime | None = None
    lines: list[Line] = field(default_factory=list)
    roles: list[RoleAssignment] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)


def known_then(account_id: UUID, as_of: datetime) -> Then:
    facts: dict[str, list[JournalEntry]] = defaultdict(list)
    wanted = [kind.type for kind in _READ]
    for entry in timeline(account_id, as_of=as_of).filter(type__in=wanted):
        facts[entry.type].append(entry)
    told = described(account_id, as_of=as_of)
    moved = facts[StageChanged.type]
    return Then(
        told.payload if told else {},
        moved[0].occurred_at if moved else None,
        _lines(account_id, facts[SubscriptionLineSet.type]),
        _roles(account_id, facts[OwnerAssigned.type], _days(facts[OwnerEnded.type])),
        _contacts(account_id, facts[ContactAdded.type], _days(facts[ContactLeft.type]), as_of),
    )


def _days(entries: Iterable[JournalEntry]) -> dict[str, date]:
    """On which day it happened, by what it speaks of."""
    return {entry.subject: timezone.localtime(entry.occurred_at).date() for entry in entries}


def _lines(account_id: UUID, entries: Iterable[JournalEntry]) -> list[Line]:
    by_line: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in entries:
        by_line[entry.subject].append(entry.payload)
    lines = []
    for external_id, payloads in by_line.items():
        told = sorted(payloads, key=lambda each: str(each["valid_from"]))
        versions = tuple(
            Version(
                date.fromisoformat(each["valid_from"]),
                Decimal(each["amount"]),
                each["plan"],
                each["seats"],
                each["trial"],
            )
            for each in told
        )
        last, until = told[-1], told[-1]["valid_until"]
        ends_on = date.fromisoformat(until) if until else None
        starts_on = versions[0].valid_from
        lines.append(
            Line(
                external_id, account_id, last["product"], starts_on, ends_on, last["currency"],
                last["interval"], versions,
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: (line.starts_on, line.external_id))


def _roles(account_id: UUID, entries: Iterable[JournalEntry], ended: dict[str, date]) -> list[RoleAssignment]:
    """The latest first, as the time line gives them."""
    return [
        RoleAssignment(
            account_id=account_id,
            role=entry.payload["role"],
            name=entry.payload["name"],
            email=entry.payload["email"],
            starts_on=timezone.localtime(entry.occurred_at).date(),
            ends_on=ended.get(entry.subject),
        )
        for entry in entries
    ]


def _contacts(
    account_id: UUID, entries: Iterable[JournalEntry], left: dict[str, date], as_of: datetime
) -> list[Contact]:
    """The contacts that were known, with every change that was learned later taken back."""
    known = {entry.subject for entry in entries}
    rows = Contact.objects.filter(pk__in=known).select_related("department", "site")
    contacts = {str(contact.pk): contact for contact in rows}
    later = current_facts().filter(account=account_id, type=ContactChanged.type, recorded_at__gt=as_of)
    for entry in later.order_by("-seq"):
        if entry.subject in contacts:
            _take_back(contacts[entry.subject], entry.payload["before"])
    for subject, contact in contacts.items():
        contact.left_on, contact.manner = left.get(subject), ""
    return sorted(
        contacts.values(), key=lambda each: (each.left_on or date.min, each.name_kana, each.name, each.pk)
    )


def _take_back(contact: Contact, before: dict[str, str]) -> None:
    for name, value in before.items():
        if name in _PLACES:
            setattr(contact, name, _PLACES[name](name=value) if value else None)
        elif name != "left_on":
            setattr(contact, name, value)
