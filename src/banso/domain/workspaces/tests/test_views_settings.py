"""Every page of the settings answers, in both languages."""

import pytest
from django.test import Client

from banso.domain.workspaces.actions import create_key, invite, save_team
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.tests.factories import member, other_workspace, signed_in
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope

pytestmark = pytest.mark.usefixtures("workspace")

PAGES = [
    "workspace",
    "people",
    "roles",
    "teams",
    "teams/new",
    "keys",
    "keys/new",
    "audit",
    "profile",
    "security",
]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page(name: str, language: str) -> None:
    client = signed_in("aki@harunire.example", "owner", name="秋元 亮", language=language)
    ken = member("ken@harunire.example", "csm", name="研 <b>")
    invite("new@harunire.example", ["viewer"], by=SYSTEM)
    save_team(None, name="東日本", member_ids=[ken.pk], lead_id=ken.pk, by=SYSTEM)
    create_key("write", name="site", by=SYSTEM)
    answer = client.get(f"/w/harunire/settings/{name}/")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'<html lang="{language}"' in page
    assert "研 <b>" not in page


def test_the_first_tab_is_what_a_role_may_open() -> None:
    assert (
        signed_in("a@harunire.example", "owner")
        .get("/w/harunire/settings/")["Location"]
        .endswith("/workspace/")
    )
    assert (
        signed_in("v@harunire.example", "viewer")
        .get("/w/harunire/settings/")["Location"]
        .endswith("/fields/")
    )


def test_t01_another_workspace_is_not_there() -> None:
    client = signed_in("yamada@keyaki.example", "owner", workspace=other_workspace())
    assert client.get("/w/harunire/settings/people/").status_code == 404


def test_whoever_has_not_signed_in_is_sent_to_sign_in() -> None:
    answer = Client().get("/w/harunire/settings/people/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/w/harunire/settings/people/")


def test_t01_a_seat_of_another_workspace_is_not_there() -> None:
    with scope(workspace=other_workspace()):
        foreign = member("yamada@keyaki.example", "owner")
    client = signed_in("aki@harunire.example", "owner")
    before = Person.objects.count()
    for path in ("", "deactivate/", "reactivate/"):
        assert (
            client.post(f"/w/harunire/settings/people/{foreign.pk}/{path}", {"roles": ["viewer"]}).status_code
            == 404
        )
    assert Person.objects.count() == before
