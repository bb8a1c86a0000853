"""When accounts become one, the leads that became them follow, and come back when that is undone."""

from uuid import UUID

from django.db import transaction

from banso.domain.leads.models import Lead, MovedLead
from banso.domain.leads.queries.leads import CHUNK
from banso.kit.clock import now
from banso.kit.tenancy import current_workspace_id


def follow_merge(merged: UUID, into: UUID) -> int:
    """Hand the leads of `merged` to `into`; doing it twice changes nothing. Returns how many moved.

    Their facts went along with the merge itself.
    """
    with transaction.atomic():
        ids = list(Lead.objects.filter(account=merged).values_list("pk", flat=True))
        MovedLead.objects.bulk_create(
            [MovedLead(workspace_id=current_workspace_id(), lead_id=pk, origin=merged) for pk in ids],
            ignore_conflicts=True,
        )
        _hand(ids, into)
    return len(ids)


def follow_unmerge(merged: UUID, survivor: UUID) -> int:
    """Give back the leads that `survivor` got from `merged`; doing it twice changes nothing."""
    with transaction.atomic():
        moved = MovedLead.objects.filter(origin=merged, lead__account=survivor)
        ids = list(moved.values_list("lead_id", flat=True))
        moved.delete()
        _hand(ids, merged)
    return len(ids)


def _hand(ids: list[UUID], to: UUID) -> None:
    for start in range(0, len(ids), CHUNK):
        rows = Lead.objects.filter(pk__in=ids[start : start + CHUNK])
        rows.update(account_id=to, updated_at=now())
