"""Accounts and contacts that may be whom another area speaks of."""

from collections.abc import Callable
from typing import Literal

from django.db.models import QuerySet

from banso.domain.accounts.models import Account, Contact
from banso.domain.accounts.queries.accounts import accounts
from banso.domain.accounts.queries.people import contacts
from banso.domain.accounts.rules.names import plain_name

_MOST = 20
_LAST = 4


def company_key(name: str) -> str:
    """A company's name without legal form, spaces and marks: what two spellings have in common."""
    return plain_name(name)[:200]


def accounts_called(name: str) -> QuerySet[Account]:
    """The accounts whose names are this one but for legal form and spelling, the oldest first."""
    key = company_key(name)
    rows = accounts().filter(plain=key) if key else accounts().none()
    return rows.order_by("created_at", "id")


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
