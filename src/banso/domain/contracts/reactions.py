"""What follows here when accounts become one, and when the workspace reports otherwise."""

from uuid import UUID

from banso.domain.accounts.facts import AccountsMerged, AccountsUnmerged
from banso.domain.contracts.actions import demand_rates, follow_merge, follow_unmerge, restate_ledgers
from banso.domain.workspaces.actions import demand_before_change
from banso.domain.workspaces.facts import WorkspaceChanged
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.reactions import reaction
from banso.kit.actor import SYSTEM
from banso.kit.words import Text


# One reaction for both: a merge that failed and is tried again must not come after its own undoing.
@reaction(
    "contracts.follow_merge", AccountsMerged, AccountsUnmerged,
    title=Text(en="Contract lines follow merged accounts", ja="顧客の統合に合わせた契約明細の移動"),
)  # fmt: skip
def lines_follow(entry: JournalEntry) -> None:
    follow = follow_merge if entry.type == AccountsMerged.type else follow_unmerge
    follow(UUID(entry.payload["merged"]), entry.account, by=SYSTEM)


demand_before_change(demand_rates)


@reaction(
    "contracts.follow_workspace", WorkspaceChanged,
    title=Text(en="Amounts follow the workspace", ja="ワークスペースの変更に合わせた金額の再計算"),
)  # fmt: skip
def ledgers_follow(entry: JournalEntry) -> None:
    restate_ledgers(entry.fact_id, since=entry.occurred_at, by=SYSTEM)
