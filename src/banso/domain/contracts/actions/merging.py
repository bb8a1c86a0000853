"""When accounts become one, their lines follow, and come back when that is undone."""

from uuid import UUID

from django.db import transaction

from banso.domain.accounts.actions import held_all
from banso.domain.contracts.actions.ledger import refresh_ledgers
from banso.domain.contracts.models import MovedLine, Subscription
from banso.domain.contracts.queries.lines import chunks
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.tenancy import current_workspace_id


def follow_merge(merged: UUID, into: UUID, *, by: Actor) -> int:
    """Hand the lines of `merged` to `into` and recompute both ledgers; doing it twice changes nothing.

    Returns:
        How many lines moved.
    """
    with transaction.atomic():
        held_all([merged, into])
        lines = list(Subscription.objects.filter(account=merged).values_list("pk", flat=True))
        MovedLine.objects.bulk_create(
            [
                MovedLine(workspace_id=current_workspace_id(), subscription_id=line, origin=merged)
                for line in lines
            ],
            ignore_conflicts=True,
        )
        _hand(lines, into)
        refresh_ledgers([merged, into], by=by)
    return len(lines)


def follow_unmerge(merged: UUID, survivor: UUID, *, by: Actor) -> int:
    """Give back the lines that `survivor` got from `merged`; doing it twice changes nothing.

    Returns:
        How many lines moved.
    """
    with transaction.atomic():
        held_all([merged, survivor])
        moved = MovedLine.objects.filter(origin=merged, subscription__account=survivor)
        lines = list(moved.values_list("subscription_id", flat=True))
        moved.delete()
        _hand(lines, merged)
        refresh_ledgers([merged, survivor], by=by)
    return len(lines)


def _hand(lines: list[UUID], to: UUID) -> None:
    for chunk in chunks(lines):
        Subscription.objects.filter(pk__in=chunk).update(account_id=to, updated_at=now())
