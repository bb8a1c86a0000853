"""When accounts become one, their deals follow, and come back when that is undone."""

from uuid import UUID

from django.db import transaction

from banso.domain.accounts.actions import bring_stragglers
from banso.domain.sales.models import Deal, MovedDeal
from banso.domain.sales.queries.deals import CHUNK, subject_of
from banso.kit.actor import SYSTEM
from banso.kit.clock import now
from banso.kit.tenancy import current_workspace_id


def follow_merge(merged: UUID, into: UUID) -> int:
    """Hand the deals of `merged` to `into`, and what it referred; doing it twice changes nothing.

    Their facts went along with the merge itself, but for those of the moments in between. Returns how many
    deals moved.
    """
    with transaction.atomic():
        ids = list(Deal.objects.filter(account=merged).values_list("pk", flat=True))
        MovedDeal.objects.bulk_create(
            [MovedDeal(workspace_id=current_workspace_id(), deal_id=pk, origin=merged) for pk in ids],
            ignore_conflicts=True,
        )
        _hand(ids, into)
        bring_stragglers(merged, {subject_of(pk) for pk in ids}, by=SYSTEM)
        referred = list(Deal.objects.filter(referral_account=merged).values_list("pk", flat=True))
        MovedDeal.objects.bulk_create(
            [
                MovedDeal(workspace_id=current_workspace_id(), deal_id=pk, origin=merged, part="referral")
                for pk in referred
            ],
            ignore_conflicts=True,
        )
        _hand(referred, into, part="referral")
    return len(ids)


def follow_unmerge(merged: UUID, survivor: UUID) -> int:
    """Give back the deals that `survivor` got from `merged`; doing it twice changes nothing."""
    with transaction.atomic():
        back = {
            "account": MovedDeal.objects.filter(origin=merged, part="account", deal__account=survivor),
            "referral": MovedDeal.objects.filter(
                origin=merged, part="referral", deal__referral_account=survivor
            ),
        }
        ids = {part: list(moved.values_list("deal_id", flat=True)) for part, moved in back.items()}
        for part, moved in back.items():
            moved.delete()
            _hand(ids[part], merged, part=part)
    return len(ids["account"])


def _hand(ids: list[UUID], to: UUID, *, part: str = "account") -> None:
    column = {"account": "account_id", "referral": "referral_account_id"}[part]
    for start in range(0, len(ids), CHUNK):
        rows = Deal.objects.filter(pk__in=ids[start : start + CHUNK])
        rows.update(**{column: to}, updated_at=now())
