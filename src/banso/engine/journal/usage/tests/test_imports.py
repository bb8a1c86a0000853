"""Usage from files, and its undoing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from banso.engine.journal.usage.imports import (
    ImportedUse,
    append_imported,
    cancel_imported,
    withdraw_imported,
)
from banso.engine.journal.usage.tests.loading import ACME, NOON, Loading, minutes, track
from banso.kit.clock import freeze


def use(number: int, *, minute: int = 0) -> ImportedUse:
    return ImportedUse(
        str(number), ACME, "p1", f"feature {number}", NOON - timedelta(days=400) + timedelta(minutes=minute)
    )


def bring(*rows: ImportedUse, name: str, at: float) -> None:
    with freeze(minutes(at)):
        append_imported(rows, name)


def undo(name: str, *, at: float) -> None:
    with freeze(minutes(at)), transaction.atomic():
        cancel_imported(name)


def test_the_same_file_twice_counts_once(loading: Loading) -> None:
    bring(use(1), use(2), name="first", at=1)
    bring(use(1), use(2), use(3), name="second", at=2)
    loading.load()
    assert loading.rows("name, source, account") == [
        ("feature 1", "import:first", ACME),
        ("feature 2", "import:first", ACME),
        ("feature 3", "import:second", ACME),
    ]


def test_undoing_takes_back_from_now_on_and_the_file_may_come_again(loading: Loading) -> None:
    bring(use(1), use(2, minute=1), name="first", at=1)
    bring(use(3, minute=2), name="second", at=2)
    loading.load()
    assert loading.sessions() == [("p1", 120, 3)]
    undo("first", at=3)
    loading.load()
    assert loading.rows("name, source") == [("feature 3", "import:second")]
    assert loading.sessions() == [("p1", 0, 1)]
    assert [row[0] for row in loading.rows("name, source", as_of=2.5)] == [
        "feature 1",
        "feature 2",
        "feature 3",
    ]
    assert loading.sessions(as_of=2.5) == [("p1", 120, 3)]
    bring(use(1), name="third", at=4)
    loading.load()
    assert {row[0] for row in loading.rows("name, source")} == {"feature 3", "feature 1"}
    assert loading.source.verify() == []


def test_an_undoing_speaks_of_what_came_before_it_alone(loading: Loading) -> None:
    bring(use(1), name="first", at=1)
    undo("first", at=2)
    bring(use(1), name="again", at=3)
    loading.send(track("a", context={"groupId": "acme"}), at=4)
    loading.bind("acme", ACME, at=4)
    loading.load()
    wanted = [("feature 1", "import:again"), ("a", "")]
    assert loading.rows("name, source") == wanted
    before = loading.sessions()
    loading.source.rebuild()
    loading.load()
    assert loading.rows("name, source") == wanted
    assert loading.sessions() == before


def correct(*rows: ImportedUse, name: str, at: float) -> None:
    with freeze(minutes(at)), transaction.atomic():
        withdraw_imported([row.id for row in rows], name)
        append_imported(rows, name)


def test_a_correction_stands_in_the_place_of_what_it_corrects(loading: Loading) -> None:
    bring(use(1), use(2, minute=1), name="first", at=1)
    loading.bind("acme", ACME)
    loading.send({**track("a", context={"groupId": "acme"}), "messageId": "1"}, at=1)
    loading.load()
    correct(replace(use(1, minute=50), person="p2", version=2), name="second", at=2)
    loading.load()
    wanted = [("feature 2", "import:first"), ("feature 1", "import:second"), ("a", "")]
    assert loading.rows("name, source") == wanted
    assert [row[0] for row in loading.sessions()] == ["p1", "p2", "u1"]
    assert loading.rows("name, source", as_of=1.5)[:2] == [
        ("feature 1", "import:first"), ("feature 2", "import:first"),
    ]  # fmt: skip
    assert loading.sessions(as_of=1.5)[0] == ("p1", 60, 2)
    assert loading.source.verify() == []
    before = loading.sessions()
    loading.source.rebuild()
    loading.load()
    assert (loading.rows("name, source"), loading.sessions()) == (wanted, before)
    assert loading.source.verify() == []


@pytest.mark.parametrize("loaded", [True, False])
def test_undoing_a_correction_lets_what_it_corrected_stand_again(loading: Loading, *, loaded: bool) -> None:
    bring(use(1), use(2, minute=1), name="first", at=1)
    correct(replace(use(1, minute=50), version=2), name="second", at=2)
    if loaded:
        loading.load()
    undo("second", at=3)
    loading.load()
    assert loading.rows("name, source") == [("feature 1", "import:first"), ("feature 2", "import:first")]
    assert loading.sessions() == [("p1", 60, 2)]
    assert loading.rows("name, source", as_of=2.5)[-1] == ("feature 1", "import:second")
    correct(replace(use(1, minute=70), version=2), name="third", at=4)
    loading.load()
    assert loading.rows("name, source") == [("feature 2", "import:first"), ("feature 1", "import:third")]
    assert loading.source.verify() == []
    before = loading.sessions()
    loading.source.rebuild()
    loading.load()
    assert loading.sessions() == before


def test_a_large_correction_goes_through(loading: Loading) -> None:
    rows = [replace(use(number), id=f"利用記録-2026-11-{number:06d}") for number in range(1_500)]
    bring(*rows, name="first", at=1)
    correct(*(replace(row, name="corrected", version=2) for row in rows), name="second", at=2)
    loading.load()
    assert loading.rows("name, source") == [("corrected", "import:second", 1_500)]
    undo("second", at=3)
    loading.load()
    assert {row[-1] for row in loading.rows("source, name")} == {"feature 1"} | {
        f"feature {number}" for number in range(1_500)
    }


def test_another_correction_after_one_that_was_lost(loading: Loading) -> None:
    bring(use(1), name="first", at=1)
    bring(replace(use(1), name="lost", version=2), name="second", at=2)
    correct(replace(use(1), name="mended", version=2), name="third", at=3)
    loading.load()
    assert loading.rows("name, source") == [("mended", "import:third")]


def test_a_correction_whose_transaction_was_lost_is_made_once(loading: Loading) -> None:
    bring(use(1), name="first", at=1)
    late = replace(use(1, minute=50), version=2)
    bring(late, name="second", at=2)
    loading.load()
    correct(late, name="second", at=3)
    loading.load()
    assert loading.rows("name, source") == [("feature 1", "import:second")]
    assert loading.sessions() == [("p1", 0, 1)]


def test_undoing_twice_takes_back_once(loading: Loading) -> None:
    bring(use(1), use(2), name="first", at=1)
    loading.load()
    undo("first", at=2)
    undo("first", at=3)
    loading.load()
    assert loading.rows() == []
    assert loading.source.verify() == []
