"""Conditions over numbers: the column store and the plain reference must agree, and nothing leaks."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from banso.domain.accounts.definitions import measures, register_measure
from banso.domain.accounts.models import Account
from banso.domain.accounts.queries.accounts import accounts
from banso.domain.accounts.queries.listing import measured
from banso.domain.accounts.queries.segments import checked, said, where
from banso.domain.accounts.tests.factories import account
from banso.domain.workspaces.actions import create_workspace
from banso.engine.journal.column import ColumnStore
from banso.engine.metrics.ask import look
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.conditions.plain import asked
from banso.kit.errors import InputError
from banso.kit.tenancy import current_workspace_id, scope

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
COLUMNS = ("workspace", "account", "person", "kind", "name", "message_id", "occurred_at", "recorded_at",
           "day", "sign", "properties", "source", "seq")  # fmt: skip
# People active last week and the week before, by account; None is an account that never was used.
USE: dict[str, tuple[int, int] | None] = {
    "fell": (7, 10), "fell a little": (8, 10), "rose": (15, 10), "new": (3, 0), "gone": (0, 4), "never": None,
}  # fmt: skip


@pytest.fixture
def town(workspace: object, column_store: ColumnStore) -> dict[str, Account]:  # noqa: ARG001 - opens the scope
    made = {name: account(name, plan="Pro" if name != "rose" else "Lite") for name in USE}
    lines: list[tuple[object, ...]] = []
    for name, use in USE.items():
        for weeks, count in enumerate(use or ()):
            day = TODAY - timedelta(days=3 + 7 * weeks)
            at = datetime.combine(day, datetime.min.time(), UTC)
            lines += [
                (current_workspace_id(), made[name].pk, f"u{number}", "track", "login",
                 f"{name}-{weeks}-{number}", at, at, day, 1, "{}", "test", len(lines) + number)
                for number in range(count)
            ]  # fmt: skip
    column_store.insert("usage", COLUMNS, lines, token="use")
    return made


def names(data: dict[str, Any]) -> set[str]:
    with freeze(NOW):
        return set(where(accounts(), checked(data)).values_list("name", flat=True))


def check(slug: str, op: str, value: object = None) -> dict[str, Any]:
    return {"kind": "check", "field": f"measure.{slug}", "op": op, "value": value}


@pytest.mark.usefixtures("town")
def test_plan_is_pro_and_weekly_active_users_fell_by_30_percent() -> None:
    plan = {"kind": "check", "field": "plan", "op": "is", "value": "Pro"}
    data = {"kind": "all", "parts": [plan, check("weekly_active_users_change", "fell_by", 30)]}
    assert names(data) == {"fell", "gone"}
    assert said(checked(data)) == "Plan is “Pro” and Weekly active users fell by 30 % or more"


@pytest.mark.parametrize(
    ("op", "value"),
    [("at_least", 7), ("at_most", 7), ("above", 0), ("below", 8), ("is", 0), ("is_not", 0), ("is", 15),
     ("between", [0, 3]), ("filled", None), ("empty", None)],
)  # fmt: skip
@pytest.mark.usefixtures("town")
def test_numbers_mean_what_the_reference_says_for_accounts_without_any_too(op: str, value: Any) -> None:
    last = {name: float(use[0]) if use else 0.0 for name, use in USE.items()}
    expected = {name for name, number in last.items() if asked("number", number, op, value, TODAY)}
    assert names(check("weekly_active_users", op, value)) == expected


@pytest.mark.parametrize(
    ("op", "value"), [("fell_by", 30), ("fell_by", 0), ("rose_by", 50), ("rose_by", 0), ("empty", None)]
)
@pytest.mark.usefixtures("town")
def test_changes_mean_what_the_reference_says_where_nothing_can_be_compared_too(op: str, value: Any) -> None:
    moved = {name: 100 * (use[0] - use[1]) / use[1] if use and use[1] else None for name, use in USE.items()}
    expected = {name for name, change in moved.items() if asked("change", change, op, value, TODAY)}
    assert names(check("weekly_active_users_change", op, value)) == expected
    assert names({"kind": "none", "parts": [check("weekly_active_users_change", op, value)]}) == (
        set(USE) - expected
    )


def test_a_page_of_the_list_has_every_measure(town: dict[str, Account]) -> None:
    with freeze(NOW):
        found = measured([row.pk for row in town.values()])
    assert {town_name: found["weekly_active_users"][row.pk] for town_name, row in town.items()} == {
        name: float(use[0]) if use else 0.0 for name, use in USE.items()
    }
    assert set(found) == {slug for slug, measure in measures().items() if measure.listed}


@pytest.mark.parametrize("later", [0, 60])
def test_the_last_use_is_found_however_long_ago(town: dict[str, Account], later: int) -> None:
    with freeze(NOW + timedelta(days=later)):
        found = measured([row.pk for row in town.values()])["days_since_use"]
    used = {name: found.get(row.pk) for name, row in town.items()}
    week = dict.fromkeys(("fell", "fell a little", "rose", "new"), 3.0 + later)
    assert used == {**week, "gone": 10.0 + later, "never": None}


@pytest.mark.usefixtures("town")
def test_t25_another_workspace_sees_no_use_of_this_one() -> None:
    with scope(workspace=create_workspace("other", name="Other", by=SYSTEM)), freeze(NOW):
        account("自分の")
        assert look("SELECT count() AS n FROM usage_daily") == [{"n": 0}]
        assert names(check("weekly_active_users", "above", 0)) == set()


@pytest.mark.parametrize(
    "attack",
    ["file('/etc/passwd')", "url('http://127.0.0.1')", "1) UNION ALL SELECT 1", "0; DROP TABLE usage",
     "system.tables", "1 SETTINGS readonly=0", "s3('x')"],
)  # fmt: skip
@pytest.mark.usefixtures("town")
def test_t24_a_value_never_becomes_part_of_the_question(attack: str) -> None:
    with pytest.raises(InputError):
        names(check("weekly_active_users", "above", attack))
    with pytest.raises(InputError):
        names(check(attack, "above", 1))


def test_a_measure_without_a_plain_name_is_refused() -> None:
    measure = measures()["weekly_active_users"]
    with pytest.raises(ValueError, match="small letters"):
        register_measure(type(measure)("Bad name", measure.words, "number", measure.asked))
