"""What follows here from what happens to deals."""

from uuid import UUID

from banso.domain.outcomes.actions import follow_sheet, withdraw_outcomes
from banso.domain.sales.facts import DealReopened, SheetChanged
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.reactions import reaction
from banso.kit.words import Text


# One reaction for both: what was rewritten must not come after the reopening of its deal.
@reaction(
    "outcomes.follow_deals", SheetChanged, DealReopened,
    title=Text(en="Outcomes follow the goals of won deals", ja="受注した商談のゴールに合わせた成果の更新"),
)  # fmt: skip
def outcomes_follow(entry: JournalEntry) -> None:
    deal_id = UUID(entry.subject.partition(":")[2])
    if entry.type == DealReopened.type:
        withdraw_outcomes(deal_id)
    elif entry.payload["item"] == "success":
        follow_sheet(deal_id)
