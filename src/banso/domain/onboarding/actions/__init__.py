"""Every write of onboardings.

proposing   at winning, or by hand
planning    starting, moving days, adding tasks, calling off
evaluating  completed or stalled, by the worker
handing     to the account's CSM
links       the customer's page
files       what of the account's files it shows
templates   how onboardings go
"""

from banso.domain.onboarding.actions.evaluating import evaluate_all, evaluate_onboarding
from banso.domain.onboarding.actions.files import share_file, share_upload, withdraw_file
from banso.domain.onboarding.actions.handing import accept_handover, offer_handover, return_handover
from banso.domain.onboarding.actions.links import (
    address_of,
    mark_opened,
    revoke_plan_link,
    share_plan,
    tick_by_link,
)
from banso.domain.onboarding.actions.planning import (
    add_step,
    cancel_onboarding,
    hand_on,
    move_kickoff,
    reopen_onboarding,
    start_onboarding,
)
from banso.domain.onboarding.actions.proposing import propose_at_winning, propose_onboarding
from banso.domain.onboarding.actions.templates import archive_template, save_template

__all__ = [
    "accept_handover",
    "add_step",
    "address_of",
    "archive_template",
    "cancel_onboarding",
    "evaluate_all",
    "evaluate_onboarding",
    "hand_on",
    "mark_opened",
    "move_kickoff",
    "offer_handover",
    "propose_at_winning",
    "propose_onboarding",
    "reopen_onboarding",
    "return_handover",
    "revoke_plan_link",
    "save_template",
    "share_file",
    "share_plan",
    "share_upload",
    "start_onboarding",
    "tick_by_link",
    "withdraw_file",
]
