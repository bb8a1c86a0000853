"""The births of accounts lie at the midnight of their day, whichever zone that is in."""

from datetime import UTC, datetime

import pytest

from banso.domain.accounts.tests.factories import SATO, account
from banso.domain.workspaces.actions import WorkspaceSettings, change_workspace
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.engine.journal.reactions import react

pytestmark = pytest.mark.usefixtures("workspace")


def births() -> list[datetime]:
    told = current_facts().filter(type="accounts.account_created").order_by("occurred_at")
    return list(told.values_list("occurred_at", flat=True))


def change(timezone: str) -> None:
    change_workspace(WorkspaceSettings(name="ハルニレ", timezone=timezone), by=SATO)
    react()


def test_births_follow_the_zone_and_only_they_change() -> None:
    account("dated", created_on="2024-04-01")
    undated = account("undated").created_at
    assert births() == [datetime(2024, 3, 31, 15, tzinfo=UTC), undated]
    change("America/New_York")
    assert births() == [datetime(2024, 4, 1, 4, tzinfo=UTC), undated]
    changed = JournalEntry.objects.filter(version=2, type__startswith="accounts.")
    assert {entry.payload["name"] for entry in changed} == {"dated"}


def test_another_name_changes_no_fact() -> None:
    account("dated", created_on="2024-04-01")
    change("Asia/Tokyo")
    assert JournalEntry.objects.filter(version=2).count() == 0
