"""What is done about notices without being asked."""

from banso.domain.work.actions import forget_old_notices
from banso.domain.workspaces.queries import every_workspace
from banso.kit.tenancy import scope


def tidy_notices() -> int:
    """Forget old notices in every workspace; returns how many."""
    forgotten = 0
    for workspace in every_workspace():
        with scope(workspace=workspace):
            forgotten += forget_old_notices()
    return forgotten
