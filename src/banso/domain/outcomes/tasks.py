"""What is done about outcomes without being asked."""

from banso.domain.outcomes.actions import measure_due
from banso.domain.workspaces.queries import in_every_workspace


def measure_due_outcomes() -> int:
    """Measure what has come due, in every workspace; returns how many."""
    return in_every_workspace(measure_due)
