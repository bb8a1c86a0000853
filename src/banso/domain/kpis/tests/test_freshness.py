"""A kept answer is never older than the store: through the real ways in, with the real loader."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import transaction

from banso.domain.contracts.actions import upsert_lines
from banso.domain.contracts.tests.factories import account, row
from banso.domain.kpis.forms import read_periods
from banso.engine.journal.column import store
from banso.engine.journal.loader.run import Present, catch_up, rebuild
from banso.engine.journal.tests.holding import loading_elsewhere
from banso.engine.journal.usage.imports import ImportedUse, append_imported, cancel_imported
from banso.engine.metrics.ask import ask, rows
from banso.engine.metrics.question import Question
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze, now

ACME = UUID(int=0xAC)
pytestmark = pytest.mark.usefixtures("workspace", "column_store")


def mau() -> Question:
    return Question("mau", read_periods("2024-03", "", ""))


def bring(person: str, *, name: str) -> None:
    at = datetime(2024, 3, 5, 3, tzinfo=UTC)
    append_imported([ImportedUse(f"{person}-{name}", ACME, person, "opened", at)], name)


def people() -> tuple[int, int]:
    """How many the answer counts, and how many rows open beneath it."""
    return int(ask(mau()).last.value or 0), rows(mau()).total


def test_usage_that_comes_is_counted_though_no_fact_did() -> None:
    bring("ann", name="first")
    catch_up()
    assert people() == (1, 1)
    bring("bob", name="second")
    catch_up()
    assert people() == (2, 2)


def test_usage_that_is_taken_back_is_not_counted_any_more() -> None:
    with freeze(datetime(2024, 4, 1, tzinfo=UTC)):
        bring("ann", name="first")
        catch_up()
        assert people() == (1, 1)
    with transaction.atomic():
        cancel_imported("first")
    catch_up()
    assert people() == (0, 0)


def test_what_is_answered_while_the_store_is_loaded_again_is_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bring("ann", name="first")
    catch_up()
    seen: list[tuple[int, int]] = []
    command = store().command

    def watched(sql: str) -> None:
        command(sql)
        if sql == "TRUNCATE TABLE banso.sessions":
            seen.append(people())

    monkeypatch.setattr(store(), "command", watched)
    rebuild("usage")
    assert (seen, people()) == ([(0, 0)], (1, 1))


@pytest.mark.django_db(transaction=True)
def test_the_present_waits_for_what_was_just_recorded() -> None:
    upsert_lines([row("S1", account("今記録した会社"), "100", "2024-01-01")], by=SYSTEM)
    assert ask(Question("mrr", read_periods("2024-03", "", ""))).last.value == Decimal(100)


@pytest.mark.django_db(transaction=True)
def test_the_present_is_the_moment_before_the_first_fact_that_could_not_be_loaded() -> None:
    known = datetime(2024, 4, 10, tzinfo=UTC)
    with freeze(known):
        upsert_lines([row("S1", account("記録した会社"), "100", "2024-01-01")], by=SYSTEM)
    present = Present(patience=0.1)
    with loading_elsewhere():
        assert present.moment() == known - timedelta(microseconds=1)
    catch_up()
    before = now()
    assert present.moment() >= before
