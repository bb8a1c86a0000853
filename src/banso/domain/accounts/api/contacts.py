"""Contacts."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Status

from banso.domain.accounts import actions
from banso.domain.accounts.api.shared import state_of, told
from banso.domain.accounts.models import Contact
from banso.domain.accounts.queries.accounts import account_ids_by_external_id
from banso.domain.accounts.queries.people import contact_by_id, contacts
from banso.domain.accounts.rules.names import search_key
from banso.domain.accounts.schemas import ContactIn, ContactOut, ContactsIn, UpsertOut
from banso.kit.access import ApiAuth, access_of
from banso.kit.api import seen_version, tagged
from banso.kit.api.moments import demand_moment
from banso.kit.errors import InputError
from banso.kit.paging import Page, PageOf, page_of
from banso.kit.searching import every_word

router = Router(tags=["contacts"])


@router.get("", response=PageOf[ContactOut], auth=ApiAuth("accounts.view"))
def list_contacts(
    request: HttpRequest,
    *,
    account_id: UUID | None = None,
    external_id: str | None = None,
    email: str | None = None,
    q: str = "",
    updated_since: datetime | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[Contact]:
    """Contacts by name, those who left included."""
    rows = contacts().select_related("department", "site")
    if account_id is not None:
        rows = rows.filter(account=account_id)
    if external_id is not None:
        rows = rows.filter(external_id=external_id)
    if email is not None:
        rows = rows.filter(email=email.lower())
    demand_moment("updated_since", updated_since)
    if updated_since is not None:
        rows = rows.filter(updated_at__gte=updated_since)
    rows = rows.filter(every_word(search_key(q), "search__contains"))
    return page_of(rows, limit=limit, cursor=cursor, order=("name",), request=request)


@router.post("", response={201: ContactOut}, auth=ApiAuth("accounts.edit"))
def create_contact(request: HttpRequest, payload: ContactIn, response: HttpResponse) -> Status[Contact]:
    """Add a person to an account, which is named by our id or by yours."""
    contact = actions.create_contact(_account(payload), payload.values(), by=access_of(request).actor)
    tagged(response, state_of(contact.pk, contact.version))
    return Status(HTTPStatus.CREATED, contact)


@router.put("", response=UpsertOut, auth=ApiAuth("accounts.edit"))
def upsert_contacts(request: HttpRequest, payload: ContactsIn) -> dict[str, object]:
    """Make or change up to 5,000 contacts by their external ids, or by mail address within the account."""
    rows = [{**row.values(), "account_external_id": row.account_external_id or ""} for row in payload.data]
    return told(actions.upsert_contacts(rows, by=access_of(request).actor))


@router.get("/{uuid:contact_id}", response=ContactOut, auth=ApiAuth("accounts.view"))
def read_contact(request: HttpRequest, contact_id: UUID, response: HttpResponse) -> Contact:  # noqa: ARG001
    """One contact."""
    contact = contact_by_id(contact_id)
    tagged(response, state_of(contact.pk, contact.version))
    return contact


@router.patch("/{uuid:contact_id}", response=ContactOut, auth=ApiAuth("accounts.edit"))
def change_contact(
    request: HttpRequest, contact_id: UUID, payload: ContactIn, response: HttpResponse
) -> Contact:
    """Change the fields that are sent; a contact stays at its account."""
    if payload.account_id is not None or payload.account_external_id is not None:
        raise InputError(
            _("a contact stays at its account"),
            field="account_id",
            came="",
            wanted=_("the contact's own fields"),
        )
    expected = seen_version(request, contact_id, contact_by_id(contact_id).version)
    contact = actions.update_contact(
        contact_id, payload.values(), expected_version=expected, by=access_of(request).actor
    )
    tagged(response, state_of(contact.pk, contact.version))
    return contact


@router.delete("/{uuid:contact_id}", response=ContactOut, auth=ApiAuth("accounts.edit"))
def archive_contact(request: HttpRequest, contact_id: UUID) -> Contact:
    """Take a contact away that should never have been. Who has left gets `left_on` instead."""
    expected = seen_version(request, contact_id, contact_by_id(contact_id).version)
    return actions.archive_contact(contact_id, expected_version=expected, by=access_of(request).actor)


@router.post("/{uuid:contact_id}/restore", response=ContactOut, auth=ApiAuth("accounts.edit"))
def restore_contact(request: HttpRequest, contact_id: UUID) -> Contact:
    """Bring back a contact that was taken away."""
    return actions.restore_contact(contact_id, by=access_of(request).actor)


def _account(payload: ContactIn) -> UUID:
    if payload.account_id is not None:
        return payload.account_id
    external_id = payload.account_external_id or ""
    found = account_ids_by_external_id([external_id]).get(external_id)
    if found is None:
        raise InputError(
            _("no account has this external id"),
            field="account_external_id",
            came=external_id,
            wanted=_("account_id, or the external id of an account"),
        )
    return found
