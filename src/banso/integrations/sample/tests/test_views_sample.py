"""The offer of the sample company."""

import pytest
from django.conf import settings
from django.test import Client

from banso.domain.workspaces.actions import add_member, create_workspace
from banso.domain.workspaces.models import Person, Workspace
from banso.integrations.sample.tasks import load_for
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope

pytestmark = pytest.mark.django_db


def signed_in(role: str) -> Client:
    workspace = Workspace.objects.filter(slug="mine").first() or create_workspace(
        "mine", name="Mine", by=SYSTEM
    )
    person = Person.objects.create_user(f"{role}@mine.example", name=role)
    with scope(workspace=workspace):
        add_member(person, [role], by=SYSTEM)
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_an_owner_is_offered_it() -> None:
    page = signed_in("owner").get("/w/mine/sample/", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "見本の会社を読み込む" in page.content.decode()


def test_a_viewer_is_not() -> None:
    assert signed_in("viewer").get("/w/mine/sample/").status_code == 403
    assert signed_in("support").post("/w/mine/sample/").status_code == 403


def test_asking_begins_one_job_and_shows_that_it_runs() -> None:
    client = signed_in("owner")
    assert client.post("/w/mine/sample/").status_code == 302
    first = client.session["sample_job"]
    client.post("/w/mine/sample/")
    assert client.session["sample_job"] == first
    assert "読み込んでいます" in client.get("/w/mine/sample/").content.decode()
    part = client.get("/w/mine/sample/", headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<div id="sample-state"')
    assert load_for.get_result(first).args == [str(Person.objects.get().pk)]


def test_where_it_is_loaded_a_stranger_is_sent_to_its_owner() -> None:
    create_workspace("harunire", name="ハルニレ株式会社", by=SYSTEM, is_sample=True)
    page = signed_in("owner").get("/w/mine/sample/").content.decode()
    assert "招待" in page
    assert "/w/harunire/" not in page


def test_its_owner_can_open_it() -> None:
    made = create_workspace("harunire", name="ハルニレ株式会社", by=SYSTEM, is_sample=True)
    client = signed_in("owner")
    with scope(workspace=made):
        add_member(Person.objects.get(), ["owner"], by=SYSTEM)
    assert 'href="/w/harunire/"' in client.get("/w/mine/sample/").content.decode()


def test_an_empty_workspace_leads_there() -> None:
    assert 'href="sample/"' in signed_in("owner").get("/w/mine/").content.decode()
    assert 'href="sample/"' not in signed_in("support").get("/w/mine/").content.decode()
