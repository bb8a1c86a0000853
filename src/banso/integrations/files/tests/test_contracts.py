from datetime import date
from decimal import Decimal

import pytest

from banso.domain.accounts.queries import accounts
from banso.domain.contracts.actions import end_line
from banso.domain.contracts.queries import costs, subscriptions
from banso.engine.journal.queries import current_facts
from banso.integrations.files.actions import undo
from banso.integrations.files.report import rejected_rows
from banso.integrations.files.tests.factories import SATO, brought, counts
from banso.integrations.files.undoing import standing

pytestmark = pytest.mark.usefixtures("workspace")
ACCOUNTS = "external_id,name\nA-1,株式会社ハルニレ\nA-2,あおぞら商会\n"
LINES = (
    "契約ID,顧客ID,プラン,開始日,終了日,月額,ライセンス数\n"
    'S-1,A-1,Pro,2024年4月1日,,"¥10,000",10\n'
    "S-2,A-2,Basic,令和6年5月1日,2025-05-01,5000,1\n"
    "S-1,A-1,Pro,2025年4月1日,,12000,12\n"
)


def test_japanese_headers_dates_and_amounts_are_read_and_rows_of_one_line_are_its_versions() -> None:
    brought("accounts", ACCOUNTS)
    run = brought("subscriptions", LINES)
    assert counts(run) == (3, 0, 0, 0)
    line = subscriptions().get(external_id="S-1")
    assert [(str(each.valid_from), int(each.monthly), each.seats) for each in line.versions.all()] == [
        ("2024-04-01", 10000, 10),
        ("2025-04-01", 12000, 12),
    ]
    assert subscriptions().get(external_id="S-2").ends_on == date(2025, 5, 1)
    assert counts(brought("subscriptions", LINES)) == (0, 0, 3, 0)


def test_rows_of_unknown_accounts_are_rejected_unless_accounts_are_made() -> None:
    run = brought("subscriptions", LINES)
    assert counts(run) == (0, 0, 0, 3)
    assert [(row["row"], row["field"], row["came"]) for row in rejected_rows(run)] == [
        (2, "account_external_id", "A-1"),
        (3, "account_external_id", "A-2"),
        (4, "account_external_id", "A-1"),
    ]  # fmt: skip
    assert accounts().count() == 0
    run = brought("subscriptions", LINES, create_accounts=True)
    assert counts(run) == (3, 0, 0, 0)
    made = accounts().order_by("name").values_list("external_id", "name")
    assert list(made) == [("A-1", "A-1"), ("A-2", "A-2")]
    assert list(made) == [("A-1", "A-1"), ("A-2", "A-2")]


def test_undoing_takes_lines_movements_and_made_accounts_away() -> None:
    run = brought("subscriptions", LINES, create_accounts=True)
    undo(run, by=SATO)
    assert (subscriptions().count(), accounts().count(), list(current_facts())) == (0, 0, [])


def test_a_changed_line_is_put_back_with_its_versions() -> None:
    brought("accounts", ACCOUNTS)
    brought("subscriptions", LINES)
    run = brought("subscriptions", LINES.replace("12000,12", "15000,15"))
    assert counts(run) == (0, 2, 1, 0)
    undo(run, by=SATO)
    assert [int(each.monthly) for each in subscriptions().get(external_id="S-1").versions.all()] == [
        10000,
        12000,
    ]


def test_a_line_that_was_ended_since_stays() -> None:
    brought("accounts", ACCOUNTS)
    run = brought("subscriptions", LINES)
    end_line("S-1", ends_on=date(2026, 1, 1), by=SATO)
    assert [each.label for each in standing(run)] == ["S-1"]
    undo(run, by=SATO)
    assert [row.external_id for row in subscriptions()] == ["S-1"]


def test_accounts_that_later_lines_stand_on_stay() -> None:
    run = brought("accounts", ACCOUNTS)
    later = brought("subscriptions", LINES.splitlines()[0] + "\n" + LINES.splitlines()[1] + "\n")
    assert [(each.label, each.why) for each in standing(run)] == [
        ("株式会社ハルニレ", "Later entries stand on it: undo those first.")
    ]
    undo(later, by=SATO)
    assert list(standing(run)) == []


