"""T72: a person is put everywhere by real doors, erased, and no byte names them any more."""

import json

import pytest

from banso.domain.privacy.models import Case, CaseState
from banso.engine.journal.column import ColumnStore
from banso.engine.journal.loader.run import catch_up, rebuild, verify
from banso.engine.journal.usage.log import UsageLog
from banso.engine.journal.usage.queries import refused_by_reason
from banso.integrations.files.tests.factories import brought, work
from banso.kit.tenancy import current_workspace_id
from banso.screens.privacy.tests.town import KEY, MAIL, NAME, Town, answers, client_of, event, furnish, naming

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "/w/harunire/settings/privacy/"


@pytest.fixture
def town(workspace: object, column_store: ColumnStore) -> Town:  # noqa: ARG001
    return furnish()


def erased(town: Town) -> Case:
    asked = town.client.post(
        f"{HERE}erase/", {"mail": MAIL, "reason": "request of 21 November", "typed": MAIL}
    )
    assert asked.status_code == 302, asked.content.decode()
    work()
    case = Case.objects.get()
    assert (case.state, case.failure) == (CaseState.DONE, "")
    return case


def test_t72_nothing_names_them_and_every_number_is_as_it_was(town: Town) -> None:
    assert {place.partition("/")[0] for place, _ in naming()} >= {
        "row:accounts_contact",
        "log",
        "usage",
        "facts",
    }
    before = answers()
    assert len(before) > 20
    case = erased(town)
    assert naming() == []
    assert answers() == before
    assert verify() == []
    assert case.subject == ""
    assert case.counts["contacts"] == 3
    rebuild()
    assert naming() == []
    assert answers() == before


def test_t72_who_was_erased_stays_away(town: Town) -> None:
    erased(town)
    before = answers()
    sent = town.track(
        event("track", KEY, 50, event="opened", context={"groupId": "acme"}),
        event("identify", "new-id", 51, traits={"email": MAIL.upper()}),
        event("track", MAIL, 52, event="opened", context={"groupId": "acme"}),
    )
    assert sent.status == 200
    catch_up()
    assert refused_by_reason(current_workspace_id()) == {"erased": 3}
    run = brought(
        "contacts", f"id,account_id,name,email\nZ-1,acme,{NAME},{MAIL}\nZ-2,acme,別人,b@betsujin.example\n"
    )
    assert (run.counts["new"], run.counts["rejected"]) == (1, 1)
    brought("usage", f"id,account_id,user_id,event,timestamp\nE-1,acme,{KEY},opened,2026-11-20 10:00\n")
    api = client_of("accounts.view", "accounts.edit")
    again = json.dumps({"account_id": str(town.account), "name": "X", "email": MAIL})
    made = api.post("/api/v1/contacts", again, content_type="application/json")
    assert (made.status_code, MAIL in made.content.decode()) == (422, False)
    catch_up()
    assert naming(files=False) == []
    assert answers() == before
    assert b"kanaria" not in b"".join(entry.body for entry in UsageLog().read(0))
