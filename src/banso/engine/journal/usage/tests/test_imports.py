"""Usage from files, and its undoing."""

from datetime import timedelta

from django.db import transaction

from banso.engine.journal.usage.imports import ImportedUse, append_imported, cancel_imported
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


def test_undoing_twice_takes_back_once(loading: Loading) -> None:
    bring(use(1), use(2), name="first", at=1)
    loading.load()
    undo("first", at=2)
    undo("first", at=3)
    loading.load()
    assert loading.rows() == []
    assert loading.source.verify() == []
