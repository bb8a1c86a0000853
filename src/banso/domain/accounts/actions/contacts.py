"""Making and changing the customer's people, one or many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.actions.holding import held
from banso.domain.accounts.actions.owners import midnight
from banso.domain.accounts.actions.places import Places
from banso.domain.accounts.facts import ContactAdded, ContactChanged, ContactLeft
from banso.domain.accounts.models import Contact
from banso.domain.accounts.queries.accounts import CHUNK
from banso.domain.accounts.queries.people import contact_by_id
from banso.domain.accounts.rules.describing import contact_search
from banso.domain.accounts.rules.errors import ChangedMeanwhile
from banso.domain.accounts.rules.values import clean_contact, demand_name
from banso.domain.privacy.queries import demand_welcome
from banso.engine.journal.fact import Fact
from banso.engine.journal.record import record, record_all, retract
from banso.engine.journal.usage.suppressing import Suppression
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict
from banso.kit.ids import new_id, stable_id
from banso.kit.tenancy import current_workspace_id, today

_PLAIN = (
    "external_id", "name", "name_kana", "title", "role", "email", "phone", "person_key", "manner", "left_on",
)  # fmt: skip
_UPDATED = [*_PLAIN, "account", "department", "site", "search", "version", "updated_at", "archived_at"]


@dataclass(slots=True)
class ContactDraft:
    """A contact as it shall be; `before` holds the fields that differ, as they were."""

    contact: Contact
    new: bool = False
    before: dict[str, object] = field(default_factory=dict)

    def put(self, name: str, value: object) -> None:
        was = getattr(self.contact, name)
        if was != value:
            self.before.setdefault(name, was)
            setattr(self.contact, name, value)


def create_contact(account_id: UUID, values: Mapping[str, object], *, by: Actor, source: str = "") -> Contact:
    """Add a person to an account.

    Args:
        account_id: an account of this workspace that is not archived.
        values: fields of CONTACT_CLEANERS; a department or site that is named is made where missing.
        by: who adds.
        source: where it comes from.

    Raises:
        NotFound: no such account.
        InputError: a field that does not exist or cannot be used, or no name.
        Conflict: the external id is taken.
    """
    with transaction.atomic():
        account = held(account_id)
        clean = clean_contact(values)
        demand_name(clean, new=True)
        _demand_free(str(clean.get("external_id", "")), besides=None)
        draft = ContactDraft(Contact(account=account), new=True)
        apply_contact(draft, clean, Places([account.pk]))
        demand_not_erased(draft.contact)
        write_contacts([draft], by=by, source=source)
    return draft.contact


def update_contact(
    contact_id: UUID,
    values: Mapping[str, object],
    *,
    by: Actor,
    expected_version: int | None = None,
    source: str = "",
) -> Contact:
    """Change the given fields of a contact and leave the others.

    Raises:
        NotFound: no such contact.
        InputError: a field that does not exist or cannot be used.
        ChangedMeanwhile: the contact is no longer at `expected_version`.
        Conflict: the external id is taken.
    """
    with transaction.atomic():
        clean = clean_contact(values)
        demand_name(clean, new=False)
        contact = _locked(contact_id)
        if expected_version is not None and contact.version != expected_version:
            raise ChangedMeanwhile({name: _shown(contact, name) for name in clean}, clean, contact.version)
        if "external_id" in clean:
            _demand_free(str(clean["external_id"]), besides=contact.pk)
        draft = ContactDraft(contact)
        apply_contact(draft, clean, Places([contact.account_id]))
        demand_not_erased(draft.contact)
        write_contacts([draft], by=by, source=source)
    return contact


def mark_contact_left(contact_id: UUID, *, on: date | None = None, successor: str = "", by: Actor) -> Contact:
    """Say that a person has left the customer, or this work; `on` is the first day without them."""
    with transaction.atomic():
        contact = contact_by_id(contact_id)
        draft = ContactDraft(contact)
        draft.put("left_on", on or today())
        if draft.before:
            draft.contact.version += 1
            _save([draft])
        left = ContactLeft(
            account=contact.account_id, occurred_at=midnight(contact.left_on or today()),
            person=contact.person_key, subject=str(contact.pk), name=contact.name, job_title=contact.title,
            successor=successor.strip()[:120],
        )  # fmt: skip
        record(left, by=by, id=_left_id(contact))
    return contact


def mark_contact_back(contact_id: UUID, *, by: Actor) -> Contact:
    """Undo `mark_contact_left`."""
    with transaction.atomic():
        contact = contact_by_id(contact_id)
        draft = ContactDraft(contact)
        draft.put("left_on", None)
        if draft.before:
            draft.contact.version += 1
            _save([draft])
        retract([_left_id(contact)], by=by, reason="undone")
    return contact


def archive_contact(contact_id: UUID, *, by: Actor, expected_version: int | None = None) -> Contact:
    """Take away a contact that should never have been, and its fact; `restore_contact` undoes it.

    Raises:
        NotFound: no such contact.
        ChangedMeanwhile: the contact is no longer at `expected_version`.
    """
    with transaction.atomic():
        contact = _locked(contact_id)
        if expected_version is not None and contact.version != expected_version:
            raise ChangedMeanwhile({}, {}, contact.version)
        if contact.archived_at is None:
            contact.archived_at, contact.version = now(), contact.version + 1
            contact.save(update_fields=["archived_at", "version"])
            retract([_added_id(contact)], by=by, reason="archived")
    return contact


def _locked(contact_id: UUID) -> Contact:
    """The contact, held for this transaction."""
    return Contact.objects.select_for_update().filter(pk=contact_id).first() or contact_by_id(contact_id)


def restore_contact(contact_id: UUID, *, by: Actor) -> Contact:
    with transaction.atomic():
        contact = contact_by_id(contact_id)
        if contact.archived_at is not None:
            contact.archived_at, contact.version = None, contact.version + 1
            contact.save(update_fields=["archived_at", "version"])
            record_all([_added(contact)], by=by)
    return contact


def apply_contact(draft: ContactDraft, clean: Mapping[str, object], places: Places) -> None:
    """Put cleaned values into a draft."""
    for name in _PLAIN:
        if name in clean:
            draft.put(name, clean[name])
    account_id = draft.contact.account_id
    if "department" in clean:
        draft.put("department", places.department(account_id, str(clean["department"])))
    if "site" in clean:
        draft.put("site", places.site(account_id, str(clean["site"])))


def write_contacts(drafts: Sequence[ContactDraft], *, by: Actor, source: str = "") -> None:
    """Write the drafts that differ, with their facts. In the caller's transaction."""
    moved = [draft for draft in drafts if draft.new or draft.before]
    for draft in moved:
        if not draft.new:
            draft.contact.version += 1
    _save(moved)
    facts: list[tuple[UUID, Fact]] = []
    for draft in moved:
        if draft.new or draft.before.get("archived_at"):
            facts.append(_added(draft.contact))
        elif changed := _changes(draft):
            facts.append((new_id(), changed))
    record_all(facts, by=by, source=source)


