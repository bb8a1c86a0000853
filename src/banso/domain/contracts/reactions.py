"""What follows here when accounts become one, and when the workspace reports otherwise."""

from uuid import UUID

from banso.domain.accounts.facts import AccountsMerged, AccountsUnmerged
from banso.domain.contracts.actions import demand_rates, follow_merge, follow_unmerge, restate_ledgers
from banso.domain.workspaces.actions import demand_before_change
from banso.domain.workspaces.facts import WorkspaceChanged
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.reactions import reaction
from banso.kit.actor import SYSTEM


@reaction("contracts.follow_merge", AccountsMerged)
def lines_follow(entry: JournalEntry) -> None:
    follow_merge(UUID(entry.payload["merged"]), entry.account, by=SYSTEM)


demand_before_change(demand_rates)


@reaction("contracts.follow_workspace", WorkspaceChanged)
def ledgers_follow(entry: JournalEntry) -> None:
    restate_ledgers(entry.fact_id, since=entry.occurred_at, by=SYSTEM)


@reaction("contracts.follow_unmerge", AccountsUnmerged)
def lines_come_back(entry: JournalEntry) -> None:
    follow_unmerge(UUID(entry.payload["merged"]), entry.account, by=SYSTEM)
