"""Holding accounts for a transaction, so that nobody makes them part of another one meanwhile."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from banso.domain.accounts.models import Account
from banso.domain.accounts.queries.accounts import CHUNK
from banso.kit.errors import NotFound


def held(account_id: UUID) -> Account:
    """The account to write on, held for this transaction; for a merged one, what it has become part of.

    Raises:
        NotFound: there is none, or it is archived.
    """
    found = Account.objects.filter(pk=held_all([account_id]).get(account_id, account_id)).first()
    if found is None or found.archived_at is not None:
        raise NotFound(_("there is no such account"))
    return found


def held_all(account_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Hold accounts for this transaction, in one order; each with the account that it is part of by now.

    Ids of no account of this workspace are left out. Other writers of these accounts wait, readers do not.
    """
    found: dict[UUID, UUID] = {}
    wanted = set(account_ids)
    while wanted:
        parts = _held(sorted(wanted))
        found |= {account: into or account for account, into in parts.items()}
        # What they have become part of is held as well, and may itself be part of another.
        wanted = {into for into in parts.values() if into is not None} - set(found)
    return {account: _end(account, found) for account in found}


def _held(ids: list[UUID]) -> dict[UUID, UUID | None]:
    parts: dict[UUID, UUID | None] = {}
    for start in range(0, len(ids), CHUNK):
        rows = Account.objects.filter(pk__in=ids[start : start + CHUNK])
        parts |= dict(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", "merged_into_id"))
    return parts


def _end(account: UUID, found: dict[UUID, UUID]) -> UUID:
    seen = {account}
    while (into := found.get(account, account)) not in seen:
        seen.add(into)
        account = into
    return account
