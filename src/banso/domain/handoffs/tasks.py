"""What is done about handoffs without being asked."""

from banso.domain.handoffs.actions import escalate_late
from banso.domain.handoffs.actions.promising import tell_of_risky
from banso.domain.workspaces.queries import in_every_workspace


def escalate_late_handoffs() -> int:
    """Tell of handoffs past their time, in every workspace; returns how many."""
    return in_every_workspace(escalate_late)


def tell_of_risky_promises() -> int:
    """Tell of promises that endanger a renewal, in every workspace; returns how many."""
    return in_every_workspace(tell_of_risky)
