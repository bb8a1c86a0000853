"""Bulk changes, roles, the workspace's own words, segments and views."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from banso.domain.accounts.actions import (
    assign_role,
    end_role,
    put_back_accounts,
    refresh_owners,
    reopen_role,
    upsert_accounts,
)
from banso.domain.accounts.actions.bulk import archive_accounts, change_accounts
from banso.domain.accounts.actions.merging import merge_accounts, undo_merge
from banso.domain.accounts.actions.roles import remove_role
from banso.domain.accounts.actions.segments import (
    archive_segment,
    create_segment,
    delete_view,
    save_view,
    update_segment,
)
from banso.domain.accounts.actions.vocabulary import archive_field, change_field, create_field, save_stages
from banso.domain.accounts.models import Account, RoleAssignment
from banso.domain.accounts.queries import accounts, custom_fields, stages, tags_of
from banso.domain.accounts.queries.segments import account_ids_in, saved_views, segment_by_id, segments
from banso.domain.accounts.rules.errors import ChangedMeanwhile
from banso.domain.accounts.tasks import hand_over_owners
from banso.domain.accounts.tests.factories import SATO, account, member
from banso.domain.workspaces.actions import create_workspace
from banso.engine.journal.queries import timeline
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.tenancy import scope

pytestmark = pytest.mark.usefixtures("workspace")
PRO = {"kind": "check", "field": "plan", "op": "is", "value": "Pro"}


def test_many_accounts_change_together_and_back_again() -> None:
    one, other = account("一", plan="Pro", tags="a,b"), account("二", tags="b")
    done = change_accounts(
        [one.pk, other.pk], {"stage": "adoption"}, add_tags=["c"], remove_tags=["b"], by=SATO
    )
    assert done.count == 2
    assert tags_of([one.pk, other.pk]) == {one.pk: {"a", "c"}, other.pk: {"c"}}
    assert set(accounts().values_list("stage", flat=True)) == {"adoption"}
    put_back_accounts(done.before, by=SATO, reason="undone")
    assert tags_of([one.pk, other.pk]) == {one.pk: {"a", "b"}, other.pk: {"b"}}
    assert set(accounts().values_list("stage", flat=True)) == {""}


def test_many_accounts_are_archived_together_and_back_again() -> None:
    rows = [account(name) for name in "一二三"]
    done = archive_accounts([row.pk for row in rows[:2]], by=SATO)
    assert [row.pk for row in accounts()] == [rows[2].pk]
    put_back_accounts(done.before, by=SATO, reason="undone")
    assert accounts().count() == 3


def test_t22_only_some_fields_are_set_on_many() -> None:
    made = account()
    for field in ("name", "workspace_id", "external_id", "internal"):
        with pytest.raises(InputError, match="many at once"):
            change_accounts([made.pk], {field: "x"}, by=SATO)
    with pytest.raises(InputError, match="too many"):
        change_accounts([uuid4() for _ in range(10_001)], {"plan": "x"}, by=SATO)


def test_t01_ids_of_another_workspace_are_left_alone() -> None:
    made = account(plan="Pro")
    with scope(workspace=create_workspace("other", name="Other", by=SYSTEM)):
        assert change_accounts([made.pk], {"plan": "x"}, by=SATO).count == 0
        assert archive_accounts([made.pk], by=SATO).count == 0
    assert [row.plan for row in accounts()] == ["Pro"]


def test_a_role_is_handed_over_on_its_day() -> None:
    member("ito@example.com", "伊藤 亮")
    made = account(created_on="2026-01-01", owner_email="a@example.com")
    with freeze(datetime(2026, 3, 20, tzinfo=UTC)):
        assign_role(made.pk, "csm", email="Ito@example.com", starts_on=date(2026, 4, 1), by=SATO)
        made.refresh_from_db()
        assert made.owner_email == "a@example.com"
        assert refresh_owners() == 0
        assert hand_over_owners() == 0
    with freeze(datetime(2026, 3, 31, 15, tzinfo=UTC)):
        assert hand_over_owners() == 1
        assert hand_over_owners() == 0
    made.refresh_from_db()
    assert (made.owner_name, made.owner_email) == ("伊藤 亮", "ito@example.com")
    spans = RoleAssignment.objects.order_by("starts_on").values_list("email", "starts_on", "ends_on")
    assert list(spans) == [
        ("a@example.com", date(2026, 1, 1), date(2026, 4, 1)),
        ("ito@example.com", date(2026, 4, 1), None),
    ]


def spans(role: str = "csm") -> list[tuple[str, date, date | None]]:
    rows = RoleAssignment.objects.filter(role=role).order_by("starts_on", "id")
    return list(rows.values_list("name", "starts_on", "ends_on"))


def test_whoever_comes_relieves_also_one_whose_end_is_known() -> None:
    made, first, last = account(), date(2024, 1, 1), date(2030, 1, 1)
    assign_role(made.pk, "csm", name="A", starts_on=first, ends_on=last, by=SATO)
    assign_role(made.pk, "csm", name="B", starts_on=date(2025, 1, 1), by=SATO)
    assert spans() == [("A", first, date(2025, 1, 1)), ("B", date(2025, 1, 1), None)]
    ends = timeline(made.pk).filter(type="accounts.owner_ended").values_list("occurred_at", flat=True)
    assert [each.year for each in ends] == [2024]


def test_an_owner_by_upsert_relieves_also_one_whose_end_is_known() -> None:
    made = account(external_id="X")
    assign_role(made.pk, "csm", name="A", starts_on=date(2024, 1, 1), ends_on=date(2030, 1, 1), by=SATO)
    with freeze(datetime(2026, 3, 20, tzinfo=UTC)):
        upsert_accounts([{"external_id": "X", "owner_email": "b@example.com"}], by=SATO)
    assert [(name, end) for name, _, end in spans()] == [
        ("A", date(2026, 3, 20)), ("b", None),
    ]  # fmt: skip


def test_a_role_of_one_person_is_not_opened_again_beside_another() -> None:
    made = account()
    first = assign_role(made.pk, "csm", name="A", starts_on=date(2024, 1, 1), by=SATO)
    assign_role(made.pk, "csm", name="B", starts_on=date(2025, 1, 1), by=SATO)
    with pytest.raises(Conflict, match="B"):
        reopen_role(first.pk, by=SATO)
    assert [end for _, _, end in spans()] == [date(2025, 1, 1), None]
    lead = assign_role(made.pk, "support_lead", name="C", starts_on=date(2024, 1, 1), by=SATO)
    end_role(lead.pk, by=SATO)
    assign_role(made.pk, "support_lead", name="D", starts_on=date(2025, 1, 1), by=SATO)
    assert reopen_role(lead.pk, by=SATO).ends_on is None


def test_a_merge_leaves_one_csm_and_its_undoing_gives_the_known_end_back() -> None:
    one, two = account(), account(name="B", external_id="B")
    assign_role(one.pk, "csm", name="A", starts_on=date(2024, 1, 1), by=SATO)
    assign_role(two.pk, "csm", name="B", starts_on=date(2024, 1, 1), ends_on=date(2030, 1, 1), by=SATO)
    with freeze(datetime(2026, 3, 20, tzinfo=UTC)):
        merge = merge_accounts(one.pk, two.pk, by=SATO)
    assert spans()[1] == ("B", date(2024, 1, 1), date(2026, 3, 20))
    undo_merge(merge.pk, by=SATO)
    assert spans()[1] == ("B", date(2024, 1, 1), date(2030, 1, 1))


def test_a_role_ends_and_opens_again_with_its_facts() -> None:
    made = account()
    role = assign_role(made.pk, "support_lead", name="中村", by=SATO)
    end_role(role.pk, by=SATO)
    kinds = set(timeline(made.pk).values_list("type", flat=True))
    assert {"accounts.owner_assigned", "accounts.owner_ended"} <= kinds
    reopen_role(role.pk, by=SATO)
    assert not timeline(made.pk).filter(type="accounts.owner_ended").exists()
    remove_role(role.pk, by=SATO)
    assert not timeline(made.pk).filter(type="accounts.owner_assigned").exists()


def test_roles_that_cannot_be_are_refused() -> None:
    made = account()
    with pytest.raises(InputError, match="no such role"):
        assign_role(made.pk, "boss", email="a@example.com", by=SATO)
    with pytest.raises(InputError, match="somebody"):
        assign_role(made.pk, "csm", by=SATO)
    with pytest.raises(InputError, match="before it starts"):
        assign_role(made.pk, "csm", name="x", starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1), by=SATO)
    assign_role(made.pk, "csm", name="x", starts_on=date(2026, 5, 1), by=SATO)
    with pytest.raises(Conflict, match="from 2026-05-01"):
        assign_role(made.pk, "csm", name="y", starts_on=date(2026, 4, 1), by=SATO)
    with pytest.raises(NotFound):
        end_role(uuid4(), by=SATO)


def test_stages_are_the_workspaces_own_and_none_in_use_goes() -> None:
    account(stage="adoption")
    with pytest.raises(Conflict, match="adoption"):
        save_stages([("", "Trial", "試用")], by=SATO)
    save_stages([("adoption", "Live", "本番"), ("", "Trial", "試用")], by=SATO)
    assert [(stage.key, stage.words.ja) for stage in stages()] == [("adoption", "本番"), ("trial", "試用")]
    for rows in ([], [("", "", "")], [("Bad Key", "x", "x")]):
        with pytest.raises(InputError):
            save_stages(rows, by=SATO)


def test_fields_are_made_changed_and_put_away() -> None:
    field = create_field("規模", "choice", choices=["大", "小", "大", ""], by=SATO)
    assert (field.key, field.choices) == ("field", ["大", "小"])
    money = create_field("Budget", "money", by=SATO)
    assert (money.key, money.currency) == ("budget", "JPY")
    change_field(field.pk, label="会社の規模", choices=["大"], by=SATO)
    archive_field(money.pk, by=SATO)
    assert [(each.label, each.choices) for each in custom_fields()] == [("会社の規模", ("大",))]
    archive_field(money.pk, by=SATO, restore=True)
    assert len(custom_fields()) == 2


def test_fields_that_cannot_be_are_refused() -> None:
    for label, kind in (("", "text"), ("x", "formula"), ("x", "choice")):
        with pytest.raises(InputError):
            create_field(label, kind, by=SATO)
    with pytest.raises(NotFound):
        change_field(uuid4(), label="x", by=SATO)


def test_a_segment_is_kept_changed_and_put_away() -> None:
    rows = [account("一", plan="Pro"), account("二", plan="Lite")]
    made = create_segment("Proの顧客", PRO, by=SATO)
    assert account_ids_in(made.pk) == (rows[0].pk,)
    update_segment(made.pk, name="Lite", condition={**PRO, "value": "Lite"}, expected_version=1, by=SATO)
    assert account_ids_in(made.pk) == (rows[1].pk,)
    with pytest.raises(ChangedMeanwhile):
        update_segment(made.pk, name="x", condition=PRO, expected_version=1, by=SATO)
    archive_segment(made.pk, by=SATO)
    assert list(segments()) == []
    with pytest.raises(NotFound):
        segment_by_id(made.pk)
    archive_segment(made.pk, by=SATO, restore=True)
    assert list(segments()) == [made]


def test_segments_that_cannot_be_are_refused() -> None:
    with pytest.raises(InputError, match="name"):
        create_segment(" ", PRO, by=SATO)
    with pytest.raises(InputError, match="no such field"):
        create_segment("x", {**PRO, "field": "workspace__slug"}, by=SATO)


def test_t01_the_segments_of_another_workspace_are_not_found() -> None:
    made = create_segment("x", PRO, by=SATO)
    with scope(workspace=create_workspace("other", name="Other", by=SYSTEM)):
        for act in (segment_by_id, account_ids_in):
            with pytest.raises(NotFound):
                act(made.pk)
        with pytest.raises(NotFound):
            archive_segment(made.pk, by=SATO)
        assert Account.objects.count() == 0


def test_views_are_ones_own_or_shared() -> None:
    mine, other = uuid4(), uuid4()
    own = save_view("自分の", "plan=Pro", person=mine, shared=False)
    shared = save_view("みんなの", "plan=Lite", person=mine, shared=True)
    assert ([*saved_views(mine)], [*saved_views(other)]) == ([shared, own], [shared])
    for view in (own, shared):
        with pytest.raises(NotFound):
            delete_view(view.pk, person=other)
        delete_view(view.pk, person=mine)
    with pytest.raises(InputError):
        save_view("", "", person=mine, shared=False)
