"""What follows here when accounts become one, and when a promise appears."""

from typing import cast
from uuid import UUID

from banso.domain.accounts.facts import AccountsMerged, AccountsUnmerged
from banso.domain.promises.facts import (
    ApprovalRefused,
    DealLinked,
    PromiseAmended,
    PromiseApproved,
    PromiseMade,
    PromisePutBack,
    PromiseTakenBack,
    PromiseWaived,
)
from banso.domain.sales.actions.merging import follow_merge, follow_unmerge
from banso.domain.sales.actions.requests import settle_claim, settle_promise
from banso.domain.sales.actions.sheet import withdraw_no_promises
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.reactions import reaction
from banso.kit.actor import Actor, ActorKind
from banso.kit.words import Text


# One reaction for both: a merge that failed and is tried again must not come after its own undoing.
@reaction(
    "sales.follow_merge", AccountsMerged, AccountsUnmerged,
    title=Text(en="Deals follow merged accounts", ja="顧客の統合に合わせた商談の移動"),
)  # fmt: skip
def deals_follow(entry: JournalEntry) -> None:
    follow = follow_merge if entry.type == AccountsMerged.type else follow_unmerge
    follow(UUID(entry.payload["merged"]), entry.account)


@reaction(
    "sales.follow_promises", PromiseMade, DealLinked, PromisePutBack,
    title=Text(en="“No promises were made” is withdrawn", ja="「約束はしていない」という署名の取り消し"),
)  # fmt: skip
def statement_falls(entry: JournalEntry) -> None:
    deal = entry.payload["promise"]["deal"]
    if deal:
        withdraw_no_promises(UUID(deal))


@reaction(
    "sales.follow_approvals", PromiseApproved, ApprovalRefused, PromiseAmended, PromiseWaived,
    PromiseTakenBack, DealLinked,
    title=Text(en="Requests for an approval follow the promise", ja="約束の承認に合わせた承認依頼の更新"),
)  # fmt: skip
def requests_follow(entry: JournalEntry) -> None:
    by = Actor(cast("ActorKind", entry.actor_kind), entry.actor_id, entry.actor_label)
    promise = UUID(entry.subject.partition(":")[2])
    if entry.type in {PromiseApproved.type, ApprovalRefused.type}:
        approved = entry.type == PromiseApproved.type
        settle_promise(
            promise, approved=approved, remark=entry.payload["remark"], by=by, at=entry.recorded_at
        )
    else:
        settle_claim(promise, by=by)
