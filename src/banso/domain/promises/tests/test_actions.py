"""Every step of a promise: the row, its version or state, the fact, and what is refused."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from banso.domain.accounts.actions import create_contact
from banso.domain.accounts.actions.records import add_file, log_activity
from banso.domain.promises import actions
from banso.domain.promises.actions import Shown
from banso.domain.promises.models import Promise, PromiseState, PromiseVersion
from banso.domain.promises.queries import promises_of_account, states_of, versions_of
from banso.domain.promises.queries.past import steps_of
from banso.domain.promises.tests.factories import SATO, TAKAHASHI, account, on, promise, said, shown
from banso.domain.workspaces.tests.factories import member
from banso.kit.clock import freeze
from banso.kit.errors import BansoError, Conflict, InputError, NotAllowed, NotFound, Stale

pytestmark = pytest.mark.usefixtures("workspace")


def told(of: Promise) -> list[str]:
    """The steps as the journal holds them, the first first."""
    return [entry.type.removeprefix("promises.") for entry in steps_of(of.pk)][::-1]


def test_a_promise_is_written_down_with_its_version_state_and_fact() -> None:
    with freeze(on("2026-11-20")):
        of = account()
        seat = member("takahashi@harunire.example", "sales", name="高橋 健太")
        contact = create_contact(of.pk, {"name": "大西 正樹", "person_key": "u-7"}, by=SATO)
        talk = log_activity(
            of.pk, {"kind": "meeting", "topic": "要件の打ち合わせ", "occurred_at": on("2026-03-10")}, by=SATO
        )
        file = add_file(of.pk, "議事録.txt", [b"minutes"], by=SATO)
        made = promise(
            of, said_by="", said_by_email="Takahashi@harunire.example", said_to_id=str(contact.pk),
            activity_id=talk.pk, file_id=file.pk, product="点検クラウド", external_id="P-1",
            owner_email="takahashi@harunire.example",
        )  # fmt: skip
    made.refresh_from_db()
    assert (made.said_by, made.said_by_name, made.owner_name) == (seat.person, "高橋 健太", "高橋 健太")
    assert (made.said_to_name, made.file_name, made.file_sha256) == ("大西 正樹", "議事録.txt", file.sha256)
    assert (made.state, made.state_on, made.said_version, made.number) == (
        "draft", date(2026, 3, 10), 1, 1
    )  # fmt: skip
    assert [row.wording for row in versions_of(made)] == [made.wording]
    assert [(row.state, row.by_label) for row in states_of(made)] == [("draft", "佐藤 美咲")]
    (entry,) = steps_of(made.pk)
    assert (entry.type, entry.person, entry.account) == ("promises.made", "u-7", of.pk)
    # It was made on a day in March, and became known today.
    assert (entry.occurred_at, entry.recorded_at) == (on("2026-03-09", 15), on("2026-11-20"))
    assert entry.payload["promise"]["file_sha256"] == file.sha256
    assert list(promises_of_account(of.pk)) == [made]


def test_what_is_of_another_account_is_refused() -> None:
    of, other = account(), account("千歳電装株式会社")
    foreign = create_contact(other.pk, {"name": "野村 拓也"}, by=SATO)
    file = add_file(other.pk, "x.txt", [b"x"], by=SATO)
    wrong: list[tuple[str, Any]] = [
        ("said_to_id", foreign.pk), ("said_to_id", uuid4()), ("file_id", file.pk), ("note_id", uuid4()),
        ("activity_id", uuid4()), ("deal_id", uuid4()), ("owner_email", "nobody@harunire.example"),
    ]  # fmt: skip
    for field, value in wrong:
        with pytest.raises(InputError) as caught:
            promise(of, **{field: value})
        assert caught.value.field == field
    with pytest.raises(NotFound):
        actions.make_promise(uuid4(), said(), by=SATO)
    assert Promise.objects.count() == 0


def test_an_external_id_is_taken_once() -> None:
    of = account()
    promise(of, external_id="P-1")
    with pytest.raises(Conflict):
        promise(of, external_id="P-1")


def test_an_amendment_is_another_version_and_voids_the_confirmation() -> None:
    with freeze(on("2026-11-20")):
        made = promise(account())
        actions.confirm_promise(made.pk, shown("11/20のメールで了承"), by=SATO)
        same = actions.amend_promise(made.pk, {"due_on": "2026-11-30"}, reason="", by=SATO)
        assert same.number == 2
        with pytest.raises(InputError) as caught:
            actions.amend_promise(made.pk, {"due_on": "2026-12-20"}, reason="n/a", by=SATO)
        assert caught.value.field == "reason"
        after = actions.amend_promise(made.pk, {"due_on": "2026-12-20"}, reason="開発が遅れた", by=SATO)
    assert (after.said_version, after.state, after.due_on) == (2, "draft", date(2026, 12, 20))
    assert [(row.number, row.due_on, row.reason) for row in versions_of(made)] == [
        (1, date(2026, 11, 30), ""), (2, date(2026, 12, 20), "開発が遅れた"),
    ]  # fmt: skip
    assert [row.state for row in states_of(made)] == ["draft", "confirmed", "draft"]
    assert told(made) == ["made", "confirmed", "amended"]


def test_a_detail_changes_without_voiding_the_confirmation() -> None:
    made = promise(account())
    actions.confirm_promise(made.pk, shown(), by=SATO)
    after = actions.amend_promise(made.pk, {"product": "帳票"}, reason="製品を補った", by=SATO)
    assert (after.state, after.said_version) == ("confirmed", 2)


def test_whoever_saw_an_older_step_is_told() -> None:
    made = promise(account())
    actions.confirm_promise(made.pk, shown(), by=SATO)
    with pytest.raises(Stale):
        actions.amend_promise(made.pk, {"product": "x"}, reason="補った", by=SATO, expected=1)


@pytest.mark.parametrize(
    ("day", "state", "fact"), [("2026-11-30", "kept", "kept"), ("2026-12-03", "late", "kept_late")]
)
def test_whether_it_is_late_follows_from_the_day(day: str, state: str, fact: str) -> None:
    with freeze(on("2026-12-10")):
        made = promise(account())
        after = actions.keep_promise(made.pk, shown(), on=date.fromisoformat(day), by=SATO)
    assert (after.state, after.state_on) == (state, date.fromisoformat(day))
    assert told(made) == ["made", fact]
    (entry, _first) = steps_of(made.pk)
    assert entry.payload.get("days_late") == (3 if state == "late" else None)


@pytest.mark.parametrize("act", ["confirm_promise", "keep_promise", "break_promise", "waive_promise"])
def test_a_state_needs_evidence_and_a_day_that_was(act: str) -> None:
    with freeze(on("2026-11-20")):
        made = promise(account())
        wrong: list[tuple[Shown, dict[str, Any], str]] = [
            (Shown("なし"), {}, "evidence"), (shown(), {"on": date(2026, 11, 21)}, "on"),
            (shown(), {"on": date(2026, 3, 9)}, "on"), (Shown("送った", file_id=uuid4()), {}, "file_id"),
        ]  # fmt: skip
        for given, more, field in wrong:
            with pytest.raises(InputError) as caught:
                getattr(actions, act)(made.pk, given, by=SATO, **more)
            assert caught.value.field == field
    assert told(made) == ["made"]


def closed(act: str) -> Promise:
    made = promise(account(), deliverable="approval")
    getattr(actions, act)(made.pk, shown(), by=SATO)
    return made


@pytest.mark.parametrize("act", ["keep_promise", "break_promise", "waive_promise"])
def test_a_closed_promise_refuses_every_edit(act: str) -> None:
    made = closed(act)
    before = Promise.objects.values().get(pk=made.pk)
    tries: list[Any] = [
        lambda: actions.amend_promise(made.pk, {"wording": "別のことを約束した"}, reason="違った", by=SATO),
        lambda: actions.amend_promise(made.pk, {"due_on": "2027-01-01"}, reason="延ばした", by=SATO),
        lambda: actions.amend_promise(made.pk, {"owner": "別の人"}, reason="", by=SATO),
        lambda: actions.confirm_promise(made.pk, shown(), by=SATO),
        lambda: actions.keep_promise(made.pk, shown(), by=SATO),
        lambda: actions.break_promise(made.pk, shown(), by=SATO),
        lambda: actions.waive_promise(made.pk, shown(), by=SATO),
        lambda: actions.approve(made.pk, "", by=SATO),
        lambda: actions.take_back(made.pk, "間違えた", by=SATO),
    ]
    for attempt in tries:
        with pytest.raises(Conflict):
            attempt()
    assert actions.hand_over([made.pk], name="別の人", by=SATO) == 0
    assert actions.move_dates([made.pk], date(2027, 1, 1), reason="延ばした", by=SATO) == 0
    assert Promise.objects.values().get(pk=made.pk) == before


def test_the_database_refuses_what_the_actions_would() -> None:
    made, state = closed("break_promise"), PromiseState.objects.filter(state="broken")
    open_one = promise(account("千歳電装株式会社"))
    wrong: list[Any] = [
        lambda: Promise.objects.filter(pk=made.pk).update(wording="別のこと"),
        lambda: Promise.objects.filter(pk=made.pk).update(due_on=date(2027, 1, 1)),
        lambda: Promise.objects.filter(pk=made.pk).update(state="kept"),
        lambda: Promise.objects.filter(pk=made.pk).update(state_on=date(2026, 3, 11)),
        lambda: Promise.objects.filter(pk=made.pk).update(owner_name="別の人"),
        lambda: PromiseVersion.objects.filter(promise=open_one).update(wording="別のこと"),
        lambda: PromiseVersion.objects.filter(promise=open_one).update(due_on=date(2027, 1, 1)),
        lambda: PromiseVersion.objects.filter(promise=open_one).update(by_label="別の人"),
        lambda: state.update(evidence="別のこと"),
        lambda: state.update(on=date(2026, 3, 11)),
        lambda: state.update(state="kept"),
        lambda: PromiseVersion.objects.filter(promise=made).delete(),
        state.delete,
        lambda: Promise.objects.filter(pk=open_one.pk).delete(),
    ]
    for attempt in wrong:
        with (
            pytest.raises(DatabaseError, match="promise is never"),
            transaction.atomic(),
        ):
            attempt()
    # An open promise may change; an erasure may put its mark into texts of everything.
    assert Promise.objects.filter(pk=open_one.pk).update(wording="言い直した約束") == 1
    mark = "erased-0123456789abcdef"
    assert Promise.objects.filter(pk=made.pk).update(wording=f"{mark}様に送る", evidence=mark) == 1
    assert PromiseVersion.objects.filter(promise=made).update(wording=f"{mark}様に送る", said_by=None) == 1
    assert state.update(evidence=mark, by_label=mark) == 1


def test_rows_go_with_their_workspace() -> None:
    made = closed("keep_promise")
    key = made.workspace_id.hex if connection.vendor == "sqlite" else made.workspace_id
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM workspaces_workspace WHERE id = %s", [key])
            for table in ("promises_promisestate", "promises_promiseversion", "promises_promise"):
                cursor.execute(f"DELETE FROM {table} WHERE workspace_id = %s", [key])
            cursor.execute("SELECT count(*) FROM promises_promise")
            assert cursor.fetchone() == (0,)
        transaction.set_rollback(True)


def test_what_was_closed_by_mistake_is_opened_again() -> None:
    with freeze(on("2026-11-20")):
        made = promise(account())
        actions.confirm_promise(made.pk, shown(), by=SATO)
        actions.break_promise(made.pk, shown("間に合わない"), by=SATO)
        with pytest.raises(NotAllowed):
            actions.reopen_promise(made.pk, "取り違えた", by=TAKAHASHI, others=False)
        with pytest.raises(InputError):
            actions.reopen_promise(made.pk, "-", by=TAKAHASHI)
    with freeze(on("2026-11-20", 5)), pytest.raises(NotAllowed):
        actions.reopen_promise(made.pk, "取り違えた", by=SATO, others=False)
    with freeze(on("2026-11-21")):
        after = actions.reopen_promise(made.pk, "取り違えた", by=TAKAHASHI)
    assert (after.state, after.evidence) == ("confirmed", shown().words)
    assert told(made) == ["made", "confirmed", "broken", "reopened"]
    with pytest.raises(Conflict):
        actions.reopen_promise(made.pk, "取り違えた", by=TAKAHASHI)


def test_a_mistake_is_taken_back_and_put_back() -> None:
    made = promise(account())
    actions.take_back(made.pk, "別の顧客の約束だった", by=SATO)
    assert list(promises_of_account(made.account_id)) == []
    with pytest.raises(NotFound):
        actions.keep_promise(made.pk, shown(), by=SATO)
    actions.put_back(made.pk, by=SATO)
    actions.put_back(made.pk, by=SATO)
    assert list(promises_of_account(made.account_id)) == [made]
    assert told(made) == ["made", "taken_back", "put_back"]


def test_many_change_hands_and_dates_at_once() -> None:
    member("ito@harunire.example", "csm", name="伊藤 翔")
    of = account()
    both = [promise(of), promise(of, wording="説明会を開く", due_on="2026-12-01")]
    ids = [each.pk for each in both]
    assert actions.hand_over(ids, email="ito@harunire.example", by=SATO) == 2
    assert actions.hand_over(ids, email="ito@harunire.example", by=SATO) == 0
    assert actions.move_dates(ids, date(2026, 12, 1), reason="開発が遅れた", by=SATO) == 1
    assert [(row.owner_name, row.due_on) for row in promises_of_account(of.pk)] == [
        ("伊藤 翔", date(2026, 12, 1))
    ] * 2  # fmt: skip
    assert told(both[0]) == ["made", "owner_changed", "amended"]


def test_what_is_not_standard_is_approved_or_refused() -> None:
    of = account()
    with pytest.raises(Conflict):
        actions.approve(promise(of).pk, "", by=SATO)
    made = promise(of, deliverable="not_in_product")
    with pytest.raises(InputError):
        actions.approve(made.pk, "", approved=False, by=SATO)
    actions.approve(made.pk, "次の版で作れない", approved=False, by=TAKAHASHI)
    after = actions.approve(made.pk, "", by=TAKAHASHI)
    assert (after.approval, after.approver_name) == ("approved", "高橋 健太")
    again = actions.amend_promise(
        made.pk, {"wording": "もっと大きなことを約束した"}, reason="広げた", by=SATO
    )
    assert (again.approval, again.approver_name) == ("", "")
    assert told(made) == ["made", "approval_refused", "approved", "amended"]


def test_many_come_by_their_external_ids() -> None:
    of = account()
    rows = [
        actions.PromiseRow(of.pk, said(external_id="P-1")),
        actions.PromiseRow(None, said(external_id="P-2")),
        actions.PromiseRow(of.pk, said(external_id="P-3", wording="n/a")),
        actions.PromiseRow(of.pk, said()),
    ]
    first = actions.upsert_promises(rows, by=SATO)
    assert [(each.outcome, each.error.field if each.error else "") for each in first] == [
        ("created", ""), ("refused", "account_external_id"), ("refused", "wording"),
        ("refused", "external_id"),
    ]  # fmt: skip
    assert [each.outcome for each in actions.upsert_promises(rows[:1], by=SATO)] == ["same"]
    moved = [actions.PromiseRow(of.pk, said(external_id="P-1", due_on="2026-12-24"))]
    assert [each.outcome for each in actions.upsert_promises(moved, by=SATO)] == ["changed"]
    actions.break_promise(Promise.objects.get().pk, shown(), by=SATO)
    assert [each.outcome for each in actions.upsert_promises(moved, by=SATO)] == ["same"]
    refused = actions.upsert_promises(rows[:1], by=SATO)[0]
    assert (refused.outcome, isinstance(refused.error, BansoError)) == ("refused", True)
