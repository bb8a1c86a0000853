"""When accounts become one, their handoffs follow, and come back when that is undone.

The facts follow by themselves: the merge moves every fact of the account.
"""

from uuid import UUID

from django.db import transaction

from banso.domain.handoffs.models import Handoff, MovedHandoff
from banso.domain.handoffs.queries.records import CHUNK
from banso.kit.tenancy import current_workspace_id


def follow_merge(merged: UUID, into: UUID) -> int:
    """Hand the handoffs of `merged` to `into`; doing it twice changes nothing. Returns how many moved."""
    with transaction.atomic():
        rows = list(Handoff.objects.filter(account=merged).values_list("pk", flat=True))
        MovedHandoff.objects.bulk_create(
            [
                MovedHandoff(workspace_id=current_workspace_id(), handoff_id=row, origin=merged)
                for row in rows
            ],
            ignore_conflicts=True,
        )
        _hand(rows, into)
    return len(rows)


def follow_unmerge(merged: UUID, survivor: UUID) -> int:
    """Give back the handoffs that `survivor` got from `merged`; doing it twice changes nothing."""
    with transaction.atomic():
        moved = MovedHandoff.objects.filter(origin=merged, handoff__account=survivor)
        rows = list(moved.values_list("handoff_id", flat=True))
        moved.delete()
        _hand(rows, merged)
    return len(rows)


def _hand(rows: list[UUID], to: UUID) -> None:
    for start in range(0, len(rows), CHUNK):
        Handoff.objects.filter(pk__in=rows[start : start + CHUNK]).update(account_id=to)
