"""What is done about outcomes without being asked."""

from banso.domain.outcomes.actions import measure_due
from banso.domain.workspaces.queries import every_workspace
from banso.kit.tenancy import scope


def measure_due_outcomes() -> int:
    """Measure what has come due, in every workspace; returns how many."""
    done = 0
    for workspace in every_workspace():
        with scope(workspace=workspace):
            done += measure_due()
    return done
