"""Work that failed: those who run the workspace hear of it, see it, and have it tried again."""

import pytest
from django.db import transaction

from banso.domain.work.models import Notice
from banso.domain.work.queries import told
from banso.domain.work.tasks import tell_of_failed_work
from banso.domain.workspaces.models import AuditEntry, Person
from banso.domain.workspaces.tests.factories import member, signed_in
from banso.engine.journal import reactions
from banso.engine.journal.models import JournalEntry, ReactionFailure
from banso.engine.journal.record import record
from banso.engine.journal.tests.test_reactions import DAY, ONE, BellRang
from banso.kit.actor import SYSTEM
from banso.kit.clock import now
from banso.kit.errors import Conflict
from banso.kit.words import Text

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.fixture
def given_up(workspace: object, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - opens the scope
    monkeypatch.setattr(reactions, "_reactions", {})

    @reactions.reaction("test.hear", BellRang, title=Text(en="Hear the bell", ja="鐘を聞く"))
    def _hear(_entry: JournalEntry) -> None:
        raise Conflict("too <loud>")

    with transaction.atomic():
        record(BellRang(account=ONE, occurred_at=DAY, name="x"), by=SYSTEM)
    reactions.react()
    ReactionFailure.objects.update(set_aside_at=now())


@pytest.mark.usefixtures("given_up")
def test_owners_and_admins_are_told_once() -> None:
    owner = member("aki@harunire.example", "owner").person
    member("ken@harunire.example", "csm")
    tell_of_failed_work()
    tell_of_failed_work()
    (notice,) = Notice.objects.all()
    assert notice.person == owner
    assert told(notice).said.line == "too <loud>"


@pytest.mark.usefixtures("given_up")
def test_the_system_page_shows_it_and_has_it_tried_again() -> None:
    client = signed_in("aki@harunire.example", "owner", language="en")
    page = client.get("/w/harunire/settings/system/").content.decode()
    assert "Hear the bell" in page
    assert "too &lt;loud&gt;" in page
    assert "set aside" in page
    client.post("/w/harunire/settings/system/work/again/")
    (failure,) = reactions.reaction_failures()
    assert (failure.tries, failure.set_aside_at) == (0, None)
    entry = AuditEntry.objects.get(verb="reactions.retried")
    assert entry.actor_id == str(Person.objects.get(email="aki@harunire.example").pk)


def test_nothing_is_said_where_nothing_failed() -> None:
    client = signed_in("aki@harunire.example", "owner", language="en")
    assert "Work that failed" not in client.get("/w/harunire/settings/system/").content.decode()
