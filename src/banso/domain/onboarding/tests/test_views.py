"""The pages, the customer's page behind its link, and the API."""

import json
import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from banso.domain.accounts.actions import update_account
from banso.domain.onboarding import actions
from banso.domain.onboarding.models import Onboarding, PlanLink, Template
from banso.domain.onboarding.queries import onboarding_by_id, steps_of
from banso.domain.onboarding.queries.public import token_for
from banso.domain.onboarding.tests.factories import an_account, proposed, running
from banso.domain.promises.actions import Shown, confirm_promise, make_promise
from banso.domain.promises.tests.factories import said
from banso.domain.work.models import Task
from banso.domain.work.tests.mailing import Server, server
from banso.domain.workspaces.models import Workspace
from banso.domain.workspaces.tests.factories import api_client, member, other_workspace, signed_in
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze, now
from banso.kit.tenancy import scope, today

__all__ = ["server"]
pytestmark = pytest.mark.usefixtures("workspace", "column_store")
HOME = "/w/harunire/onboarding/"
ME, OTHER = "sato@harunire.example", "ueda@harunire.example"


def test_from_proposing_to_the_handover_on_pages() -> None:
    client = signed_in(ME, "csm", language="en", name="佐藤 美咲")
    other = signed_in(OTHER, "csm", language="en", name="上田 翔")
    account = an_account(external_id="S-1")
    assert "No onboarding is open" in client.get(HOME).content.decode()
    given = {"account": "S-1", "name": "点検のデジタル化", "contract_on": str(today()), "owner_email": ME}
    assert client.post(f"{HOME}new/", {**given, "account": "nobody"}).status_code == 422
    assert client.post(f"{HOME}new/", given).status_code == 302
    row = Onboarding.objects.get()
    page = f"{HOME}{row.pk}/"
    assert "Start it" in client.get(page).content.decode()
    assert "点検のデジタル化" in client.get("/w/harunire/").content.decode()
    start = {"kickoff_on": str(today()), "owner_email": ME, "version": "1"}
    assert client.post(f"{page}start/", {**start, "version": "9"}).status_code == 422
    assert client.post(f"{page}start/", start).status_code == 302
    faces = {face: client.get(f"{page}?face={face}").content.decode() for face in ("list", "board", "gantt")}
    for text in faces.values():
        assert text.count("キックオフの打ち合わせ") >= 1
    assert len(re.findall(r'<rect class="(?:us|them|late|done)"', faces["gantt"])) == 11
    # The table says the same as the picture.
    assert len(re.findall(r'<th scope="row">', faces["gantt"])) == 11 + 4
    milestone = str(onboarding_by_id(row.pk).milestones.first().pk)  # type: ignore[union-attr]
    add = {"title": "権限の確認", "milestone": milestone, "side": "them"}
    assert client.post(f"{page}add/", add).status_code == 302
    assert client.post(f"{page}add/", {**add, "title": ""}).status_code == 422
    later = {"kickoff_on": str(today() + timedelta(days=7)), "owner_email": OTHER}
    assert client.post(f"{page}plan/", later).status_code == 302
    assert onboarding_by_id(row.pk).owner_email == OTHER
    client.post(f"{page}evaluate/")
    text = client.get(page).content.decode()
    assert "0 of 12" in text
    listed = client.get(f"{HOME}?owner={OTHER}&q=東雲").content.decode()
    assert ("東雲倉庫" in listed, "0/12" in listed) == (True, True)
    assert "東雲倉庫" not in client.get(f"{HOME}?state=done").content.decode()
    care = client.get(f"/w/harunire/accounts/{account}/care").content.decode()
    assert "点検のデジタル化" in care

    offer = {"email": OTHER, "note": "朝しか時間が取れない"}
    assert client.post(f"{page}handover/", offer).status_code == 302
    assert client.post(f"{page}handover/answer/", {"act": "accept"}).status_code == 422
    assert "朝しか" in other.get(page).content.decode()
    assert other.post(f"{page}handover/answer/", {"act": "return"}).status_code == 422
    assert other.post(f"{page}handover/answer/", {"act": "accept"}).status_code == 302
    assert client.post(f"{page}cancel/", {"why": "延期"}).status_code == 302
    client.post(f"{page}reopen/")
    assert onboarding_by_id(row.pk).state == "running"
    looking = signed_in("viewer@harunire.example", "viewer", language="en")
    assert "Make the link" not in looking.get(page).content.decode()
    assert looking.post(f"{page}cancel/", {"why": "x"}).status_code == 403


