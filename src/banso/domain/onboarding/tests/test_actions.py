"""An onboarding from the winning to the hand-over: rows, facts, who hears of it, and what is refused."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from banso.domain.accounts.actions import assign_role, update_account
from banso.domain.accounts.actions.merging import merge_accounts, undo_merge
from banso.domain.accounts.actions.segments import archive_segment, create_segment
from banso.domain.accounts.models import Segment
from banso.domain.accounts.queries import account_by_id
from banso.domain.handoffs import actions as handing
from banso.domain.handoffs.queries import handoff_of_deal
from banso.domain.handoffs.tests.factories import Town, deal, town
from banso.domain.onboarding import actions
from banso.domain.onboarding.models import Onboarding
from banso.domain.onboarding.queries import (
    history_of,
    milestones_of,
    onboarding_by_id,
    steps_of,
)
from banso.domain.onboarding.queries.proposing import template_for
from banso.domain.onboarding.tests.factories import KICKOFF, PLAN, an_account, proposed, running
from banso.domain.sales import actions as sales
from banso.domain.usage.actions import define_feature
from banso.domain.work.actions import finish_task, reopen_task, take_back_task
from banso.domain.work.models import Notice, Task
from banso.domain.work.queries import told
from banso.domain.workspaces.actions import deactivate_member
from banso.domain.workspaces.tests.factories import member, other_workspace
from banso.engine.journal.loader.run import catch_up
from banso.engine.journal.reactions import react
from banso.engine.journal.usage.tests.loading import NOON, Loading, group, track
from banso.kit.actor import SYSTEM, Actor
from banso.kit.clock import freeze
from banso.kit.errors import Conflict, InputError, NotAllowed, NotFound, Stale
from banso.kit.tenancy import Tenant, scope, today

pytestmark = pytest.mark.usefixtures("workspace", "column_store")


def at(day: date, hour: int = 1) -> datetime:
    """A moment of a working day in Japan."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def types(row: Onboarding) -> list[str]:
    return [entry.type.removeprefix("onboarding.") for entry in history_of(row.pk)]


def of_deal(deal_id: UUID) -> Onboarding:
    return Onboarding.objects.get(deal_id=deal_id)


@pytest.fixture
def place(workspace: Tenant) -> Town:  # noqa: ARG001 - opens the scope
    return town()


def test_winning_proposes_one_for_whoever_gets_the_handoff(place: Town) -> None:
    won = sales.win_deal(deal(place).pk, by=place.actor("seller"))
    row, handoff = of_deal(won.pk), handoff_of_deal(won.pk)
    assert handoff is not None
    assert (row.state, row.name, row.owner_id) == ("proposed", won.name, handoff.csm_id)
    assert row.contract_on == min(each.starts_on for each in won.lines.all() if each.starts_on)
    assert row.product is not None
    # Somebody else accepts the handoff: the onboarding is theirs.
    other = place.other if handoff.csm_id != place.other.person_id else place.csm
    handing.assign_csm(handoff.pk, other.person.email, by=place.actor("manager"))
    by = Actor("person", str(other.person_id), "")
    handing.accept_handoff(handoff.pk, by=by, rest=True)
    react()
    assert of_deal(won.pk).owner_id == other.person_id
    # Reopened, the deal takes its onboarding along; won again, it proposes another.
    sales.reopen_deal(won.pk, by=place.actor("seller"))
    react()
    assert of_deal(won.pk).state == "cancelled"
    sales.win_deal(won.pk, by=place.actor("seller"))
    react()
    states = Onboarding.objects.filter(deal_id=won.pk).order_by("created_at").values_list("state", flat=True)
    assert list(states) == ["cancelled", "proposed"]


