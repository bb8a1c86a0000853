"""The three questions of Today: the largest movements, who went quiet, and what was learned last."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from banso.domain.accounts.actions import update_account
from banso.domain.accounts.actions.records import write_note
from banso.domain.contracts.actions import set_rate, upsert_lines
from banso.domain.contracts.tests.factories import account, row
from banso.domain.questions.tests.factories import a_form, link_to
from banso.domain.workspaces.actions import create_workspace
from banso.engine.journal.column import ColumnStore
from banso.engine.journal.column.schema import USAGE
from banso.engine.journal.loader.run import catch_up
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.tenancy import Tenant, current_workspace_id, scope
from banso.screens.today.queries import largest_movements, newest_facts, went_quiet

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
TODAY = date(2026, 11, 21)

pytestmark = pytest.mark.usefixtures("workspace", "column_store")


def told() -> list[tuple[UUID, str, str, Decimal, Decimal]]:
    with freeze(NOW):
        catch_up()
        found = largest_movements()
    return [(each.account, each.kind.en, each.day.isoformat(), each.amount, each.after) for each in found]


def test_the_largest_movements_of_thirty_days_come_by_their_size() -> None:
    with freeze(NOW):
        grew, left, came, older = (account(name) for name in ("育った", "去った", "来た", "昔"))
        upsert_lines(
            [
                row("G", grew, "100", "2026-01-01"),
                row("G-2", grew, "150", "2026-10-23"),
                row("L", left, "700", "2026-01-01", "2026-11-20"),
                row("N", came, "300", "2026-11-21"),
                row("O", older, "9000", "2026-10-22"),
                row("T", older, "800", "2026-11-22"),
            ],
            by=SYSTEM,
        )
    assert told() == [
        (left, "Churn", "2026-11-20", Decimal(-700), Decimal(0)),
        (came, "New", "2026-11-21", Decimal(300), Decimal(300)),
        (grew, "Upsell", "2026-10-23", Decimal(150), Decimal(250)),
    ]


def test_what_an_internal_account_pays_is_no_movement() -> None:
    with freeze(NOW):
        own, other = account("社内"), account("客")
        update_account(own, {"internal": True}, by=SYSTEM)
        upsert_lines([row("I", own, "900", "2026-11-01"), row("C", other, "100", "2026-11-02")], by=SYSTEM)
    assert [each[0] for each in told()] == [other]


def test_only_eight_movements_are_told_the_smaller_left_out() -> None:
    with freeze(NOW):
        made = [account(f"{number}番") for number in range(1, 11)]
        upsert_lines(
            [row(f"S{n}", each, str(100 * n), "2026-11-10") for n, each in enumerate(made, start=1)],
            by=SYSTEM,
        )
    assert [each[3] for each in told()] == [Decimal(100 * n) for n in range(10, 2, -1)]


def test_movements_are_told_as_they_were_known() -> None:
    with freeze(NOW - timedelta(days=2)):
        one = account("先")
        upsert_lines([row("S1", one, "100", "2026-11-05")], by=SYSTEM)
    with freeze(NOW):
        upsert_lines([row("S2", account("後"), "500", "2026-11-06")], by=SYSTEM)
        catch_up()
        found = largest_movements(as_of=NOW - timedelta(days=1))
    assert [(each.account, each.amount) for each in found] == [(one, Decimal(100))]


def use(
    column_store: ColumnStore, account_id: UUID, weeks: Sequence[int], *, name: str = "Login", today: int = 0
) -> None:
    """So many people on one day of each week back from yesterday, the newest week first; `today` today."""
    days: Iterable[tuple[int, date, int]] = [
        (n, TODAY - timedelta(days=1 + 7 * n), many) for n, many in enumerate(weeks)
    ]
    lines = [
        (current_workspace_id(), account_id, f"u{number}", "track", name,
         f"{account_id}-{name}-{n}-{number}", datetime.combine(day, datetime.min.time(), UTC),
         NOW - timedelta(days=1), day, 1, "{}", "test", number)
        for n, day, many in [*days, (99, TODAY, today)]
        for number in range(many)
    ]  # fmt: skip
    column_store.insert("usage", USAGE.names, lines, token=f"{account_id}-{name}")


def quiet() -> list[tuple[UUID, int, float]]:
    with freeze(NOW):
        catch_up()
        return [(each.account, each.latest, each.before) for each in went_quiet()]


def test_who_fell_by_half_or_more_from_three_people_went_quiet(column_store: ColumnStore) -> None:
    with freeze(NOW):
        names = ("半分", "無音", "少し", "小さい", "新しい")
        half, silent, little, small, young = (account(name) for name in names)
    use(column_store, half, (5, 10, 10, 10, 10))
    use(column_store, silent, (0, 4, 4, 4, 4))
    use(column_store, little, (6, 10, 10, 10, 10))
    use(column_store, small, (0, 2, 2, 2, 2))
    use(column_store, young, (8, 0, 0, 0, 0))
    assert quiet() == [(half, 5, 10.0), (silent, 0, 4.0)]


def test_today_which_is_not_over_changes_nothing(column_store: ColumnStore) -> None:
    with freeze(NOW):
        silent = account("無音")
    use(column_store, silent, (0, 4, 4, 4, 4), today=9)
    assert quiet() == [(silent, 0, 4.0)]


def test_a_week_more_than_four_weeks_before_is_not_looked_at(column_store: ColumnStore) -> None:
    with freeze(NOW):
        once = account("昔")
    use(column_store, once, (0, 0, 0, 0, 0, 90))
    assert quiet() == []


def test_an_internal_account_never_goes_quiet(column_store: ColumnStore) -> None:
    with freeze(NOW):
        own = account("社内")
        update_account(own, {"internal": True}, by=SYSTEM)
    use(column_store, own, (0, 4, 4, 4, 4))
    assert quiet() == []


def test_the_newest_facts_leave_bookkeeping_out() -> None:
    with freeze(NOW - timedelta(hours=2)):
        one = account("先")
        set_rate("USD", day=TODAY, rate=Decimal(150), by=SYSTEM)
        update_account(one, {"industry": "食品"}, by=SYSTEM)
        write_note(one, "先のメモ", by=SYSTEM)
        link_to(one, a_form("employees"))
    with freeze(NOW - timedelta(hours=1)):
        upsert_lines([row("S1", one, "100", "2026-11-05")], by=SYSTEM)
    with freeze(NOW):
        found = [entry.type for entry in newest_facts()]
        before = [entry.type for entry in newest_facts(as_of=NOW - timedelta(minutes=90))]
    assert found == ["contracts.mrr_moved", *before]
    assert before == ["accounts.note_written", "accounts.account_created"]


def test_nothing_of_another_workspace_is_told(column_store: ColumnStore, workspace: Tenant) -> None:
    other = create_workspace("keyaki", name="欅", by=SYSTEM)
    with scope(workspace=other), freeze(NOW):
        theirs = account("他社")
        write_note(theirs, "他社のメモ", by=SYSTEM)
        upsert_lines([row("S1", theirs, "100", "2026-11-05")], by=SYSTEM)
        use(column_store, theirs, (0, 4, 4, 4, 4))
        assert quiet() == [(theirs, 0, 4.0)]
    with scope(workspace=workspace):
        assert (told(), quiet(), newest_facts()) == ([], [], [])
