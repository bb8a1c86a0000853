"""What the engine's door costs: the same work through `store()` and by calling chDB directly, in one run.

    python -m bench.engine_door [--facts 1000000]

A question's ratio is in time (lower is better), an insert's in rows a second (higher is better).
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.project.settings")
os.environ["BANSO_HOME"] = tempfile.mkdtemp(prefix="banso-bench-")

import chdb

from banso.engine.journal.column import ColumnStore, schema
from banso.engine.journal.column.home import EngineHome
from banso.engine.journal.column.local import LocalEngine
from bench.figures import Figure, tell, with_json

WORKSPACE = UUID(int=1)
MOMENT = "{as_of:DateTime64(6, 'UTC')}"
FACTS = f"""
WITH facts AS (
    SELECT * FROM banso.facts_of(
        workspace = {{workspace:UUID}}, as_of = {MOMENT}, types = {{types:Array(String)}}
    )
)"""
BOARD = f"""{FACTS}
SELECT toStartOfMonth(occurred_at) AS month,
    sum(toDecimal64(JSONExtractString(payload, 'amount'), 4)) AS amount
FROM facts GROUP BY month ORDER BY month
"""
ROWS = f"{FACTS} SELECT fact, account, occurred_at, payload FROM facts LIMIT 10000"
PLAIN = {"workspace": str(WORKSPACE), "as_of": "2026-12-31 00:00:00.000000", "types": "['t.1']"}
PARAMS = {"workspace": WORKSPACE, "as_of": datetime(2026, 12, 31, tzinfo=UTC), "types": ["t.1"]}
FILL = """
INSERT INTO banso.facts SELECT toUUID('{workspace}'), concat('t.', toString(number % 6)),
    reinterpretAsUUID(sipHash128(number)), 1, number, toUUID('{workspace}'), 'p', 's', 'a',
    toDateTime64('2024-01-01', 6, 'UTC') + number * 60, toDateTime64('2024-01-01', 6, 'UTC') + number * 60, 0,
    concat('{{"amount":"', toString(number % 1000), '.50","kind":"new","currency":"JPY"}}')
FROM numbers({count})
"""


def median(act: Callable[[], object], times: int) -> float:
    """Milliseconds, after two runs to warm up."""
    act(), act()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def columns(count: int) -> list[list[Any]]:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    times = [start + timedelta(seconds=number) for number in range(count)]
    head = [
        [WORKSPACE] * count,
        ["t.9"] * count,
        [uuid4() for _ in range(count)],
        [1] * count,
        list(range(count)),
    ]
    tail = [["p"] * count, ["s"] * count, ["a"] * count, times, times, [0] * count]
    return [*head, [WORKSPACE] * count, *tail, ['{"amount":"12.50","currency":"JPY"}'] * count]


def start_up(folder: Path) -> float:
    """Seconds from nothing to an engine that answers."""
    started = time.perf_counter()
    with LocalEngine.start(EngineHome(folder)):
        return time.perf_counter() - started


def per_second(count: int, act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return count / (time.perf_counter() - started)


def add(store: ColumnStore, batch: list[list[Any]], token: str) -> None:
    names, types = schema.FACTS.names, schema.FACTS.types
    store.insert("facts", names, batch, token=token, types=types, by_column=True)


def main() -> None:
    parser = with_json(argparse.ArgumentParser(description=__doc__))
    parser.add_argument("--facts", type=int, default=1_000_000, help="facts in the store")
    given = parser.parse_args()
    count = given.facts
    home = Path(os.environ["BANSO_HOME"])
    starts = [start_up(home / "empty") for _ in range(3)]
    batch = columns(100_000)
    store = ColumnStore(home=home)
    store.command(FILL.format(workspace=WORKSPACE, count=count))
    asked = {
        "SELECT 1": median(lambda: store.ask("SELECT 1"), 200),
        "12 months of amounts": median(lambda: store.ask(BOARD, PARAMS), 10),
        "10,000 rows": median(lambda: store.ask(ROWS, PARAMS), 10),
    }
    inserted = max(per_second(100_000, partial(add, store, batch, token)) for token in ("1", "2", "3"))
    lines = store.inspect("SELECT * FROM banso.facts WHERE type = 't.9' LIMIT 1").columns
    store.close()

    direct = chdb.connect(str(home / "column"))
    direct.query("USE banso")
    known = {
        "SELECT 1": median(lambda: direct.query("SELECT 1 FORMAT Native"), 200),
        "12 months of amounts": median(lambda: direct.query(BOARD + " FORMAT Native", params=PLAIN), 10),
        "10,000 rows": median(lambda: direct.query(ROWS + " FORMAT Native", params=PLAIN), 10),
    }
    figures = [Figure("start of the engine", statistics.median(starts), "s")]
    figures += [
        Figure(f"{name} through the door", asked[name], "ms", known[name], "chDB itself") for name in asked
    ]
    native = home / "facts.native"
    direct.query(f"SELECT * FROM facts WHERE type = 't.9' INTO OUTFILE '{native}' FORMAT Native")
    read = f"SELECT * REPLACE ('t.8' AS type) FROM file('{native}', Native)"
    load = f"INSERT INTO facts ({', '.join(lines)}) {read}"
    from_file = max(per_second(300_000, partial(direct.query, load)) for _ in range(3))
    direct.close()
    work = "insert of 100,000 facts through the door"
    figures.append(Figure(work, inserted, "rows/s", from_file, "chDB from a file"))
    tell(figures, given.json)


if __name__ == "__main__":
    main()
