"""What one file says against another: told with the row that says otherwise, and nothing else is changed."""

import pytest

from banso.domain.accounts.queries import accounts
from banso.domain.contracts.queries import subscriptions
from banso.integrations.files.actions import undo
from banso.integrations.files.models import AccountClaim, ImportRun
from banso.integrations.files.report import noted_rows
from banso.integrations.files.tests.factories import SATO, brought, counts

pytestmark = pytest.mark.usefixtures("workspace")
LISTED = "external_id,name,churn_flag,is_trial\nA-1,北浜,%s,%s\nA-2,松葉,,\n"
LINES = (
    "external_id,account_external_id,starts_on,ends_on,mrr\n"
    "S-1,A-1,2024-01-01,2024-06-01,100\nS-2,A-1,2024-02-01,%s,100\nS-3,A-2,2024-02-01,,100\n"
)


def told(run: ImportRun) -> list[tuple[object, object, object]]:
    return [(row["row"], row["field"], row["came"]) for row in noted_rows(run)]


def test_an_account_that_is_gone_by_one_file_and_pays_by_another() -> None:
    brought("accounts", LISTED % ("TRUE", "FALSE"))
    run = brought("subscriptions", LINES % "")
    assert counts(run) == (3, 0, 0, 0)
    assert told(run) == [(3, "gone", "S-2")]
    (row,) = noted_rows(run)
    assert row["reason"] == (
        "Row 2 of file.csv says that the account is gone, but subscriptions are open: S-2."
    )
    assert subscriptions().get(external_id="S-2").ends_on is None


def test_the_list_of_customers_says_so_too_when_it_comes_afterwards() -> None:
    brought("accounts", LISTED % ("", ""))
    brought("subscriptions", LINES % "")
    run = brought("accounts", LISTED % ("TRUE", ""))
    assert (counts(run), told(run)) == ((0, 0, 2, 0), [(2, "gone", "S-2")])


def test_an_account_on_trial_that_pays() -> None:
    brought("accounts", LISTED % ("FALSE", "TRUE"))
    assert told(brought("subscriptions", LINES % "")) == [(3, "on_trial", "S-2")]


def test_an_account_that_is_there_and_whose_lines_have_ended() -> None:
    brought("accounts", LISTED % ("FALSE", "FALSE"))
    assert told(brought("subscriptions", LINES % "2024-07-01")) == [(2, "gone", "S-1, S-2")]


@pytest.mark.parametrize("end", ["", "2024-07-01"])
def test_nothing_is_told_where_nothing_is_claimed(end: str) -> None:
    brought("accounts", LISTED % ("", ""))
    assert told(brought("subscriptions", LINES % end)) == []
    assert AccountClaim.objects.count() == 0


def test_files_that_agree_are_told_nothing() -> None:
    brought("accounts", LISTED % ("TRUE", "FALSE"))
    assert told(brought("subscriptions", LINES % "2024-07-01")) == []


def test_a_newer_list_of_customers_counts() -> None:
    brought("accounts", LISTED % ("TRUE", "FALSE"))
    brought("accounts", LISTED % ("FALSE", "FALSE"))
    assert told(brought("subscriptions", LINES % "")) == []


def test_a_check_alone_keeps_no_claim_and_tells_what_it_would() -> None:
    brought("accounts", LISTED % ("TRUE", ""), dry=True)
    assert AccountClaim.objects.count() == 0
    brought("accounts", LISTED % ("TRUE", ""))
    assert told(brought("subscriptions", LINES % "", dry=True)) == [(3, "gone", "S-2")]


def test_claims_go_with_their_import() -> None:
    run = brought("accounts", LISTED % ("TRUE", ""))
    undo(run, by=SATO)
    assert (AccountClaim.objects.count(), accounts().count()) == (0, 0)


def test_many_lines_of_one_account_are_held_against_its_claim_together() -> None:
    brought("accounts", LISTED % ("FALSE", ""))
    rows = "".join(f"L-{number},A-1,2024-01-01,{'' if number == 1500 else '2024-06-01'},1\n"
                   for number in range(1501))  # fmt: skip
    assert told(brought("subscriptions", LINES.splitlines()[0] + "\n" + rows)) == []


END = "2024-06-01"
USE = "id,subscription_external_id,name,occurred_at\nU-1,S-1,a,%s\n"


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2023-12-31", "It was used on 2023-12-31, before the subscription S-1 began on 2024-01-01."),
        ("2024-01-01", ""),
        ("2024-05-31", ""),
        (
            "2024-06-01",
            "It was used on 2024-06-01, but the subscription S-1 was not paid from 2024-06-01 on.",
        ),
    ],
)
def test_use_of_a_subscription_that_was_not_in_force(day: str, reason: str) -> None:
    brought("accounts", LISTED % ("", ""))
    brought("subscriptions", LINES % "")
    run = brought("usage", USE % day)
    assert counts(run) == (1, 0, 0, 0)
    assert [row["reason"] for row in noted_rows(run)] == ([reason] if reason else [])
