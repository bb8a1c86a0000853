"""What follows here when accounts become one."""

from uuid import UUID

from banso.domain.accounts.facts import AccountsMerged, AccountsUnmerged
from banso.domain.questions.actions.following import follow_merge, follow_unmerge
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.reactions import reaction
from banso.kit.words import Text


# One reaction for both: a merge that failed and is tried again must not come after its own undoing.
@reaction(
    "questions.follow_merge", AccountsMerged, AccountsUnmerged,
    title=Text(en="Answers follow merged accounts", ja="顧客の統合に合わせた回答の移動"),
)  # fmt: skip
def answers_follow(entry: JournalEntry) -> None:
    follow = follow_merge if entry.type == AccountsMerged.type else follow_unmerge
    follow(UUID(entry.payload["merged"]), entry.account)
