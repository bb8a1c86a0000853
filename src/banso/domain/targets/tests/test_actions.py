"""Targets: set and set again, refused with the reason, followed by teams, told as facts."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from banso.domain.targets import actions, queries
from banso.domain.targets.models import Target
from banso.domain.targets.tests.factories import row, set_one
from banso.domain.workspaces.actions import (
    accept_invitation,
    bring_people,
    deactivate_member,
    invite_member,
    remove_team,
    save_team,
)
from banso.domain.workspaces.models import Membership
from banso.domain.workspaces.tests.factories import member, person
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.errors import Conflict, InputError
from banso.kit.periods import Grain, parse_period

pytestmark = pytest.mark.usefixtures("workspace")
YEAR = parse_period("FY2026", fiscal_start=4)
DAYS = (YEAR.start, YEAR.end)


def told() -> dict[str, Any]:
    return {
        f"{each.payload['holder']} {each.payload['first']}": each.payload
        for each in current_facts().filter(type="targets.target_set")
    }


def people() -> dict[str, set[str]]:
    """Who counts towards each target, by their names alone."""
    return {key: {each for each in payload["people"] if "@" not in each} for key, payload in told().items()}


def test_targets_are_set_changed_refused_and_taken_away() -> None:
    member("takahashi@harunire.example", "sales", name="高橋 健太")
    member("a@harunire.example", "sales", name="森")
    member("b@harunire.example", "sales", name="森")
    rows = [
        row("2026-10", "3000000", person="高橋　健太"),
        row("2026-11", "100", person="takahashi@harunire.example") | {"currency": "jpy"},
        row("2026-Q3", "1", person="高橋 健太"),
        row("2026-10", "1", person="森"),
        row("2026-10", "1", person="誰か"),
        row("2026-10", "1", team="営業一課"),
        row("2026-10", "1", person="森", team="x"),
        row("2026-10", None, person="a@harunire.example"),
        row("2026-10", "0", person="a@harunire.example"),
        row("2026-10", "1", person="a@harunire.example") | {"currency": "USD"},
    ]
    results = actions.set_targets(rows, by=SYSTEM)
    assert [each.outcome for each in results] == ["created"] * 2 + ["refused"] * 8
    assert [getattr(each.error, "field", "") for each in results[2:]] == [
        *("period", "person", "person", "team", "person", "amount", "amount", "currency"),
    ]
    assert "2026-10" in str(results[2].error)
    assert [told()[f"高橋 健太 2026-{month}-01"]["amount"] for month in (10, 11)] == ["3000000", "100"]
    # Two who share a name are known by their addresses alone.
    set_one("2026-10", "5", by=SYSTEM, person="a@harunire.example")
    assert told()["森 2026-10-01"]["people"] == ["a@harunire.example"]
    assert told()["高橋 健太 2026-10-01"]["people"] == ["takahashi@harunire.example", "高橋 健太"]
    again = actions.set_targets([rows[0], rows[1] | {"amount": Decimal(200)}], by=SYSTEM)
    assert [each.outcome for each in again] == ["same", "changed"]
    assert (told()["高橋 健太 2026-11-01"]["amount"], Target.objects.count()) == ("200", 3)
    assert actions.delete_targets(Target.objects.values_list("pk", flat=True), by=SYSTEM) == 3
    assert told() == {}


def test_what_was_reported_stays_and_what_was_done_is_told() -> None:
    seat = member("takahashi@harunire.example", "sales", name="高橋 健太")
    moments: list[datetime] = []
    for amount in ("100", "250", None):
        moments.append(datetime(2026, 11, 10 + len(moments), 3, tzinfo=UTC))
        with freeze(moments[-1]):
            if amount:
                set_one("2026-11", amount, by=SYSTEM, person="高橋 健太")
            else:
                actions.delete_targets(Target.objects.values_list("pk", flat=True), by=SYSTEM)
    known = [[each.amount for each in queries.told_within(*DAYS, as_of=at)] for at in (*moments, None)]
    assert known == [[Decimal(100)], [Decimal(250)], [], []]
    done = queries.changes_of(seat.person_id, *DAYS)
    assert [(each.before, each.amount) for each in done] == [
        (Decimal(250), None), (Decimal(100), Decimal(250)), (None, Decimal(100)),
    ]  # fmt: skip
    assert len(queries.changes_of(seat.person_id, *DAYS, as_of=moments[0])) == 1


def test_taking_back_what_was_just_done_leaves_alone_what_was_changed_since() -> None:
    member("takahashi@harunire.example", "sales", name="高橋 健太")
    who, old, new = {"person": "takahashi@harunire.example"}, Decimal(100), Decimal(250)
    set_one("2026-11", "250", by=SYSTEM, **who)
    set_one("2026-12", "7", by=SYSTEM, **who)
    with pytest.raises(Conflict):
        actions.take_back(who, [("2026-12", None, Decimal(7)), ("2026-11", old, Decimal(300))], by=SYSTEM)
    assert Target.objects.count() == 2
    actions.take_back(
        who, [("2026-11", old, new), ("2026-12", None, Decimal(7)), ("2027-01", new, None)], by=SYSTEM
    )
    assert sorted(Target.objects.values_list("amount", flat=True)) == [old, new]
    with pytest.raises(InputError):
        actions.take_back(who, [("someday", None, None)], by=SYSTEM)


def test_a_team_s_target_counts_who_is_in_it_and_in_the_teams_within_until_the_period_is_over() -> None:
    ken, mori = (member(f"{name}@harunire.example", "sales", name=name) for name in ("ken", "mori"))
    with freeze(datetime(2026, 11, 22, 3, tzinfo=UTC)):
        whole = save_team(None, name="営業部", member_ids=[], lead_id=None, by=SYSTEM)
        part = save_team(None, name="一課", member_ids=[ken.pk], lead_id=None, parent_id=whole.pk, by=SYSTEM)
        for month in ("2026-10", "2026-11"):
            set_one(month, "9", by=SYSTEM, team="営業部")
            set_one(month, "5", by=SYSTEM, person="ken")
        assert people()["営業部 2026-10-01"] == people()["営業部 2026-11-01"] == {"ken"}
        save_team(part.pk, name="二課", member_ids=[mori.pk], lead_id=None, parent_id=whole.pk, by=SYSTEM)
        assert (people()["営業部 2026-10-01"], people()["営業部 2026-11-01"]) == ({"ken"}, {"mori"})
        # The month that is over belongs to the team of then, also where its amount is corrected.
        set_one("2026-10", "6", by=SYSTEM, person="ken")
        assert [told()[f"ken 2026-{month}-01"]["teams"] for month in (10, 11)] == ["一課", ""]
        # A dissolved team keeps what it had to sell; what was still to come goes.
        remove_team(whole.pk, by=SYSTEM)
        assert [key for key in sorted(told()) if key.startswith("営業部")] == ["営業部 2026-10-01"]
        assert Target.objects.filter(team__isnull=False).count() == 0
        count = JournalEntry.objects.count()
        save_team(part.pk, name="二課", member_ids=[mori.pk], lead_id=mori.pk, by=SYSTEM)
    assert JournalEntry.objects.count() == count


def test_somebody_who_left_keeps_their_targets_and_their_history_can_still_be_set() -> None:
    seat = member("ken@harunire.example", "sales", name="ken")
    set_one("2026-11", "9", by=SYSTEM, person="ken")
    deactivate_member(seat.pk, by=SYSTEM)
    set_one("2025-11", "8", by=SYSTEM, person="ken")
    assert sorted(told()) == ["ken 2025-11-01", "ken 2026-11-01"]
    # Whoever works here goes before.
    other = member("other@harunire.example", "sales", name="ken")
    assert set_one("2026-11", "7", by=SYSTEM, person="ken").person_id == other.person_id


def test_targets_of_somebody_out_of_a_file_are_theirs_once_they_sign_in() -> None:
    bring_people([{"name": "Anna", "email": "anna@harunire.example"}], by=SYSTEM)
    seat = Membership.objects.get(address="anna@harunire.example")
    stand_in = seat.person.email
    for month in ("2026-01", "2026-11"):
        set_one(month, "9", by=SYSTEM, person="Anna")
    assert told()["Anna 2026-11-01"]["people"] == [stand_in, "anna@harunire.example", "Anna"]
    invitation, address = invite_member(seat.pk, "anna@harunire.example", by=SYSTEM)
    somebody = person("anna@harunire.example", name="Anna S")
    assert invitation.email == somebody.email
    accept_invitation(address.rstrip("/").rpartition("/")[2], somebody)
    assert Target.objects.filter(person=somebody).count() == 2
    assert {tuple(each["people"]) for each in told().values()} == {
        ("anna@harunire.example", stand_in, "Anna S")
    }


def test_targets_are_read_by_year() -> None:
    member("ken@harunire.example", "sales", name="ken")
    for period in ("2026-03", "2026-04", "2027-03", "2027-04"):
        set_one(period, "9", by=SYSTEM, person="ken")
    assert [str(each.first) for each in queries.told_within(*DAYS)] == ["2026-04-01", "2027-03-01"]
    assert YEAR.grain is Grain.YEAR


def test_whoever_removes_restores_or_follows_waits_for_whoever_sets() -> None:
    """The workspace is held before the targets are read: what is gone by then is not told again."""
    # SQLite writes one at a time and leaves the words away; the order of the questions is the same there.
    seat = member("ken@harunire.example", "sales", name="ken")
    found = set_one("2026-11", "9", by=SYSTEM, person="ken")
    for act in (
        lambda: actions.follow_crew([seat.person_id]),
        lambda: actions.put_back_targets(
            [(found.pk, {"amount": "8", "currency": "JPY"})], by=SYSTEM, source="x"
        ),
        lambda: actions.delete_targets([found.pk], by=SYSTEM),
    ):
        with CaptureQueriesContext(connection) as asked:
            act()
        said = [each["sql"] for each in asked.captured_queries if each["sql"].startswith("SELECT")]
        assert 'FROM "workspaces_workspace"' in said[0], said[:2]
