import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from banso.domain.accounts.actions import (
    archive_contact,
    create_contact,
    mark_contact_back,
    mark_contact_left,
    restore_contact,
    update_contact,
)
from banso.domain.accounts.actions.records import (
    MAX_FILE,
    add_file,
    archive_activity,
    archive_file,
    archive_note,
    edit_activity,
    edit_note,
    log_activity,
    restore_activity,
    restore_file,
    restore_note,
    write_note,
)
from banso.domain.accounts.models import Contact, File
from banso.domain.accounts.queries.records import activities_of, files_of, notes_of
from banso.domain.accounts.rules.errors import ChangedMeanwhile
from banso.domain.accounts.tests.factories import SATO, account
from banso.domain.workspaces.actions import create_workspace
from banso.engine.journal.queries import timeline
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.errors import InputError, NotFound
from banso.kit.keeping import open_kept
from banso.kit.tenancy import scope

pytestmark = pytest.mark.usefixtures("workspace")
CALL: dict[str, Any] = {
    "kind": "call", "topic": "第2工場の件", "occurred_at": "2026-11-20T16:20:00+09:00", "minutes": "18",
    "outcome": "班長が**異動**", "next_step": "操作説明", "next_step_on": "2026-11-27",
}  # fmt: skip


def told(account_id: Any, kind: str) -> list[dict[str, Any]]:
    return [entry.payload for entry in timeline(account_id).filter(type=f"accounts.{kind}")]


def test_a_note_is_a_fact_with_its_words_and_an_edit_a_version() -> None:
    made = account()
    note = write_note(made.pk, "# 見出し\n\n**強い**言葉", by=SATO)
    assert told(made.pk, "note_written") == [{"text": "見出し 強い言葉"}]
    edit_note(note.pk, "別の言葉", expected_version=1, by=SATO)
    assert told(made.pk, "note_written") == [{"text": "別の言葉"}]
    with pytest.raises(ChangedMeanwhile) as caught:
        edit_note(note.pk, "三つ目", expected_version=1, by=SATO)
    assert (caught.value.current, caught.value.asked) == ({"body": "別の言葉"}, {"body": "三つ目"})


def test_notes_activities_and_files_come_and_go_with_their_facts() -> None:
    made = account()
    note = write_note(made.pk, "x", by=SATO)
    activity = log_activity(made.pk, CALL, by=SATO)
    file = add_file(made.pk, "議事録.txt", [b"minutes"], by=SATO)
    before = {entry.fact_id for entry in timeline(made.pk)}
    for archive, row in ((archive_note, note), (archive_activity, activity), (archive_file, file)):
        archive(row.pk, by=SATO)
    assert [rows(made.pk).count() for rows in (notes_of, activities_of, files_of)] == [0, 0, 0]
    assert len(before) - timeline(made.pk).count() == 3
    for restore, row in ((restore_note, note), (restore_activity, activity), (restore_file, file)):
        restore(row.pk, by=SATO)
    assert {entry.fact_id for entry in timeline(made.pk)} == before


def test_an_empty_note_is_refused() -> None:
    made = account()
    for body in ("", "  \n", "\x00", "x" * 50_001):
        with pytest.raises(InputError):
            write_note(made.pk, body, by=SATO)


def test_an_activity_says_who_was_there_and_what_comes_next() -> None:
    made = account()
    person = create_contact(made.pk, {"name": "大西 正樹", "person_key": "u-1"}, by=SATO)
    activity = log_activity(made.pk, {**CALL, "contacts": [str(person.pk)]}, by=SATO)
    entry = timeline(made.pk).get(type="accounts.activity_held")
    assert (entry.person, entry.occurred_at) == ("u-1", datetime(2026, 11, 20, 7, 20, tzinfo=UTC))
    assert entry.payload == {
        "kind": "call", "topic": "第2工場の件", "side_of": "us", "participants": ["大西 正樹"], "minutes": 18,
        "outcome": "班長が異動", "next_step": "操作説明",
    }  # fmt: skip
    edit_activity(activity.pk, {**CALL, "kind": "meeting"}, expected_version=1, by=SATO)
    assert [row["side_of"] for row in told(made.pk, "activity_held")] == ["both"]
    with pytest.raises(ChangedMeanwhile):
        edit_activity(activity.pk, CALL, expected_version=1, by=SATO)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "fax"}, "kind"), ({"kind": ""}, "kind"), ({"topic": ""}, "topic"),
        ({"occurred_at": "2026-11-20T16:20"}, "occurred_at"), ({"occurred_at": "soon"}, "occurred_at"),
        ({"minutes": 1441}, "minutes"), ({"side": "nobody"}, "side"), ({"contacts": ["x"]}, "contacts"),
        ({"contacts": 5}, "contacts"), ({"by_label": "x"}, "by_label"),
    ],
)  # fmt: skip
def test_an_activity_that_cannot_be_is_refused(change: dict[str, Any], field: str) -> None:
    made = account()
    with pytest.raises(InputError) as caught:
        log_activity(made.pk, {**CALL, **change}, by=SATO)
    assert caught.value.field == field


