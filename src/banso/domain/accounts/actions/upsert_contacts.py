"""Contacts from outside, matched by external id, written in bulk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.actions.contacts import (
    ContactDraft,
    apply_contact,
    demand_not_erased,
    write_contacts,
)
from banso.domain.accounts.actions.holding import held_all
from banso.domain.accounts.actions.places import Places
from banso.domain.accounts.actions.upsert import Outcome, Upserted
from banso.domain.accounts.models import Contact
from banso.domain.accounts.queries.accounts import CHUNK, account_ids_by_external_id
from banso.domain.accounts.queries.people import contacts_by_external_id
from banso.domain.accounts.rules.values import clean_contact, demand_name
from banso.domain.privacy.queries import suppression
from banso.engine.journal.record import retract
from banso.engine.journal.usage.suppressing import Suppression
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import InputError
from banso.kit.ids import stable_id
from banso.kit.meeting import in_turn
from banso.kit.tenancy import current_workspace_id

_FIELDS = {column.attname: column for column in Contact._meta.concrete_fields}


@dataclass(slots=True)
class UpsertedContact(Upserted):
    """As `Upserted`, with the contact's id beside the account's."""

    contact_id: UUID | None = None


@dataclass(slots=True)
class _Row:
    result: UpsertedContact
    clean: dict[str, object] = field(default_factory=dict)
    account_id: UUID | None = None
    draft: ContactDraft | None = None


def upsert_contacts(
    rows: Sequence[Mapping[str, object]], *, by: Actor, source: str = ""
) -> list[UpsertedContact]:
    """Make or change many contacts in one transaction; one answer per row, in order.

    Args:
        rows: fields of CONTACT_CLEANERS and `account_external_id`. A row without external id matches a
            contact of the same account by mail address, and makes a new one where none has it.
        by: who writes.
        source: kept with every fact.
    """

    def write() -> list[_Row]:
        work = _cleaned(rows)
        held = held_all(row.account_id for row in work if row.account_id)
        for row in work:
            row.account_id = held.get(row.account_id) if row.account_id else None
        live = [row for row in work if row.result.error is None]
        known = contacts_by_external_id(str(row.clean.get("external_id", "")) for row in live)
        by_email = _by_email(live)
        places = Places([row.account_id for row in live if row.account_id])
        seen: dict[object, ContactDraft] = {}
        away = suppression()
        for row in live:
            _draft(row, known, by_email, places, seen, away=away)
        write_contacts([row.draft for row in live if row.draft], by=by, source=source)
        for row in live:
            _conclude(row)
        return work

    return [row.result for row in in_turn(write)]


def put_back_contacts(
    changes: Sequence[tuple[UUID, Mapping[str, object] | None]], *, by: Actor, reason: str, source: str = ""
) -> int:
    """Undo upserts of contacts: each with its `before`, or None for one that the import created.

    Returns:
        How many contacts were written.
    """
    with transaction.atomic():
        rows = {row.pk: row for row in _by_id([contact_id for contact_id, _ in changes])}
        drafts, made = [], []
        for contact_id, before in changes:
            if contact_id not in rows:
                continue
            draft = ContactDraft(rows[contact_id])
            if before is None:
                draft.put("archived_at", draft.contact.archived_at or now())
                made.append(contact_id)
            for name, value in (before or {}).items():
                draft.put(name, _FIELDS[name].to_python(value))
            drafts.append(draft)
        write_contacts(drafts, by=by, source=source)
        workspace_id = current_workspace_id()
        retract([stable_id(workspace_id, "contact", pk, "added") for pk in made], by=by, reason=reason)
    return sum(bool(draft.before) for draft in drafts)


def _cleaned(rows: Sequence[Mapping[str, object]]) -> list[_Row]:
    ids = account_ids_by_external_id(str(values.get("account_external_id") or "").strip() for values in rows)
    work = []
    for values in rows:
        row = _Row(UpsertedContact("same"))
        work.append(row)
        asked = str(values.get("account_external_id") or "").strip()
        try:
            row.account_id = _known_account(asked, ids)
            rest = {name: value for name, value in values.items() if name != "account_external_id"}
            row.clean = clean_contact(rest)
        except InputError as error:
            row.result = UpsertedContact("refused", error=error)
    return work


def _known_account(external_id: str, ids: Mapping[str, UUID]) -> UUID:
    if external_id not in ids:
        raise InputError(
            _("no account has this external id"),
            field="account_external_id",
            came=external_id,
            wanted=_("the external id of an account"),
        )
    return ids[external_id]


def _draft(
    row: _Row,
    known: Mapping[str, Contact],
    by_email: Mapping[tuple[UUID, str], Contact],
    places: Places,
    seen: dict[object, ContactDraft],
    *,
    away: Suppression,
) -> None:
    external_id, email = str(row.clean.get("external_id") or ""), str(row.clean.get("email") or "")
    if row.account_id is None:
        return
    found = known.get(external_id) if external_id else by_email.get((row.account_id, email))
    key: object = external_id or (row.account_id, email) if external_id or email else object()
    try:
        if key in seen:
            raise InputError(  # noqa: TRY301 - one row's refusal, kept with the row
                _("this contact came before"),
                field="external_id",
                came=external_id or email,
                wanted=_("each once"),
            )
        demand_name(row.clean, new=found is None)
        draft = ContactDraft(found or Contact(), new=found is None)
        draft.put("account_id", row.account_id)
        draft.put("archived_at", None)
        apply_contact(draft, row.clean, places)
        demand_not_erased(draft.contact, away)
        row.draft = seen[key] = draft
    except InputError as error:
        row.result = UpsertedContact("refused", error=error)


def _conclude(row: _Row) -> None:
    draft = row.draft
    if draft is None:
        return
    before = {_column(name): _plain(value) for name, value in draft.before.items()}
    outcome: Outcome = "created" if draft.new else "changed" if before else "same"
    contact = draft.contact
    row.result = UpsertedContact(
        outcome, contact.account_id, {} if draft.new else before, contact_id=contact.pk
    )


def _column(name: str) -> str:
    return f"{name}_id" if name in {"department", "site"} else name


def _plain(value: object) -> object:
    return getattr(value, "pk", value)


def _by_email(rows: Sequence[_Row]) -> dict[tuple[UUID, str], Contact]:
    emails = sorted({str(row.clean["email"]) for row in rows if row.clean.get("email")})
    found: dict[tuple[UUID, str], Contact] = {}
    for start in range(0, len(emails), CHUNK):
        chunk = emails[start : start + CHUNK]
        contacts = Contact.objects.filter(email__in=chunk, archived_at=None).order_by("-created_at")
        for contact in contacts.select_related("department", "site"):
            found[contact.account_id, contact.email] = contact
    return found


def _by_id(ids: Sequence[UUID]) -> list[Contact]:
    found: list[Contact] = []
    for start in range(0, len(ids), CHUNK):
        rows = Contact.objects.filter(pk__in=ids[start : start + CHUNK])
        found += rows.select_related("department", "site")
    return found
