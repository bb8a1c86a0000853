"""The work that a long export sets going and the worker does."""

from django_tasks import task

from banso.domain.workspaces.queries import in_every_workspace, workspace_by_slug
from banso.integrations.exports.actions import make, tidy
from banso.integrations.exports.queries import export_by_id
from banso.kit.tenancy import scope


@task()
def make_export(slug: str, export_id: str) -> None:
    with scope(workspace=workspace_by_slug(slug)):
        export = export_by_id(export_id)
        if export is not None:
            make(export)


def tidy_exports() -> int:
    """Let go of what is past keeping and see to what died, in every workspace; returns how much was done."""
    return in_every_workspace(lambda: tidy(make_export))
