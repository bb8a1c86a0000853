"""Loading on request, behind the page that asks for it."""

from datetime import datetime
from uuid import UUID

from django_tasks import task

from banso.domain.workspaces.actions import add_member
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.queries import sample_workspace
from banso.integrations.sample.days import ZONE
from banso.integrations.sample.load import load_sample, publish_sample
from banso.kit.actor import SYSTEM
from banso.kit.clock import now
from banso.kit.tenancy import scope


@task()
def load_for(person_id: str) -> str:
    """Load the sample company and make whoever asked its owner; returns the workspace's slug.

    A second run finds it loaded and only sees to the seat.
    """
    person = Person.objects.get(pk=UUID(person_id))
    workspace = sample_workspace()
    if workspace is None:
        today = datetime.astimezone(now(), ZONE).date()
        loaded = load_sample(today, say=lambda _text: None)
        publish_sample(loaded, today)
        workspace = loaded.workspace
    with scope(workspace=workspace):
        add_member(person, ["owner"], by=SYSTEM)
    return workspace.slug
