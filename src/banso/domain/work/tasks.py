"""What is done about notices and tasks without being asked."""

from banso.domain.work.actions import send_digests, send_mails, tell_of_set_aside
from banso.domain.workspaces.queries import every_workspace
from banso.kit.tenancy import scope

__all__ = ["send_digests", "send_mails", "tell_of_failed_work"]


def tell_of_failed_work() -> int:
    """Tell of what reactions gave up on, in every workspace; always 0: it is looked at again in its turn."""
    for workspace in every_workspace():
        with scope(workspace=workspace):
            tell_of_set_aside()
    return 0
