"""The pages: the ledger and its bulk acts, a promise, its forms, and who may do what."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.test import Client

from banso.domain.accounts.actions.records import log_activity, write_note
from banso.domain.promises import actions
from banso.domain.promises.models import Promise
from banso.domain.promises.tests.factories import SATO, account, on, promise, said, shown
from banso.domain.workspaces.queries import audit_entries
from banso.domain.workspaces.tests.factories import member, signed_in
from banso.engine.journal.loader.run import catch_up
from banso.kit.clock import freeze

pytestmark = pytest.mark.usefixtures("workspace", "column_store")
EMPTY = "This says nothing to whoever reads it."
HOME = "/w/harunire/promises/"


@pytest.fixture
def client() -> Client:
    return signed_in("takahashi@harunire.example", "sales", language="en", name="高橋 健太")


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def posted(client: Client, path: str, data: Mapping[str, object], status: int = 302) -> str:
    answer = client.post(path, data)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer["Location"] if status == 302 else answer.content.decode()


def test_an_empty_ledger_teaches_the_next_step(client: Client) -> None:
    assert "Write the first promise down" in text(client, HOME)


def test_the_ledger_says_what_is_at_risk_and_how_much_was_kept(client: Client) -> None:
    with freeze(on("2026-11-20")):
        of = account()
        promise(of, wording="稼働実績レポートの見本を送る", due_on="2026-11-19", owner="岡本 亮")
        promise(of, wording="説明会の日程を3案出す", due_on="2026-11-20", owner="伊藤 翔")
        promise(of, wording="見積の端数を調整する", due_on="2027-06-01")
        for due, day in (("2026-10-10", "2026-10-10"), ("2026-10-11", "2026-10-14")):
            done = promise(of, wording=f"{due}の約束", due_on=due)
            actions.keep_promise(done.pk, shown(), on=date.fromisoformat(day), by=SATO)
        catch_up()
        page = text(client, HOME)
        for said_so in ("1 day over", "due today", "on its way", "岡本 亮", "33.3",
                        "Kept in time: 1 of 3 promises that were due.", "1 open promise without a keeper",
                        "Of the 2 others, 2 are of the kind “Feature”."):  # fmt: skip
            assert said_so in page, said_so
        assert "3 days late" in text(client, f"{HOME}?tab=late")
        assert "見積の端数" not in text(client, f"{HOME}?tab=risk")
        found = text(client, f"{HOME}?q=端数&tab=all")
        assert ("見積の端数" in found, "説明会" in found) == (True, False)
        assert "No promise meets these conditions." in text(client, f"{HOME}?q=nobody")
        assert "1/3" in text(client, f"{HOME}?split=kind")


def test_the_past_ledger_shows_what_was_known_and_changes_nothing(client: Client) -> None:
    with freeze(on("2026-10-01")):
        made = promise(account(), wording="最初の言葉で約束した")
    with freeze(on("2026-10-05")):
        actions.amend_promise(made.pk, {"wording": "言い直した約束"}, reason="言い直した", by=SATO)
        actions.break_promise(made.pk, shown(), by=SATO)
    page = text(client, f"{HOME}?as_of=2026-10-02")
    assert ("最初の言葉で" in page, "言い直した" in page, "data-bulk" in page) == (True, False, False)
    one = text(client, f"{HOME}{made.pk}/?as_of=2026-10-02")
    assert ("最初の言葉で" in one, "言い直した" in one, "Hand it over" in one) == (True, False, False)
    assert "言い直した" in text(client, f"{HOME}{made.pk}/")
    assert text(client, f"{HOME}{made.pk}/?as_of=2026-09-30", 404)


def fields(**values: object) -> dict[str, object]:
    """What a browser sends for a promise."""
    return {**said(said_by="", said_by_email="takahashi@harunire.example"), **values}


def test_a_promise_is_written_from_the_ledger_and_taken_back_at_once(client: Client) -> None:
    of = account(external_id="A-1")
    where = posted(client, f"{HOME}new/", fields(account="A-1"))
    made = Promise.objects.get()
    assert (where, made.account, made.said_by_name) == (f"{HOME}{made.pk}/", of, "高橋 健太")
    assert f"{made.pk}/mistake/" in client.get(where).content.decode()
    posted(client, f"{HOME}{made.pk}/mistake/", {})
    assert "written down by mistake" in text(client, f"{HOME}{made.pk}/")
    posted(client, f"{HOME}{made.pk}/mistake/undo/", {})
    assert Promise.objects.get().removed_at is None


def test_what_cannot_be_written_is_said_beside_its_field(client: Client) -> None:
    account(), account("北浜製作所")
    page = posted(client, f"{HOME}new/", fields(account="北浜", wording="n/a"), 422)
    assert "No account, or more than one, is called so." in page
    assert "株式会社北浜製作所, 北浜製作所" in page or "北浜製作所, 株式会社北浜製作所" in page
    of = account("千歳電装株式会社", external_id="A-9")
    page = posted(client, f"{HOME}new/", fields(account="A-9", wording="n/a"), 422)
    assert EMPTY in page
    page = posted(client, f"/w/harunire/accounts/{of.pk}/promises/new/", fields(due_on="2026-01-01"), 422)
    assert "it would be due before it was promised" in page
    assert Promise.objects.count() == 0


def test_from_an_activity_or_a_note_the_form_knows_where_it_was_said(client: Client) -> None:
    of = account()
    at = datetime(2026, 11, 2, 5, tzinfo=UTC)
    talk = log_activity(of.pk, {"kind": "call", "topic": "要件の電話", "occurred_at": at}, by=SATO)
    note = write_note(of.pk, "機能の話をした", by=SATO, at=at)
    new = f"/w/harunire/accounts/{of.pk}/promises/new/"
    form = client.get(f"{new}?activity={talk.pk}&deal={(deal := uuid4())}").context["form"]
    assert (form.initial["source"], str(form.initial["made_on"])) == ("call", "2026-11-02")
    assert (form.initial["source_text"], form.initial["deal_id"]) == ("要件の電話", str(deal))
    assert client.get(f"{new}?note={note.pk}").context["form"].initial["source"] == "note"
    posted(client, new, fields(activity_id=str(talk.pk), made_on="2026-11-02"))
    assert Promise.objects.get().activity == talk
    refused = posted(client, new, fields(deal_id=str(deal)), 422)
    assert "this account has no such deal" in refused


def test_an_amendment_asks_why_and_meets_whoever_was_faster(client: Client) -> None:
    made = promise(account(), said_by="", said_by_email="takahashi@harunire.example", source_text="議事録")
    form = client.get(f"{HOME}{made.pk}/amend/").context["form"]
    data = {name: value for name, value in form.initial.items() if value is not None}
    assert data["said_by_email"] == "takahashi@harunire.example"
    posted(client, f"{HOME}{made.pk}/amend/", {**data, "due_on": "2026-12-20"}, 422)
    posted(client, f"{HOME}{made.pk}/amend/", {**data, "due_on": "2026-12-20", "reason": "遅れた"})
    made.refresh_from_db()
    assert (made.due_on, made.said_version, made.source_text) == (date(2026, 12, 20), 2, "議事録")
    late = posted(client, f"{HOME}{made.pk}/amend/", {**data, "product": "x", "reason": "補う"}, 422)
    assert "somebody else has changed this in the meantime" in late


@pytest.mark.parametrize(
    ("act", "state"), [("confirm", "confirmed"), ("keep", "kept"), ("break", "broken"), ("waive", "waived")]
)
def test_a_state_is_entered_with_its_day_and_evidence(client: Client, act: str, state: str) -> None:
    made = promise(account())
    path = f"{HOME}{made.pk}/state/{act}/"
    assert made.wording in text(client, path)
    on_day = {"on": "2026-03-12", "version": "1"}
    assert EMPTY in posted(client, path, {**on_day, "evidence": "なし"}, 422)
    posted(client, path, {**on_day, "evidence": "メールで送った"})
    made.refresh_from_db()
    assert (made.state, str(made.state_on), made.evidence) == (state, "2026-03-12", "メールで送った")
    if state != "confirmed":
        assert client.get(f"{HOME}{made.pk}/amend/").status_code == 200
        refused = posted(client, path, {**on_day, "evidence": "また送った"}, 422)
        assert "changed this in the meantime" in refused
        posted(client, f"{HOME}{made.pk}/undo/", {})
        made.refresh_from_db()
        assert made.state == "draft"
    assert client.get(f"{HOME}{made.pk}/state/dance/").status_code == 404


def test_who_may_not_manage_neither_approves_nor_opens_again(client: Client) -> None:
    made = promise(account(), deliverable="not_in_product")
    manager = signed_in("morita@harunire.example", "manager", language="en", name="森田")
    for path in ("approval", "reopen"):
        assert (
            client.post(f"{HOME}{made.pk}/{path}/", {"remark": "よい", "reason": "違う"}).status_code == 403
        )
    assert "nobody has approved it yet" in text(client, f"{HOME}{made.pk}/")
    refuse = {"act": "refuse", "remark": ""}
    assert EMPTY in posted(manager, f"{HOME}{made.pk}/approval/", refuse, 422)
    posted(manager, f"{HOME}{made.pk}/approval/", {"act": "approve", "remark": ""})
    actions.break_promise(made.pk, shown(), by=SATO)
    # Somebody else closed it.
    assert client.post(f"{HOME}{made.pk}/undo/").status_code == 403
    posted(manager, f"{HOME}{made.pk}/reopen/", {"reason": "取り違えた"})
    made.refresh_from_db()
    assert (made.state, made.approver_name) == ("draft", "森田")
    assert {"promise.approved", "promise.reopened"} <= {entry.verb for entry in audit_entries()}


def test_a_link_is_made_shown_and_taken_back(client: Client) -> None:
    made = promise(account())
    asked = {"email": "", "language": "en", "days": "7"}
    posted(client, f"{HOME}{made.pk}/link/", asked)
    page = text(client, f"{HOME}{made.pk}/")
    address = page.split("/promise/")[1].split("<")[0]
    assert Client().get(f"/promise/{address}").status_code == 200
    link = made.links.get()
    posted(client, f"{HOME}links/{link.pk}/revoke/", {})
    assert Client().get(f"/promise/{address}").status_code == 410
    posted(client, f"{HOME}{made.pk}/link/", {**asked, "days": "0"}, 422)
    viewer = signed_in("yomu@harunire.example", "viewer", language="en")
    assert "/promise/" not in text(viewer, f"{HOME}{made.pk}/")


def test_many_are_changed_at_once_and_taken_back(client: Client) -> None:
    member("ito@harunire.example", "csm", name="伊藤 翔")
    of = account()
    rows = [promise(of, wording=f"約束その{number}", owner="岡本 亮") for number in range(3)]
    ids = [str(row.pk) for row in rows[:2]]

    def owners() -> list[tuple[str, str]]:
        found = Promise.objects.order_by("pk").values_list("owner_name", "due_on")
        return [(name, f"{due:%m-%d}") for name, due in found]

    def batch() -> UUID:
        undo = client.get(HOME).content.decode().split(f"{HOME}bulk/")[2]
        return UUID(undo.split("/")[0])

    given = {"ids": ids, "act": "owner", "owner": "ito@harunire.example", "query": "tab=open"}
    assert posted(client, f"{HOME}bulk/", given) == f"{HOME}?tab=open"
    assert owners() == [("伊藤 翔", "11-30"), ("伊藤 翔", "11-30"), ("岡本 亮", "11-30")]
    posted(client, f"{HOME}bulk/{batch()}/undo/", {})
    assert owners() == [("岡本 亮", "11-30")] * 3
    posted(client, f"{HOME}bulk/", {"ids": ids, "act": "due", "due_on": "2026-12-24", "reason": "遅れた"})
    done = batch()
    # One went on since then: it keeps what it got.
    actions.confirm_promise(rows[0].pk, shown(), by=SATO)
    posted(client, f"{HOME}bulk/{done}/undo/", {})
    assert owners() == [("岡本 亮", "12-24"), ("岡本 亮", "11-30"), ("岡本 亮", "11-30")]
    other = signed_in("suzuki@harunire.example", "csm")
    assert other.post(f"{HOME}bulk/{done}/undo/").status_code == 404


def test_a_keeper_is_chosen_or_named(client: Client) -> None:
    made = promise(account())
    for given, name in (
        ({"owner_email": "takahashi@harunire.example", "owner": ""}, "高橋 健太"),
        ({"owner_email": "", "owner": "外部の開発会社"}, "外部の開発会社"),
        ({"owner_email": "", "owner": ""}, ""),
    ):
        posted(client, f"{HOME}{made.pk}/keeper/", given)
        made.refresh_from_db()
        assert made.owner_name == name
