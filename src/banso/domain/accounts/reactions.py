"""What follows here when the workspace's days begin at another midnight."""

from banso.domain.accounts.actions.writing import follow_zone
from banso.domain.workspaces.facts import WorkspaceChanged
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.reactions import reaction
from banso.kit.actor import SYSTEM
from banso.kit.words import Text


@reaction(
    "accounts.follow_workspace",
    WorkspaceChanged,
    title=Text(en="Date accounts in another zone", ja="顧客の開始日を別のタイムゾーンに合わせる"),
)
def births_follow(entry: JournalEntry) -> None:
    if entry.payload["timezone"] != entry.payload["timezone_before"]:
        follow_zone(by=SYSTEM)
