"""KPI time: a question by its declaration, against the same by hand on the same engine and in pandas.

    uv run python bench/kpi.py [--facts 1000000] [--events 10000000] [--accounts 20000]

The data is made by the engine itself from row numbers and hashes, the same in every run. Each question is
over twelve months, each time as of another microsecond, so that no answer is remembered. One line a figure:
its name, ours ÷ by hand (the bar is 1.3), pandas ÷ ours (the bar is 5), the same as known on a past day ÷
now (the bar is 1.5), and the absolutes in milliseconds. By hand means what somebody who knows the tables
would write: straight from them, versions resolved, internal accounts left out, and no more than the value
and its n. pandas starts from parsed columns in memory.
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
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.project.settings")
os.environ["BANSO_HOME"] = tempfile.mkdtemp(prefix="banso-bench-")

import django
import pandas as pd

django.setup()

from django.core.management import call_command

from banso.domain.workspaces.actions import create_workspace
from banso.engine.journal.column import ColumnStore, schema, store
from banso.engine.metrics.ask import ask
from banso.engine.metrics.question import Question
from banso.kit.actor import SYSTEM
from banso.kit.periods import parse_period
from banso.kit.tenancy import scope

MONTHS = tuple(parse_period(f"2024-{month:02d}") for month in range(1, 13))
NOW, PAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC)
ENDS = "[" + ", ".join(f"toDate('{period.end}')" for period in MONTHS) + "]"
STARTS = "[" + ", ".join(f"toDate('{period.start}')" for period in MONTHS) + "]"
LEARNED = "toDateTime64('2025-01-01 00:00:00', 6, 'UTC')"
_ACCOUNT = "reinterpretAsUUID(toUInt128(sipHash64({0}) + 1))"
_FACTS, _USAGE = ", ".join(schema.FACTS.names), ", ".join(schema.USAGE.names)


def fill(target: ColumnStore, workspace: UUID, *, facts: int, events: int, accounts: int) -> None:
    """Accounts described once; a third of the facts are movements, the rest notes; two years of usage.

    Each account begins with 10,000 in 2023, then rises by 1,000 and falls by 500 in turn; every fifth one
    leaves with its last movement.
    """
    each = max(2, facts // 3 // accounts)
    target.command(
        f"INSERT INTO banso.facts ({_FACTS}) SELECT toUUID('{workspace}'), 'accounts.account_described', "
        f"reinterpretAsUUID(toUInt128(number + 1)), 1, number, {_ACCOUNT.format('number')}, '', '', 'x', "
        f"{LEARNED}, {LEARNED}, 0, concat('{{\"internal\":', if(number % 100 = 0, 'true', 'false'), "
        f"',\"name\":\"', toString(number), '\"}}') FROM numbers({accounts})"
    )
    # Movement j of account a falls on day 7 + a % 30 + j × 700 / each after 2023-01-01.
    amount = (
        f"multiIf(j = 0, 10000, j = {each - 1} AND a % 5 = 0, "
        f"-(10000 + 1000 * intDiv({each - 1}, 2) - 500 * intDiv({each - 2}, 2)), j % 2 = 1, 1000, -500)"
    )
    kind = "multiIf(j = 0, 'new', amount < -500, 'churn', amount > 0, 'upsell', 'contraction')"
    target.command(
        f"INSERT INTO banso.facts ({_FACTS}) SELECT toUUID('{workspace}'), 'contracts.mrr_moved', "
        f"reinterpretAsUUID(toUInt128(number + 1000000000)), 1, number + 1000000000, {_ACCOUNT.format('a')}, "
        f"'', '', 'x', toDateTime64(day, 6, 'UTC'), {LEARNED}, 0, "
        'concat(\'{"amount":"\', toString(amount), \'","currency":"JPY","day":"\', toString(day), '
        '\'","kind":"\', kind, \'","mrr_after":"0","mrr_before":"0","products":[],'
        '"subscriptions":["S-\', toString(a), \'"]}\') '
        f"FROM (SELECT number, intDiv(number, {each}) AS a, number % {each} AS j, {amount} AS amount, "
        f"{kind} AS kind, toDate('2023-01-08') + a % 30 + intDiv(j * 700, {each}) AS day "
        f"FROM numbers({accounts * each}))"
    )
    rest = max(0, facts - accounts - accounts * each)
    target.command(
        f"INSERT INTO banso.facts ({_FACTS}) SELECT toUUID('{workspace}'), 'accounts.note_written', "
        f"reinterpretAsUUID(toUInt128(number + 2000000000)), 1, number + 2000000000, "
        f"{_ACCOUNT.format(f'number % {accounts}')}, '', '', 'x', {LEARNED}, {LEARNED}, 0, "
        f'\'{{"text":"a note of some length, as people write them after a call"}}\' FROM numbers({rest})'
    )
    target.command(
        f"INSERT INTO banso.usage ({_USAGE}) SELECT toUUID('{workspace}'), "
        f"{_ACCOUNT.format(f'who % {accounts}')}, concat('p', toString(who)), 'track', "
        "concat('feature ', toString(sipHash64(number, 2) % 20)), toString(number), "
        f"toDateTime64(day, 6, 'UTC') + toIntervalSecond(number % 80000), {LEARNED}, day, 1, '', 'x', number "
        f"FROM (SELECT number, sipHash64(number) % {accounts * 5} AS who, "
        f"toDate('2023-01-01') + sipHash64(number, 1) % 731 AS day FROM numbers({events})) "
        "SETTINGS max_partitions_per_insert_block = 100"
    )


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
    """The same rows as pandas would hold them: parsed, in memory, without internal accounts."""

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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--accounts", type=int, default=20_000)
    given = parser.parse_args()
    call_command("migrate", verbosity=0)
    workspace = create_workspace("bench", name="Bench", by=SYSTEM, timezone="UTC")
    source = store()
    fill(source, workspace.pk, facts=given.facts, events=given.events, accounts=given.accounts)
    frames, hand = Frames(source), by_hand(workspace.pk)
    print(f"{'':12} ours÷hand  pandas÷ours  past÷now       ours       hand     pandas (ms)")
    with scope(workspace=workspace):
        for slug, sql in hand.items():
            now = median(partial(asked, slug, NOW))
            past = median(partial(asked, slug, PAST))
            reference = median(partial(source.inspect, sql))
            panda = median(getattr(frames, slug))
            print(
                f"{slug:12} {now / reference:9.2f} {panda / now:12.2f} {past / now:9.2f} "
                f"{now:10.1f} {reference:10.1f} {panda:10.1f}"
            )
    source.close()


if __name__ == "__main__":
    main()