def test_starting_makes_the_plan_and_moving_the_kickoff_moves_it() -> None:
    seller, csm = (member(f"{name}@harunire.example", "csm", name=name) for name in ("seller", "csm"))
    account = an_account(stage="considering")
    assign_role(account, "account_executive", email=seller.person.email, by=SYSTEM)
    row = running(account, owner_email=csm.person.email)
    assert (row.state, row.target_on) == ("running", date(2026, 5, 8))
    assert [each.due_on for each in milestones_of(row)] == [KICKOFF, date(2026, 4, 20)]
    steps = list(steps_of(row))
    assert [(each.task.title, each.task.side, each.task.owner_name, each.task.due_on) for each in steps] == [
        ("キックオフの打ち合わせ", "us", "csm", KICKOFF),
        ("利用者の一覧を送る", "them", "", date(2026, 4, 13)),
        ("約束事の確認", "us", "seller", date(2026, 5, 1)),
    ]
    assert {(each.task.source, each.task.source_id) for each in steps} == {("onboarding", row.pk)}
    assert account_by_id(account).stage == "onboarding"
    with pytest.raises(Conflict):
        actions.start_onboarding(row.pk, KICKOFF, by=SYSTEM)

    finish_task(steps[0].task_id, by=SYSTEM)
    added = actions.add_step(
        row.pk, milestones_of(row)[1].pk, {"title": "権限の確認", "due_on": date(2026, 4, 17)}, by=SYSTEM
    )
    moved = actions.move_kickoff(row.pk, date(2026, 4, 8), by=SYSTEM)
    assert moved.target_on == date(2026, 5, 12)
    # What is done stays, and so does what was dated by hand.
    due = {each.task.title: each.task.due_on for each in steps_of(row)}
    assert due == {
        "キックオフの打ち合わせ": KICKOFF, "利用者の一覧を送る": date(2026, 4, 15),
        "約束事の確認": date(2026, 5, 8), "権限の確認": date(2026, 4, 17),
    }  # fmt: skip
    assert added.task.source_text == row.name
    with pytest.raises(Stale):
        actions.move_kickoff(row.pk, KICKOFF, by=SYSTEM, expected=1)
    with pytest.raises(InputError):
        actions.move_kickoff(row.pk, date(2028, 4, 6), by=SYSTEM)

    handed = actions.hand_on(row.pk, seller.person.email, by=SYSTEM)
    assert handed.owner_name == "seller"
    assert types(row)[-2:] == ["started", "proposed"]


def test_without_a_template_the_plan_that_banso_brings_is_taken_in_the_customers_language() -> None:
    made = proposed(an_account(country="USA"))
    row = actions.start_onboarding(made.pk, KICKOFF, by=SYSTEM)
    assert [each.name for each in milestones_of(row)] == ["Kick-off", "Set-up", "Training", "In daily use"]
    assert row.rule == [
        {"kind": "tasks", "feature": "", "people": 0, "days": 0, "hours": 0},
        {"kind": "people", "feature": "", "people": 3, "days": 5, "hours": 0},
    ]


def test_a_template_by_segment_is_for_its_accounts_alone() -> None:
    abroad = {"kind": "check", "field": "country", "op": "is", "value": "USA"}
    segment = create_segment("海外", abroad, by=SYSTEM)
    usual, special = (
        actions.save_template(
            None, {"name": name, "plan": PLAN, "rule": [{"kind": "tasks"}], **more}, by=SYSTEM
        )
        for name, more in (("標準", {}), ("海外向け", {"segment_id": segment.pk}))
    )
    there, here = an_account("Acme", country="USA"), an_account()
    assert [template_for(each, frozenset()) for each in (there, here)] == [special, usual]
    # Nobody is in a segment that asks for a field which is gone, or that was put away.
    Segment.objects.filter(pk=segment.pk).update(condition={**abroad, "field": "field.gone"})
    assert template_for(there, frozenset()) == usual
    Segment.objects.filter(pk=segment.pk).update(condition=abroad)
    archive_segment(segment.pk, by=SYSTEM)
    assert template_for(there, frozenset()) == usual


