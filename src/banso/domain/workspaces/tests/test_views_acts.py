"""What the settings' buttons and forms do, and how they refuse."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from banso.domain.workspaces.actions import create_key, invite, note
from banso.domain.workspaces.models import AuditEntry, Invitation, Key, Membership, Team, Workspace
from banso.domain.workspaces.queries import access_of_key
from banso.domain.workspaces.tests.factories import member, other_workspace, signed_in
from banso.kit.actor import SYSTEM, Actor
from banso.kit.clock import freeze, now
from banso.kit.tenancy import scope

pytestmark = pytest.mark.usefixtures("workspace")
HOME = "/w/harunire/settings"


@pytest.fixture
def owner() -> Client:
    return signed_in("aki@harunire.example", "owner", name="秋元 亮", language="en")


@pytest.fixture
def admin(owner: Client) -> Client:  # noqa: ARG001 - a workspace has an owner
    return signed_in("kanri@harunire.example", "admin", language="en")


class TestPeople:
    def test_inviting_shows_the_link_once(self, owner: Client) -> None:
        answer = owner.post(f"{HOME}/people/invite/", {"email": "new@harunire.example", "roles": ["csm"]})
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
        assert "/invitation/" in answer.content.decode()
        assert "/invitation/" not in owner.get(f"{HOME}/people/").content.decode()

    @pytest.mark.parametrize(
        "body",
        [{"email": "nothing", "roles": ["csm"]}, {"email": "new@harunire.example"},
         {"email": "new@harunire.example", "roles": ["emperor"]},
         {"email": "aki@harunire.example", "roles": ["csm"]}],
    )  # fmt: skip
    def test_a_wrong_invitation_is_told_beside_the_form(self, owner: Client, body: dict[str, Any]) -> None:
        answer = owner.post(f"{HOME}/people/invite/", body)
        assert answer.status_code == 422
        assert Invitation.objects.count() == 0

    def test_an_admin_invites_no_owner(self, admin: Client) -> None:
        answer = admin.post(f"{HOME}/people/invite/", {"email": "new@harunire.example", "roles": ["owner"]})
        assert answer.status_code == 422
        assert "Only an owner" in answer.content.decode()

    def test_the_last_owner_is_told_to_stay(self, owner: Client) -> None:
        seat = Membership.objects.get(person__email="aki@harunire.example")
        answer = owner.post(
            f"{HOME}/people/{seat.pk}/deactivate/", headers={"Referer": f"http://testserver{HOME}/people/"}
        )
        assert (answer.status_code, answer["Location"]) == (302, f"http://testserver{HOME}/people/")
        assert "A workspace needs an owner" in owner.get(f"{HOME}/people/").content.decode()
        seat.refresh_from_db()
        assert seat.active

    def test_t15_a_foreign_referer_leads_nowhere(self, owner: Client) -> None:
        seat = Membership.objects.get(person__email="aki@harunire.example")
        answer = owner.post(
            f"{HOME}/people/{seat.pk}/deactivate/", headers={"Referer": "https://evil.example/"}
        )
        assert answer["Location"] == "/"

    def test_roles_are_changed(self, owner: Client) -> None:
        seat = member("sato@harunire.example", "viewer")
        owner.post(f"{HOME}/people/{seat.pk}/", {"roles": ["csm", "sales"]})
        seat.refresh_from_db()
        assert seat.roles == ["sales", "csm"]

    def test_t07_an_open_session_loses_what_the_role_lost(self, owner: Client) -> None:
        seat = member("sato@harunire.example", "admin")
        sato = Client()
        sato.force_login(seat.person)
        assert sato.get(f"{HOME}/people/").status_code == 200
        owner.post(f"{HOME}/people/{seat.pk}/", {"roles": ["viewer"]})
        assert sato.get(f"{HOME}/people/").status_code == 403
        owner.post(f"{HOME}/people/{seat.pk}/deactivate/")
        assert sato.get(f"{HOME}/profile/").status_code == 404

    def test_an_invitation_is_taken_back(self, owner: Client) -> None:
        invitation, _ = invite("new@harunire.example", ["csm"], by=SYSTEM)
        owner.post(f"{HOME}/invitations/{invitation.pk}/revoke/")
        invitation.refresh_from_db()
        assert invitation.revoked_at is not None

    def test_t20_nothing_is_done_by_reading(self, owner: Client) -> None:
        seat = member("sato@harunire.example", "viewer")
        assert owner.get(f"{HOME}/people/{seat.pk}/deactivate/").status_code == 405
        seat.refresh_from_db()
        assert seat.active

    def test_t20_without_the_token_nothing_is_done(self, owner: Client) -> None:
        seat = member("sato@harunire.example", "viewer")
        owner.handler.enforce_csrf_checks = True
        assert (
            owner.post(f"{HOME}/people/{seat.pk}/deactivate/", headers={"HX-Request": "true"}).status_code
            == 403
        )
        seat.refresh_from_db()
        assert seat.active


class TestWorkspace:
    body = {
        "name": "ハルニレ", "language": "en", "timezone": "Europe/Paris", "currency": "EUR",
        "fiscal_start": "1", "week_start": "7",
    }  # fmt: skip

    def test_it_is_changed(self, owner: Client) -> None:
        owner.post(f"{HOME}/workspace/change/", self.body)
        changed = Workspace.objects.get()
        assert (changed.timezone, changed.currency, changed.week_start) == ("Europe/Paris", "EUR", 7)

    @pytest.mark.parametrize(
        ("field", "value"), [("timezone", "Mars/Base"), ("currency", "YEN"), ("name", "")]
    )
    def test_a_wrong_setting_changes_nothing(self, owner: Client, field: str, value: str) -> None:
        assert owner.post(f"{HOME}/workspace/change/", {**self.body, field: value}).status_code == 422
        assert Workspace.objects.get().currency == "JPY"

    def test_t22_other_fields_are_left_alone(self, owner: Client) -> None:
        owner.post(f"{HOME}/workspace/change/", {**self.body, "slug": "taken", "is_sample": "true"})
        changed = Workspace.objects.get()
        assert (changed.slug, changed.is_sample) == ("harunire", False)


class TestTeams:
    def test_a_team_is_founded_changed_and_dissolved(self, owner: Client) -> None:
        seat = member("sato@harunire.example", "csm")
        owner.post(f"{HOME}/teams/new/", {"name": "東日本", "lead": str(seat.pk), "members": []})
        team = Team.objects.get()
        assert team.lead_id == seat.pk
        owner.post(f"{HOME}/teams/{team.pk}/", {"name": "西日本", "lead": "", "members": [str(seat.pk)]})
        changed = Team.objects.get()
        assert (changed.name, changed.lead_id) == ("西日本", None)
        owner.post(f"{HOME}/teams/{team.pk}/remove/")
        assert Team.objects.count() == 0

    def test_a_team_that_is_not_there(self, owner: Client) -> None:
        assert owner.get(f"{HOME}/teams/{uuid4()}/").status_code == 404

    def test_a_taken_name_is_told(self, owner: Client) -> None:
        owner.post(f"{HOME}/teams/new/", {"name": "東日本"})
        answer = owner.post(f"{HOME}/teams/new/", {"name": "東日本"})
        assert answer.status_code == 422
        assert "There is a team 東日本 already." in answer.content.decode()


class TestKeys:
    def test_a_key_is_made_and_its_secret_shown_once(self, owner: Client) -> None:
        body = {"name": "BI", "kind": "api", "scopes": ["kpis.view"], "last_day": "2099-03-31"}
        answer = owner.post(f"{HOME}/keys/new/", body)
        found = re.search(r"bns_[0-9a-z]{38}", answer.content.decode())
        assert found
        access = access_of_key(found[0])
        assert access is not None
        assert access.permissions == {"kpis.view"}
        # The last day ends at midnight in the workspace's zone.
        assert Key.objects.get().expires_at == datetime(2099, 3, 31, 15, tzinfo=UTC)
        assert found[0] not in owner.get(f"{HOME}/keys/").content.decode()

    def test_an_api_key_without_scopes_is_told(self, owner: Client) -> None:
        answer = owner.post(f"{HOME}/keys/new/", {"name": "BI", "kind": "api"})
        assert answer.status_code == 422
        assert Key.objects.count() == 0

    def test_t01_a_key_of_another_workspace_is_not_there(self, owner: Client) -> None:
        with scope(workspace=other_workspace()):
            foreign, _ = create_key("write", name="x", by=SYSTEM)
        for act in ("rotate", "revoke"):
            assert owner.post(f"{HOME}/keys/{foreign.pk}/{act}/", {"overlap": "24"}).status_code == 404

    def test_a_key_is_rotated_and_revoked(self, owner: Client) -> None:
        key, secret = create_key("api", name="x", scopes=["kpis.view"], by=SYSTEM)
        answer = owner.post(f"{HOME}/keys/{key.pk}/rotate/", {"overlap": "0"})
        assert re.search(r"bns_[0-9a-z]{38}", answer.content.decode())
        assert access_of_key(secret) is None
        owner.post(f"{HOME}/keys/{Key.objects.get(replaces=key).pk}/revoke/")
        assert [each.usable(now()) for each in Key.objects.all()] == [False, False]


class TestAudit:
    def fill(self) -> None:
        sato = Actor("person", "1", "佐藤 美咲")
        with freeze(datetime(2026, 4, 1, 14, 59, tzinfo=UTC)):
            note("key.created", target="=1+1", by=sato)
        with freeze(datetime(2026, 4, 1, 15, 0, tzinfo=UTC)):
            note("key.revoked", target="<b>site</b>", by=sato)

    def targets(self, client: Client, query: str) -> list[str]:
        page = client.get(f"{HOME}/audit/?{query}")
        return [
            row["entry"].target for row in page.context["rows"] if row["entry"].actor_label == "佐藤 美咲"
        ]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [("", ["<b>site</b>", "=1+1"]), ("who=佐藤", ["<b>site</b>", "=1+1"]), ("who=nobody", []),
         ("verb=key.revoked", ["<b>site</b>"]), ("first=2026-04-02", ["<b>site</b>"]),
         ("last=2026-04-01", ["=1+1"]), ("first=2026-04-01&last=2026-04-01", ["=1+1"])],
    )  # fmt: skip
    def test_days_are_those_of_the_workspace(self, owner: Client, query: str, expected: list[str]) -> None:
        self.fill()
        assert self.targets(owner, query) == expected

    def test_a_wrong_day_is_told_and_does_not_filter(self, owner: Client) -> None:
        self.fill()
        page = owner.get(f"{HOME}/audit/?first=yesterday")
        assert page.status_code == 200
        assert page.context["form"].errors.keys() == {"first"}

    def test_pages_hold_every_entry_once(self, owner: Client) -> None:
        for number in range(120):
            note("key.created", target=str(number), by=SYSTEM)
        total, seen, query = AuditEntry.objects.count(), [], ""
        while True:
            page = owner.get(f"{HOME}/audit/{query}")
            seen += [row["entry"].pk for row in page.context["rows"]]
            query = page.context["paging"].next_href
            if not query:
                break
        assert (len(seen), len(set(seen))) == (total, total)

    def test_t12_the_file_holds_no_formula(self, owner: Client) -> None:
        self.fill()
        answer = owner.get(f"{HOME}/audit/export/?who=佐藤&format=csv")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        assert answer["X-Banso-Rows"] == "2"
        assert ",=1+1," not in text
        assert "=1+1" in text

    @pytest.mark.parametrize("form", ["csv", "csv-cp932", "xlsx"])
    def test_each_format(self, owner: Client, form: str) -> None:
        answer = owner.get(f"{HOME}/audit/export/?format={form}")
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    def test_t02_no_entry_of_another_workspace(self, owner: Client) -> None:
        with scope(workspace=other_workspace()):
            note("key.created", target="canary-7f3a", by=SYSTEM)
        assert b"canary-7f3a" not in owner.get(f"{HOME}/audit/").content
        export = owner.get(f"{HOME}/audit/export/?format=csv")
        assert b"canary-7f3a" not in b"".join(export.streaming_content)  # type: ignore[attr-defined]


class TestProfile:
    def test_name_language_zone_and_theme(self, owner: Client) -> None:
        body = {"name": "秋元 あき", "language": "ja", "timezone": "America/New_York", "theme": "dark"}
        answer = owner.post(f"{HOME}/profile/", body)
        assert answer.cookies["bn_theme"].value == "dark"
        person = Membership.objects.get().person
        assert (person.name, person.language, person.timezone, person.theme) == tuple(body.values())

    def test_t22_the_address_and_rights_are_left_alone(self, owner: Client) -> None:
        body = {
            "name": "x",
            "language": "",
            "timezone": "",
            "theme": "",
            "email": "x@y.example",
            "is_staff": "1",
        }
        owner.post(f"{HOME}/profile/", body)
        person = Membership.objects.get().person
        assert (person.email, person.is_staff) == ("aki@harunire.example", False)
