"""What is done about KPIs without being asked."""

import structlog

from banso.domain.kpis.actions import check_figures
from banso.domain.workspaces.queries import every_workspace
from banso.kit.errors import BansoError
from banso.kit.tenancy import scope

log = structlog.get_logger(__name__)


def check_published_figures() -> int:
    """Look in every workspace whether the published figures still hold; returns how many are restated.

    One workspace's trouble is logged and does not keep the others waiting.
    """
    found = 0
    for workspace in every_workspace():
        with scope(workspace=workspace):
            try:
                found += len(check_figures())
            except BansoError as error:
                log.warning("figures.unchecked", workspace=workspace.slug, error=error.message)
    return found
