"""The engine as a process: its door, its crashes, and two commands that share one."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from uuid import UUID, uuid4

import pytest

from banso.engine.journal.column import (
    BadQuestion,
    ColumnError,
    ColumnStore,
    NotWritten,
    Refused,
    Unavailable,
)
from banso.engine.journal.column.home import EngineHome, hold
from banso.engine.journal.column.limits import CEILING, Limits
from banso.engine.journal.column.local import LocalEngine, find, find_or_start
from banso.engine.journal.column.schema import USAGE
from banso.engine.journal.column.target import Target

START = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> EngineHome:
    return EngineHome(tmp_path)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[ColumnStore]:
    """A store with an engine of its own, which a test may mistreat."""
    made = ColumnStore(home=tmp_path)
    yield made
    made.close()


def events(count: int) -> list[list[Any]]:
    names = {"workspace": UUID(int=1), "account": UUID(int=2), "kind": "track", "name": "Opened", "sign": 1}
    times = {"occurred_at": START, "recorded_at": START, "day": START.date()}
    base = names | times | {"person": "p", "properties": "{}", "source": "s"}
    return [[({"message_id": str(n), "seq": n} | base)[name] for name in USAGE.names] for n in range(count)]


def count_of(store: ColumnStore) -> tuple[int, int]:
    found = store.inspect(
        "SELECT (SELECT count() FROM banso.usage), (SELECT sum(events) FROM banso.usage_daily)"
    )
    counted, summed = found.one()
    return counted, summed


def until(true: Callable[[], bool], *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def knock(
    home: EngineHome, *, user: str, secret: str, body: str = "SELECT 1", path: str = "/"
) -> tuple[int, str]:
    address = home.address()
    assert address is not None
    request = Request(f"http://{address.host}:{address.port}{path}", data=body.encode())
    request.add_header("X-ClickHouse-User", user)
    request.add_header("X-ClickHouse-Key", secret)
    try:
        with urlopen(request, timeout=10) as reply:  # noqa: S310 - loopback
            return reply.status, reply.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.headers["X-ClickHouse-Exception-Code"]


def test_values_come_back_as_they_went(column_store: ColumnStore) -> None:
    kinds = {
        "a": ("Int64", -(2**63)),
        "b": ("UInt64", 2**64 - 1),
        "c": ("String", "日本 'x' \\n \t\n\x00 %s {a:String}"),
        "d": ("UUID", uuid4()),
        "e": ("DateTime64(6, 'UTC')", START),
        "f": ("Date", date(1970, 1, 1)),
        "g": ("Decimal(38, 9)", Decimal("-12345678901234567890.123456789")),
        "h": ("Nullable(Float64)", None),
        "i": ("Array(String)", ["", "う\\'"]),
        "j": ("LowCardinality(String)", "plan"),
        "k": ("Array(DateTime64(6, 'UTC'))", [START]),
        "l": ("Bool", True),
    }
    body = ", ".join(f"{name} {kind}" for name, (kind, _) in kinds.items())
    column_store.command(f"CREATE OR REPLACE TABLE banso.kinds ({body}) ENGINE = Memory")
    values = [value for _, value in kinds.values()]
    column_store.insert("kinds", list(kinds), [values], token=str(uuid4()))

    (found,) = column_store.inspect("SELECT * FROM banso.kinds").rows
    column_store.command("DROP TABLE banso.kinds")

    assert list(found) == values
    asked = [f"{{{name}:{kind}}} AS {name}" for name, (kind, _) in kinds.items()]
    given = {name: value for name, (_, value) in kinds.items()}
    assert list(column_store.ask(f"SELECT {', '.join(asked)}", given).one()) == values


def test_an_empty_answer_still_has_its_columns(column_store: ColumnStore) -> None:
    found = column_store.ask("SELECT 1 AS one, 'x' AS two WHERE one = {number:UInt8} -- none", {"number": 2})

    assert (found.columns, list(found.rows)) == (("one", "two"), [])


def test_a_time_without_a_zone_is_refused(column_engine: ColumnStore) -> None:
    with pytest.raises(BadQuestion, match="want an aware one"):
        column_engine.ask("SELECT {at:DateTime64(6)}", {"at": START.replace(tzinfo=None)})


def test_t62_the_same_token_counts_once_in_the_rollup_too(column_store: ColumnStore) -> None:
    for _ in range(3):
        column_store.insert("usage", USAGE.names, events(50), token="batch 1", types=USAGE.types)
    assert count_of(column_store) == (50, 50)

    column_store.insert("usage", USAGE.names, events(50), token="batch 2", types=USAGE.types)
    assert count_of(column_store) == (100, 100)


def test_a_repeated_insert_mends_a_rollup_that_missed_it(column_store: ColumnStore) -> None:
    column_store.command("DETACH TABLE banso.usage_daily_feed")
    column_store.insert("usage", USAGE.names, events(50), token="torn", types=USAGE.types)
    column_store.command("ATTACH TABLE banso.usage_daily_feed")
    assert count_of(column_store) == (50, 0)

    column_store.insert("usage", USAGE.names, events(50), token="torn", types=USAGE.types)

    assert count_of(column_store) == (50, 50)


def test_lines_are_inserted_as_they_are(column_store: ColumnStore) -> None:
    names = ("workspace", "account", "person", "day", "sign", "seq")
    line = {
        "workspace": str(UUID(int=1)),
        "account": str(UUID(int=2)),
        "person": "佐藤\n",
        "day": "2026-01-02",
    }
    body = "\n".join(json.dumps(line | {"sign": 1, "seq": number}) for number in range(3)).encode()
    for _ in range(2):
        column_store.insert_lines("usage", names, body, form="JSONEachRow", token="lines")

    assert column_store.inspect("SELECT count(), any(person) FROM banso.usage").one() == (3, "佐藤\n")


def test_a_bad_line_keeps_nothing_of_its_batch(column_store: ColumnStore) -> None:
    body = b'{"person":"a","day":"2026-01-02"}\n{"person":"b","day":"no day"}'
    with pytest.raises(NotWritten, match="Cannot parse"):
        column_store.insert_lines("usage", ("person", "day"), body, form="JSONEachRow", token="bad")

    assert count_of(column_store)[0] == 0


def test_t58_what_was_inserted_survives_kill_9(own: ColumnStore) -> None:
    own.insert("usage", USAGE.names, events(100), token="first", types=USAGE.types)
    assert own._engine is not None
    own._engine.kill()

    own.insert("usage", USAGE.names, events(100), token="first", types=USAGE.types)
    own.insert("usage", USAGE.names, events(10), token="second", types=USAGE.types)

    assert count_of(own) == (110, 110)


def test_readers_and_writers_work_side_by_side(column_store: ColumnStore) -> None:
    def write(number: int) -> int:
        return column_store.insert(
            "usage", USAGE.names, events(20), token=f"side {number}", types=USAGE.types
        )

    def read(number: int) -> int:
        text = "SELECT {number:UInt64} + sum(a) FROM (SELECT arrayJoin(range(10000)) AS a) AS x"
        found: int = column_store.ask(text, {"number": number}).one()[0]
        return found

    with ThreadPoolExecutor(12) as pool:
        written = pool.map(write, range(30))
        answers = list(pool.map(read, range(60)))
        assert sum(written) == 600

    assert answers == [number + 49_995_000 for number in range(60)]
    assert count_of(column_store) == (600, 600)


def test_the_reader_cannot_write_and_the_writer_never_turns_read_only(own: ColumnStore) -> None:
    own.ask("SELECT 1")
    own.insert("usage", USAGE.names, events(1), token="after a question", types=USAGE.types)
    place = EngineHome(Path(own._home.root)) if own._home else None
    assert place is not None
    secret = place.secrets().reader
    for text in ("INSERT INTO banso.usage (person) VALUES ('x')", "DROP TABLE banso.usage"):
        assert knock(place, user="reader", secret=secret, body=text)[0] in {400, 403}
    own.insert("usage", USAGE.names, events(1), token="after refusals", types=USAGE.types)

    assert count_of(own) == (2, 2)


@pytest.mark.parametrize(
    ("user", "secret"),
    [("reader", "wrong"), ("reader", ""), ("writer", "wrong"), ("default", ""), ("", ""), ("root", "x")],
)
def test_nobody_comes_in_without_the_secret(column_engine: ColumnStore, user: str, secret: str) -> None:
    assert column_engine._home is not None
    assert knock(column_engine._home, user=user, secret=secret) == (401, "516")


def test_the_readers_secret_does_not_open_the_writers_door(column_engine: ColumnStore) -> None:
    assert column_engine._home is not None
    assert knock(column_engine._home, user="writer", secret=column_engine._home.secrets().reader)[0] == 401


@pytest.mark.parametrize(
    "setting", ["readonly=0", "max_threads=1", "allow_ddl=1", "database=banso&param_x=1&a=b"]
)
def test_a_question_brings_no_settings_in_its_address(column_engine: ColumnStore, setting: str) -> None:
    assert column_engine._home is not None
    secret = column_engine._home.secrets().reader

    assert knock(column_engine._home, user="reader", secret=secret, path=f"/?{setting}") == (400, "452")


def test_the_database_in_the_address_is_not_a_readers_choice(column_engine: ColumnStore) -> None:
    assert column_engine._home is not None
    secret = column_engine._home.secrets().reader
    body, path = "SELECT 1 WHERE 1 IN usage", "/?database=banso"

    assert knock(column_engine._home, user="reader", secret=secret, body=body, path=path) == (400, "47")


def test_secrets_are_for_our_eyes_alone(home: EngineHome) -> None:
    made = home.secrets()
    path = home.folder / "secrets.json"

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert home.secrets() == made
    assert len({made.reader, made.writer}) == 2
    path.chmod(0o644)
    with pytest.raises(Refused, match=r"has mode 644.*want 600"):
        home.secrets()


def test_a_folder_has_one_engine(own: ColumnStore) -> None:
    own.ask("SELECT 1")
    assert own._home is not None

    second = subprocess.run(
        [sys.executable, "-m", "banso.engine.journal.column", "--home", str(own._home.root)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 1
    assert "has an engine already (process" in second.stderr


def test_a_second_process_finds_the_engine_of_the_first(own: ColumnStore) -> None:
    own.insert("usage", USAGE.names, events(7), token="shared", types=USAGE.types)
    assert own._home is not None
    assert own._engine is not None
    script = (
        "import sys; from pathlib import Path; from banso.engine.journal.column import ColumnStore;"
        "store = ColumnStore(home=Path(sys.argv[1]));"
        "print(store.inspect('SELECT count() FROM banso.usage').one()[0], store._engine is None)"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "banso.project.settings"}

    second = subprocess.run(
        [sys.executable, "-c", script, str(own._home.root)],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )

    assert second.stdout.split() == ["7", "True"]
    assert own._engine.is_running()


def test_two_commands_at_once_share_one_engine(home: EngineHome) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(find_or_start, [home] * 4))
    started = [engine for _, engine in found if engine is not None]
    for engine in started:
        engine.stop()

    assert len(started) == 1
    assert {address for address, _ in found} == {started[0].address}
    assert find(home) is None


def test_who_used_anothers_engine_starts_one_when_it_ends(home: EngineHome) -> None:
    with LocalEngine.start(home):
        store = ColumnStore(home=home.root)
        assert store.ask("SELECT 1 AS a").rows == [(1,)]
        assert store._engine is None
    try:
        assert store.ask("SELECT 2 AS a").rows == [(2,)]
        assert store._engine is not None
    finally:
        store.close()


def test_the_engine_ends_with_the_process_that_started_it(home: EngineHome) -> None:
    script = (
        "import os, sys; from pathlib import Path;"
        "from banso.engine.journal.column.home import EngineHome;"
        "from banso.engine.journal.column.local import LocalEngine;"
        "print(LocalEngine.start(EngineHome(Path(sys.argv[1]))).address.pid, flush=True);"
        "os.kill(os.getpid(), 9)"
    )

    killed = subprocess.run(
        [sys.executable, "-c", script, str(home.root)], capture_output=True, text=True, check=False
    )

    assert killed.returncode == -signal.SIGKILL
    until(lambda: not home.is_held())
    assert home.address() is None


def test_sigterm_lets_a_running_question_finish(home: EngineHome) -> None:
    engine = LocalEngine.start(home)
    store = ColumnStore(home=home.root)
    store.inspect("SELECT 1")
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(store.inspect, "SELECT count() FROM (SELECT sleepEachRow(0.2) FROM numbers(5))")
        time.sleep(0.4)
        os.kill(engine.address.pid, signal.SIGTERM)

        assert slow.result().one() == (5,)
    engine.stop()
    assert home.address() is None


def test_a_store_without_a_server_says_so() -> None:
    store = ColumnStore("clickhouse://user:secret@127.0.0.1:9/banso")

    with pytest.raises(Unavailable, match="cannot be reached"):
        store.ask("SELECT 1")
    assert store.reached() is False


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1", "got a value that starts with 'http://127.0'"),
        ("clickhouse://", "wants clickhouse://user:secret@host:port/banso"),
        ("clickhouse://u:p@host/other", "always banso, got 'other'"),
    ],
)
def test_a_wrong_address_says_what_is_wanted(url: str, said: str) -> None:
    with pytest.raises(ColumnError, match=said):
        Target.of_url(url)


def test_an_address_is_read_whole() -> None:
    found = Target.of_url("clickhouses://ann:p%40ss@db.example:9440/banso")

    assert (found.host, found.port, found.secure, found.reader) == ("db.example", 9440, True, ("ann", "p@ss"))


def test_a_server_by_address_is_used_like_the_engine(own: ColumnStore) -> None:
    own.insert("usage", USAGE.names, events(3), token="by address", types=USAGE.types)
    assert own._home is not None
    address, secret = own._home.address(), own._home.secrets().writer
    assert address is not None
    distant = ColumnStore(f"clickhouse://writer:{secret}@{address.host}:{address.port}/banso")

    assert distant.inspect("SELECT count() FROM banso.usage").one() == (3,)
    # Over a network it packs what it sends.
    many = events(30_000)
    for _turn in range(2):
        distant.insert("usage", USAGE.names, many, token="from afar", types=USAGE.types)
    line = b'{"person":"p","day":"2026-01-02","sign":1}\n'
    distant.insert_lines("usage", ("person", "day", "sign"), line * 9, form="JSONEachRow", token="lines")
    assert count_of(own) == (30_012, 30_012)
    with pytest.raises(Refused, match=r"the table banso\.usage"):
        distant.ask("SELECT count() FROM banso.usage")
    assert distant.ask("SELECT 1 AS a").rows == [(1,)]


def test_the_engine_listens_on_loopback_alone(column_engine: ColumnStore) -> None:
    assert column_engine._home is not None
    address = column_engine._home.address()
    assert address is not None
    listening = [
        line.split()[1]
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{address.pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]
        if line.split()[1].endswith(f":{address.port:04X}") and line.split()[3] == "0A"
    ]
    assert listening == [f"0100007F:{address.port:04X}"]


def test_a_reader_cannot_lift_its_limits_beyond_the_ceiling(column_engine: ColumnStore) -> None:
    assert column_engine._home is not None
    asked = Limits(seconds=0, memory=10**15, rows=0, rows_read=-1)
    assert asked.clamped(CEILING) == CEILING
    secret = column_engine._home.secrets().reader
    # What it asks for in the address is a setting of its session: the ceiling's, not the one it named.
    path = "/?max_result_rows=99999999"
    body = "SELECT a FROM (SELECT arrayJoin(range(10000001)) AS a) ORDER BY a"
    assert knock(column_engine._home, user="reader", secret=secret, body=body, path=path) == (400, "396")


def test_a_lock_is_held_once(tmp_path: Path) -> None:
    first = hold(tmp_path / "lock")
    assert first is not None
    assert hold(tmp_path / "lock") is None
    os.close(first)
    again = hold(tmp_path / "lock")
    assert again is not None
    os.close(again)