def test_amounts_per_interval_become_monthly() -> None:
    brought("accounts", ACCOUNTS)
    text = (
        "id,account_external_id,start_date,amount,interval\n"
        "S-1,A-1,2024-01-01,120000,年払い\nS-2,A-1,2024-01-01,300,fortnight\n"
    )
    run = brought("subscriptions", text)
    assert counts(run) == (1, 0, 0, 1)
    assert [int(each.monthly) for each in subscriptions().get().versions.all()] == [10000]
    assert [row["field"] for row in rejected_rows(run)] == ["interval"]


@pytest.mark.parametrize(
    ("interval", "count", "kept", "monthly"),
    [
        ("week", "", "week", "1300"),
        ("week", "1", "week", "1300"),
        ("week", "2", "month", "650"),
        ("week", "4", "month", "325"),
        ("day", "", "month", "9125"),
        ("day", "7", "week", "1300"),
        ("day", "30", "month", "304.166667"),
        ("month", "3", "quarter", "100"),
        ("month", "5", "month", "60"),
        ("year", "2", "month", "12.5"),
        ("毎週", "", "week", "1300"),
    ],
)
def test_weeks_and_days_and_their_counts_become_monthly(
    interval: str, count: str, kept: str, monthly: str
) -> None:
    brought("accounts", ACCOUNTS)
    head = "id,account_external_id,start_date,amount,interval,interval_count\n"
    run = brought("subscriptions", f"{head}S-1,A-1,2024-01-01,300,{interval},{count}\n")
    assert counts(run) == (1, 0, 0, 0)
    row = subscriptions().get()
    assert (row.interval, row.versions.get().monthly) == (kept, Decimal(monthly))


@pytest.mark.parametrize(("interval", "count"), [("hour", "2"), ("week", "0"), ("fortnight", "")])
def test_intervals_that_nobody_can_count_are_refused(interval: str, count: str) -> None:
    brought("accounts", ACCOUNTS)
    head = "id,account_external_id,start_date,amount,interval,interval_count\n"
    run = brought("subscriptions", f"{head}S-1,A-1,2024-01-01,300,{interval},{count}\n")
    assert [row["field"] for row in rejected_rows(run)] == ["interval"]


COSTS = '年月,費目,金額\n2024年4月,営業,1000000\n2024-04,広告費,"500,000"\n2024-04,営業,20000\n'


def test_costs_come_in_and_the_same_file_changes_nothing() -> None:
    assert counts(brought("costs", COSTS)) == (3, 0, 0, 0)
    assert counts(brought("costs", COSTS)) == (0, 0, 3, 0)
    run = brought("costs", COSTS.replace("20000", "30000"))
    assert counts(run) == (0, 1, 2, 0)
    undo(run, by=SATO)
    assert sorted(int(row.amount) for row in costs()) == [20000, 500000, 1000000]


def test_undoing_costs_takes_them_away() -> None:
    run = brought("costs", COSTS + "2024-04,宇宙,1\n")
    assert counts(run) == (3, 0, 0, 1)
    undo(run, by=SATO)
    assert (costs().count(), list(current_facts())) == (0, [])


CONTACTS = (
    "contact_id,account_id,姓,名,メール\n"
    "C-1,A-1,大西,正樹,onishi@example.com\n,A-2,Lee,Ann,ann@example.com\n,A-2,No,Body,\n"
)


def test_contacts_have_names_in_the_order_of_their_writing() -> None:
    from banso.domain.accounts.queries import contacts  # noqa: PLC0415 - used here alone

    brought("accounts", ACCOUNTS)
    run = brought("contacts", CONTACTS)
    assert counts(run) == (2, 0, 0, 1)
    assert sorted(contacts().values_list("name", flat=True)) == ["Ann Lee", "大西 正樹"]
    assert counts(brought("contacts", CONTACTS)) == (0, 0, 2, 1)
    undo(run, by=SATO)
    assert contacts().count() == 0
