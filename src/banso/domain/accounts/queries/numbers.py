"""What the numbers ask of accounts: their names, and who was merged into whom."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from banso.domain.accounts.models import Account, AccountMerge

_CHUNK = 500


def account_names(account_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of accounts by their ids, merged and archived ones too; unknown ids are left out."""
    wanted = sorted(set(account_ids))
    names: dict[UUID, str] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows = Account.objects.filter(pk__in=wanted[start : start + _CHUNK])
        names.update(rows.values_list("pk", "name"))
    return names


def merged_accounts(as_of: datetime) -> list[tuple[UUID, UUID]]:
    """Pairs of an account that had gone by `as_of` and the one that stands for it, through every step."""
    standing = AccountMerge.objects.filter(at__lte=as_of).filter(Q(undone_at=None) | Q(undone_at__gt=as_of))
    into = dict(standing.order_by("at").values_list("merged_id", "survivor_id"))
    return [(gone, _end(into, gone)) for gone in into]


def _end(into: dict[UUID, UUID], account: UUID) -> UUID:
    seen = {account}
    while account in into and into[account] not in seen:
        account = into[account]
        seen.add(account)
    return account
