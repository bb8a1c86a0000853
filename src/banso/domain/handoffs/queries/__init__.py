"""Every read of handoffs.

records   handoffs, items, messages, grades
freezing  the ten items of a deal in the shape in which they are frozen
people    who may take a handoff, and who hears of it
timing    the clock that runs until it is accepted
"""

from banso.domain.handoffs.queries.freezing import frozen, roles_now
from banso.domain.handoffs.queries.people import (
    accepting,
    candidates,
    csm_rules,
    holder_of,
    leads_of,
    member_who_accepts,
    rules_for,
    sought,
    team_of,
)
from banso.domain.handoffs.queries.records import (
    grades_of,
    handoff_by_id,
    handoff_of_deal,
    handoffs,
    handoffs_for,
    handoffs_of_account,
    items_of,
    late_handoffs,
    marked,
    messages_of,
    open_handoffs,
    planned_csm,
    subject_of,
)
from banso.domain.handoffs.queries.timing import timing

__all__ = [
    "accepting",
    "candidates",
    "csm_rules",
    "frozen",
    "grades_of",
    "handoff_by_id",
    "handoff_of_deal",
    "handoffs",
    "handoffs_for",
    "handoffs_of_account",
    "holder_of",
    "items_of",
    "late_handoffs",
    "leads_of",
    "marked",
    "member_who_accepts",
    "messages_of",
    "open_handoffs",
    "planned_csm",
    "roles_now",
    "rules_for",
    "sought",
    "subject_of",
    "team_of",
    "timing",
]
