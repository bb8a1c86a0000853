"""What follows here from what happens to accounts, deals, handoffs and tasks."""

from uuid import UUID

from banso.domain.accounts.facts import AccountsMerged, AccountsUnmerged
from banso.domain.handoffs.facts import HandoffAccepted
from banso.domain.onboarding.actions.evaluating import evaluate_onboarding
from banso.domain.onboarding.actions.following import follow_merge, follow_unmerge
from banso.domain.onboarding.actions.proposing import follow_handoff, withdraw_onboardings
from banso.domain.onboarding.queries import onboarding_of_task
from banso.domain.sales.facts import DealReopened
from banso.domain.work.facts import CustomerTaskDone, TaskDone, TaskPutBack, TaskReopened, TaskTakenBack
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.reactions import reaction
from banso.kit.words import Text


# One reaction for both: a merge that failed and is tried again must not come after its own undoing.
@reaction(
    "onboarding.follow_merge", AccountsMerged, AccountsUnmerged,
    title=Text(en="Onboardings follow merged accounts", ja="顧客の統合に合わせたオンボーディングの移動"),
)  # fmt: skip
def onboardings_follow(entry: JournalEntry) -> None:
    follow = follow_merge if entry.type == AccountsMerged.type else follow_unmerge
    follow(UUID(entry.payload["merged"]), entry.account)


@reaction(
    "onboarding.follow_deals", DealReopened, HandoffAccepted,
    title=Text(
        en="Onboardings follow their deals and handoffs", ja="商談と引継ぎに合わせたオンボーディングの更新"
    ),
)  # fmt: skip
def deals_followed(entry: JournalEntry) -> None:
    if entry.type == HandoffAccepted.type:
        follow_handoff(UUID(entry.payload["deal"]), entry.payload["csm_email"])
    elif entry.payload["status"] == "won":
        withdraw_onboardings(UUID(entry.subject.partition(":")[2]), before=entry.occurred_at)


@reaction(
    "onboarding.evaluate", TaskDone, CustomerTaskDone, TaskReopened, TaskTakenBack, TaskPutBack,
    title=Text(en="Tasks move their onboarding", ja="タスクによるオンボーディングの進み具合の更新"),
)  # fmt: skip
def tasks_moved(entry: JournalEntry) -> None:
    onboarding = onboarding_of_task(UUID(entry.subject.partition(":")[2]))
    if onboarding is not None:
        evaluate_onboarding(onboarding)
