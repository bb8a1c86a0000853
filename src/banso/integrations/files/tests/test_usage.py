from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from banso.domain.accounts.actions.merging import merge_accounts, undo_merge
from banso.domain.accounts.queries import accounts
from banso.engine.journal.usage.imports import ImportedRows
from banso.engine.journal.usage.log import UsageLog
from banso.engine.journal.usage.models import Instruction
from banso.integrations.files.actions import undo
from banso.integrations.files.queries import usage_count
from banso.integrations.files.report import noted_rows, rejected_rows
from banso.integrations.files.tests.factories import SATO, brought, counts
from banso.kit.errors import Conflict

pytestmark = pytest.mark.usefixtures("workspace")
FILE = (
    "id,account_external_id,person_id,name,occurred_at,properties,properties.minutes\n"
    'U-1,A-1,p1,帳票を出力,2024-04-01 09:00,"{""format"": ""pdf""}",12\n'
    "U-2,A-1,p1,ログイン,2024-04-01 10:00,,\n"
)


@pytest.fixture(autouse=True)
def _log(tmp_path: Path, settings: Any) -> None:
    settings.BANSO_HOME = tmp_path


def logged(source: str) -> list[tuple[str, str, dict[str, object]]]:
    log = UsageLog()
    try:
        entries = [entry for entry in log.read(0) if entry.source == source]
    finally:
        log.close()
    return [
        (row.id, row.name, msgspec.json.decode(row.properties))
        for entry in entries
        for row in msgspec.json.decode(entry.body, type=ImportedRows).rows
    ]


def test_events_go_into_the_usage_log_once() -> None:
    run = brought("usage", FILE, create_accounts=True)
    assert counts(run) == (2, 0, 0, 0)
    assert logged(run.source) == [
        ("U-1", "帳票を出力", {"format": "pdf", "minutes": 12}),
        ("U-2", "ログイン", {}),
    ]
    again = brought("usage", FILE)
    assert (counts(again), logged(again.source)) == ((0, 0, 2, 0), [])


def test_the_same_file_is_the_same_after_its_account_was_merged_and_taken_apart() -> None:
    brought("accounts", "external_id,name\nA-0,Zero\n")
    brought("usage", FILE, create_accounts=True)
    zero, one = accounts().order_by("external_id")
    merge = merge_accounts(zero.pk, one.pk, by=SATO)
    later = FILE + "U-3,A-1,p1,検索,2024-04-02,,\n"
    assert counts(brought("usage", later)) == (1, 0, 2, 0)
    undo_merge(merge.pk, by=SATO)
    assert counts(brought("usage", later)) == (0, 0, 3, 0)


def test_a_check_puts_nothing_into_the_log() -> None:
    run = brought("usage", FILE, create_accounts=True, dry=True)
    assert (counts(run), logged(run.source), usage_count(run), accounts().count()) == ((2, 0, 0, 0), [], 0, 0)


def test_a_row_that_comes_again_with_other_values_corrects_the_first() -> None:
    first = brought("usage", FILE, create_accounts=True)
    corrected = FILE.replace("ログイン", "ログアウト") + "U-3,A-1,p1,検索,2024-04-02,,\n"
    run = brought("usage", corrected)
    assert counts(run) == (1, 1, 1, 0)
    assert [each[0] for each in logged(run.source)] == ["U-2", "U-3"]
    instruction = Instruction.objects.get(kind="withdraw")
    assert (instruction.source, instruction.ids) == (run.source, ["U-2"])
    assert counts(brought("usage", corrected)) == (0, 0, 3, 0)
    with pytest.raises(Conflict, match=run.file_name):
        undo(first, by=SATO)
    undo(run, by=SATO)
    assert counts(brought("usage", FILE)) == (0, 0, 2, 0)
    undo(first, by=SATO)


def test_a_check_of_a_correction_corrects_nothing() -> None:
    brought("usage", FILE, create_accounts=True)
    run = brought("usage", FILE.replace("ログイン", "ログアウト"), dry=True)
    assert (counts(run), logged(run.source)) == ((0, 1, 1, 0), [])
    assert not Instruction.objects.filter(kind="withdraw").exists()


def test_unknown_accounts_and_times_are_told() -> None:
    run = brought("usage", FILE.replace("2024-04-01 10:00", "soon"))
    assert [(row["row"], row["field"]) for row in rejected_rows(run)] == [
        (2, "account_external_id"), (3, "occurred_at"),
    ]  # fmt: skip


def test_undoing_takes_the_usage_back_and_the_file_may_come_again() -> None:
    run = brought("usage", FILE, create_accounts=True)
    undo(run, by=SATO)
    instruction = Instruction.objects.get(kind="cancel")
    assert instruction.source == run.source
    assert (usage_count(run), accounts().count()) == (0, 0)
    assert counts(brought("usage", FILE, create_accounts=True)) == (2, 0, 0, 0)


def test_ravenstack_usage_finds_its_accounts_by_subscription_and_tells_its_double_ids(
    shared_data: Path,
) -> None:
    def bring(kind: str, name: str) -> Any:
        return brought(kind, (shared_data / "ravenstack" / name).read_bytes())

    bring("accounts", "ravenstack_accounts.csv")
    bring("subscriptions", "ravenstack_subscriptions.csv")
    run = bring("usage", "ravenstack_feature_usage.csv")
    assert (run.preset, counts(run)) == ("ravenstack-usage", (24_979, 0, 0, 21))
    assert {row["field"] for row in rejected_rows(run)} == {"id"}
    # Most of it lies on days on which its subscription had not begun, some behind its end.
    told = Counter("before" in str(row["reason"]) for row in noted_rows(run))
    assert sum(told.values()) == run.counts["noted"]
    assert told == {True: 19_128, False: 291}
    assert len(logged(run.source)) == 24_979
