"""KPI time: a question by its declaration, against the same by hand, through an ORM on PostgreSQL, in pandas.

    python -m bench.kpi [--facts 1000000] [--events 10000000] [--accounts 20000] [--no-orm]

The data is made by the engine itself from row numbers and hashes, the same in every run. Each question is
over twelve months, each time as of another microsecond, so that no answer is remembered. By hand means what
somebody who knows the tables would write: straight from them, versions resolved, internal accounts left out,
and no more than the value and its n. The ORM reads typed tables with the indexes the question wants. pandas
reads the same rows from a Parquet file, typed and without versions; what it takes once they are in memory
stands beside it.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.project.settings")
os.environ["BANSO_HOME"] = tempfile.mkdtemp(prefix="banso-bench-")

import django
import pandas as pd

django.setup()

from django.core.management import call_command

from banso.domain.workspaces.actions import create_workspace
from banso.engine.journal.column import ColumnStore, store
from banso.engine.metrics.ask import ask
from banso.engine.metrics.question import Question
from banso.kit.actor import SYSTEM
from banso.kit.periods import parse_period
from banso.kit.tenancy import scope
from bench.figures import Figure, tell, with_json
from bench.generated import fill

MONTHS = tuple(parse_period(f"2024-{month:02d}") for month in range(1, 13))
SLUGS = ("mrr", "nrr", "new_mrr", "logo_churn", "mau")
NOW, PAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC)
ENDS = "[" + ", ".join(f"toDate('{period.end}')" for period in MONTHS) + "]"
STARTS = "[" + ", ".join(f"toDate('{period.start}')" for period in MONTHS) + "]"


def by_hand(workspace: UUID) -> dict[str, str]:
    """The questions straight from the tables."""

    def latest(kind: str) -> str:
        return (
            f"(SELECT * FROM banso.facts WHERE workspace = toUUID('{workspace}') AND type = '{kind}' "
            "ORDER BY type, fact, version DESC LIMIT 1 BY type, fact)"
        )

    others = (
        "account NOT IN (SELECT account FROM "
        f"{latest('accounts.account_described')} "
        "WHERE retracted = 0 AND simpleJSONExtractBool(payload, 'internal'))"
    )
    moved = (
        "(SELECT account, toDate(simpleJSONExtractString(payload, 'day')) AS day, "
        "simpleJSONExtractString(payload, 'kind') AS kind, "
        "toDecimal128(simpleJSONExtractString(payload, 'amount'), 6) AS amount "
        f"FROM {latest('contracts.mrr_moved')} WHERE retracted = 0 AND {others})"
    )
    zero = "toDecimal128(0, 6)"
    balance = f"sumForEach(arrayMap(e -> if(day < e, amount, {zero}), %s))"
    before = f"arrayMap(e -> addYears(e, -1), {ENDS})"
    return {
        "mrr": (
            f"SELECT sumForEach(b), sumForEach(arrayMap(x -> x != 0, b)) FROM (SELECT {balance % ENDS} AS b "
            f"FROM {moved} GROUP BY account)"
        ),
        "nrr": (
            "SELECT sumForEach(arrayMap((x, y) -> if(y > 0, x, 0), b, c)), sumForEach(c), "
            "sumForEach(arrayMap(y -> y > 0, c)) "
            f"FROM (SELECT {balance % ENDS} AS b, {balance % before} AS c "
            f"FROM {moved} GROUP BY account)"
        ),
        "new_mrr": (
            f"SELECT toStartOfMonth(day), sum(amount), count() FROM {moved} "
            "WHERE kind = 'new' AND day >= '2024-01-01' AND day < '2025-01-01' GROUP BY 1 ORDER BY 1"
        ),
        "logo_churn": (
            "SELECT sumForEach(arrayMap((x, n) -> if(x > 0 AND n > 0, 1, 0), b, n)), "
            f"sumForEach(arrayMap(x -> x > 0, b)) FROM (SELECT {balance % STARTS} AS b, "
            "sumForEach(arrayMap((s, e) -> if(kind = 'churn' AND day >= s AND day < e, 1, 0), "
            f"{STARTS}, {ENDS})) AS n FROM {moved} GROUP BY account)"
        ),
        "mau": (
            "SELECT toStartOfMonth(day), uniqExact(account, person) FROM banso.usage_daily "
            f"WHERE workspace = toUUID('{workspace}') AND day >= '2024-01-01' AND day < '2025-01-01' "
            f"AND {others} GROUP BY 1 ORDER BY 1"
        ),
    }


class Frames:
    """The same rows as pandas would hold them: typed, without versions and internal accounts."""

    def __init__(self, source: ColumnStore) -> None:
        described = source.inspect(
            "SELECT toString(account) FROM banso.facts WHERE type = 'accounts.account_described' "
            "AND simpleJSONExtractBool(payload, 'internal')"
        )
        internal = {row[0] for row in described.rows}
        found = source.inspect(
            "SELECT toString(account), toDate(occurred_at, 'UTC'), simpleJSONExtractString(payload, 'kind'), "
            "toInt64(simpleJSONExtractString(payload, 'amount')) FROM banso.facts "
            "WHERE type = 'contracts.mrr_moved'"
        )
        moved = pd.DataFrame(list(found.rows), columns=["account", "day", "kind", "amount"])
        moved["day"] = pd.to_datetime(moved["day"])
        self.moved = moved[~moved["account"].isin(internal)]
        used = source.inspect(
            "SELECT toString(account), person, toString(toStartOfMonth(day)) FROM banso.usage_daily "
            "WHERE day >= '2024-01-01' AND day < '2025-01-01'"
        )
        daily = pd.DataFrame(list(used.rows), columns=["account", "person", "month"])
        self.daily = daily[~daily["account"].isin(internal)]
        self._folder = Path(os.environ["BANSO_HOME"])
        self.moved.to_parquet(self._folder / "moved.parquet")
        self.daily.to_parquet(self._folder / "daily.parquet")

    def from_file(self, slug: str) -> object:
        """Read what the question needs, then answer it."""
        if slug == "mau":
            self.daily = pd.read_parquet(self._folder / "daily.parquet")
        else:
            self.moved = pd.read_parquet(self._folder / "moved.parquet")
        return getattr(self, slug)()

    def standing(self, day: date) -> "pd.Series[int]":
        return self.moved[self.moved["day"] < pd.Timestamp(day)].groupby("account")["amount"].sum()

    def mrr(self) -> object:
        return [(all_.sum(), (all_ != 0).sum()) for all_ in (self.standing(each.end) for each in MONTHS)]

    def nrr(self) -> object:
        found = []
        for each in MONTHS:
            then = self.standing(each.end.replace(year=each.end.year - 1))
            then = then[then > 0]
            found.append(self.standing(each.end).reindex(then.index).sum() / max(1, then.sum()))
        return found

    def new_mrr(self) -> object:
        new = self.moved[(self.moved["kind"] == "new") & (self.moved["day"].dt.year == 2024)]
        return new.groupby(new["day"].dt.month)["amount"].agg(["sum", "count"])

    def logo_churn(self) -> object:
        found = []
        for each in MONTHS:
            start = self.standing(each.start)
            start = start[start > 0]
            inside = self.moved[
                (self.moved["kind"] == "churn")
                & (self.moved["day"] >= pd.Timestamp(each.start))
                & (self.moved["day"] < pd.Timestamp(each.end))
            ]
            found.append(start.index.isin(inside["account"]).sum() / max(1, len(start)))
        return found

    def mau(self) -> object:
        people = self.daily[["month", "account", "person"]].drop_duplicates()
        return people.groupby("month").size()


_asked = count()


def asked(slug: str, moment: datetime) -> object:
    return ask(Question(slug, MONTHS, as_of=moment + timedelta(microseconds=next(_asked))))


def median(act: Callable[[], object], times: int = 5) -> float:
    """Milliseconds of the middle run, the first one left out."""
    act()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def main() -> None:
    parser = with_json(argparse.ArgumentParser(description=__doc__))
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--no-orm", action="store_true", help="leave PostgreSQL out")
    given = parser.parse_args()
    call_command("migrate", verbosity=0)
    workspace = create_workspace("bench", name="Bench", by=SYSTEM, timezone="UTC")
    source = store()
    fill(source, workspace.pk, facts=given.facts, events=given.events, accounts=given.accounts)
    with scope(workspace=workspace):
        ours = {slug: median(partial(asked, slug, NOW)) for slug in SLUGS}
        past = {slug: median(partial(asked, slug, PAST)) for slug in SLUGS}
    hand = {slug: median(partial(source.inspect, sql)) for slug, sql in by_hand(workspace.pk).items()}
    frames = Frames(source)
    in_file = {slug: median(partial(frames.from_file, slug), times=2) for slug in SLUGS}
    in_memory = {slug: median(getattr(frames, slug)) for slug in SLUGS}
    orm: dict[str, float] = {}
    if not given.no_orm:
        from bench.orm import timed  # noqa: PLC0415 - starts a PostgreSQL server

        orm = timed(source, workspace.pk, median)
    source.close()
    size = f"{given.facts:,} facts, {given.events:,} events"
    figures = []
    for slug, now in ours.items():
        times = partial(Figure, slug, now, "ms", turned=True)
        figures += [
            Figure(f"{slug}, 12 months, {size}", now, "ms", hand[slug], "SQL by hand", 1.3),
            Figure(f"{slug} as known in the past", past[slug], "ms", now, "as known now", 1.5),
            *([times(orm[slug], "ORM on PostgreSQL", 20, least=True)] if orm else []),
            times(in_file[slug], "pandas from Parquet", 5, least=True),
            times(in_memory[slug], "pandas, all in memory"),
        ]
    tell(figures, given.json)


if __name__ == "__main__":
    main()