def test_use_and_tasks_complete_it_by_themselves_and_the_phase_follows(place: Town) -> None:
    """[003]: the set-up is finished, and people log in."""
    account, begun = an_account(external_id="S-1"), today_of(NOON) - timedelta(days=7)
    feature = define_feature("初期設定", events=["Set Up"], by=SYSTEM)
    people = {"kind": "people", "people": 2, "days": 2}
    rule = [{"kind": "tasks"}, {"kind": "feature", "feature": feature.pk}, people]
    with freeze(at(begun)):
        row = running(account, kickoff=begun, rule=rule, owner_email=place.csm.person.email)
        assert account_by_id(account).stage == "onboarding"
    loading = Loading()
    loading.bind("S-1", account)
    for minutes in (0, 24 * 60):
        calls = [track("Login", user=user, at=minutes) for user in ("a", "b")]
        loading.send(group("S-1", user="a"), group("S-1", user="b"), *calls, at=minutes)
    loading.send(track("Set Up", user="a", at=24 * 60), at=24 * 60)
    loading.load()
    with freeze(NOON + timedelta(days=2)):
        before = actions.evaluate_onboarding(row.pk)
        assert [(each["kind"], each["have"], each["need"]) for each in before.measured] == [
            ("tasks", 0, 3), ("feature", 1, 1), ("people", 2, 2),
        ]  # fmt: skip
        assert before.state == "running"
        for step in steps_of(row):
            finish_task(step.task_id, by=SYSTEM)
        # The last task does it: nobody says so.
        react()
        done = onboarding_by_id(row.pk)
        assert (done.state, done.completed_on) == ("done", today())
        assert account_by_id(account).stage == "adoption"
        assert types(row)[0] == "completed"
        told_to = Notice.objects.filter(kind="onboarding.completed").values_list("person__email", flat=True)
        assert set(told_to) == {"sato@harunire.example", "mori@harunire.example"}
        # Completed, it stays so.
        reopen_task(steps_of(row)[0].task_id, by=SYSTEM)
        react()
        assert onboarding_by_id(row.pk).state == "done"


def today_of(moment: datetime) -> date:
    return (moment + timedelta(hours=9)).date()


def test_a_stalled_one_is_told_once_with_its_reason_and_moves_again(place: Town) -> None:
    with freeze(at(KICKOFF)):
        row = running(owner_email=place.csm.person.email)
        actions.evaluate_all()
        assert Notice.objects.filter(kind="onboarding.stalled").count() == 0
    # Their task was due on the 13th; four business days later somebody has to ask.
    with freeze(at(date(2026, 4, 17))):
        assert (actions.evaluate_all(), onboarding_by_id(row.pk).stalled) == (0, "customer")
        actions.evaluate_all()
    notices = Notice.objects.filter(kind="onboarding.stalled")
    assert sorted(notices.values_list("person__email", flat=True)) == [
        "mori@harunire.example", "sato@harunire.example",
    ]  # fmt: skip
    assert told(notices[0]).said.title == (
        "The onboarding of 東雲倉庫 does not move: a task of the customer's is overdue."
    )
    assert set(notices.values_list("mail", flat=True)) == {"now"}
    with freeze(at(date(2026, 4, 20))):
        finish_task(Task.objects.get(side="them").pk, by=SYSTEM)
        react()
        assert onboarding_by_id(row.pk).stalled == ""
    with freeze(at(date(2026, 5, 11))):
        actions.evaluate_all()
        assert onboarding_by_id(row.pk).stalled == "target"
    assert types(row)[:3] == ["stalled", "resumed", "stalled"]


def test_called_off_its_tasks_and_links_go_with_it_and_come_back() -> None:
    row = running()
    with freeze(at(KICKOFF)):
        take_back_task(actions.add_step(
            row.pk, milestones_of(row)[1].pk, {"title": "やめた仕事", "due_on": KICKOFF}, by=SYSTEM
        ).task_id, by=SYSTEM)  # fmt: skip
    with pytest.raises(InputError):
        actions.cancel_onboarding(row.pk, " ", by=SYSTEM)
    actions.cancel_onboarding(row.pk, "お客様の都合で延期", by=SYSTEM)
    assert (steps_of(row).count(), onboarding_by_id(row.pk).reason) == (0, "お客様の都合で延期")
    with pytest.raises(Conflict):
        actions.cancel_onboarding(row.pk, "again", by=SYSTEM)
    again = actions.reopen_onboarding(row.pk, "", by=SYSTEM)
    assert (again.state, steps_of(row).count()) == ("running", 3)


