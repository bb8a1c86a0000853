"""What is done about KPIs without being asked."""

from banso.domain.kpis.actions import check_figures
from banso.domain.workspaces.queries import every_workspace
from banso.kit.tenancy import scope


def check_published_figures() -> int:
    """Look in every workspace whether the published figures still hold; returns how many are restated."""
    found = 0
    for workspace in every_workspace():
        with scope(workspace=workspace):
            found += len(check_figures())
    return found
