"""What follows here when accounts become one."""

from uuid import UUID

from banso.domain.accounts.facts import AccountsMerged, AccountsUnmerged
from banso.domain.contracts.actions import follow_merge, follow_unmerge
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.reactions import reaction
from banso.kit.actor import SYSTEM


@reaction("contracts.follow_merge", AccountsMerged)
def lines_follow(entry: JournalEntry) -> None:
    follow_merge(UUID(entry.payload["merged"]), entry.account, by=SYSTEM)


@reaction("contracts.follow_unmerge", AccountsUnmerged)
def lines_come_back(entry: JournalEntry) -> None:
    follow_unmerge(UUID(entry.payload["merged"]), entry.account, by=SYSTEM)
