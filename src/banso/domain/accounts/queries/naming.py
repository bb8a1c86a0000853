"""The account that somebody means by what they typed."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from banso.domain.accounts.queries.accounts import account_ids_by_external_id, accounts
from banso.kit.errors import InputError

_NAMED = 5


def account_named(given: str, *, near: bool = False) -> UUID:
    """The account with that external id or name; with `near` also the only one whose name holds the words.

    Raises:
        InputError: none, or more than one, is called so; it names those that might be meant.
    """
    words = given.strip()
    found = account_ids_by_external_id([words]).get(words) if words else None
    if found is not None:
        return found
    called = Q(name__iexact=words) | Q(plain__iexact=words)
    rows = list(accounts().filter(called).order_by("name", "pk")[:_NAMED]) if words else []
    like = rows or (
        list(accounts().filter(name__icontains=words).order_by("name", "pk")[:_NAMED]) if words else []
    )
    if len(rows) == 1 or (near and len(like) == 1):
        return like[0].pk
    names = ", ".join(f"{row.name} ({row.external_id})" if row.external_id else row.name for row in like)
    raise InputError(
        _("No account, or more than one, is called so."), field="account", came=words,
        wanted=names or _("an account's name or external ID"),
    )  # fmt: skip