def test_a_template_is_written_on_its_page() -> None:
    client = signed_in("mori@harunire.example", "manager", language="en")
    page = "/w/harunire/settings/onboarding/"
    assert "There is no template yet" in client.get(page).content.decode()
    assert "キックオフの打ち合わせ" in client.get(f"{page}new/").content.decode()
    form = {
        "name": "大口のお客様", "product": "", "segment": "", "target_days": "30", "stall_days": "4",
        "m-name": ["導入", ""], "m-name_en": ["Start", ""], "m-end": ["10", ""],
        "m-us": ["0-3 | 設定を手伝う | Help with the set-up\n5 | 約束の確認 | | account_executive", ""],
        "m-them": ["", ""], "p-kind": ["tasks", "people", ""], "p-feature": ["", "", ""],
        "p-people": ["", "3", ""], "p-days": ["", "5", ""], "p-hours": ["", "", ""],
    }  # fmt: skip
    refused = client.post(f"{page}new/", {**form, "m-us": ["いつか手伝う", ""]})
    assert (refused.status_code, "This line is no task" in refused.content.decode()) == (422, True)
    assert client.post(f"{page}new/", form).status_code == 302
    row = Template.objects.get()
    assert [(each["title"], each["role"], each["start"], each["end"]) for each in row.plan[0]["tasks"]] == [
        ("設定を手伝う", "owner", 0, 3), ("約束の確認", "account_executive", 5, 5),
    ]  # fmt: skip
    again = client.get(f"{page}{row.pk}/").content.decode()
    assert "0-3 | 設定を手伝う | Help with the set-up" in again
    assert client.post(f"{page}{row.pk}/", {**form, "name": "大口"}).status_code == 302
    assert "3 people or more active on 5 days or more" in client.get(page).content.decode()
    client.post(f"{page}{row.pk}/archive/")
    assert Template.objects.get().archived_at is not None
    client.post(f"{page}{row.pk}/restore/")
    assert signed_in(ME, "csm").post(f"{page}new/", form).status_code == 403


class Stranger:
    """Somebody outside: their requests bring no scope of the workspace along."""

    def __init__(self, elsewhere: Workspace) -> None:
        self.elsewhere, self.client = elsewhere, Client()

    def get(self, address: str) -> HttpResponse:
        with scope(workspace=self.elsewhere):
            return self.client.get(address)  # type: ignore[return-value]

    def post(self, address: str, sent: dict[str, str]) -> HttpResponse:
        with scope(workspace=self.elsewhere):
            return self.client.post(address, sent)  # type: ignore[return-value]


def test_the_customers_page_shows_their_part_alone_and_takes_their_ticks(server: Server) -> None:
    member(ME, "csm", name="佐藤 美咲")
    account = an_account()
    row = running(account, kickoff=today(), owner_email=ME)
    confirmed = make_promise(account, said(wording="列を足す約束"), by=SYSTEM)
    confirm_promise(confirmed.pk, Shown("メールで確認"), by=SYSTEM)
    make_promise(account, said(wording="まだ確認していない約束"), by=SYSTEM)
    link = actions.share_plan(row.pk, email="Furuta@shinonome.example", by=SYSTEM)
    ((to, subject, text),) = server.taken
    assert (to, "オンボーディング" in subject) == ("furuta@shinonome.example", True)
    address = f"/plan/{token_for(link)}/"
    assert address in text
    client = Stranger(other_workspace())
    page = client.get(address)
    shown = page.content.decode()
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("no-store, private", "noindex, nofollow")
    assert ("利用者の一覧を送る" in shown, "列を足す約束" in shown) == (True, True)
    assert 'lang="ja"' in shown
    for hidden in ("キックオフの打ち合わせ", "約束事の確認", "まだ確認していない", "/w/harunire/"):
        assert hidden not in shown
    theirs, ours = Task.objects.get(side="them"), Task.objects.filter(side="us")[0]
    assert client.post(address, {"task": str(theirs.pk), "done": "1", "name": "古田 守"}).status_code == 302
    assert Task.objects.get(pk=theirs.pk).done_by == "古田 守"
    assert "古田 守" in client.get(address).content.decode()
    client.post(address, {"task": str(theirs.pk), "done": "0"})
    assert Task.objects.get(pk=theirs.pk).done_on is None
    # Nobody ticks ours, or another onboarding's, by it.
    other = running(an_account("他の会社"), kickoff=today())
    foreign = steps_of(other).get(task__side="them").task_id
    for task in (ours.pk, foreign, UUID(int=1)):
        assert client.post(address, {"task": str(task), "done": "1"}).status_code == 410
        assert not Task.objects.filter(pk=task).exclude(done_on=None).exists()
    assert client.post(address, {"task": "x", "done": "1"}).status_code == 422

    dead = f"/plan/{token_for(link)[:-1]}x/"
    assert client.get(dead).status_code == 410
    with freeze(now() + timedelta(days=91)):
        assert client.get(address).status_code == 410
    fresh = actions.share_plan(row.pk, language="en", by=SYSTEM)
    assert client.get(address).status_code == 410
    assert "of your tasks are done" in client.get(f"/plan/{token_for(fresh)}/").content.decode()
    actions.revoke_plan_link(fresh.pk, by=SYSTEM)
    assert client.get(f"/plan/{token_for(fresh)}/").status_code == 410
    last = actions.share_plan(row.pk, by=SYSTEM)
    actions.cancel_onboarding(row.pk, "延期", by=SYSTEM)
    assert client.get(f"/plan/{token_for(last)}/").status_code == 410
    assert PlanLink.objects.exclude(opened_at=None).count() == 2


