"""The second size: two servers on one PostgreSQL and one column store, as a role that owns no table.

The column store is the engine of one machine, addressed as a ClickHouse server would be.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path

import psycopg
import pytest
from torture.clients import Keeper, Tracker

from banso.engine.journal.column import ColumnStore
from banso.engine.journal.tests.postgresql import server
from tests.serving import Server, banso, eventually
from tests.several import PASSWORD, ROLE, Several, several

LEADERS = """
    SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND objid = 22677 AND granted
"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Several]:
    folder = tmp_path_factory.mktemp("several")
    with pytest.MonkeyPatch.context() as patch, server(folder, patch) as database:
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'")
        with several(folder, database) as made:
            yield made


def leaders(made: Several) -> list[int]:
    """Process ids of the workers that hold the lead."""
    with psycopg.connect(made.owner) as connection:
        return [int(name.split()[-1]) for (name,) in connection.execute(LEADERS).fetchall()]


def worker_of(each: Server) -> int | None:
    return each.children().get("worker")


def sent(made: Several, names: list[str]) -> int:
    """One batch of events through the balancer; the answer's status."""
    batch = [
        {
            "type": "track", "event": "Opened", "userId": f"u{number % 7}", "messageId": name,
            "context": {"groupId": "acme"},
        }
        for number, name in enumerate(names)
    ]  # fmt: skip
    body = json.dumps({"batch": batch, "writeKey": made.servers[0].key}).encode()
    request = urllib.request.Request(f"{made.address}/v1/batch", body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def track(made: Several, first: int, until: int) -> None:
    """Events one by one through the balancer, each sent twice, so that most go by both servers."""
    for number in range(first, until):
        assert [sent(made, [f"m{number}"]) for _turn in range(2)] == [200, 200]


def counted(store: ColumnStore, start: str = "m") -> tuple[int, int]:
    """Rows of usage, and different messages among them, of those whose ids start so."""
    wanted = "FROM banso.usage WHERE startsWith(message_id, {start:String})"
    text = f"SELECT count(), uniqExact(message_id) {wanted}"
    rows, messages = store.inspect(text, {"start": start}).one()
    return rows, messages


def test_a_session_holds_on_either_server(running: Several) -> None:
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    path = "/" + running.link.split("/", 3)[3]
    with browser.open(f"{running.address}{path}", timeout=60) as page:
        assert page.status == 200
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    assert token
    posted = urllib.request.Request(f"{running.address}{path}", b"", {"X-CSRFToken": token})
    with browser.open(posted, timeout=60) as page:
        assert page.status == 200
    before = list(running.balancer.served)
    for _turn in range(6):
        with browser.open(f"{running.address}/w/served/", timeout=60) as page:
            assert page.url == f"{running.address}/w/served/"
            assert "Sato" in page.read().decode()
    # Every second request was the other server's, and nobody was asked to sign in again.
    assert all(now - was >= 3 for now, was in zip(running.balancer.served, before, strict=True))


def test_events_count_once_and_the_lead_passes_on(running: Several) -> None:
    store = ColumnStore(running.engine.url)
    track(running, 0, 40)
    assert eventually(lambda: counted(store) == (40, 40))
    assert eventually(lambda: len(leaders(running)) == 1)
    (first,) = leaders(running)
    leading = next(each for each in running.workers if worker_of(each) == first)
    other = next(each for each in running.workers if each is not leading)
    assert [set(each.children()) for each in running.servers] == [{"web", "worker"}, {"web"}]

    os.kill(first, signal.SIGKILL)
    track(running, 40, 80)
    assert eventually(lambda: leaders(running) not in ([], [first]), within=10)
    assert leaders(running) == [worker_of(other)]
    assert eventually(lambda: counted(store) == (80, 80))

    # The one that was killed has been started again, and waits.
    assert eventually(lambda: worker_of(leading) not in {None, first})
    track(running, 80, 90)
    assert eventually(lambda: counted(store) == (90, 90))
    assert leaders(running) == [worker_of(other)]
    store.close()


def test_t62_one_batch_ten_times_at_once_and_across_kills_counts_once(running: Several) -> None:
    names = [f"ten-{number}" for number in range(20)]

    def sent_for_certain() -> bool:
        return eventually(lambda: sent(running, names) == 200)

    with ThreadPoolExecutor(5) as clients, closing(ColumnStore(running.engine.url)) as store:
        first = [clients.submit(sent_for_certain) for _ in range(5)]
        assert all(each.result() for each in first)
        for each in (*running.servers, running.workers[1]):
            for pid in each.children().values():
                os.kill(pid, signal.SIGKILL)
        again = [clients.submit(sent_for_certain) for _ in range(5)]
        assert all(each.result() for each in again)
        # What comes after it is loaded after it.
        assert eventually(lambda: sent(running, ["ten-last"]) == 200)
        assert eventually(lambda: counted(store, "ten-last") == (1, 1))
        assert counted(store, "ten-") == (21, 21)


def readiness(made: Several) -> tuple[int, set[str]]:
    """The answer's status, and the checks that failed."""
    try:
        with urllib.request.urlopen(f"{made.address}/readyz", timeout=60) as reply:
            status, found = reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        with error:
            status, found = error.code, json.load(error)
    return status, {name for name, check in found["checks"].items() if not check["ok"]}


def page(made: Several) -> tuple[int, str]:
    request = urllib.request.Request(f"{made.address}/w/served/", headers={"Cookie": "sessionid=somebody"})
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_t61_database_and_column_store_go_away_under_load(running: Several) -> None:
    """503 while the database is away, 200 while the column store is; nothing acknowledged is lost."""
    assert eventually(lambda: all(each.answers() for each in running.servers))
    stop = threading.Event()
    trackers = [Tracker(running.port, running.servers[0].key, number, stop) for number in (1, 2)]
    clients = [*trackers, Keeper(running.port, running.api_key, 61, stop)]

    def all_go_on() -> bool:
        before = [len(each.acknowledged) for each in clients]
        return eventually(
            lambda: all(len(each.acknowledged) > count for each, count in zip(clients, before, strict=True))
        )

    for each in clients:
        each.start()
    assert all_go_on()
    with running.without_database():
        assert eventually(lambda: all(503 in each.refused for each in clients))
        status, failed = readiness(running)
        assert (status, "database" in failed) == (503, True)
        status, text = page(running)
        assert (status, "The database does not answer" in text) == (503, True)
    assert all_go_on()
    assert eventually(lambda: readiness(running) == (200, set()))
    refused = [dict(each.refused) for each in clients]
    with running.engine.away():
        assert eventually(lambda: readiness(running) == (503, {"column store"}))
        assert all_go_on()
    assert [each.refused for each in clients] == refused
    # Enough to compare, however slow the machine is.
    assert eventually(lambda: len(clients[-1].acknowledged) > 10)
    stop.set()
    for each in clients:
        each.join(60)
    assert {status for each in clients for status in each.refused} == {503}

    given = {
        "events": sorted(set().union(*(each.acknowledged for each in trackers))),
        "accounts": sorted(clients[-1].acknowledged),
    }
    # The worker that lost both goes on by itself; the comparison below would load what is missing.
    with closing(ColumnStore(running.engine.url)) as store:
        assert eventually(lambda: counted(store, "c")[1] >= len(given["events"]), within=60)
    done = subprocess.run(
        [sys.executable, "-m", "torture.verdict"], env=running.environment, input=json.dumps(given),
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found.pop("stored") >= len(given["events"]) > 100
    assert found.pop("facts") >= len(given["accounts"]) > 10
    assert {name: count for name, count in found.items() if count} == {}
    assert readiness(running) == (200, set())


def test_a_web_server_alone_knows_the_wall_and_the_worker_elsewhere(running: Several, tmp_path: Path) -> None:
    environment = running.environment | {"BANSO_HOME": str(tmp_path)}
    said = {each["name"]: each for each in json.loads(banso(environment, "doctor", "--format", "json"))}
    assert said["walls"] == {
        "name": "walls", "level": "good", "advice": "",
        "sentence": f"Row-level security stands, and binds the role {ROLE}.",
    }  # fmt: skip
    assert said["worker"]["level"] == "good"
