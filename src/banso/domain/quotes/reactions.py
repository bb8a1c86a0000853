"""What follows here when accounts become one."""

from uuid import UUID

from banso.domain.accounts.facts import AccountsMerged
from banso.domain.quotes.actions.following import follow_merge
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.reactions import reaction
from banso.kit.words import Text


@reaction(
    "quotes.follow_merge", AccountsMerged,
    title=Text(en="Quotes follow merged accounts", ja="顧客の統合に合わせた見積書の移動"),
)  # fmt: skip
def quotes_follow(entry: JournalEntry) -> None:
    follow_merge(UUID(entry.payload["merged"]), entry.account)
