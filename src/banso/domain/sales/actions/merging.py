"""When accounts become one, their deals follow, and come back when that is undone."""

from uuid import UUID

from django.db import transaction

from banso.domain.sales.models import Deal, MovedDeal
from banso.domain.sales.queries.deals import CHUNK
from banso.kit.clock import now
from banso.kit.tenancy import current_workspace_id


def follow_merge(merged: UUID, into: UUID) -> int:
    """Hand the deals of `merged` to `into`, and what it referred; doing it twice changes nothing.

    Their facts went along with the merge itself. Returns how many deals moved.
    """
    with transaction.atomic():
        ids = list(Deal.objects.filter(account=merged).values_list("pk", flat=True))
        MovedDeal.objects.bulk_create(
            [MovedDeal(workspace_id=current_workspace_id(), deal_id=pk, origin=merged) for pk in ids],
            ignore_conflicts=True,
        )
        _hand(ids, into)
        Deal.objects.filter(referral_account=merged).update(referral_account=into)
    return len(ids)


def follow_unmerge(merged: UUID, survivor: UUID) -> int:
    """Give back the deals that `survivor` got from `merged`; doing it twice changes nothing."""
    with transaction.atomic():
        moved = MovedDeal.objects.filter(origin=merged, deal__account=survivor)
        ids = list(moved.values_list("deal_id", flat=True))
        moved.delete()
        _hand(ids, merged)
    return len(ids)


def _hand(ids: list[UUID], to: UUID) -> None:
    for start in range(0, len(ids), CHUNK):
        rows = Deal.objects.filter(pk__in=ids[start : start + CHUNK])
        rows.update(account_id=to, updated_at=now())