def _save(drafts: Sequence[ContactDraft]) -> None:
    workspace_id = current_workspace_id()
    for draft in drafts:
        draft.contact.workspace_id = workspace_id
        draft.contact.search = contact_search(draft.contact)
        draft.contact.updated_at = now()
    Contact.objects.bulk_create([draft.contact for draft in drafts if draft.new], batch_size=CHUNK)
    known = [draft.contact for draft in drafts if not draft.new]
    for start in range(0, len(known), CHUNK):
        Contact.objects.bulk_create(
            known[start : start + CHUNK], update_conflicts=True, unique_fields=["id"], update_fields=_UPDATED
        )


def _added_id(contact: Contact) -> UUID:
    return stable_id(contact.workspace_id, "contact", contact.pk, "added")


def _left_id(contact: Contact) -> UUID:
    return stable_id(contact.workspace_id, "contact", contact.pk, "left")


def _added(contact: Contact) -> tuple[UUID, Fact]:
    return _added_id(contact), ContactAdded(
        account=contact.account_id,
        occurred_at=contact.created_at,
        person=contact.person_key,
        subject=str(contact.pk),
        name=contact.name,
        job_title=contact.title,
        email=contact.email,
    )


def _changes(draft: ContactDraft) -> ContactChanged | None:
    names = [name for name in draft.before if name not in {"archived_at", "manner"}]
    if not names:
        return None
    before = {name: _text(draft.before[name]) for name in names}
    after = {name: _shown(draft.contact, name) for name in names}
    told = ", ".join(f"{name}: {before[name] or '–'} → {after[name] or '–'}" for name in names)
    return ContactChanged(
        account=draft.contact.account_id,
        occurred_at=now(),
        person=draft.contact.person_key,
        subject=str(draft.contact.pk),
        name=draft.contact.name,
        changes=told,
        before=before,
        after=after,
    )


def _shown(contact: Contact, name: str) -> str:
    return _text(getattr(contact, name))


def _text(value: object) -> str:
    return "" if value is None else str(getattr(value, "name", value))


def demand_not_erased(contact: Contact, known: Suppression | None = None) -> None:
    """Raise InputError for somebody who was erased at their request; see `privacy.queries.demand_welcome`."""
    demand_welcome(mail=contact.email, key=contact.person_key, external_id=contact.external_id, known=known)


def _demand_free(external_id: str, *, besides: UUID | None) -> None:
    others = Contact.objects.filter(external_id=external_id)
    if besides is not None:
        others = others.exclude(pk=besides)
    if external_id and others.exists():
        raise Conflict(_("another contact has the external ID %(id)s") % {"id": external_id})
