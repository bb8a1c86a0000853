"""A workspace that reports in another currency, or in another zone: answers afterwards, and as of before."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client

from banso.domain.contracts.actions import CostRow, set_line, set_rate, upsert_costs
from banso.domain.contracts.facts import LedgersRestated, MrrMoved
from banso.domain.contracts.queries import currency_at
from banso.domain.contracts.tests.factories import account, day, facts, row
from banso.domain.kpis.forms import read_periods
from banso.domain.workspaces.models import Workspace
from banso.domain.workspaces.tests.factories import signed_in
from banso.engine.journal.loader.run import catch_up, verify
from banso.engine.journal.models import JournalEntry, ReactionCursor
from banso.engine.journal.reactions import react
from banso.engine.journal.usage.imports import ImportedUse, append_imported
from banso.engine.metrics.ask import ask
from banso.engine.metrics.question import Question
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.tenancy import scope

pytestmark = pytest.mark.usefixtures("workspace", "column_store")
BEFORE, CHANGE = datetime(2024, 6, 1, tzinfo=UTC), datetime(2024, 7, 1, tzinfo=UTC)
FOLLOWED, AFTER = CHANGE + timedelta(minutes=5), CHANGE + timedelta(minutes=10)
# A quarter to midnight in Tokyo, and so in the morning of the same day in New York; ten hours later the day
# in Tokyo is the next one already.
LATE, EARLY = datetime(2024, 5, 20, 14, 45, tzinfo=UTC), datetime(2024, 5, 21, 0, 45, tzinfo=UTC)
SETTINGS = {
    "name": "ハルニレ", "language": "ja", "timezone": "Asia/Tokyo", "currency": "JPY", "fiscal_start": "4",
    "week_start": "1",
}  # fmt: skip


def change(client: Client, **settings: str) -> int:
    with freeze(CHANGE):
        return client.post("/w/harunire/settings/workspace/change/", {**SETTINGS, **settings}).status_code


def value(slug: str, period: str, as_of: datetime | None = None) -> Decimal | None:
    return ask(Question(slug, read_periods(period, "", ""), as_of=as_of)).last.value


@contextmanager
def followed() -> Iterator[None]:
    """Inside the workspace as it is now, when the worker has come to the end of its work."""
    with freeze(FOLLOWED):
        react()
    catch_up()
    with scope(workspace=Workspace.objects.get()), freeze(AFTER):
        yield


@pytest.fixture
def company() -> UUID:
    with freeze(BEFORE):
        one = account("北浜製作所")
        set_rate("USD", day=day("2024-01-01"), rate=Decimal(150), by=SYSTEM)
        set_line(row("S1", one, "15000", "2024-02-01"), by=SYSTEM)
        set_line(row("S2", one, "10", "2024-03-01", product="Chat", currency="USD"), by=SYSTEM)
        upsert_costs([CostRow(day("2024-03-01"), "sales", Decimal(3000), "JPY", "c1")], by=SYSTEM)
        append_imported(
            [ImportedUse("1", one, "p1", "a", LATE), ImportedUse("2", one, "p2", "a", EARLY)], "x"
        )
    return one


@pytest.fixture
def owner(company: UUID) -> Client:  # noqa: ARG001 - is there before
    return signed_in("aki@harunire.example", "owner")


def test_every_amount_is_told_in_the_new_currency_and_as_of_before_in_the_old(owner: Client) -> None:
    with freeze(BEFORE):
        set_rate("JPY", day=day("2024-02-01"), rate=Decimal("0.01"), by=SYSTEM, into="USD")
    assert change(owner, currency="USD") == 302
    with followed():
        assert (currency_at(), value("mrr", "2024-05")) == ("USD", Decimal(160))
        assert value("new_mrr", "2024-02") == Decimal(150)
        for as_of in (BEFORE + timedelta(days=1), CHANGE + timedelta(minutes=1)):
            assert (currency_at(as_of), value("mrr", "2024-05", as_of)) == ("JPY", Decimal(16500))
        assert verify() == []


def test_the_request_computes_nothing(owner: Client) -> None:
    with freeze(BEFORE):
        set_rate("JPY", day=day("2024-02-01"), rate=Decimal("0.01"), by=SYSTEM, into="USD")
    change(owner, currency="USD")
    assert {each.payload["currency"] for each in facts(MrrMoved)} == {"JPY"}
    assert currency_at() == "JPY"


def test_costs_follow_the_currency(owner: Client) -> None:
    with freeze(BEFORE):
        set_rate("JPY", day=day("2024-02-01"), rate=Decimal("0.01"), by=SYSTEM, into="USD")
    change(owner, currency="USD")
    with followed():
        entry = JournalEntry.objects.filter(type="contracts.cost_entered").latest("version")
        assert (entry.payload["amount"], entry.payload["entered"]) == ("30", "3000")


def test_without_the_rates_the_currency_stays_and_the_page_says_which_are_missing(owner: Client) -> None:
    with freeze(CHANGE):
        body = owner.post("/w/harunire/settings/workspace/change/", {**SETTINGS, "currency": "USD"})
    assert body.status_code == 422
    assert "2024-02-01" in body.content.decode()
    assert Workspace.objects.get().currency == "JPY"
    assert facts(LedgersRestated) == []


def test_the_days_of_use_and_the_midnights_of_the_ledger_follow_the_zone(owner: Client) -> None:
    catch_up()
    assert (value("dau", "2024-05-20"), value("dau", "2024-05-21")) == (Decimal(1), Decimal(1))
    assert change(owner, timezone="America/New_York") == 302
    with followed():
        assert (value("dau", "2024-05-20"), value("dau", "2024-05-21")) == (Decimal(2), Decimal(0))
        as_of = CHANGE - timedelta(minutes=1)
        assert (value("dau", "2024-05-20", as_of), value("dau", "2024-05-21", as_of)) == (
            Decimal(1),
            Decimal(1),
        )
        midnights = [each.occurred_at for each in facts(MrrMoved)]
        assert midnights == [datetime(2024, 2, 1, 5, tzinfo=UTC), datetime(2024, 3, 1, 5, tzinfo=UTC)]
        assert [each.payload["day"] for each in facts(MrrMoved)] == ["2024-02-01", "2024-03-01"]
        assert (value("mrr", "2024-05"), value("mrr", "2024-05", as_of)) == (Decimal(16500), Decimal(16500))
        assert verify() == []


def test_answering_the_change_twice_changes_nothing(owner: Client) -> None:
    change(owner, timezone="America/New_York")
    with followed():
        count = JournalEntry.objects.count()
        ReactionCursor.objects.update(seq=0)
        react()
        assert JournalEntry.objects.count() == count


def test_another_name_restates_nothing(owner: Client) -> None:
    change(owner, name="ハルニレ商事")
    with followed():
        assert facts(LedgersRestated) == []


def test_amounts_on_pages_bear_the_currency_in_which_they_were_known(owner: Client) -> None:
    with freeze(BEFORE):
        set_rate("JPY", day=day("2024-02-01"), rate=Decimal("0.01"), by=SYSTEM, into="USD")
    change(owner, currency="USD")
    with followed():
        now = owner.get("/w/harunire/kpis/mrr/?period=2024-05").content.decode()
        then = owner.get("/w/harunire/kpis/mrr/?period=2024-05&as_of=2024-06-20").content.decode()
    assert ("16,500" in then, "16,500" in now) == (True, False)
