"""A figure that became another one: who and what made it so, whatever it was, and when it holds again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from banso.domain.accounts.actions import create_account, update_account
from banso.domain.accounts.actions.merging import merge_accounts
from banso.domain.contracts.actions import CostRow, set_margin, upsert_costs, upsert_lines
from banso.domain.contracts.tests.factories import account, day, row
from banso.domain.kpis.actions import check_figures, publish_figure
from banso.domain.kpis.forms import read_periods
from banso.domain.kpis.queries import publications_of, restatement
from banso.domain.workspaces.tests.factories import signed_in
from banso.engine.journal.column import ColumnStore
from banso.engine.journal.usage.imports import ImportedUse, append_imported, cancel_imported
from banso.engine.metrics.models import Publication, Restatement
from banso.engine.metrics.question import Question
from banso.integrations.files.models import ImportRun
from banso.kit.actor import SYSTEM, Actor
from banso.kit.clock import freeze
from banso.kit.errors import Conflict
from banso.kit.periods import Period, parse_period
from banso.kit.tenancy import Tenant, current_workspace_id

SATO = Actor("person", "1", "佐藤 美咲")
APRIL = datetime(2024, 4, 10, tzinfo=UTC)


@contextmanager
def later(days: int) -> Iterator[None]:
    with freeze(APRIL + timedelta(days=days)):
        yield


def publish(slug: str, variant: str = "") -> Publication:
    with later(0):
        return publish_figure(Question(slug, read_periods("2024-03", "", ""), variant), by=SATO)


def learned(restated: Restatement) -> list[tuple[str, str, str]]:
    """Every row's facts as type, actor and source."""
    return [
        (each["type"], each["actor"], each["source"]) for row in restated.changes for each in row["facts"]
    ]


@pytest.fixture
def customer(workspace: Tenant, column_store: ColumnStore) -> UUID:  # noqa: ARG001 - opens and empties
    with later(0):
        one = create_account({"name": "北浜製作所"}, by=SYSTEM).pk
        upsert_lines([row("S1", one, "100", "2024-01-01")], by=SYSTEM)
        set_margin(Decimal("0.8"), valid_from=day("2024-01-01"), by=SYSTEM)
        upsert_costs([CostRow(day("2024-03-01"), "sales", Decimal(50), "JPY", "c1")], by=SYSTEM)
    return one


@pytest.mark.usefixtures("customer")
def test_a_margin_is_nobody_s_and_its_change_is_named() -> None:
    publish("gross_margin")
    with later(1):
        set_margin(Decimal("0.7"), valid_from=day("2024-01-01"), by=SATO)
        (restated,) = check_figures()
    assert (restated.old_value, restated.new_value) == (Decimal("0.8"), Decimal("0.7"))
    assert learned(restated) == [("contracts.margin_set", "佐藤 美咲", "")]


@pytest.mark.usefixtures("customer")
def test_a_formula_s_change_is_named_through_its_parts() -> None:
    with later(0):
        upsert_lines([row("S2", account("三月から"), "100", "2024-03-01")], by=SYSTEM)
    publish("cac")
    with later(1):
        upsert_costs([CostRow(day("2024-03-01"), "sales", Decimal(90), "JPY", "c1")], by=SATO)
        (restated,) = check_figures()
    assert learned(restated) == [("contracts.cost_entered", "佐藤 美咲", "")]


def use(customer: UUID, person: str) -> ImportedUse:
    return ImportedUse(person, customer, person, "opened", datetime(2024, 3, 5, 3, tzinfo=UTC))


