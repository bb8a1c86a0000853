"""Having failed answers to facts tried again."""

from django.db import transaction

from banso.domain.workspaces.actions.audit import note
from banso.engine.journal.reactions import try_again
from banso.kit.actor import Actor


def retry_reactions(*, by: Actor) -> int:
    """Have everything of the open workspace that failed or was set aside tried anew; returns how much."""
    with transaction.atomic():
        count = try_again()
        if count:
            note("reactions.retried", by=by, count=count)
    return count
