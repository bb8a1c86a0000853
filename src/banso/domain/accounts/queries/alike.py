"""Accounts and contacts that may be whom another area speaks of."""

from collections.abc import Callable
from typing import Literal
from uuid import UUID

from django.db.models import QuerySet

from banso.domain.accounts.models import Account, Contact
from banso.domain.accounts.queries.accounts import accounts
from banso.domain.accounts.queries.people import contacts
from banso.domain.accounts.rules.names import corporate_number, plain_name
from banso.kit.errors import InputError

_MOST = 20
_LAST = 4
_SHOWN = 5
Shared = Literal["number", "name"]


def company_key(name: str) -> str:
    """A company's name without legal form, spaces and marks: what two spellings have in common."""
    return plain_name(name)[:200]


def accounts_called(name: str) -> QuerySet[Account]:
    """The accounts whose names are this one but for legal form and spelling, the oldest first."""
    key = company_key(name)
    rows = accounts().filter(plain=key) if key else accounts().none()
    return rows.order_by("created_at", "id")


def accounts_alike(name: str, number: str, *, besides: UUID | None = None) -> list[tuple[Account, Shared]]:
    """The accounts that may be one whose name and corporate number are being typed, the surest first.

    Args:
        name: as far as it is typed.
        number: the same; one that cannot be yet is nobody's.
        besides: the account itself, where it is there already.
    """
    try:
        digits = corporate_number(number)
    except InputError:
        digits = ""
    numbered = accounts().filter(corporate_number=digits) if digits else accounts().none()
    found: dict[UUID, tuple[Account, Shared]] = {
        each.pk: (each, "number") for each in numbered.order_by("created_at", "id")[:_MOST]
    }
    for each in accounts_called(name)[:_MOST]:
        found.setdefault(each.pk, (each, "name"))
    return [pair for key, pair in found.items() if key != besides][:_SHOWN]


def contacts_reached(
    email: str, digits: str, *, same_phone: Callable[[str], str]
) -> list[tuple[Contact, Literal["mail", "phone"]]]:
    """Contacts with that mail address, and those with that phone.

    Args:
        email: in small letters, or "".
        digits: a phone as `same_phone` writes it, or "".
        same_phone: what two spellings of a phone have in common.
    """
    found: list[tuple[Contact, Literal["mail", "phone"]]] = []
    present = contacts().select_related("account").order_by("created_at", "id")
    if email:
        found += [(each, "mail") for each in present.filter(email__iexact=email)[:_MOST]]
    if digits:
        # The spelling is free; the last digits alone stand together in every one of them.
        near = present.filter(phone__endswith=digits[-_LAST:])[: _MOST * 10]
        found += [(each, "phone") for each in near if same_phone(each.phone) == digits]
    return found
