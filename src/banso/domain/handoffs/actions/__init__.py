"""Every write of handoffs.

submitting  from a winning to a handoff that is somebody's, and back
deciding    what CS does: marking, returning, accepting
answering   what sales do: mending and sending again; what both say
clock       telling the leads when time is up
grading     what later events say about items
telling     facts, notices
vocabulary  the rules by which a CSM is chosen
"""

from banso.domain.handoffs.actions.answering import resubmit_handoff, write_message
from banso.domain.handoffs.actions.clock import escalate_late
from banso.domain.handoffs.actions.deciding import accept_handoff, mark_item, return_handoff
from banso.domain.handoffs.actions.submitting import (
    assign_csm,
    plan_csm,
    submit_handoff,
    withdraw_handoffs,
)
from banso.domain.handoffs.actions.vocabulary import RuleRow, save_clock, save_rules

__all__ = [
    "RuleRow",
    "accept_handoff",
    "assign_csm",
    "escalate_late",
    "mark_item",
    "plan_csm",
    "resubmit_handoff",
    "return_handoff",
    "save_clock",
    "save_rules",
    "submit_handoff",
    "withdraw_handoffs",
    "write_message",
]
