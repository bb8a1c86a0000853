"""People and teams out of files: seats without a sign-in, taken by an invitation, and taken out again."""

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from banso.domain.accounts.actions import create_account
from banso.domain.accounts.models import Account
from banso.domain.accounts.queries import roles_on
from banso.domain.handoffs.queries import accepting, leads_of
from banso.domain.leads.actions.model import save_step
from banso.domain.leads.models import ModelStep
from banso.domain.promises.actions import keep_promise
from banso.domain.promises.models import Promise
from banso.domain.promises.tests.factories import promise, shown
from banso.domain.sales.actions import update_deal
from banso.domain.sales.models import Deal
from banso.domain.work.actions import make_task
from banso.domain.work.models import Task
from banso.domain.workspaces.actions import (
    change_roles,
    deactivate_member,
    invite,
    invite_member,
    join,
    save_team,
)
from banso.domain.workspaces.models import Invitation, Membership, Person, Team
from banso.domain.workspaces.queries import access_of_person, members_by_email, workspaces_of
from banso.domain.workspaces.tests.factories import PASSWORD, member, other_workspace, signed_in
from banso.integrations.files.actions import undo
from banso.integrations.files.models import ImportRun, RowReport, Verdict
from banso.integrations.files.report import rejected_rows
from banso.integrations.files.tests.factories import SATO, brought, counts
from banso.integrations.files.tests.test_deals import SALESFORCE
from banso.integrations.files.undoing import standing
from banso.kit.actor import SYSTEM
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.tenancy import current_workspace, scope, today

pytestmark = pytest.mark.usefixtures("workspace")
PEOPLE = (
    "sales_agent,manager,regional_office\n"
    "Anna Snelling,Dustin Brinkmann,Central\n"
    "Cecily Lampkin,Dustin Brinkmann,Central\n"
)
STAFF = (
    "氏名,メール,役割,部署,上司\n"
    "高橋 健太,takahashi@harunire.example,営業,営業一課,小川 葵\n"
    "小川　葵,ogawa@harunire.example,マネージャー,営業一課,\n"
    "森 一郎,mori@harunire.example,オーナー,,\n"
    "北 次郎,elsewhere@keyaki.example,,,\n"
    "南 花子,kita,,,\n"
    ",,営業,,\n"
)


def seat_of(name: str) -> Membership:
    return Membership.objects.select_related("person").get(person__name=name)


