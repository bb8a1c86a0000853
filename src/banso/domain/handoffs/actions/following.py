"""When accounts become one, their handoffs follow, and come back when that is undone.

The facts followed with the merge itself, but for those of the moments in between.
"""

from uuid import UUID

from django.db import transaction

from banso.domain.accounts.actions import bring_stragglers
from banso.domain.handoffs.models import Handoff, MovedHandoff
from banso.domain.handoffs.queries.records import CHUNK, subject_of
from banso.kit.actor import SYSTEM
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
        bring_stragglers(merged, {subject_of(row) for row in rows}, by=SYSTEM)
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