def test_onboardings_over_the_api() -> None:
    member(ME, "csm", name="佐藤 美咲")
    client = api_client("*.view", "*.edit", "*.manage")
    account = an_account(external_id="S-1")
    with scope(workspace=other_workspace()):
        proposed(an_account("他社"))

    def send(method: str, path: str, body: object = None, **headers: str) -> tuple[int, dict[str, object]]:
        data = json.dumps(body) if body is not None else ""
        answer = client.generic(
            method, f"/api/v1/onboardings{path}", data, content_type="application/json", headers=headers
        )
        return answer.status_code, answer.json() if answer.content else {}

    rule = [{"kind": "people", "people": 2, "days": 3}, {"kind": "tasks"}]
    status, template = send("POST", "/templates", {"name": "標準", "target_days": 20, "rule": rule})
    assert (status, len(template["plan"])) == (201, 4)  # type: ignore[arg-type]
    one = f"/templates/{template['id']}"
    assert send("PATCH", one, {"stall_days": 3}, **{"If-Match": '"wrong"'})[0] == 412
    assert send("PATCH", one, {"stall_days": 3})[1]["stall_days"] == 3
    assert send("PATCH", one, {"rule": [{"kind": "luck"}]})[0] == 422
    assert len(send("GET", "/templates")[1]["data"]) == 1  # type: ignore[arg-type]

    status, made = send("POST", "", {"account_external_id": "S-1", "external_id": "O-1", "owner_email": ME})
    assert (status, made["state"], made["template_id"]) == (201, "proposed", template["id"])
    assert send("POST", "", {"account_external_id": "S-1", "external_id": "O-1"})[0] == 409
    assert send("POST", "", {"account_external_id": "none"})[0] == 422
    where = f"/{made['id']}"
    started = send("POST", f"{where}/start", {"kickoff_on": str(today())})[1]
    assert (started["state"], [each["kind"] for each in started["rule"]]) == ("running", ["people", "tasks"])  # type: ignore[attr-defined]
    assert len(send("GET", f"{where}/plan")[1]["data"]) == 11  # type: ignore[arg-type]
    assert send("POST", f"{where}/evaluate")[1]["rule"][1]["need"] == 11  # type: ignore[index]
    assert send("PATCH", where, {"kickoff_on": str(today() + timedelta(days=1))})[0] == 200
    link = send("POST", f"{where}/links", {"days": 3})
    assert (link[0], "/plan/" in str(link[1]["url"])) == (201, True)
    assert send("DELETE", f"/links/{link[1]['id']}")[0] == 204
    assert (
        send("POST", f"{where}/handover", {"email": ME, "note": "権限表を添えた"})[1]["handover"] == "offered"
    )
    assert send("POST", f"{where}/handover/return", {"why": "まだ"})[1]["handover"] == ""
    send("POST", f"{where}/handover", {"email": ME, "note": "直した"})
    assert send("POST", f"{where}/handover/accept")[1]["handover"] == "accepted"
    assert send("POST", f"{where}/cancel", {"why": "延期"})[1]["state"] == "cancelled"
    assert send("POST", f"{where}/reopen", {"why": "再開"})[1]["state"] == "running"
    found = send("GET", f"?account_id={account}&state=running")[1]["data"]
    assert [each["id"] for each in found] == [made["id"]]  # type: ignore[attr-defined]
    assert len(send("GET", "")[1]["data"]) == 1  # type: ignore[arg-type]
    assert send("GET", where)[1]["name"] == "東雲倉庫"
    assert send("DELETE", one)[0] == 204
    update_account(account, {"name": "東雲"}, by=SYSTEM)
