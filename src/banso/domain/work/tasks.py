"""What is done about notices and tasks without being asked."""

from banso.domain.work.actions import send_digests, send_mails, tell_of_set_aside
from banso.domain.workspaces.queries import in_every_workspace

__all__ = ["send_digests", "send_mails", "tell_of_failed_work"]


def tell_of_failed_work() -> int:
    """Tell of what reactions gave up on, in every workspace; always 0: it is looked at again in its turn."""
    in_every_workspace(_told)
    return 0


def _told() -> int:
    tell_of_set_aside()
    return 0
