"""What has to be done on its day."""

from datetime import timedelta

from banso.domain.accounts.actions.roles import refresh_owners
from banso.domain.accounts.queries.people import accounts_with_csm_changes
from banso.domain.workspaces.queries import in_every_workspace
from banso.kit.tenancy import today

# So that a worker that stood still for a while catches up.
_LOOK_BACK = timedelta(days=14)


def hand_over_owners() -> int:
    """Make today's CSM the owner wherever a handover that was written ahead has come due.

    Returns:
        How many accounts changed hands, over all workspaces.
    """
    return in_every_workspace(_hand_over)


def _hand_over() -> int:
    day = today()
    due = accounts_with_csm_changes(day - _LOOK_BACK, day)
    return refresh_owners(due) if due else 0
