"""What follows from facts: one that fails holds up nobody else, is tried again, and is given up at last."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction

from banso.domain.workspaces.tests.factories import other_workspace
from banso.engine.journal import reactions
from banso.engine.journal.fact import Fact, fact
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.reactions import TRIES, react, reaction, reaction_failures, try_again
from banso.engine.journal.record import record
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.errors import Conflict
from banso.kit.tenancy import current_workspace, scope, scopes_disabled
from banso.kit.words import Text

pytestmark = pytest.mark.usefixtures("workspace")
DAY = datetime(2026, 11, 20, tzinfo=UTC)
ONE, TWO = UUID(int=1), UUID(int=2)


@fact("reactions.bell_rang", title=Text(en="Bell rang", ja="鐘が鳴った"))
class BellRang(Fact, frozen=True, kw_only=True):
    name: str


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two reactions to a bell; the first cannot bear the bells whose name is in `deaf`."""
    said: list[str] = []
    monkeypatch.setattr(reactions, "_reactions", {})

    @reaction("test.first", BellRang, title=Text(en="Hear", ja="聞く"))
    def _first(entry: JournalEntry) -> None:
        said.append(f"first {current_workspace().slug} {entry.payload['name']}")
        if entry.payload["name"] in deaf:
            raise Conflict("too loud")

    @reaction("test.second", BellRang, title=Text(en="Hear too", ja="聞く"))
    def _second(entry: JournalEntry) -> None:
        said.append(f"second {current_workspace().slug} {entry.payload['name']}")

    deaf.clear()
    return said


deaf: set[str] = set()


def ring(name: str, account: UUID = ONE) -> None:
    with transaction.atomic():
        record(BellRang(account=account, occurred_at=DAY, name=name), by=SYSTEM)


def failures() -> list[tuple[str, int, str, bool]]:
    with scopes_disabled():
        return [
            (each.entry.payload["name"], each.tries, each.error, each.set_aside_at is not None)
            for each in reaction_failures()
        ]


def test_one_that_fails_holds_up_no_other_reaction_account_or_workspace(heard: list[str]) -> None:
    deaf.add("a")
    ring("a")
    ring("b", TWO)
    with scope(workspace=other_workspace()):
        ring("c")
    react()
    assert sorted(heard) == [
        "first harunire a", "first harunire b", "first keyaki c",
        "second harunire a", "second harunire b", "second keyaki c",
    ]  # fmt: skip
    assert failures() == [("a", 1, "too loud", False)]


def test_what_follows_for_the_same_account_keeps_its_place(heard: list[str]) -> None:
    deaf.add("a")
    with freeze(DAY):
        ring("a")
        ring("b")
        react()
    assert [each for each in heard if each.startswith("first")] == ["first harunire a"]
    assert failures() == [("a", 1, "too loud", False), ("b", 0, "", False)]
    deaf.clear()
    with freeze(DAY + timedelta(seconds=4)):
        assert react() == 0
    with freeze(DAY + timedelta(seconds=5)):
        react()
        react()
    assert [each for each in heard if each.startswith("first")] == [
        "first harunire a", "first harunire a", "first harunire b",
    ]  # fmt: skip
    assert failures() == []


def test_it_is_set_aside_at_last_and_lets_the_others_pass(heard: list[str]) -> None:
    deaf.add("a")
    ring("a")
    ring("b")
    at = DAY
    for _ in range(TRIES + 3):
        with freeze(at):
            react()
        at += timedelta(hours=8)
    assert failures() == [("a", TRIES, "too loud", True)]
    assert [each for each in heard if each.startswith("first")] == [
        *["first harunire a"] * TRIES, "first harunire b",
    ]  # fmt: skip
    deaf.clear()
    assert try_again() == 1
    assert react() == 1
    assert failures() == []


def test_another_workspace_is_not_tried_again(heard: list[str]) -> None:  # noqa: ARG001 - registers
    deaf.add("a")
    with scope(workspace=other_workspace()):
        ring("a")
        react()
    assert try_again() == 0
    assert list(reaction_failures()) == []
