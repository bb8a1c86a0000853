"""When accounts become one, their promises follow, and come back when that is undone.

The facts followed with the merge itself, but for those of the moments in between.
"""

from uuid import UUID

from django.db import transaction

from banso.domain.accounts.actions import bring_stragglers
from banso.domain.promises.models import MovedPromise, Promise, PromiseLink, PromiseState, PromiseVersion
from banso.domain.promises.queries.past import subject_of
from banso.domain.promises.queries.records import CHUNK
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import current_workspace_id


def follow_merge(merged: UUID, into: UUID) -> int:
    """Hand the promises of `merged` to `into`; doing it twice changes nothing. Returns how many moved."""
    with transaction.atomic():
        rows = list(Promise.objects.filter(account=merged).values_list("pk", flat=True))
        MovedPromise.objects.bulk_create(
            [
                MovedPromise(workspace_id=current_workspace_id(), promise_id=row, origin=merged)
                for row in rows
            ],
            ignore_conflicts=True,
        )
        _hand(rows, into)
        bring_stragglers(merged, {subject_of(row) for row in rows}, by=SYSTEM)
    return len(rows)


def follow_unmerge(merged: UUID, survivor: UUID) -> int:
    """Give back the promises that `survivor` got from `merged`; doing it twice changes nothing."""
    with transaction.atomic():
        moved = MovedPromise.objects.filter(origin=merged, promise__account=survivor)
        rows = list(moved.values_list("promise_id", flat=True))
        moved.delete()
        _hand(rows, merged)
    return len(rows)


def _hand(rows: list[UUID], to: UUID) -> None:
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        Promise.objects.filter(pk__in=part).update(account_id=to)
        for model in (PromiseVersion, PromiseState, PromiseLink):
            model.objects.filter(promise__in=part).update(account_id=to)
