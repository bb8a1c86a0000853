"""What follows here when accounts become one, and when a note mentions somebody."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from banso.domain.accounts.facts import AccountsMerged, AccountsUnmerged, NoteWritten
from banso.domain.accounts.queries.records import note_by_id
from banso.domain.work.actions import Place, tell_mentioned, writer_of
from banso.domain.work.actions.following import follow_merge, follow_unmerge
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.reactions import reaction
from banso.kit.clock import now
from banso.kit.words import Text

# Nobody hears of what was written long ago, such as what came with an import or another release.
NEWS: Final = timedelta(days=2)


# One reaction for both: a merge that failed and is tried again must not come after its own undoing.
@reaction(
    "work.follow_merge", AccountsMerged, AccountsUnmerged,
    title=Text(en="Tasks follow merged accounts", ja="顧客の統合に合わせたタスクの移動"),
)  # fmt: skip
def tasks_follow(entry: JournalEntry) -> None:
    follow = follow_merge if entry.type == AccountsMerged.type else follow_unmerge
    follow(UUID(entry.payload["merged"]), entry.account)


@reaction(
    "work.mentions", NoteWritten,
    title=Text(en="Whom notes mention hear of it", ja="メモで名前を挙げた人へのお知らせ"),
)  # fmt: skip
def mentioned_in_note(entry: JournalEntry) -> None:
    if entry.retracted or entry.recorded_at < now() - NEWS:
        return
    note = note_by_id(UUID(entry.subject))
    place = Place(note.pk, note.account.name, f"accounts/{note.account_id}/notes/", "accounts.view")
    tell_mentioned(note.body, place, by=writer_of(entry))
