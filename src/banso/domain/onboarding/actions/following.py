"""When accounts become one, their onboardings follow, and come back when that is undone.

The facts followed with the merge itself, but for those of the moments in between; tasks follow in their own
area.
"""

from uuid import UUID

from django.db import transaction

from banso.domain.accounts.actions import bring_stragglers
from banso.domain.onboarding.models import MovedOnboarding, Onboarding
from banso.domain.onboarding.queries.records import subject_of
from banso.kit.actor import SYSTEM
from banso.kit.clock import now
from banso.kit.tenancy import current_workspace_id


def follow_merge(merged: UUID, into: UUID) -> int:
    """Hand the onboardings of `merged` to `into`; doing it twice changes nothing. Returns how many moved."""
    with transaction.atomic():
        rows = list(Onboarding.objects.filter(account=merged).values_list("pk", flat=True))
        MovedOnboarding.objects.bulk_create(
            [
                MovedOnboarding(workspace_id=current_workspace_id(), onboarding_id=row, origin=merged)
                for row in rows
            ],
            ignore_conflicts=True,
        )
        Onboarding.objects.filter(pk__in=rows).update(account_id=into, updated_at=now())
        bring_stragglers(merged, {subject_of(row) for row in rows}, by=SYSTEM)
    return len(rows)


def follow_unmerge(merged: UUID, survivor: UUID) -> int:
    """Give back the onboardings that `survivor` got from `merged`; doing it twice changes nothing."""
    with transaction.atomic():
        moved = MovedOnboarding.objects.filter(origin=merged, onboarding__account=survivor)
        rows = list(moved.values_list("onboarding_id", flat=True))
        moved.delete()
        Onboarding.objects.filter(pk__in=rows).update(account_id=merged, updated_at=now())
    return len(rows)
