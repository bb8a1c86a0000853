"""The views answer as it was known at a moment, for one workspace."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from banso.engine.journal.column import ColumnStore, schema
from banso.engine.journal.column.errors import ColumnError

WORKSPACE, OTHER = UUID(int=1), UUID(int=2)
ACME, BETA, GAMMA = UUID(int=11), UUID(int=12), UUID(int=13)
START = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
MOMENT = "as_of = {as_of:DateTime64(6, 'UTC')}"
MERGES = (
    "only = {only:Array(UUID)}, "
    "merged_from = {merged_from:Array(UUID)}, merged_into = {merged_into:Array(UUID)}"
)


def fact(fact_id: UUID, version: int, *, learned: datetime, **other: Any) -> list[Any]:
    row: dict[str, Any] = {
        "workspace": WORKSPACE,
        "type": "deals.deal_won",
        "fact": fact_id,
        "version": version,
        "seq": version,
        "account": ACME,
        "person": "",
        "subject": "",
        "actor": "person:1",
        "occurred_at": START,
        "recorded_at": learned,
        "retracted": 0,
        "payload": "{}",
    }
    return [(row | other)[name] for name in schema.FACTS.names]


def event(number: int, *, learned: datetime, **other: Any) -> list[Any]:
    row: dict[str, Any] = {
        "workspace": WORKSPACE,
        "account": ACME,
        "person": "sato",
        "kind": "track",
        "name": "Report opened",
        "message_id": str(number),
        "occurred_at": START,
        "recorded_at": learned,
        "day": START.date(),
        "sign": 1,
        "properties": "{}",
        "source": "key:1",
        "seq": number,
    }
    return [(row | other)[name] for name in schema.USAGE.names]


def add(store: ColumnStore, table: schema.Table, rows: list[list[Any]], token: str = "") -> None:
    store.insert(table.name, table.names, rows, token=token or str(uuid4()), types=table.types)


def facts(store: ColumnStore, as_of: datetime, *types: str, workspace: UUID = WORKSPACE) -> list[Any]:
    view = "banso.facts_of(workspace = {workspace:UUID}, " + MOMENT + ", types = {types:Array(String)})"
    wanted = {"workspace": workspace, "as_of": as_of, "types": list(types or ["deals.deal_won"])}
    found = store.ask(f"SELECT fact, version, payload FROM {view} ORDER BY fact", wanted)
    return [tuple(row) for row in found.rows]


def read(
    store: ColumnStore,
    what: str,
    view: str,
    as_of: datetime,
    merges: dict[UUID, UUID] | None = None,
    *,
    only: list[UUID] | None = None,
) -> list[Any]:
    merges = merges or {}
    wanted = {
        "workspace": WORKSPACE,
        "as_of": as_of,
        "only": only or [],
        "merged_from": list(merges),
        "merged_into": list(merges.values()),
    }
    source = f"banso.{view}(workspace = {{workspace:UUID}}, {MOMENT}, {MERGES})"
    text = f"SELECT {what} FROM {source} GROUP BY ALL ORDER BY ALL"
    return [tuple(row) for row in store.ask(text, wanted).rows]


def test_a_fact_is_the_version_that_was_known(column_store: ColumnStore) -> None:
    won = uuid4()
    add(
        column_store,
        schema.FACTS,
        [
            fact(won, 1, learned=START, payload='{"amount":"100"}'),
            fact(won, 2, learned=START + timedelta(days=1), payload='{"amount":"120"}'),
        ],
    )

    assert facts(column_store, START - timedelta(microseconds=1)) == []
    assert facts(column_store, START) == [(won, 1, '{"amount":"100"}')]
    assert facts(column_store, START + timedelta(days=1, microseconds=-1)) == [(won, 1, '{"amount":"100"}')]
    assert facts(column_store, START + timedelta(days=1)) == [(won, 2, '{"amount":"120"}')]


def test_a_retracted_fact_stands_until_its_retraction_was_known(column_store: ColumnStore) -> None:
    won = uuid4()
    retraction = START + timedelta(days=3)
    add(column_store, schema.FACTS, [fact(won, 1, learned=START)])
    add(column_store, schema.FACTS, [fact(won, 2, learned=retraction, retracted=1)])

    assert facts(column_store, retraction - timedelta(microseconds=1)) == [(won, 1, "{}")]
    assert facts(column_store, retraction) == []


def test_a_retracted_fact_that_is_recorded_again_is_back(column_store: ColumnStore) -> None:
    won = uuid4()
    learned = [START + timedelta(days=day) for day in range(3)]
    add(
        column_store,
        schema.FACTS,
        [fact(won, day + 1, learned=learned[day], retracted=int(day == 1)) for day in range(3)],
    )

    assert facts(column_store, learned[1]) == []
    assert facts(column_store, learned[2]) == [(won, 3, "{}")]


def test_facts_are_those_of_the_workspace_and_the_types(column_store: ColumnStore) -> None:
    ours, lost, theirs = UUID(int=1), UUID(int=2), UUID(int=3)
    add(
        column_store,
        schema.FACTS,
        [
            fact(ours, 1, learned=START),
            fact(lost, 1, learned=START, type="deals.deal_lost"),
            fact(theirs, 1, learned=START, workspace=OTHER),
        ],
    )

    assert facts(column_store, START) == [(ours, 1, "{}")]
    assert facts(column_store, START, "deals.deal_won", "deals.deal_lost") == [
        (ours, 1, "{}"),
        (lost, 1, "{}"),
    ]
    assert facts(column_store, START, workspace=OTHER) == [(theirs, 1, "{}")]


@pytest.mark.parametrize("hours", [-1, 0, 1, 20.9, 21, 25, 44.99, 45, 71, 200])
def test_daily_usage_equals_the_events_known_at_any_moment(column_store: ColumnStore, hours: float) -> None:
    midnight = datetime(2026, 1, 3, tzinfo=UTC)
    rows = [
        event(number, learned=START + timedelta(hours=number), person=f"person {number % 3}")
        for number in range(72)
    ]
    rows.append(event(72, learned=midnight, person="at midnight"))
    rows.append(event(73, learned=midnight - timedelta(microseconds=1), person="before midnight"))
    add(column_store, schema.USAGE, rows)
    as_of = START + timedelta(hours=hours)

    daily = read(column_store, "person, sum(events)", "usage_daily_of", as_of)

    known = [row for row in rows if row[schema.USAGE.names.index("recorded_at")] <= as_of]
    counted: dict[str, int] = {}
    for row in known:
        counted[row[2]] = counted.get(row[2], 0) + 1
    assert daily == sorted(counted.items())
    assert read(column_store, "count()", "usage_of", as_of) == [(len(known),)]


def test_an_undone_import_is_gone_from_the_day_it_was_undone(column_store: ColumnStore) -> None:
    undone = START + timedelta(days=2)
    add(column_store, schema.USAGE, [event(1, learned=START), event(2, learned=START, person="suzuki")])
    add(column_store, schema.USAGE, [event(1, learned=undone, sign=-1)])

    before = read(column_store, "person, sum(events)", "usage_daily_of", undone - timedelta(microseconds=1))
    after = read(column_store, "person, sum(events)", "usage_daily_of", undone)

    assert before == [("sato", 1), ("suzuki", 1)]
    assert after == [("suzuki", 1)]


@pytest.mark.parametrize("minutes", [0, 1, 90, 24 * 60, 50 * 60])
def test_where_nothing_is_taken_back_the_shorter_way_says_the_same(
    column_store: ColumnStore, minutes: int
) -> None:
    later = START + timedelta(minutes=minutes)
    add(column_store, schema.USAGE, [event(number, learned=START) for number in range(3)])
    add(column_store, schema.USAGE, [event(9, learned=later, person="suzuki")])
    undone = later + timedelta(days=1)
    add(column_store, schema.USAGE, [event(9, learned=undone, person="suzuki", sign=-1)])

    def taken_back(as_of: datetime) -> int:
        asked = (
            f"SELECT count() FROM banso.taken_back_of(workspace = {{workspace:UUID}}, {MOMENT}, only = [])"
        )
        return int(column_store.ask(asked, {"workspace": WORKSPACE, "as_of": as_of}).one()[0])

    for as_of in (START, later, undone - timedelta(microseconds=1)):
        assert taken_back(as_of) == 0
        whole, short = (
            read(column_store, "person, sum(events)", view, as_of)
            for view in ("usage_daily_of", "usage_daily_kept_of")
        )
        assert whole == short != []
    for as_of in (undone, undone + timedelta(days=3)):
        assert taken_back(as_of) == 1


@pytest.mark.parametrize("minutes", [0, 1, 90, 24 * 60, 50 * 60])
def test_what_is_taken_back_in_part_leaves_the_rest(column_store: ColumnStore, minutes: int) -> None:
    later = START + timedelta(minutes=minutes)
    add(column_store, schema.USAGE, [event(number, learned=START) for number in range(5)])
    add(column_store, schema.USAGE, [event(number, learned=later, sign=-1) for number in range(2)])
    add(column_store, schema.USAGE, [event(9, learned=later, person="suzuki")])

    for as_of in (later, later + timedelta(days=3)):
        found = read(column_store, "person, sum(events), min(events) > 0", "usage_daily_of", as_of)
        assert found == [("sato", 3, True), ("suzuki", 1, True)]


@pytest.mark.parametrize("view", ["usage_of", "usage_daily_of"])
def test_usage_of_a_merged_account_is_its_successors(column_store: ColumnStore, view: str) -> None:
    add(column_store, schema.USAGE, [event(1, learned=START), event(2, learned=START, account=BETA)])
    later = START + timedelta(days=5)

    assert read(column_store, "account", view, later) == [(ACME,), (BETA,)]
    assert read(column_store, "account", view, later, {BETA: ACME}) == [(ACME,)]


def test_daily_usage_of_merged_accounts_is_added_up(column_store: ColumnStore) -> None:
    add(column_store, schema.USAGE, [event(1, learned=START), event(2, learned=START, account=BETA)])

    merged = read(
        column_store, "account, day, sum(events)", "usage_daily_of", START + timedelta(days=5), {BETA: ACME}
    )

    assert merged == [(ACME, date(2026, 1, 2), 2)]


def test_sessions_are_the_latest_version_known(column_store: ColumnStore) -> None:
    def spans(version: int, *seconds: int) -> list[Any]:
        starts = [START + timedelta(hours=number) for number in range(len(seconds))]
        stops = [start + timedelta(seconds=length) for start, length in zip(starts, seconds, strict=True)]
        learned = START + timedelta(days=version)
        return [WORKSPACE, ACME, "sato", START.date(), version, starts, stops, [2] * len(seconds), learned]

    add(column_store, schema.SESSIONS, [spans(1, 60), spans(2, 90, 30)])

    assert read(column_store, "seconds", "sessions_of", START) == []
    assert read(column_store, "seconds", "sessions_of", START + timedelta(days=1)) == [(60,)]
    assert read(column_store, "seconds, events", "sessions_of", START + timedelta(days=2)) == [
        (30, 2),
        (90, 2),
    ]
    moved = read(column_store, "account", "sessions_of", START + timedelta(days=2), {ACME: BETA})
    assert moved == [(BETA,)]


def test_migrating_again_does_nothing(column_store: ColumnStore) -> None:
    add(column_store, schema.FACTS, [fact(uuid4(), 1, learned=START)])

    assert schema.migrate(column_store) is False
    assert column_store.inspect("SELECT count() FROM banso.facts").one() == (1,)


def test_an_older_banso_leaves_a_newer_store_alone(column_store: ColumnStore) -> None:
    column_store.command("INSERT INTO banso.schema_steps SELECT 99, 'later', now()")
    try:
        with pytest.raises(ColumnError, match="has schema 99, this Banso knows 1"):
            schema.migrate(column_store)
    finally:
        column_store.command(
            "ALTER TABLE banso.schema_steps DELETE WHERE version = 99 SETTINGS mutations_sync = 1"
        )


def test_an_emptied_table_takes_an_old_token_again(column_store: ColumnStore) -> None:
    row = fact(uuid4(), 1, learned=START)
    add(column_store, schema.FACTS, [row], token="once")
    schema.empty(column_store)

    add(column_store, schema.FACTS, [row], token="once")

    assert column_store.inspect("SELECT count() FROM banso.facts").one() == (1,)


@pytest.mark.parametrize("view", ["usage_of", "usage_daily_of", "usage_daily_kept_of"])
def test_only_some_accounts_are_read_under_the_names_of_before_a_merge(
    column_store: ColumnStore, view: str
) -> None:
    for number, account in enumerate((ACME, BETA, GAMMA)):
        add(column_store, schema.USAGE, [event(number, learned=START, account=account)])

    known = START + timedelta(days=1)
    assert read(column_store, "account", view, known, only=[BETA]) == [(BETA,)]
    assert read(column_store, "account", view, known, {ACME: BETA}, only=[ACME, BETA]) == [(BETA,)]
    assert read(column_store, "account", view, known) == [(ACME,), (BETA,), (GAMMA,)]
