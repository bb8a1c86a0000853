"""In which zone a workspace's days begin."""

from uuid import UUID

from django.apps import apps

from banso.engine.journal.usage.days import Days

_known: dict[bytes, tuple[str, Days]] = {}


def zones(workspace: bytes) -> Days:
    """The workspace's days; UTC's for one that is gone."""
    found = _known.get(workspace)
    if found is None:
        model = apps.get_model("workspaces", "Workspace")
        zone = model._default_manager.filter(pk=UUID(bytes=workspace)).values_list("timezone", flat=True)  # noqa: SLF001
        name = zone.first() or "UTC"
        found = _known[workspace] = (name, Days(name))
    return found[1]


def forget_zones() -> None:
    """Ask again: a workspace may have moved."""
    _known.clear()
