"""What is done about quotes without being asked."""

from banso.domain.quotes.actions import expire_due
from banso.domain.workspaces.queries import every_workspace
from banso.kit.tenancy import scope


def expire_quotes() -> int:
    """Close what ran out, in every workspace; returns how many."""
    done = 0
    for workspace in every_workspace():
        with scope(workspace=workspace):
            done += expire_due()
    return done
