"""What is done about notices without being asked."""

from banso.domain.work.actions import forget_old_notices, tell_of_set_aside
from banso.domain.workspaces.queries import every_workspace
from banso.kit.tenancy import scope


def tidy_notices() -> int:
    """Forget old notices in every workspace; returns how many."""
    forgotten = 0
    for workspace in every_workspace():
        with scope(workspace=workspace):
            forgotten += forget_old_notices()
    return forgotten


def tell_of_failed_work() -> int:
    """Tell of what reactions gave up on, in every workspace; always 0: it is looked at again in its turn."""
    for workspace in every_workspace():
        with scope(workspace=workspace):
            tell_of_set_aside()
    return 0
