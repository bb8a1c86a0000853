"""The account's page: what it shows, how it filters, what it costs."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from banso.domain.accounts.actions import create_account, create_contact, mark_contact_left, update_account
from banso.domain.accounts.actions.records import write_note
from banso.domain.accounts.tests.factories import SATO, member
from banso.domain.accounts.tests.pages import Town, furnish
from banso.domain.onboarding.actions import (
    cancel_onboarding,
    move_kickoff,
    propose_onboarding,
    reopen_onboarding,
    save_template,
    start_onboarding,
)
from banso.domain.onboarding.tests.factories import PLAN
from banso.domain.promises.actions import make_promise
from banso.domain.promises.tests.factories import said
from banso.engine.journal.column import ColumnStore
from banso.engine.journal.queries import timeline
from banso.engine.journal.usage.tests.loading import NOON, Loading, group, track
from banso.kit.clock import freeze, now
from banso.screens.account360.queries import filed, happenings

HOME = "/w/harunire/accounts/"


@pytest.fixture
def town(workspace: object, column_store: ColumnStore) -> Town:  # noqa: ARG001 - opened and emptied
    return furnish(SATO)


@pytest.fixture
def visitor(client: Client, town: Town) -> Client:  # noqa: ARG001 - the account is there first
    client.force_login(member("misaki@harunire.example", roles=("owner",)))
    return client


def statements(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_page_takes_at_most_25_statements_however_much_there_is(visitor: Client, town: Town) -> None:
    path = f"{HOME}{town.account}/"
    make_promise(town.account, said(), by=SATO)
    before = statements(visitor, path)
    for number in range(30):
        write_note(town.account, f"メモ {number}", by=SATO)
        create_contact(town.account, {"name": f"人 {number}", "department": f"部署 {number}"}, by=SATO)
        create_account({"name": f"会社 {number}"}, by=SATO)
        make_promise(town.account, said(wording=f"約束 {number}"), by=SATO)
    assert statements(visitor, path) == before
    assert before <= 25


def test_what_came_with_a_fact_is_told_by_it_alone(visitor: Client, town: Town) -> None:
    template = {"name": "標準", "plan": PLAN, "rule": [{"kind": "tasks"}], "target_days": 20}
    made = save_template(None, template, by=SATO).pk
    values = {"name": "点検のデジタル化", "template_id": made}
    begun = propose_onboarding(town.account, values, by=SATO)
    path = f"{HOME}{town.account}/"
    before = filed(town.account, as_of=None)
    start_onboarding(begun.pk, now().date(), by=SATO)
    after = filed(town.account, as_of=None)
    assert after["work"] - before.get("work", 0) == 3
    assert after["onboarding"] - before["onboarding"] == 1
    told = [each.type for each in happenings(town.account, "", as_of=None)]
    assert len(told) == after[""]
    assert [told.count(each) for each in ("onboarding.started", "work.task_made")] == [1, 0]
    line = "ほか3件"
    assert visitor.get(path).content.decode().count(line) == 1
    tasks = visitor.get(f"{path}?group=work").content.decode()
    assert (tasks.count("タスクを作った"), line in tasks) == (3, False)
    started = timeline(town.account).get(type="onboarding.started")
    whole = visitor.get(f"{path}facts/{started.fact_id}/").content.decode()
    assert whole.count("タスクを作った") == 3
    task = timeline(town.account).filter(type="work.task_made").first()
    assert task is not None
    assert f"{path}facts/{started.fact_id}/" in visitor.get(f"{path}facts/{task.fact_id}/").content.decode()
    # Another day for the kick-off is one line, too, and so is calling it off and opening it again.
    acts: list[Callable[[], object]] = [
        lambda: move_kickoff(begun.pk, now().date() + timedelta(days=7), by=SATO),
        lambda: cancel_onboarding(begun.pk, "導入を見送るため", by=SATO),
        lambda: reopen_onboarding(begun.pk, "再開の連絡を受けたため", by=SATO),
    ]
    for act in acts:
        act()
        assert filed(town.account, as_of=None)[""] == after[""] + 1
        after = filed(town.account, as_of=None)


def test_the_list_takes_the_same_statements_however_much_there_is(visitor: Client) -> None:
    before = statements(visitor, HOME)
    for number in range(30):
        create_account({"name": f"会社 {number}", "tags": [f"札{number}"], "plan": f"P{number}"}, by=SATO)
    assert statements(visitor, HOME) == before


def test_the_time_line_is_filtered_and_goes_on(visitor: Client, town: Town) -> None:
    for number in range(50):
        write_note(town.account, f"メモ{number:02d}", by=SATO)
    page = visitor.get(f"{HOME}{town.account}/?group=conversation")
    shown = [row.line for stretch in page.context["stretches"] for row, _clock, _quiet in stretch.rows]
    assert len(shown) == 40
    assert page.context["facts"] == 53
    older = visitor.get(f"{HOME}{town.account}/{page.context['older']}", headers={"HX-Request": "true"})
    rest = [row.line for stretch in older.context["stretches"] for row, _clock, _quiet in stretch.rows]
    assert len(rest) == 13
    assert set(shown).isdisjoint({line for line in rest if line.startswith("メモ")})


def test_both_times_are_shown_where_they_differ(visitor: Client, town: Town) -> None:
    with freeze(datetime(2026, 11, 19, 3, tzinfo=UTC)):
        mark_contact_left(town.contact, on=date(2026, 10, 31), by=SATO)
    page = visitor.get(f"{HOME}{town.account}/?group=people").content.decode()
    assert "起きた日 10月31日 → 知った日 11月19日（19日後）" in page


def test_the_past_is_shown_as_it_was_known(visitor: Client, town: Town) -> None:
    with freeze(datetime(2027, 1, 10, tzinfo=UTC)):
        update_account(town.account, {"industry": "食品"}, by=SATO)
    assert "食品" in visitor.get(f"{HOME}{town.account}/").content.decode()
    before = visitor.get(f"{HOME}{town.account}/?as_of=2027-01-01")
    assert dict(before.context["attributes"])["業種"] == "製造業"
    none = visitor.get(f"{HOME}{town.account}/?as_of=2020-01-01")
    assert none.context["facts"] == 0


def test_a_fact_shows_every_version_and_what_changed(visitor: Client, town: Town) -> None:
    update_account(town.account, {"plan": "プレミアム"}, by=SATO)
    entry = timeline(town.account).get(type="accounts.account_described")
    page = visitor.get(f"{HOME}{town.account}/facts/{entry.fact_id}/")
    changes = [change for _, _, each in page.context["steps"] for change in each]
    assert ("plan", "スタンダード", "プレミアム") in changes
    assert visitor.get(f"{HOME}{town.other}/facts/{entry.fact_id}/").status_code == 404


def test_the_time_line_is_exported_as_it_is_filtered(visitor: Client, town: Town) -> None:
    response = visitor.get(f"{HOME}{town.account}/facts/export?group=conversation&format=csv")
    lines = b"".join(response).decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 4


@pytest.mark.parametrize(("role", "status"), [("sales", 200), ("support", 403), ("viewer", 403)])
def test_the_time_line_is_offered_as_a_file_to_those_who_may_have_it(
    client: Client, town: Town, role: str, status: int
) -> None:
    client.force_login(member(f"{role}@harunire.example", roles=(role,)))
    path = f"{HOME}{town.account}/"
    assert (f"{path}facts/export" in client.get(path).content.decode()) is (status == 200)
    answer = client.get(f"{path}facts/export")
    assert answer.status_code == status
    answer.close()


def test_the_chart_of_use_is_a_fragment(visitor: Client, town: Town) -> None:
    assert b"<svg" in visitor.get(f"{HOME}{town.account}/usage").content


def test_the_customers_rail_is_dashed_while_use_declines(visitor: Client, town: Town) -> None:
    """Ten weeks of two people, then none: what happens in the silence stands beside a dashed rail."""
    loading = Loading()
    loading.bind("K-1", town.account)
    for week in range(12, 2, -1):
        at = -week * 7 * 24 * 60
        for user in ("u1", "u2"):
            loading.send(group("K-1", user=user), track("Login", user=user, at=at), at=at)
    loading.load()
    for days in (70, 1):
        with freeze(NOON - timedelta(days=days)):
            write_note(town.account, f"{days} days before", by=SATO)
    with freeze(NOON):
        page = visitor.get(f"{HOME}{town.account}/?group=conversation")
    quiet = {row.at: dashed for each in page.context["stretches"] for row, _, dashed in each.rows}
    assert quiet[NOON - timedelta(days=1)] is True
    assert quiet[NOON - timedelta(days=70)] is False
    assert page.content.decode().count('class="rail quiet"') >= 3
    assert "から利用が減っています" in page.content.decode()
