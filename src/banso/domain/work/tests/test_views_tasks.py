"""The pages of tasks, the API, and the calendar behind its secret address."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from icalendar import Calendar

from banso.domain.accounts.actions import create_account
from banso.domain.promises.actions import make_promise
from banso.domain.promises.tests.factories import said
from banso.domain.work import actions
from banso.domain.work.models import Task
from banso.domain.workspaces.actions import save_team
from banso.domain.workspaces.models import Membership, Person
from banso.domain.workspaces.tests.factories import api_client, member, signed_in
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import today

pytestmark = pytest.mark.usefixtures("workspace")
HOME = "/w/harunire/tasks/"
ME, OTHER = "misaki@harunire.example", "ueda@harunire.example"


def task(title: str, owner: str = ME, **fields: object) -> Task:
    return actions.make_task({"title": title, "owner_email": owner, **fields}, by=SYSTEM)


def test_the_list_shows_what_it_is_asked_for() -> None:
    client, other = signed_in(ME, "csm", language="en"), member(OTHER, "csm", name="上田 翔")
    mine = Membership.objects.get(person__email=ME)
    save_team(None, name="CS部", lead_id=None, member_ids=[mine.pk, other.pk], by=SYSTEM)
    account = create_account({"name": "東雲倉庫", "external_id": "S-1"}, by=SYSTEM)
    late = task("late one", due_on=today() - timedelta(days=2), account_id=account.pk)
    task("later one", due_on=today() + timedelta(days=60))
    task("his own", OTHER)
    task("theirs", "", side="them", account_id=account.pk)
    actions.finish_task(task("done one").pk, by=SYSTEM)
    shown = {
        "": ["late one", "later one"], "tab=team": ["late one", "later one", "his own"],
        "tab=customer": ["theirs"], "tab=everybody&state=all&sort=title": ["done one", "his own"],
        "state=overdue": ["late one"], "state=done": ["done one"], "state=week": ["late one"],
        f"tab=everybody&account={account.pk}": ["late one", "theirs"], "q=東雲": ["late one"],
        "tab=everybody&owner=-": ["theirs"], "tab=everybody&source=-&q=his": ["his own"],
    }  # fmt: skip
    everything = ["late one", "later one", "his own", "theirs", "done one"]
    for query, wanted in shown.items():
        text = client.get(f"{HOME}?{query}").content.decode()
        there = [title for title in everything if f">{title}</a>" in text]
        assert set(wanted) <= set(there), query
        assert there == [each for each in everything if each in wanted] or "all" in query, query
    assert "2 days over" in client.get(HOME).content.decode()
    assert "late one" in client.get("/w/harunire/").content.decode()
    care = client.get(f"/w/harunire/accounts/{account.pk}/care").content.decode()
    assert ("late one" in care, "theirs" in care, "later one" in care) == (True, True, False)
    client.post(f"{HOME}{late.pk}/done/", {"back": "/w/harunire/"})
    assert Task.objects.get(pk=late.pk).done_on == today()


def test_a_task_is_added_changed_done_and_taken_back_by_click() -> None:
    client = signed_in(ME, "csm", language="en")
    create_account({"name": "東雲倉庫", "external_id": "S-1"}, by=SYSTEM)
    assert (
        client.post(f"{HOME}add/", {"title": "電話する", "account": "東雲", "due_on": ""}).status_code == 302
    )
    made = Task.objects.get()
    assert (made.account.name if made.account else "", made.owner_email) == ("東雲倉庫", ME)
    refused = client.post(f"{HOME}add/", {"title": "電話する", "account": "無い会社"})
    assert (refused.status_code, Task.objects.count()) == (422, 1)
    assert "No account, or more than one" in refused.content.decode()
    assert client.post(f"{HOME}add/", {"title": ""}).status_code == 422

    page = f"{HOME}{made.pk}/"
    given = {"title": "電話する", "side": "us", "account": "東雲倉庫", "owner_email": ME,
             "checklist": "番号を調べる\n折り返しを待つ", "version": "1"}  # fmt: skip
    assert client.post(f"{page}change/", {**given, "body": "代表番号"}).status_code == 302
    stale = client.post(f"{page}change/", {**given, "body": "別の番号"})
    assert (stale.status_code, "in the meantime" in stale.content.decode()) == (422, True)
    client.post(f"{page}tick/", {"point": "0", "done": "1"})
    text = client.get(page).content.decode()
    assert ("1/2" in text, "代表番号" in text, "Task changed" in text) == (True, True, True)
    # Back leads to pages of this workspace alone.
    away = client.post(f"{page}done/", {"back": "https://evil.example/"})
    assert away["Location"] == page
    assert client.post(f"{page}reopen/", {"back": f"{HOME}?tab=team"})["Location"] == f"{HOME}?tab=team"
    client.post(f"{page}remove/")
    assert "This task was removed" in client.get(page).content.decode()
    client.post(f"{page}remove/undo/")

    bulk = {"ids": [str(made.pk), "nonsense"], "act": "done", "query": "tab=everybody"}
    assert client.post(f"{HOME}bulk/", bulk)["Location"] == f"{HOME}?tab=everybody"
    done = Task.objects.get()
    assert done.done_on == today()
    batch = done_batch(done)
    client.post(f"{HOME}bulk/{batch}/undo/")
    assert Task.objects.get().done_on is None
    looking = signed_in("viewer@harunire.example", "viewer", language="en")
    assert "電話する" in looking.get(f"{HOME}?tab=everybody").content.decode()
    assert looking.post(f"{page}done/").status_code == 403


def done_batch(task: Task) -> UUID:
    from banso.domain.work.queries.tasks import steps_of  # noqa: PLC0415 - beside its only use

    return UUID(steps_of(task.pk)[0].source.removeprefix("bulk:"))


def test_tasks_over_the_api() -> None:
    member(ME, "csm", name="佐藤 美咲")
    client = api_client("*.view", "*.edit")
    create_account({"name": "東雲倉庫", "external_id": "S-1"}, by=SYSTEM)

    def send(method: str, path: str, body: object = None, **headers: str) -> tuple[int, dict[str, object]]:
        answer = client.generic(method, f"/api/v1/tasks{path}", json.dumps(body) if body is not None else "",
                                content_type="application/json", headers=headers)  # fmt: skip
        return answer.status_code, answer.json()

    status, made = send("POST", "", {"title": "電話する", "account_external_id": "S-1", "external_id": "T-1",
                                     "owner_email": ME, "checklist": [{"text": "番号"}]})  # fmt: skip
    assert (status, made["owner_name"], made["checklist"]) == (
        201,
        "佐藤 美咲",
        [{"text": "番号", "done": False}],
    )
    one = f"/{made['id']}"
    assert send("PATCH", one, {"due_on": "2026-12-01"}, **{"If-Match": '"wrong"'})[0] == 412
    assert send("PATCH", one, {"due_on": "2026-12-01"})[1]["due_on"] == "2026-12-01"
    assert send("PATCH", one, {"done_on": "2026-12-01"})[0] == 422
    assert send("POST", "", {"title": "x", "account_external_id": "none"})[0] == 422
    assert send("POST", f"{one}/done")[1]["done_on"] == str(today())
    assert send("GET", "?state=open")[1]["data"] == []
    assert [each["id"] for each in send("GET", f"?state=done&owner_email={ME}")[1]["data"]] == [made["id"]]  # type: ignore[attr-defined]
    assert send("GET", "?state=never")[0] == 422
    assert send("POST", f"{one}/reopen")[1]["done_on"] is None
    assert send("DELETE", one)[0] == 200
    assert send("GET", one)[0] == 404
    assert send("POST", f"{one}/restore")[0] == 200
    rows = {"data": [{"external_id": "T-1", "title": "もう一度"}, {"title": "無し"}]}
    assert send("PUT", "", rows)[1] | {"rows": []} == {
        "created": 0, "changed": 1, "same": 0, "refused": 1, "rows": [],
    }  # fmt: skip


def test_a_calendar_holds_ones_own_days_alone_and_its_address_can_be_renewed() -> None:
    client = signed_in(ME, "csm", language="en")
    other = member(OTHER, "csm", name="上田 翔")
    account = create_account({"name": "東雲倉庫"}, by=SYSTEM).pk
    mine = task("見積を送る", due_on=today(), account_id=account)
    task("no day")
    task("his own", OTHER, due_on=today())
    due = str(today() + timedelta(days=3))
    promise = make_promise(account, said(wording="列を足す約束", due_on=due, owner_email=ME), by=SYSTEM)
    client.post(f"{HOME}calendar/renew/")
    address = client.get(f"{HOME}calendar/").context["address"].partition("/calendar/")[2]
    asked = Client().get(f"/calendar/{address}")
    assert (asked.status_code, asked["Cache-Control"]) == (200, "no-store, private")
    found = {str(each["uid"]): each for each in Calendar.from_ical(asked.content).walk("VEVENT")}
    assert set(found) == {f"task-{mine.pk}@banso", f"promise-{promise.pk}@banso"}
    assert found[f"task-{mine.pk}@banso"].decoded("dtstart") == today()
    assert str(found[f"promise-{promise.pk}@banso"]["summary"]) == "Promise to 東雲倉庫: 列を足す約束"

    assert Client().get(f"/calendar/{address.replace('.ics', 'x.ics')}").status_code == 410
    client.post(f"{HOME}calendar/renew/")
    assert Client().get(f"/calendar/{address}").status_code == 410
    address = client.get(f"{HOME}calendar/").context["address"].partition("/calendar/")[2]
    assert Client().get(f"/calendar/{address}").status_code == 200
    Membership.objects.filter(person__email=ME).update(active=False)
    assert Client().get(f"/calendar/{address}").status_code == 410
    Membership.objects.filter(person__email=ME).update(active=True)
    client.post(f"{HOME}calendar/stop/")
    assert Client().get(f"/calendar/{address}").status_code == 410
    assert other.person != Person.objects.get(email=ME)


def test_how_one_hears_by_mail_is_chosen_on_the_page_of_notices() -> None:
    client = signed_in(ME, "viewer", language="en")
    page = "/w/harunire/notices/"
    assert 'value="now"' in client.get(page).content.decode()
    assert client.post(f"{page}mail/", {"mode": "digest"}).status_code == 302
    assert client.get(page).context["mail_form"].initial == {"mode": "digest"}
    assert client.post(f"{page}mail/", {"mode": "pigeon"}).status_code == 422
