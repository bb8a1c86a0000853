"""Loading on request, behind the page that asks for it."""

from datetime import datetime
from uuid import UUID

from django_tasks import task

from banso.domain.workspaces.actions import add_member
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.queries import sample_workspace
from banso.integrations.sample.days import ZONE
from banso.integrations.sample.load import load_whole
from banso.kit.actor import SYSTEM
from banso.kit.clock import now
from banso.kit.tenancy import scope


@task()
def load_for(person_id: str) -> str:
    """Load the sample company and make whoever asked its owner; returns the workspace's slug.

    A second run finds it loaded and only sees to the seat; one that was interrupted begins anew.
    """
    person = Person.objects.get(pk=UUID(person_id))
    workspace = sample_workspace()
    if workspace is None:
        today = datetime.astimezone(now(), ZONE).date()
        workspace = load_whole(today, say=lambda _text: None).workspace
    with scope(workspace=workspace):
        add_member(person, ["owner"], by=SYSTEM)
    return workspace.slug
