"""What eight processes do at the same moment, and what must be true afterwards.

A contest prepares a fresh thing, everybody acts on it, and then the records are asked what came of it: one
winner where there can be one, nothing doubled, every ledger equal to its lines, no answer that is a failure.
"""

from torture.contests import deals, merging, people, records, work
from torture.contests.frame import Contest, Said, furnish, inside, said_by, warm_up

CONTESTS: dict[str, Contest] = {
    **records.CONTESTS, **people.CONTESTS, **work.CONTESTS, **deals.CONTESTS, **merging.CONTESTS,
}  # fmt: skip
__all__ = ["CONTESTS", "Contest", "Said", "furnish", "inside", "said_by", "warm_up"]