def token_of(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


def kept_rows(run: ImportRun) -> list[dict[str, str]]:
    return [{"label": row.cells[0]} for row in RowReport.objects.filter(run=run, verdict=Verdict.KEPT)]


def test_agents_without_addresses_come_with_their_managers_teams_and_offices() -> None:
    run = brought("people", PEOPLE)
    assert (run.preset, counts(run), len(mail.outbox)) == ("maven-people", (2, 0, 0, 0), 0)
    anna, dustin = seat_of("Anna Snelling"), seat_of("Dustin Brinkmann")
    assert (anna.signs_in, anna.roles, dustin.roles, anna.mail) == (False, ["viewer"], ["manager"], "")
    team = Team.objects.select_related("parent", "lead").get(lead=dustin)
    # In the workspace's language, whoever brings them: this import is read in English.
    assert (team.name, team.parent and team.parent.name) == ("Dustin Brinkmannチーム", "Central")
    assert set(team.members.values_list("person__name", flat=True)) == {
        "Anna Snelling",
        "Cecily Lampkin",
        "Dustin Brinkmann",
    }
    assert counts(brought("people", PEOPLE)) == (0, 0, 2, 0)
    # A deal that names one of them is theirs, and stays so when they are told to have an address.
    create_account({"name": "Isdom", "external_id": "Isdom"}, by=SYSTEM)
    brought("deals", "external_id,name,account_external_id,owner\nD1,x,Isdom,anna SNELLING\n")
    deal = Deal.objects.get()
    assert deal.owner == anna.person
    brought("people", "name,email\nAnna Snelling,anna@harunire.example\n")
    update_deal(deal.pk, {"owner_email": deal.owner_email, "forecast": "commit"}, by=SYSTEM)
    assert Deal.objects.get().owner == anna.person


def test_an_undo_leaves_whoever_was_given_work_and_revokes_the_invitations_of_the_others() -> None:
    staff = "name,email,team,manager\n" + "".join(
        f"{name},{name}@harunire.example,{team},{lead}\n"
        for name, team, lead in (("anna", "A", "dustin"), ("bert", "A", "dustin"), ("cora", "B", "cora"),
                                 ("dora", "", ""), ("emma", "", ""), ("fred", "", ""), ("gina", "", ""))
    )  # fmt: skip
    run = brought("people", staff)
    assert counts(run) == (7, 0, 0, 0)
    seats = {each.person.name: each for each in Membership.objects.select_related("person")}
    create_account(
        {"name": "Isdom", "external_id": "Isdom", "owner_email": "dora@harunire.example"}, by=SYSTEM
    )
    brought("deals", "external_id,name,account_external_id,owner\nD1,x,Isdom,anna@harunire.example\n")
    make_task({"title": "x", "owner_email": "emma@harunire.example"}, by=SYSTEM)
    save_step("marketing", responsibility="x", kgi="", kpis=(), people=[seats["fred"].person_id], by=SYSTEM)
    save_team(None, name="new", member_ids=[seats["dustin"].pk], lead_id=None, by=SYSTEM)
    links = {each: invite_member(seats[each].pk, f"{each}@harunire.example", by=SYSTEM)[1] for each in
             ("anna", "bert", "gina")}  # fmt: skip
    join(token_of(links["gina"]), name="Gina", password=PASSWORD)
    with translation.override("en"):
        said = {each.label: each.why for each in standing(run)}
        undone = undo(run, by=SATO)
    why = "They hold %s: give those to somebody else first."
    assert said == {
        "anna": why % "deals", "dora": why % "accounts", "emma": why % "tasks",
        "fred": why % "steps of The Model", "dustin": why % "teams",
        "gina": "They have taken their invitation.",
    }  # fmt: skip
    assert {each["label"] for each in kept_rows(undone)} == said.keys()
    names = set(Membership.objects.values_list("person__name", flat=True))
    assert names == {"anna", "dora", "emma", "fred", "dustin", "Gina"}
    assert set(Team.objects.values_list("name", flat=True)) == {"new"}
    # What they were given is still theirs.
    assert (Deal.objects.get().owner, Task.objects.get().owner) == (
        seats["anna"].person,
        seats["emma"].person,
    )
    # The link of whoever went opens nothing, that of whoever stays does.
    with pytest.raises(NotFound):
        join(token_of(links["bert"]), name="Bert", password=PASSWORD)
    assert join(token_of(links["anna"]), name="Anna", password=PASSWORD).pk == seats["anna"].pk
    assert not Person.objects.filter(name="bert").exists()


def test_a_row_that_cannot_be_used_is_refused_alone_and_whole() -> None:
    owner = member("sato@harunire.example", "owner", name="佐藤 美咲")
    run = brought("people", STAFF + "佐藤 美咲,sato@harunire.example,viewer,,\n")
    assert counts(run) == (3, 0, 1, 3)
    assert [(row["row"], row["field"]) for row in rejected_rows(run)] == [
        (4, "roles"), (6, "email"), (7, "name")
    ]  # fmt: skip
    owner.refresh_from_db()
    assert (owner.roles, owner.signs_in) == (["owner"], True)
    takahashi, ogawa = seat_of("高橋 健太"), seat_of("小川　葵")
    assert (takahashi.roles, ogawa.roles) == (["sales"], ["manager"])
    team = Team.objects.get()
    assert (team.name, team.lead) == ("営業一課", ogawa)
    teams = (
        "チーム名,リーダー,親チーム\n"
        "営業一課,高橋 健太,営業部\n"
        "営業部,,営業一課\n"
        "営業二課,誰か,\n"
        "営業三課,高橋 健太,営業一課\n"
    )
    again = brought("teams", teams)
    # Both rows make the circle; a lead whom nobody knows is named.
    assert [(row["row"], row["field"], row["came"]) for row in rejected_rows(again)] == [
        (2, "parent", "営業部"), (3, "parent", "営業一課"), (4, "lead", "誰か"),
    ]  # fmt: skip
    founded = Team.objects.select_related("lead", "parent").get(name="営業三課")
    assert (founded.lead, founded.parent, Team.objects.count()) == (takahashi, team, 2)
    # A team that cannot be refuses each of its rows, and nobody of them is made.
    circle = "name,team,parent_team\n新 一,第一,第二\n新 二,第一,第二\n新 三,第二,第一\n新 四,第三,\n"
    crowd = brought("people", circle)
    assert (counts(crowd), [row["row"] for row in rejected_rows(crowd)]) == ((1, 0, 0, 3), [2, 3, 4])
    assert set(
        Membership.objects.filter(person__name__startswith="新").values_list("person__name", flat=True)
    ) == {"新 四"}


def test_a_name_that_several_share_is_refused_with_each_of_them_and_nobody_is_made_anew() -> None:
    member("a@harunire.example", "manager", name="鈴木 一郎")
    brought("people", "name,email\n鈴木 一郎,b@harunire.example\n")
    left = member("left@harunire.example", "manager", name="退職 花子")
    deactivate_member(left.pk, by=SYSTEM)
    before = Membership.objects.count()
    rows = (
        "name,manager,team\n"
        "新 一,鈴木 一郎,\n"
        "新 二,鈴木一郎,第一\n"
        "鈴木 一郎,,第一\n"
        "退職 花子,,第一\n"
        "新 三,退職 花子,第一\n"
        "新 四,,第一\n"
        "新 五,佐々木 誠,第一\n"
        "新 六,a@harunire.example,第一\n"
    )
    run = brought("people", rows)
    refused = rejected_rows(run)
    assert [(each["row"], each["field"]) for each in refused] == [
        (2, "manager"), (3, "manager"), (4, "name"), (6, "manager")
    ]  # fmt: skip
    both = "the mail address of one of them: 鈴木 一郎 <a@harunire.example>; 鈴木 一郎 <b@harunire.example>"
    assert {each["wanted"] for each in refused[:3]} == {both}
    # Whoever has left is known, is not made anew, and gets no seat back.
    noted = RowReport.objects.filter(run=run, verdict=Verdict.NOTED).order_by("row")
    assert [(each.row, each.reasons[0]["reason"]) for each in noted] == [
        (5, "The seat of 退職 花子 was taken away; a file does not give it back."),
        (9, "“第一” is led by 佐々木 誠, as a row before says."),
    ]
    left.refresh_from_db()
    assert (counts(run), left.active) == ((3, 0, 1, 4), False)
    assert Membership.objects.count() == before + 4
    team = Team.objects.get()
    assert (team.name, team.lead) == ("第一", seat_of("佐々木 誠"))
    assert set(team.members.values_list("person__name", flat=True)) == {
        "佐々木 誠", "新 四", "新 五", "新 六", "鈴木 一郎"
    }  # fmt: skip


def answers(address: str, name: str) -> tuple[object, ...]:
    """All that whoever brings an address in gets to see of it."""
    run = brought("people", f"name,email,team\n{name},{address},東\n")
    seat = seat_of(name)
    owner = Client()
    owner.force_login(Person.objects.get(email="owner@harunire.example"),
                      backend="allauth.account.auth_backends.AuthenticationBackend")  # fmt: skip
    people = owner.get("/w/harunire/settings/people/").content.decode()
    page = owner.get(f"/w/harunire/settings/people/{seat.pk}/").content.decode()
    sent = owner.post(f"/w/harunire/settings/people/{seat.pk}/invite/", {"email": address})
    seen = (
        people.partition(str(seat.pk))[2].partition("<form"),
        page.partition("h-seat")[2].partition("csrf"),
    )
    told = [each[0].replace(address, "@").replace(name, "N").replace(str(seat.pk), "S") for each in seen]
    return (counts(run), list(RowReport.objects.filter(run=run)), seat.mail == address, sent.status_code,
            'id="invitation-link"' in sent.content.decode(), len(mail.outbox), *told)  # fmt: skip


def test_whether_an_address_has_an_account_elsewhere_is_not_told() -> None:
    with scope(workspace=other_workspace()):
        member("secret@keyaki.example", "owner", name="社外 秘密")
        brought("people", "name,email\nx,waits@keyaki.example\n")
    member("owner@harunire.example", "owner", language="en")
    found = []
    for address in ("secret@keyaki.example", "nobody@keyaki.example", "waits@keyaki.example"):
        mail.outbox.clear()
        found.append(answers(address, "人" + address[:3]))
    assert found[0] == found[1] == found[2]
    assert found[0][:6] == ((1, 0, 0, 0), [], True, 200, True, 1)


@pytest.mark.parametrize("known", [True, False], ids=["account elsewhere", "nobody yet"])
def test_an_invitation_lets_them_in_to_all_that_bears_their_name(*, known: bool) -> None:
    address = "takahashi@harunire.example"
    if known:
        with scope(workspace=other_workspace()):
            theirs = member(address, "sales", name="高橋（本人）")
    brought("people", STAFF)
    seat, workspace = seat_of("高橋 健太"), current_workspace()
    create_account({"name": "Isdom", "external_id": "Isdom", "owner_email": address}, by=SYSTEM)
    brought("deals", "external_id,name,account_external_id,owner\nD1,x,Isdom,高橋健太\n")
    save_step("marketing", responsibility="x", kgi="", kpis=(), people=[seat.person_id], by=SYSTEM)
    was = Deal.objects.get().owner_email
    there = Account.objects.get()
    still, closed = (promise(there, wording=f"約束{each}を守る", owner_email=address) for each in "ab")
    keep_promise(closed.pk, shown(), by=SYSTEM)
    # Without the invitation nothing opens.
    assert (access_of_person(seat.person, workspace.slug), workspaces_of(seat.person)) == (None, [])
    with pytest.raises(InputError):
        invite_member(seat.pk, "other@harunire.example", by=SYSTEM)
    _, link = invite_member(seat.pk, address, by=SYSTEM)
    browser, path = Client(), link.removeprefix("http://127.0.0.1:8000")
    if known:
        # Whoever holds the link does not thereby become the person with that address.
        assert browser.post(path, {"name": "x", "password": PASSWORD})["Location"].startswith("/sign-in/")
        browser.force_login(theirs.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = browser.post(path, {"name": "高橋", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/w/harunire/")
    before = seat.person_id
    seat.refresh_from_db()
    person = Person.objects.get(email=address)
    assert (seat.person, seat.signs_in, seat.roles, seat.address) == (person, True, ["sales"], "")
    # A promise that is closed stays as it was written; nothing else names whoever sat there.
    found = dict(Promise.objects.values_list("pk", "owner"))
    assert found == {still.pk: person.pk, closed.pk: before}
    assert workspaces_of(Person.objects.get(pk=before)) == []
    deal = Deal.objects.get()
    assert (deal.owner, deal.owner_email) == (person, address)
    assert {(each.person, each.email) for each in roles_on(today())} == {(person, address)}
    assert ModelStep.objects.get().people == [str(person.pk)]
    assert Team.objects.get().members.filter(pk=seat.pk).exists()
    # What was written down before still means them.
    assert members_by_email([was]) == {was: person}
    with pytest.raises(Conflict):
        invite_member(seat.pk, address, by=SYSTEM)


def test_whoever_cannot_sign_in_is_not_asked_for_an_answer() -> None:
    owner = member("owner@harunire.example", "owner", name="所有")
    brought("people", "name,roles,team,manager\n北,csm,東,南\n")
    assert [each.pk for each in accepting()] == [owner.person_id]
    assert leads_of(seat_of("北").person_id) == [owner.person]


def test_only_who_may_manage_people_brings_them_in() -> None:
    manager = signed_in("manager@harunire.example", "manager", language="en")

    def sent(kind: str) -> int:
        file = SimpleUploadedFile("x.csv", PEOPLE.encode())
        return manager.post("/w/harunire/imports/new/", {"kind": kind, "file": file}).status_code

    assert (sent("people"), sent("teams"), ImportRun.objects.count()) == (403, 403, 0)
    run = brought("people", PEOPLE, dry=True)
    assert [
        manager.post(f"/w/harunire/imports/{run.pk}/{act}/").status_code
        for act in ("start", "words", "mapping")
    ] == [403, 403, 403]


def test_what_was_said_by_hand_of_a_waiting_seat_outlives_files_and_invitations() -> None:
    run = brought("people", "name,email,roles\nX,x@harunire.example,sales\n")
    seat = seat_of("X")
    invite_member(seat.pk, "x@harunire.example", by=SYSTEM)
    change_roles(seat.pk, ["viewer"], by=SYSTEM)
    # The invitation offers what they have by now.
    assert Invitation.objects.get().roles == ["viewer"]
    brought("people", "name,email,roles\nX,x@harunire.example,support\n")
    assert (seat_of("X").roles, Invitation.objects.get().roles) == (["support"], ["support"])
    # Who lets others in is a decision of people.
    change_roles(seat.pk, ["admin"], by=SYSTEM)
    brought("people", "name,email,roles\nX,x@harunire.example,sales\n")
    assert seat_of("X").roles == ["admin"]
    assert run.kind == "people"


def test_an_undo_leaves_an_invitation_that_was_there_before_the_file() -> None:
    invite("x@harunire.example", ["admin"], by=SYSTEM)
    run = brought("people", "name,email\nX,x@harunire.example\n")
    undo(run, by=SATO)
    assert Invitation.objects.get().revoked_at is None


def test_a_deal_keeps_its_owner_when_another_of_their_name_comes() -> None:
    create_account({"name": "Cancity", "external_id": "Cancity"}, by=SYSTEM)
    brought("people", "name,email\nAnna,a@harunire.example\n")
    brought("deals", SALESFORCE.replace("005X", "Anna"))
    first = seat_of("Anna").person
    assert Deal.objects.get().owner == first
    brought("people", "name,email\nAnna,b@harunire.example\n")
    brought("deals", SALESFORCE.replace("005X", "Anna").replace(",Deal,", ",Renamed,"))
    assert (Deal.objects.get().name, Deal.objects.get().owner) == ("Renamed", first)


def test_an_owner_whom_the_users_file_does_not_know_stays_their_id() -> None:
    create_account({"name": "Cancity", "external_id": "Cancity"}, by=SYSTEM)
    users = "id,username,user_role_id,email\n005Y,y,1,y@harunire.example\n"
    brought("deals", SALESFORCE.replace("owner_id", "OwnerId"), users)
    assert Deal.objects.get().owner_name == "005X"
