"""`banso journal`: its answers and its exit statuses."""

import json

import pytest
from django.db import transaction

from banso.domain.workspaces.models import Workspace
from banso.engine.journal import reactions
from banso.engine.journal.column import ColumnStore, store
from banso.engine.journal.loader.run import catch_up
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.record import record
from banso.engine.journal.tests.test_reactions import BellRang
from banso.engine.journal.usage.imports import ImportedUse, append_imported
from banso.engine.journal.usage.tests.loading import ACME, NOON
from banso.kit.actor import SYSTEM
from banso.kit.errors import Conflict
from banso.kit.words import Text
from banso.project.cli import main

pytestmark = pytest.mark.usefixtures("workspace")


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, object]:
    capsys.readouterr()
    status = main(["journal", *words, "--format", "json"])
    return status, json.loads(capsys.readouterr().out)


def usage_of(found: object) -> dict[str, object]:
    assert isinstance(found, list)
    return next(each for each in found if each["source"] == "usage")


@pytest.fixture
def one_event(workspace: object, column_store: ColumnStore) -> None:  # noqa: ARG001
    append_imported([ImportedUse("1", ACME, "p", "Seen", NOON)], "first")


@pytest.mark.usefixtures("one_event")
def test_status_before_and_after_loading(capsys: pytest.CaptureFixture[str]) -> None:
    status, before = answer(capsys, "status")
    assert (status, usage_of(before)["waiting"], usage_of(before)["loaded"]) == (0, 1, 0)
    catch_up()
    _, after = answer(capsys, "status")
    assert (usage_of(after)["waiting"], usage_of(after)["loaded"]) == (0, 1)
    assert usage_of(after)["lag_seconds"] == 0


@pytest.mark.usefixtures("one_event")
def test_verify_is_0_while_all_agree_and_1_when_not(capsys: pytest.CaptureFixture[str]) -> None:
    catch_up()
    assert answer(capsys, "verify") == (0, {"agree": True, "differences": []})
    store().command("TRUNCATE TABLE banso.usage")
    status, found = answer(capsys, "verify")
    assert status == 1
    assert isinstance(found, dict)
    assert {each["source"] for each in found["differences"]} == {"usage", "usage:daily"}


@pytest.mark.usefixtures("one_event")
def test_rebuild_mends(capsys: pytest.CaptureFixture[str]) -> None:
    catch_up()
    store().command("TRUNCATE TABLE banso.usage")
    assert main(["journal", "rebuild", "usage"]) == 0
    assert answer(capsys, "verify")[0] == 0
    assert store().inspect("SELECT count() FROM banso.usage").one()[0] == 1


def test_an_unknown_source_is_misuse(capsys: pytest.CaptureFixture[str], column_store: ColumnStore) -> None:
    assert column_store.reached()
    assert main(["journal", "rebuild", "usages"]) == 2
    assert "there is no source 'usages' (wanted: facts or usage)" in capsys.readouterr().err


def test_failed_reactions_are_listed_and_tried_again(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reactions, "_reactions", {})
    deaf = [True]

    @reactions.reaction("test.hear", BellRang, title=Text(en="Hear", ja="聞く"))
    def _hear(_entry: JournalEntry) -> None:
        if deaf:
            raise Conflict("too loud")

    assert answer(capsys, "reactions") == (0, [])
    with transaction.atomic():
        record(BellRang(account=ACME, occurred_at=NOON, name="x"), by=SYSTEM)
    reactions.react()
    status, found = answer(capsys, "reactions")
    assert isinstance(found, list)
    assert (status, [(each["workspace"], each["tries"], each["state"], each["error"]) for each in found]) == (
        1, [(workspace.slug, 1, "again", "too loud")],
    )  # fmt: skip
    deaf.clear()
    assert answer(capsys, "reactions", "--retry") == (0, [])
