"""The work that a page or the API sets going and the worker does."""

from contextlib import suppress

from django_tasks import task

from banso.domain.workspaces.queries import workspace_by_slug
from banso.integrations.files.actions import begin, undo
from banso.integrations.files.queries import import_by_id
from banso.kit.actor import Actor, ActorKind
from banso.kit.errors import BansoError
from banso.kit.tenancy import scope


@task()
def check_file(slug: str, run_id: str, kind: ActorKind, actor_id: str, label: str) -> None:
    _begin(slug, run_id, Actor(kind, actor_id, label), dry=True)


@task()
def bring_in(slug: str, run_id: str, kind: ActorKind, actor_id: str, label: str) -> None:
    _begin(slug, run_id, Actor(kind, actor_id, label), dry=False)


@task()
def take_out(slug: str, run_id: str, kind: ActorKind, actor_id: str, label: str) -> None:
    with scope(workspace=workspace_by_slug(slug)), suppress(BansoError):
        undo(import_by_id(run_id), by=Actor(kind, actor_id, label))


def _begin(slug: str, run_id: str, by: Actor, *, dry: bool) -> None:
    # The run says why it failed; the queue has nothing to try again.
    with scope(workspace=workspace_by_slug(slug)), suppress(BansoError):
        begin(import_by_id(run_id), dry=dry, by=by)
