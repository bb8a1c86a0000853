"""What follows here from what happens to accounts, deals and promises."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from banso.domain.accounts.facts import AccountsMerged, AccountsUnmerged, ContactLeft
from banso.domain.handoffs.actions.following import follow_merge, follow_unmerge
from banso.domain.handoffs.actions.grading import grade_goals, grade_left, grade_promise, grade_roles
from banso.domain.handoffs.actions.promising import tell_of_answer
from banso.domain.handoffs.actions.submitting import withdraw_handoffs
from banso.domain.promises.facts import PROMISE_FACTS, PromiseConfirmed, PromiseDisputed, PromiseMade
from banso.domain.sales.facts import DealReopened, SheetChanged
from banso.domain.work.actions import Place, tell_mentioned, writer_of
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.reactions import reaction
from banso.kit.clock import now
from banso.kit.words import Text

# What people write with a step of a promise, besides its wording.
_WRITTEN = ("wording", "reason", "evidence", "remark")
# Nobody hears of what was written long ago, such as what came with an import or another release.
_NEWS: Final = timedelta(days=2)


# One reaction for both: a merge that failed and is tried again must not come after its own undoing.
@reaction(
    "handoffs.follow_merge", AccountsMerged, AccountsUnmerged,
    title=Text(en="Handoffs follow merged accounts", ja="顧客の統合に合わせた引継ぎの移動"),
)  # fmt: skip
def handoffs_follow(entry: JournalEntry) -> None:
    follow = follow_merge if entry.type == AccountsMerged.type else follow_unmerge
    follow(UUID(entry.payload["merged"]), entry.account)


@reaction(
    "handoffs.withdraw", DealReopened,
    title=Text(en="Reopened deals take their handoffs back", ja="再開した商談の引継ぎの取り消し"),
)  # fmt: skip
def reopened(entry: JournalEntry) -> None:
    if entry.payload["status"] == "won":
        withdraw_handoffs(_deal(entry), before=entry.occurred_at)


@reaction(
    "handoffs.grade", SheetChanged, ContactLeft, PromiseMade,
    title=Text(en="Later events grade handoffs", ja="あとからの出来事による引継ぎの評価"),
)  # fmt: skip
def graded(entry: JournalEntry) -> None:
    if entry.retracted:
        return
    if entry.type == SheetChanged.type:
        _sheet(entry)
    elif entry.type == ContactLeft.type:
        grade_left(entry.account, entry.subject, entry.recorded_at)
    else:
        promise = entry.payload["promise"]
        made_on = date.fromisoformat(promise["made_on"])
        grade_promise(
            entry.account, promise["deal"], entry.subject.partition(":")[2], entry.payload["wording"],
            made_on, at=entry.recorded_at,
        )  # fmt: skip


# Here and not with promises, which know nothing of notices: sales and CS tell each other of both here.
@reaction(
    "handoffs.mentions", *PROMISE_FACTS,
    title=Text(en="Whom promises mention hear of it", ja="約束で名前を挙げた人へのお知らせ"),
)  # fmt: skip
def mentioned_in_promise(entry: JournalEntry) -> None:
    if entry.retracted or entry.recorded_at < now() - _NEWS:
        return
    payload = entry.payload
    texts = [str(payload[name]) for name in _WRITTEN if payload.get(name)]
    texts.append(payload["promise"]["source_text"])
    promise = UUID(entry.subject.partition(":")[2])
    place = Place(promise, payload["wording"], f"promises/{promise}/", "promises.view")
    tell_mentioned("\n".join(texts), place, by=writer_of(entry))


@reaction(
    "handoffs.promise_answers", PromiseConfirmed, PromiseDisputed,
    title=Text(en="Customers' answers to promises are told", ja="約束へのお客様の回答のお知らせ"),
)  # fmt: skip
def answered(entry: JournalEntry) -> None:
    """What our own people wrote down, they know."""
    if entry.retracted or entry.actor_kind != "customer" or entry.recorded_at < now() - _NEWS:
        return
    said = entry.payload["said"] if entry.type == PromiseDisputed.type else None
    tell_of_answer(
        UUID(entry.subject.partition(":")[2]), key=f"promise-answer:{entry.fact_id}", who=entry.actor_label,
        said=said,
    )  # fmt: skip


def _sheet(entry: JournalEntry) -> None:
    if entry.payload["item"] == "success":
        grade_goals(_deal(entry), entry.occurred_at)
    elif entry.payload["item"] == "stakeholders":
        grade_roles(_deal(entry), entry.occurred_at)


def _deal(entry: JournalEntry) -> UUID:
    return UUID(entry.subject.partition(":")[2])
