"""Tasks: rows, facts, who hears of them, undoing, and what is refused."""

from uuid import UUID

import pytest

from banso.domain.accounts.actions import create_account
from banso.domain.accounts.actions.merging import merge_accounts, undo_merge
from banso.domain.work import actions
from banso.domain.work.facts import NO_ACCOUNT
from banso.domain.work.models import Notice, Task
from banso.domain.work.queries import task_by_id, told
from banso.domain.work.queries.tasks import steps_of
from banso.domain.workspaces.models import Membership
from banso.domain.workspaces.queries import actor_of
from banso.domain.workspaces.tests.factories import member, other_workspace
from banso.engine.journal.reactions import react
from banso.kit.actor import SYSTEM, Actor
from banso.kit.errors import Conflict, InputError, NotFound, Stale
from banso.kit.tenancy import scope

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.fixture
def misaki(workspace: object) -> Membership:  # noqa: ARG001 - opens the scope
    return member("sato@harunire.example", "csm", name="佐藤 美咲")


@pytest.fixture
def by(workspace: object) -> Actor:  # noqa: ARG001
    return actor_of(member("mori@harunire.example", "manager", name="森 一").person)


def an_account(name: str = "東雲倉庫") -> UUID:
    return create_account({"name": name}, by=SYSTEM).pk


def types(task: Task) -> list[str]:
    return [entry.type.removeprefix("work.") for entry in steps_of(task.pk)]


def test_a_task_from_making_to_undoing(misaki: Membership, by: Actor) -> None:
    account = an_account()
    made = actions.make_task(
        {"title": "初期設定の確認", "account_id": account, "owner_email": "Sato@harunire.example",
         "due_on": "2026-11-25", "checklist": "管理者を決める\n権限を配る"},
        by=by,
    )  # fmt: skip
    assert (made.owner_id, made.owner_name, made.made_by) == (misaki.person_id, "佐藤 美咲", "森 一")
    (notice,) = Notice.objects.all()
    assert (notice.person_id, notice.mail) == (misaki.person_id, "now")
    said = told(notice).said
    assert said.title == "森 一 gave you a task: 初期設定の確認"
    assert said.line.startswith("東雲倉庫 · due ")

    ticked = actions.tick(made.pk, 1, done=True, by=by)
    assert [each["done"] for each in ticked.checklist] == [False, True]
    with pytest.raises(NotFound):
        actions.tick(made.pk, 2, done=True, by=by)
    actions.change_task(made.pk, {"due_on": "2026-11-26"}, by=by, source="one")
    # Equal values write nothing.
    assert actions.change_task(made.pk, {"due_on": "2026-11-26"}, by=by).number == 3
    with pytest.raises(Stale):
        actions.change_task(made.pk, {"title": "x"}, by=by, expected=2)
    assert actions.undo_tasks("one", by=by) == 1
    after = task_by_id(made.pk)
    assert (str(after.due_on), [each["done"] for each in after.checklist]) == ("2026-11-25", [False, True])
    with pytest.raises(Conflict):
        actions.undo_tasks("one", by=by)

    done = actions.finish_task(made.pk, by=by)
    assert (done.done_on is not None, done.done_by) == (True, "森 一")
    assert actions.finish_task(made.pk, by=by).number == done.number
    assert actions.reopen_task(made.pk, by=by).done_on is None
    actions.take_back_task(made.pk, by=by)
    with pytest.raises(NotFound):
        task_by_id(made.pk)
    actions.put_back_task(made.pk, by=by)
    assert types(made) == [
        "task_put_back", "task_taken_back", "task_reopened", "task_done", "task_changed", "task_changed",
        "task_changed", "task_made",
    ]  # fmt: skip
    assert {entry.account for entry in steps_of(made.pk)} == {account}


def test_a_task_of_ones_own_and_one_of_the_customers(misaki: Membership) -> None:
    me = actor_of(misaki.person)
    own = actions.make_task({"title": "資料を読む", "owner_email": "sato@harunire.example"}, by=me)
    assert Notice.objects.count() == 0
    assert steps_of(own.pk)[0].account == NO_ACCOUNT
    theirs = {
        "title": "ユーザー一覧を送る",
        "side": "them",
        "owner_name": "古田様",
        "account_id": an_account(),
    }
    made = actions.make_task(theirs, by=me)
    actions.finish_task(made.pk, by=Actor("customer", "link", "古田 守"))
    assert types(made) == ["customer_task_done", "task_made"]


@pytest.mark.parametrize(
    "values",
    [{"owner_email": "nobody@harunire.example"}, {"account_id": str(UUID(int=7))}, {"source": "dreams"}],
    ids=str,
)
def test_what_is_not_there_is_refused(values: dict[str, object], by: Actor) -> None:
    with pytest.raises(InputError):
        actions.make_task({"title": "x", **values}, by=by)


def test_another_workspaces_account_and_task_are_not_there(by: Actor) -> None:
    with scope(workspace=other_workspace()):
        foreign = an_account("他社")
        task = actions.make_task({"title": "他社の仕事"}, by=SYSTEM)
    with pytest.raises(InputError):
        actions.make_task({"title": "x", "account_id": foreign}, by=by)
    with pytest.raises(NotFound):
        actions.finish_task(task.pk, by=by)
    assert actions.finish_tasks([task.pk], by=by, source="many") == 0


def test_many_at_once_are_done_given_and_undone(misaki: Membership, by: Actor) -> None:
    ids = [actions.make_task({"title": f"{n}つ目"}, by=by).pk for n in range(3)]
    assert actions.assign_tasks(ids, "sato@harunire.example", by=by, source="give") == 3
    assert Notice.objects.filter(person=misaki.person).count() == 3
    assert actions.finish_tasks([*ids, ids[0]], by=by, source="do") == 3
    actions.reopen_task(ids[0], by=by)
    # What went on since then stays as it is.
    assert actions.undo_tasks("do", by=by) == 2
    assert set(Task.objects.values_list("done_on", "owner_name")) == {(None, "佐藤 美咲")}
    with pytest.raises(NotFound):
        actions.undo_tasks("do", by=SYSTEM)


def test_rows_are_made_once_by_their_external_ids(by: Actor) -> None:
    rows = [{"external_id": "T-1", "title": "一"}, {"title": "無し"}, {"external_id": "T-2", "title": ""}]
    assert [each.outcome for each in actions.upsert_tasks(rows, by=by)] == ["created", "refused", "refused"]
    again = actions.upsert_tasks([rows[0], {"external_id": "T-1", "title": "二"}], by=by)
    assert [each.outcome for each in again] == ["same", "changed"]
    with pytest.raises(Conflict):
        actions.make_task({"title": "x", "external_id": "T-1"}, by=by)


def test_tasks_follow_a_merge_and_come_back(by: Actor) -> None:
    first, second = an_account(), an_account("東雲倉庫 東日本")
    made = actions.make_task({"title": "x", "account_id": second}, by=by)
    merge = merge_accounts(first, second, by=by)
    react()
    assert task_by_id(made.pk).account_id == first
    undo_merge(merge.pk, by=by)
    react()
    assert task_by_id(made.pk).account_id == second


def test_undoing_a_change_gives_the_task_back_to_its_account(by: Actor) -> None:
    first, second = an_account(), an_account("大和倉庫")
    task = actions.make_task({"title": "電話", "account_id": first}, by=by)
    actions.change_task(task.pk, {"account_id": second}, by=by, source="change")
    assert actions.undo_tasks("change", by=by) == 1
    assert task_by_id(task.pk).account_id == first
