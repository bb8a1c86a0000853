"""In which zone a workspace's days begin, as far as the loader has come.

A workspace may move to another zone. What was loaded before gets its new days from that moment on, and not a
moment earlier: so the loader keeps the zone in its own memory, and changes it at the place in the log at
which the workspace did. A rebuild begins in the first zone again.
"""

from uuid import UUID

from django.apps import apps
from django.db import transaction

from banso.engine.journal.usage.days import Days
from banso.engine.journal.usage.log import UsageLog
from banso.engine.journal.usage.models import Instruction
from banso.engine.journal.usage.state import State
from banso.kit.clock import now
from banso.kit.tenancy import current_workspace_id, scopes_disabled


class Zones:
    """The days of each workspace. A failed batch must `forget`."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._known: dict[bytes, tuple[str, Days]] = {}

    def __call__(self, workspace: bytes) -> Days:
        """The workspace's days; UTC's for one that is gone."""
        found = self._known.get(workspace)
        if found is None:
            name = self._state.get(_key(workspace)) or _first(UUID(bytes=workspace))
            found = self._known[workspace] = (name, Days(name))
        return found[1]

    def move(self, workspace: bytes, zone: str) -> None:
        """From here on, the workspace's days are those of another zone; in the batch's transaction."""
        self._state.put(_key(workspace), zone)
        self._known[workspace] = (zone, Days(zone))

    def forget(self) -> None:
        self._known.clear()


def change_zone(*, before: str, after: str) -> None:
    """Tell the loader that the open workspace's days begin at another zone's midnight from now on.

    In the transaction that changes the workspace.

    Args:
        before: the IANA name of the zone until now.
        after: that of the zone from now on.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a zone changes together with its workspace: open atomic() first")
    log = UsageLog()
    try:
        _, last = log.bounds()
    finally:
        log.close()
    Instruction.objects.create(
        workspace_id=current_workspace_id(), kind="zone", external_id=after, source=before, at=now(),
        after_seq=last,
    )  # fmt: skip


def _key(workspace: bytes) -> str:
    return f"zone:{workspace.hex()}"


def _first(workspace: UUID) -> str:
    """The zone in which the workspace's log begins."""
    with scopes_disabled():
        moved = Instruction.objects.filter(workspace=workspace, kind="zone").order_by("id").first()
    if moved is not None:
        return moved.source
    model = apps.get_model("workspaces", "Workspace")
    zone: str | None = model._default_manager.filter(pk=workspace).values_list("timezone", flat=True).first()  # noqa: SLF001
    return zone or "UTC"