def test_the_account_is_handed_over_with_a_step_of_accepting(place: Town) -> None:
    row = running(owner_email=place.csm.person.email)
    csm, other = place.actor("csm"), place.actor("other")
    with pytest.raises(Conflict):
        actions.accept_handover(row.pk, by=other)
    with pytest.raises(InputError):
        actions.offer_handover(row.pk, place.other.person.email, " ", by=csm)
    actions.offer_handover(row.pk, place.other.person.email, "現場は朝しか時間が取れない", by=csm)
    with pytest.raises(NotAllowed):
        actions.accept_handover(row.pk, by=csm)
    actions.return_handover(row.pk, "権限表がまだ無い", by=other)
    actions.offer_handover(row.pk, place.other.person.email, "権限表を添えた", by=csm)
    done = actions.accept_handover(row.pk, by=other)
    assert (done.handover, done.next_name) == ("accepted", place.other.person.get_full_name())
    assert account_by_id(row.account_id).owner_email == place.other.person.email
    owners = set(steps_of(row).filter(task__side="us").values_list("task__owner_email", flat=True))
    assert owners == {place.other.person.email}
    kinds = Notice.objects.filter(kind__startswith="onboarding.").order_by("at")
    assert [each.kind.removeprefix("onboarding.") for each in kinds] == [
        "started", "offered", "returned", "offered", "accepted",
    ]  # fmt: skip
    with pytest.raises(Conflict):
        actions.offer_handover(row.pk, place.csm.person.email, "once more", by=csm)


def test_nobody_takes_an_onboarding_over_that_was_called_off(place: Town) -> None:
    row = running(owner_email=place.csm.person.email)
    actions.offer_handover(row.pk, place.other.person.email, "引き継ぎます", by=place.actor("csm"))
    actions.cancel_onboarding(row.pk, "お客様の都合で中止", by=SYSTEM)
    with pytest.raises(Conflict):
        actions.accept_handover(row.pk, by=place.actor("other"))
    actions.reopen_onboarding(row.pk, "", by=SYSTEM)
    assert actions.accept_handover(row.pk, by=place.actor("other")).handover == "accepted"


def test_whoever_has_no_seat_any_more_gets_no_task_of_a_plan() -> None:
    seller, csm = (member(f"{name}@harunire.example", "csm", name=name) for name in ("seller", "csm"))
    account = an_account()
    assign_role(account, "account_executive", email=seller.person.email, by=SYSTEM)
    deactivate_member(seller.pk, by=SYSTEM)
    row = running(account, owner_email=csm.person.email)
    assert {each.task.owner_name for each in steps_of(row) if each.task.side == "us"} == {"csm"}


def test_a_kickoff_that_is_put_off_is_not_waited_for() -> None:
    with freeze(at(date(2026, 4, 1))):
        row = running()
        actions.move_kickoff(row.pk, date(2026, 4, 30), by=SYSTEM)
        assert onboarding_by_id(row.pk).progress_on == date(2026, 4, 30)
        actions.cancel_onboarding(row.pk, "延期", by=SYSTEM)
        assert actions.reopen_onboarding(row.pk, "", by=SYSTEM).progress_on == date(2026, 4, 30)


def test_it_follows_a_merge_and_comes_back_and_stays_in_its_workspace() -> None:
    with scope(workspace=other_workspace()):
        foreign = running(an_account("他社"))
    first, second = an_account(), an_account("東雲倉庫 東日本")
    row = running(second)
    merge = merge_accounts(first, second, by=SYSTEM)
    react()
    assert onboarding_by_id(row.pk).account_id == first
    undo_merge(merge.pk, by=SYSTEM)
    react()
    assert onboarding_by_id(row.pk).account_id == second
    with pytest.raises(NotFound):
        actions.cancel_onboarding(foreign.pk, "not ours", by=SYSTEM)
    assert actions.evaluate_all() == 0


def test_a_stage_that_is_not_the_expected_one_is_left_alone() -> None:
    account = an_account(stage="renewal")
    running(account)
    assert account_by_id(account).stage == "renewal"
    update_account(account, {"stage": ""}, by=SYSTEM)
    catch_up()
