"""Every write of outcomes.

following   outcomes follow the goals of won deals, and go with them
confirming  the signed link by which a customer confirms what success is
measuring   what a number was at a checkpoint, by itself or as somebody reports it
telling     facts and notices
"""

from banso.domain.outcomes.actions.confirming import address_of, answer_link, ask_confirmation, revoke_link
from banso.domain.outcomes.actions.following import follow_goals, follow_sheet, withdraw_outcomes
from banso.domain.outcomes.actions.measuring import measure_due, report_value

__all__ = [
    "address_of",
    "answer_link",
    "ask_confirmation",
    "follow_goals",
    "follow_sheet",
    "measure_due",
    "report_value",
    "revoke_link",
    "withdraw_outcomes",
]
