"""Seats, invitations, links, teams, keys, the audit log: each act, and each way it refuses."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction

from banso.domain.workspaces import actions
from banso.domain.workspaces.models import (
    AuditEntry,
    Invitation,
    Key,
    Membership,
    Person,
    SignInLink,
    Team,
    Workspace,
)
from banso.domain.workspaces.queries import (
    access_of_person,
    in_every_workspace,
    needs_set_up,
    workspaces_of,
    write_key_workspace,
)
from banso.domain.workspaces.rules import WorkspaceSettings
from banso.domain.workspaces.tests.factories import PASSWORD, member, other_workspace, person
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze, now
from banso.kit.errors import Conflict, InputError, NotAllowed, NotFound
from banso.kit.tenancy import current_workspace, scope

pytestmark = pytest.mark.usefixtures("workspace")


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))


def token_of(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


def test_one_workspace_s_trouble_keeps_no_other_from_its_turn() -> None:
    for slug in ("first", "second", "third"):
        actions.create_workspace(slug, name=slug, by=SYSTEM)
    seen = []

    def act() -> int:
        slug = current_workspace().slug
        seen.append(slug)
        if slug == "second":
            raise InputError("trouble")
        return 1

    with pytest.raises(ExceptionGroup) as caught:
        in_every_workspace(act)
    assert [str(each) for each in caught.value.exceptions] == ["trouble"]
    assert {"first", "second", "third"} <= set(seen)


class TestWorkspaces:
    def test_a_slug_is_taken_once(self) -> None:
        with pytest.raises(Conflict):
            actions.create_workspace("harunire", name="x", by=SYSTEM)

    def test_a_wrong_setting_founds_nothing(self) -> None:
        with pytest.raises(InputError):
            actions.create_workspace("keyaki", name="x", by=SYSTEM, timezone="Mars/Base")
        assert Workspace.objects.count() == 1

    def test_a_change_says_from_what_to_what(self, workspace: Workspace) -> None:
        actions.change_workspace(WorkspaceSettings(name=workspace.name, currency="USD"), by=SYSTEM)
        entry = AuditEntry.objects.get(verb="workspace.changed")
        assert entry.detail == {"changed": {"currency": ["JPY", "USD"]}}

    def test_the_same_again_leaves_no_line(self, workspace: Workspace) -> None:
        actions.change_workspace(WorkspaceSettings(name=workspace.name), by=SYSTEM)
        assert "workspace.changed" not in verbs()


class TestMembers:
    def test_t07_changed_roles_hold_at_once(self) -> None:
        member("owner@harunire.example", "owner")
        seat = member("sato@harunire.example", "admin")
        actions.change_roles(seat.pk, ["viewer"], by=SYSTEM)
        access = access_of_person(seat.person, "harunire")
        assert access is not None
        assert not access.may("people.view")

    def test_t07_a_deactivated_member_is_out_at_once_and_can_come_back(self) -> None:
        seat = member("sato@harunire.example", "viewer")
        actions.deactivate_member(seat.pk, by=SYSTEM)
        assert access_of_person(seat.person, "harunire") is None
        assert workspaces_of(seat.person) == []
        actions.reactivate_member(seat.pk, by=SYSTEM)
        assert access_of_person(seat.person, "harunire") is not None

    def test_the_last_owner_stays(self) -> None:
        seat = member("owner@harunire.example", "owner")
        with pytest.raises(Conflict):
            actions.change_roles(seat.pk, ["admin"], by=SYSTEM)
        with pytest.raises(Conflict):
            actions.deactivate_member(seat.pk, by=SYSTEM)

    def test_a_deactivated_owner_does_not_count(self) -> None:
        first, second = member("a@harunire.example", "owner"), member("b@harunire.example", "owner")
        actions.deactivate_member(second.pk, by=SYSTEM)
        with pytest.raises(Conflict):
            actions.deactivate_member(first.pk, by=SYSTEM)

    def test_an_admin_makes_no_owner(self) -> None:
        seat = member("sato@harunire.example", "viewer")
        with pytest.raises(NotAllowed):
            actions.change_roles(seat.pk, ["owner"], granting=["admin"], by=SYSTEM)

    def test_an_admin_takes_no_owner_away(self) -> None:
        member("a@harunire.example", "owner")
        seat = member("b@harunire.example", "owner")
        with pytest.raises(NotAllowed):
            actions.deactivate_member(seat.pk, granting=["admin"], by=SYSTEM)

    def test_an_admin_brings_no_owner_back(self) -> None:
        member("a@harunire.example", "owner")
        seat = member("b@harunire.example", "owner")
        actions.deactivate_member(seat.pk, by=SYSTEM)
        with pytest.raises(NotAllowed):
            actions.reactivate_member(seat.pk, granting=["admin"], by=SYSTEM)

    def test_a_deactivated_lead_leads_no_team(self) -> None:
        seat = member("sato@harunire.example", "csm")
        actions.save_team(None, name="東日本", member_ids=[], lead_id=seat.pk, by=SYSTEM)
        actions.deactivate_member(seat.pk, by=SYSTEM)
        assert Team.objects.get().lead is None


class TestInvitations:
    def test_a_new_person_joins(self) -> None:
        _, link = actions.invite("New@Harunire.example", ["csm", "sales"], by=SYSTEM)
        assert mail.outbox[0].to == ["new@harunire.example"]
        assert link in mail.outbox[0].body
        assert "JST" in mail.outbox[0].body
        seat = actions.join(token_of(link), name="新井 光", password=PASSWORD)
        assert (seat.person.email, seat.roles) == ("new@harunire.example", ["sales", "csm"])
        assert verbs()[-3:] == ["invitation.sent", "member.added", "invitation.accepted"]

    def test_t29_the_link_is_stored_as_a_hash(self) -> None:
        invitation, link = actions.invite("new@harunire.example", ["csm"], by=SYSTEM)
        assert token_of(link) not in str(vars(Invitation.objects.get(pk=invitation.pk)))

    def test_t46_a_link_is_good_once(self) -> None:
        _, link = actions.invite("new@harunire.example", ["csm"], by=SYSTEM)
        seat = actions.join(token_of(link), name="新井 光", password=PASSWORD)
        with pytest.raises(NotFound):
            actions.accept_invitation(token_of(link), seat.person)

    def test_t46_a_link_dies_after_seven_days(self) -> None:
        _, link = actions.invite("new@harunire.example", ["csm"], by=SYSTEM)
        with freeze(now() + timedelta(days=7)), pytest.raises(NotFound):
            actions.join(token_of(link), name="新井 光", password=PASSWORD)

    def test_an_invitation_taken_back_opens_nothing(self) -> None:
        invitation, link = actions.invite("new@harunire.example", ["csm"], by=SYSTEM)
        actions.revoke_invitation(invitation.pk, by=SYSTEM)
        with pytest.raises(NotFound):
            actions.join(token_of(link), name="新井 光", password=PASSWORD)

    def test_sending_again_kills_the_older_link(self) -> None:
        invitation, old = actions.invite("new@harunire.example", ["csm"], by=SYSTEM)
        _, link = actions.resend_invitation(invitation.pk, by=SYSTEM)
        with pytest.raises(NotFound):
            actions.join(token_of(old), name="新井 光", password=PASSWORD)
        assert actions.join(token_of(link), name="新井 光", password=PASSWORD).active

    def test_somebody_else_cannot_take_the_seat(self) -> None:
        _, link = actions.invite("new@harunire.example", ["csm"], by=SYSTEM)
        with pytest.raises(NotAllowed):
            actions.accept_invitation(token_of(link), person("other@harunire.example"))

    def test_a_known_address_cannot_be_joined_with_a_new_password(self) -> None:
        known = person("known@harunire.example")
        _, link = actions.invite("known@harunire.example", ["csm"], by=SYSTEM)
        with pytest.raises(Conflict):
            actions.join(token_of(link), name="x", password="another good password")
        known.refresh_from_db()
        assert known.check_password(PASSWORD)

    def test_a_member_is_not_invited(self) -> None:
        member("sato@harunire.example", "csm")
        with pytest.raises(Conflict):
            actions.invite("SATO@harunire.example", ["csm"], by=SYSTEM)

    def test_an_address_is_invited_once(self) -> None:
        actions.invite("new@harunire.example", ["csm"], by=SYSTEM)
        with pytest.raises(Conflict):
            actions.invite("new@harunire.example", ["csm"], by=SYSTEM)

    def test_an_admin_invites_no_owner(self) -> None:
        with pytest.raises(NotAllowed):
            actions.invite("new@harunire.example", ["owner"], granting=["admin"], by=SYSTEM)

    def test_a_mail_that_cannot_be_sent_undoes_nothing(self, settings: object) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # type: ignore[attr-defined]
        invitation, link = actions.invite("new@harunire.example", ["csm"], by=SYSTEM)
        assert invitation.sent_at is None
        assert actions.join(token_of(link), name="新井 光", password=PASSWORD).active

    def test_t01_an_invitation_of_another_workspace_is_not_there(self) -> None:
        with scope(workspace=other_workspace()):
            invitation, _ = actions.invite("new@keyaki.example", ["csm"], by=SYSTEM)
        with pytest.raises(NotFound):
            actions.revoke_invitation(invitation.pk, by=SYSTEM)


class TestLinks:
    def first(self) -> actions.FirstPerson:
        return actions.FirstPerson(email="aki@harunire.example", name="秋元 亮", password=PASSWORD)

    def test_t63_the_set_up_link_works_once(self) -> None:
        link = actions.setup_link()
        assert link is not None
        made, workspace = actions.set_up(
            token_of(link), self.first(), slug="keyaki", settings=WorkspaceSettings(name="ケヤキ")
        )
        access = access_of_person(made, "keyaki")
        assert access is not None
        assert (workspace.name, set(access.roles)) == ("ケヤキ", {"owner"})
        with pytest.raises(NotFound):
            actions.set_up(
                token_of(link), self.first(), slug="kusunoki", settings=WorkspaceSettings(name="x")
            )
        assert actions.setup_link() is None

    def test_t63_a_link_dies_when_somebody_can_sign_in(self) -> None:
        link = actions.setup_link()
        assert link is not None
        person()
        with pytest.raises(NotFound):
            actions.set_up(token_of(link), self.first(), slug="keyaki", settings=WorkspaceSettings(name="x"))

    def test_t63_a_newer_link_kills_the_older(self) -> None:
        old, new = actions.setup_link(), actions.setup_link()
        assert old
        assert new
        with pytest.raises(NotFound):
            actions.set_up(token_of(old), self.first(), slug="keyaki", settings=WorkspaceSettings(name="x"))

    def test_t63_a_link_dies_after_a_day(self) -> None:
        link = actions.setup_link()
        assert link
        with freeze(now() + timedelta(days=1)), pytest.raises(NotFound):
            actions.set_up(token_of(link), self.first(), slug="keyaki", settings=WorkspaceSettings(name="x"))

    def test_a_mistake_does_not_use_the_link_up(self) -> None:
        link = actions.setup_link()
        assert link
        with pytest.raises(InputError):
            actions.set_up(token_of(link), self.first(), slug="!", settings=WorkspaceSettings(name="x"))
        assert actions.set_up(
            token_of(link), self.first(), slug="keyaki", settings=WorkspaceSettings(name="x")
        )

    def test_with_the_sample_loaded_the_first_person_owns_it(self, workspace: Workspace) -> None:
        Workspace.objects.filter(pk=workspace.pk).update(is_sample=True)
        Person.objects.create_user("csm@harunire.example", None)
        link = actions.setup_link()
        assert link
        made, owned = actions.set_up(token_of(link), self.first())
        assert owned == workspace
        assert Membership.objects.get(person=made).roles == ["owner"]

    def test_people_without_password_do_not_end_the_set_up(self) -> None:
        Person.objects.create_user("csm@harunire.example", None)
        assert needs_set_up()

    def test_a_sign_in_link_works_once(self) -> None:
        someone = member("sato@harunire.example", "csm").person
        link = actions.sign_in_link(someone)
        assert actions.use_sign_in_link(token_of(link)) == someone
        with pytest.raises(NotFound):
            actions.use_sign_in_link(token_of(link))
        assert verbs()[-2:] == ["person.link_made", "person.link_used"]

    def test_a_sign_in_link_dies_after_an_hour(self) -> None:
        link = actions.sign_in_link(person())
        with freeze(now() + timedelta(hours=1)), pytest.raises(NotFound):
            actions.use_sign_in_link(token_of(link))

    def test_a_link_of_a_person_who_is_gone_opens_nothing(self) -> None:
        link = actions.sign_in_link(person(is_active=False))
        with pytest.raises(NotFound):
            actions.use_sign_in_link(token_of(link))

    def test_t46_a_set_up_link_signs_nobody_in(self) -> None:
        link = actions.setup_link()
        assert link
        with pytest.raises(NotFound):
            actions.use_sign_in_link(token_of(link))
        assert token_of(link) not in str(list(SignInLink.objects.values()))


class TestTeams:
    def test_the_lead_belongs_to_the_team(self) -> None:
        lead = member("sato@harunire.example", "csm")
        team = actions.save_team(None, name="東日本", member_ids=[], lead_id=lead.pk, by=SYSTEM)
        assert list(team.members.all()) == [lead]

    def test_a_name_is_taken_once(self) -> None:
        actions.save_team(None, name="東日本", member_ids=[], lead_id=None, by=SYSTEM)
        with pytest.raises(Conflict):
            actions.save_team(None, name="東日本", member_ids=[], lead_id=None, by=SYSTEM)

    def test_a_deactivated_member_cannot_be_chosen(self) -> None:
        seat = member("sato@harunire.example", "csm")
        actions.deactivate_member(seat.pk, by=SYSTEM)
        with pytest.raises(InputError):
            actions.save_team(None, name="東日本", member_ids=[seat.pk], lead_id=None, by=SYSTEM)

    def test_t01_a_seat_of_another_workspace_cannot_be_chosen(self) -> None:
        with scope(workspace=other_workspace()):
            foreign = member("yamada@keyaki.example", "csm")
        with pytest.raises(InputError):
            actions.save_team(None, name="東日本", member_ids=[foreign.pk], lead_id=None, by=SYSTEM)

    def test_dissolving_keeps_the_seats(self) -> None:
        seat = member("sato@harunire.example", "csm")
        team = actions.save_team(None, name="東日本", member_ids=[seat.pk], lead_id=None, by=SYSTEM)
        actions.remove_team(team.pk, by=SYSTEM)
        assert (Team.objects.count(), Membership.objects.count()) == (0, 1)

    def test_a_team_that_is_not_there(self) -> None:
        with pytest.raises(NotFound):
            actions.remove_team(uuid4(), by=SYSTEM)


class TestKeys:
    def test_a_write_key_names_its_workspace(self, workspace: Workspace) -> None:
        key, secret = actions.create_key("write", name="site", by=SYSTEM)
        found = write_key_workspace(secret)
        assert (found.workspace_id, found.key_id, found.usable) == (workspace.pk, key.pk, True)

    def test_unknown_and_revoked_are_told_apart(self) -> None:
        key, secret = actions.create_key("write", name="site", by=SYSTEM)
        actions.revoke_key(key.pk, by=SYSTEM)
        revoked, unknown = write_key_workspace(secret), write_key_workspace("bnw_" + "0" * 38)
        assert (revoked.ended, revoked.usable) == (True, False)
        assert (unknown.ended, unknown.usable, unknown.workspace_id) == (False, False, None)

    def test_an_api_key_is_no_write_key(self) -> None:
        _, secret = actions.create_key("api", name="x", scopes=["*.view"], by=SYSTEM)
        assert write_key_workspace(secret).workspace_id is None

    def test_the_last_use_is_written_once_a_minute(self) -> None:
        key, _ = actions.create_key("write", name="site", by=SYSTEM)
        start = now()
        uses = []
        for seconds in (0, 59, 60):
            with freeze(start + timedelta(seconds=seconds)):
                actions.mark_used(Key.objects.get(pk=key.pk))
            uses.append(Key.objects.get(pk=key.pk).last_used_at)
        assert uses == [start, start, start + timedelta(seconds=60)]

    def test_revoking_twice_leaves_one_line(self) -> None:
        key, _ = actions.create_key("write", name="site", by=SYSTEM)
        actions.revoke_key(key.pk, by=SYSTEM)
        actions.revoke_key(key.pk, by=SYSTEM)
        assert verbs().count("key.revoked") == 1


class TestAuditLog:
    def test_t71_the_database_refuses_to_change_an_entry(self) -> None:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE workspaces_auditentry SET verb = 'nothing'")
        assert verbs() == ["workspace.created"]

    def test_t71_the_database_refuses_to_remove_an_entry(self) -> None:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM workspaces_auditentry")
        assert verbs() == ["workspace.created"]

    def test_a_failed_act_leaves_no_line(self) -> None:
        seat = member("owner@harunire.example", "owner")
        before = verbs()
        with pytest.raises(Conflict):
            actions.deactivate_member(seat.pk, by=SYSTEM)
        assert verbs() == before
