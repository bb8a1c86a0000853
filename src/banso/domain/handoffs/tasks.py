"""What is done about handoffs without being asked."""

from banso.domain.handoffs.actions import escalate_late
from banso.domain.workspaces.queries import every_workspace
from banso.kit.tenancy import scope


def escalate_late_handoffs() -> int:
    """Tell of handoffs past their time, in every workspace; returns how many."""
    told = 0
    for workspace in every_workspace():
        with scope(workspace=workspace):
            told += escalate_late()
    return told
