"""What somebody is to sell within a period.

Every fact has the subject `target:<id>`. `amount` is what is to be booked, in the reporting currency of when
it was set; `until` is the first day outside. Another amount is a new version of the fact, so that what was
reported before stays what it was.
"""

from datetime import date
from decimal import Decimal
from uuid import UUID

from banso.engine.journal.fact import Fact, fact
from banso.kit.words import Text

# It happened to no account.
NO_ACCOUNT = UUID(int=0)


@fact(
    "targets.target_set",
    title=Text(en="Target set", ja="目標を設定した"),
    line=Text(en="{holder}, from {first}: {amount}", ja="{holder}、{first}から：{amount}"),
    side="us",
    group="deal",
)
class TargetSet(Fact, frozen=True, kw_only=True):
    """`team`: it is a team's, else a person's; `holder_id` is theirs, and `holder` their name.

    `teams` names the teams that a person was in, "" for none. `people` are the mail addresses and names under
    which the deals stand that count towards it; those of a team are who was in it and in the teams within it.
    Both are as they were when the period was over, or are now.
    """

    holder: str
    holder_id: str
    team: bool
    teams: str
    people: tuple[str, ...]
    first: date
    until: date
    amount: Decimal
    currency: str
