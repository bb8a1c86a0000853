"""What the workspace went by before."""

from datetime import datetime
from operator import itemgetter

from banso.domain.workspaces.facts import WorkspaceChanged
from banso.engine.journal.models import JournalEntry
from banso.kit.tenancy import current_workspace


def zone_at(as_of: datetime) -> str:
    """The zone in which the open workspace's days began, as known at a moment (aware)."""
    changes = JournalEntry.objects.filter(type=WorkspaceChanged.type)
    # Sorted here: told to sort by seq, SQLite walks through the whole journal in that order.
    told = sorted(changes.values_list("seq", "recorded_at", "payload"), key=itemgetter(0))
    known = [payload["timezone"] for _seq, recorded_at, payload in told if recorded_at <= as_of]
    if known:
        return str(known[-1])
    return str(told[0][2]["timezone_before"]) if told else current_workspace().timezone
