"""The account's page as known on a past day: nothing of it may have been learned later."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from banso.domain.accounts.actions import (
    assign_role,
    create_contact,
    mark_contact_left,
    update_account,
    update_contact,
)
from banso.domain.accounts.tests.factories import SATO, member
from banso.domain.accounts.tests.pages import Town, furnish
from banso.domain.contracts.actions import upsert_lines
from banso.domain.contracts.tests.factories import row
from banso.engine.journal.column import ColumnStore
from banso.engine.journal.loader.run import catch_up
from banso.kit.clock import freeze

BEFORE, AFTER = datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def town(workspace: object, column_store: ColumnStore) -> Town:  # noqa: ARG001 - opened and emptied
    """Everything but the MRR is another after the tenth of November."""
    with freeze(BEFORE):
        town = furnish(SATO)
        upsert_lines([row("L-1", town.account, "100", "2026-01-01", seats=10, product="点検")], by=SATO)
    with freeze(AFTER):
        update_account(town.account, {"stage": "renewal", "tags": ["解約の恐れ"], "plan": "Pro"}, by=SATO)
        assign_role(town.account, "csm", name="新任 次郎", starts_on=date(2026, 11, 1), by=SATO)
        update_contact(town.contact, {"title": "本部長", "department": "本部"}, by=SATO)
        mark_contact_left(town.contact, on=date(2026, 10, 31), by=SATO)
        create_contact(town.account, {"name": "後から来た人"}, by=SATO)
        upsert_lines(
            [
                row("L-1", town.account, "100", "2026-01-01", "2026-12-01", seats=10, product="点検"),
                row("L-2", town.account, "70", "2026-10-01", seats=5, product="帳票"),
            ],
            by=SATO,
        )
        catch_up()
    return town


@pytest.fixture
def visitor(client: Client, town: Town) -> Client:  # noqa: ARG001 - the account is there first
    client.force_login(member("misaki@harunire.example", roles=("owner",)))
    return client


def shown(visitor: Client, town: Town, as_of: str) -> dict[str, Any]:
    with freeze(AFTER):
        context = visitor.get(f"/w/harunire/accounts/{town.account}/", {"as_of": as_of}).context
    return {
        "stage": context["stage"],
        "tags": list(context["tags"]),
        "plan": dict(context["attributes"]).get("プラン"),
        "csm": context["csm"].name if context["csm"] else None,
        "contacts": [(each.name, each.title, each.left_on) for each in context["contacts"]],
        "lines": [(line.product, line.ends_on) for line in context["pays"].lines],
        "seats": context["pays"].seats,
        "renews_in": context["renews_in"],
    }


def test_the_past_holds_nothing_that_was_learned_later(visitor: Client, town: Town) -> None:
    before = shown(visitor, town, "2026-11-10")
    assert before["tags"] == ["大口"]
    assert before["plan"] == "スタンダード"
    assert before["csm"] == "佐藤 美咲"
    assert before["lines"] == [("点検", None)]
    assert (before["seats"], before["renews_in"]) == (10, None)
    assert [each[:2] for each in before["contacts"]] == [("大西 正樹", "工場長"), ("西川 誠", "班長")]
    assert before["contacts"][0][2] is None


def test_what_the_facts_say_of_now_is_what_the_records_say(visitor: Client, town: Town) -> None:
    now = shown(visitor, town, "")
    assert now["csm"] == "新任 次郎"
    assert now["seats"] == 15
    assert shown(visitor, town, "2026-11-20 18:00") == now


def test_before_an_account_was_known_nothing_is_told_of_it(visitor: Client, town: Town) -> None:
    assert shown(visitor, town, "2026-10-01") == {
        "stage": "", "tags": [], "plan": None, "csm": None, "contacts": [], "lines": [], "seats": None,
        "renews_in": None,
    }  # fmt: skip


def test_what_facts_do_not_hold_is_told_apart(visitor: Client, town: Town) -> None:
    path = f"/w/harunire/accounts/{town.account}/"
    past = visitor.get(path, {"as_of": "2026-11-10"}).content.decode()
    assert past.count(">現在の内容<") == 4
    assert "現在の内容" not in visitor.get(path).content.decode()
