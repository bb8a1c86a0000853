"""What the workspace went by before."""

from datetime import datetime

from banso.domain.workspaces.facts import WorkspaceChanged
from banso.engine.journal.models import JournalEntry
from banso.kit.tenancy import current_workspace


def zone_at(as_of: datetime) -> str:
    """The zone in which the open workspace's days began, as known at a moment (aware)."""
    changes = JournalEntry.objects.filter(type=WorkspaceChanged.type).order_by("seq")
    told = list(changes.values_list("recorded_at", "payload"))
    known = [payload["timezone"] for recorded_at, payload in told if recorded_at <= as_of]
    if known:
        return str(known[-1])
    return str(told[0][1]["timezone_before"]) if told else current_workspace().timezone