def test_t01_people_of_another_account_cannot_take_part() -> None:
    made, other = account(), account("別の会社")
    stranger = create_contact(other.pk, {"name": "誰か"}, by=SATO)
    with pytest.raises(NotFound):
        log_activity(made.pk, {**CALL, "contacts": [str(stranger.pk)]}, by=SATO)


def test_t10_a_file_lies_under_a_random_name_and_is_what_its_bytes_say() -> None:
    made = account()
    file = add_file(made.pk, "../../etc/\u202epasswd\x00.png", [b"<svg onload=", b"alert(1)>"], by=SATO)
    assert (file.name, file.content_type, file.size) == ("passwd.png", "text/plain; charset=utf-8", 21)
    assert file.sha256 == hashlib.sha256(b"<svg onload=alert(1)>").hexdigest()
    with open_kept(file.key) as kept:
        assert kept.read() == b"<svg onload=alert(1)>"


def test_t65_a_file_that_is_refused_leaves_nothing_behind() -> None:
    made = account()

    def broken() -> Any:
        yield b"half"
        raise OSError("the line broke")

    folder = Path(settings.BANSO_HOME) / "files" / str(made.workspace_id)
    before = {path for path in folder.rglob("*") if path.is_file()}
    for chunks, error in (([], InputError), ([b"x" * (MAX_FILE + 1)], InputError), (broken(), OSError)):
        with pytest.raises(error):
            add_file(made.pk, "a.txt", chunks, by=SATO)
    assert {path for path in folder.rglob("*") if path.is_file()} == before
    assert File.objects.count() == 0


def test_t10_the_files_of_another_workspace_are_not_found() -> None:
    file = add_file(account().pk, "a.txt", [b"x"], by=SATO)
    with scope(workspace=create_workspace("other", name="Other", by=SYSTEM)):
        with pytest.raises(NotFound):
            open_kept(file.key)
        with pytest.raises(NotFound):
            archive_file(file.pk, by=SATO)
        with pytest.raises(NotFound):
            write_note(file.account_id, "x", by=SATO)
    for key in ("../../secret_key", "", "x" * 40):
        with pytest.raises(NotFound):
            open_kept(key)


def test_a_contact_who_leaves_is_known_by_both_times_and_can_come_back() -> None:
    made = account()
    person = create_contact(made.pk, {"name": "西川", "title": "班長"}, by=SATO)
    with freeze(datetime(2026, 11, 19, tzinfo=UTC)):
        mark_contact_left(person.pk, on=date(2026, 10, 31), successor="野村", by=SATO)
    entry = timeline(made.pk).get(type="accounts.contact_left")
    assert (entry.occurred_at, entry.recorded_at) == (
        datetime(2026, 10, 30, 15, tzinfo=UTC),
        datetime(2026, 11, 19, tzinfo=UTC),
    )
    assert entry.payload == {"name": "西川", "job_title": "班長", "successor": "野村"}
    mark_contact_back(person.pk, by=SATO)
    assert told(made.pk, "contact_left") == []
    assert Contact.objects.get().left_on is None


def test_a_contact_changes_with_its_fact_and_is_archived_with_undo() -> None:
    made = account()
    person = create_contact(made.pk, {"name": "大西", "email": "O@Example.com"}, by=SATO)
    update_contact(person.pk, {"title": "工場長", "department": "第1工場"}, expected_version=1, by=SATO)
    assert told(made.pk, "contact_changed") == [
        {"name": "大西", "changes": "title: – → 工場長, department: – → 第1工場",
         "before": {"title": "", "department": ""}, "after": {"title": "工場長", "department": "第1工場"}}
    ]  # fmt: skip
    with pytest.raises(ChangedMeanwhile):
        update_contact(person.pk, {"title": "x"}, expected_version=1, by=SATO)
    archive_contact(person.pk, by=SATO)
    assert told(made.pk, "contact_added") == []
    restore_contact(person.pk, by=SATO)
    assert told(made.pk, "contact_added") == [
        {"name": "大西", "job_title": "工場長", "email": "o@example.com"}
    ]