def test_usage_names_its_import_and_whose_it_was(customer: UUID) -> None:
    with later(0):
        append_imported([use(customer, "ann")], "first")
    publish("mau")
    with later(1):
        run = ImportRun.objects.create(
            workspace_id=current_workspace_id(), kind="usage", file_name="三月.csv", file_size=1, sha256="",
            by_id="1", by_label="佐藤 美咲",
        )  # fmt: skip
        append_imported([use(customer, "bob"), use(customer, "cid")], run.pk)
        (restated,) = check_figures()
    assert (restated.old_value, restated.new_value) == (Decimal(1), Decimal(3))
    assert learned(restated) == [("usage", "佐藤 美咲", f"import:{run.pk}")] * 2
    told = restated.changes[0]["facts"][0]["payload"]
    assert (told["person"], told["events"], told["name"], len(told["entries"])) == ("bob", 1, "三月.csv", 2)
    page = signed_in("aki@harunire.example", "owner", language="en").get(
        f"/w/harunire/kpis/published/{restated.publication_id}/"
    )
    assert "Usage of the import “三月.csv” (佐藤 美咲)" in page.content.decode()
    with later(2), transaction.atomic():
        cancel_imported(run.pk)
    with later(3):
        (again,) = check_figures()
    assert (again.holds_again, {each["retracted"] for row in again.changes for each in row["facts"]}) == (
        True,
        {True},
    )


def test_the_flag_that_keeps_an_account_out_is_named(customer: UUID) -> None:
    publish("mrr")
    with later(1):
        update_account(customer, {"industry": "製造"}, by=SYSTEM)
        update_account(customer, {"internal": True}, by=SATO)
        (restated,) = check_figures()
    assert (restated.old_value, restated.new_value) == (Decimal(100), Decimal(0))
    assert learned(restated) == [("accounts.account_described", "佐藤 美咲", "")]


def test_a_merge_is_named_from_both_sides(customer: UUID) -> None:
    with later(0):
        other = create_account({"name": "松葉工務店"}, by=SYSTEM).pk
        append_imported([use(customer, "ann"), use(other, "eve")], "first")
    published = publish("mau")
    assert published.value == 2
    with later(1):
        merge_accounts(customer, other, by=SATO)
        (restated,) = check_figures()
    assert restated.new_value == 2
    facts: list[dict[str, Any]] = [each for row in restated.changes for each in row["facts"]]
    assert [(each["type"], each["actor"]) for each in facts] == [
        ("accounts.accounts_merged", "佐藤 美咲")
    ] * 2


def test_each_new_value_is_told_and_the_published_one_when_it_returns(customer: UUID) -> None:
    published = publish("mrr")
    told = []
    for number, amount in enumerate(("150", "150", "170", "150", "100", "100"), start=1):
        with later(number):
            upsert_lines([row("S1", customer, amount, "2024-01-01")], by=SATO)
            told.append([(int(each.new_value or 0), each.holds_again) for each in check_figures()])
    assert told == [[(150, False)], [], [(170, False)], [(150, False)], [(100, True)], []]
    published.refresh_from_db()
    assert (restatement(published), published.value) == (None, Decimal(100))
    last = published.restatements.first()
    assert last is not None
    ((change,),) = [last.changes]
    assert (change["old"][0], change["new"][0]) == ("150", "100")
    assert {each["actor"] for each in change["facts"]} == {"佐藤 美咲"}


def test_the_page_says_that_it_holds_again(customer: UUID) -> None:
    published = publish("mrr")
    for number, amount in enumerate(("150", "100"), start=1):
        with later(number):
            upsert_lines([row("S1", customer, amount, "2024-01-01")], by=SATO)
            check_figures()
    client: Client = signed_in("aki@harunire.example", "owner", language="en")
    page = client.get(f"/w/harunire/kpis/published/{published.pk}/").content.decode()
    assert page.count("It is the published number again.") == 1
    assert "unchanged" in client.get("/w/harunire/kpis/published/").content.decode()


@pytest.mark.usefixtures("customer")
def test_a_published_figure_is_known_by_its_days() -> None:
    published = publish("mrr")
    month = parse_period("2024-03")
    renamed = Period(month.start, month.end, month.grain, "another label")
    assert publications_of("mrr", "end", renamed) == [published]
    other = Period(day("2023-03-01"), day("2023-04-01"), month.grain, month.label)
    assert publications_of("mrr", "end", other) == []
    with later(1), pytest.raises(Conflict):
        publish_figure(Question("mrr", (renamed,)), by=SATO)
    assert Publication.objects.count() == 1
