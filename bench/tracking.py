"""Tracking over HTTP, beside the column engine loading the same rows from a file.

    python -m bench.tracking [--seconds 10] [--clients 8]

Starts a whole `banso serve` on an empty data folder. Eight clients send batches of 100 events while the
loader keeps up; then at half of the rate that was loaded, as a ninth sends single events and looks when each
is in the column store, where every page asks; then 500 requests a second; then single events without a
pause. At the end the store is built anew, and the engine alone loads the same rows.
"""

import argparse
import base64
import contextlib
import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Thread

from bench.figures import Figure, tell, with_json

BATCH = 100
ACCOUNTS = 50
PEOPLE = 2000
BODIES = 60


@dataclass(frozen=True)
class Load:
    """What clients got: answers a second, and how long the slow ones took (seconds)."""

    requests: float
    p50: float
    p99: float
    refused: int


def body(client: int, number: int, count: int) -> bytes:
    now = datetime.now(UTC).isoformat()
    people = [(number * 7 + place + client * 131) % PEOPLE for place in range(count)]
    events = [
        {
            "type": "track", "messageId": str(uuid.uuid4()), "timestamp": now, "anonymousId": None,
            "userId": f"user-{person}", "event": f"Event {place % 20}",
            "properties": {"format": "pdf", "rows": place}, "integrations": {},
            "context": {
                "library": {"name": "analytics-python", "version": "2.4.0"},
                "groupId": f"customer-{person % ACCOUNTS}",
            },
        }
        for place, person in enumerate(people)
    ]  # fmt: skip
    return json.dumps({"batch": events, "sentAt": now}).encode()


def request(path: str, key: str, content: bytes) -> bytes:
    credentials = base64.b64encode(f"{key}:".encode()).decode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {credentials}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def one_client(arguments: tuple[int, str, int, int, float, float]) -> tuple[list[float], int]:
    """Send for some seconds over one connection, a request each `pause`; fresh message ids all the while."""
    port, key, number, count, seconds, pause = arguments
    ready = [request("/v1/batch", key, body(number, each, count)) for each in range(BODIES)]
    marks = [each.find(b'"messageId": "') for each in ready]
    times: list[float] = []
    refused = 0
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        start = time.perf_counter()
        turn = 0
        while (begun := time.perf_counter()) < start + seconds:
            if pause:
                time.sleep(max(0, start + turn * pause - begun))
            content = ready[turn % BODIES]
            if turn >= BODIES and marks[turn % BODIES] >= 0:
                # The same bytes with a prefix of their own in every id of the batch.
                prefix = f'"messageId": "{number:02x}{turn:06x}'.encode()
                content = b"".join(
                    prefix + part[8:] if place else part
                    for place, part in enumerate(content.split(b'"messageId": "'))
                )
            begun = time.perf_counter()
            connection.sendall(content)
            reply = b""
            while b"}" not in reply:
                part = connection.recv(65536)
                if not part:
                    raise ConnectionError(f"the server hung up after {reply[:200]!r}")
                reply += part
            times.append(time.perf_counter() - begun)
            refused += b" 200 " not in reply[:20]
            turn += 1
    return times, refused


def load(port: int, key: str, *, clients: int, count: int, seconds: float, rate: float = 0) -> Load:
    """So many clients at once; `rate` requests a second together, or as many as go."""
    pause = clients / rate if rate else 0
    with multiprocessing.get_context("spawn").Pool(clients) as pool:
        pool.map(one_client, [(port, key, number, count, 0.2, 0) for number in range(clients)])
        begun = [(port, key, number, count, seconds, pause) for number in range(clients)]
        found = pool.map(one_client, begun)
    times = sorted(each for part, _ in found for each in part)
    rate = len(times) / seconds
    return Load(rate, times[len(times) // 2], times[int(len(times) * 0.99)], sum(part[1] for part in found))


def banso(home: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "banso.project", *words],
        env={**os.environ, "BANSO_HOME": str(home)}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.strip()


@contextlib.contextmanager
def serving(home: Path, port: int) -> Iterator[str]:
    banso(home, "migrate", "--quiet")
    banso(home, "workspace", "create", "bench", "--name", "Bench")
    key = banso(home, "key", "create", "--kind", "write")
    _make_accounts(home)
    server = subprocess.Popen(
        [sys.executable, "-m", "banso.project", "serve", "--port", str(port)],
        env={**os.environ, "BANSO_HOME": str(home)}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(port)
        yield key
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


def _make_accounts(home: Path) -> None:
    script = (
        "import django; django.setup()\n"
        "from banso.domain.accounts.actions import create_account\n"
        "from banso.domain.workspaces.queries import workspace_by_slug\n"
        "from banso.kit.actor import SYSTEM\n"
        "from banso.kit.tenancy import scope\n"
        "with scope(workspace=workspace_by_slug('bench')):\n"
        f"    for number in range({ACCOUNTS}):\n"
        "        create_account({'name': f'C {number}', 'external_id': f'customer-{number}'}, by=SYSTEM)\n"
    )
    environment = {**os.environ, "BANSO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "banso.project.settings"}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)


def _wait(port: int) -> None:
    for _ in range(600):
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5),
        ):
            return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def waiting(home: Path) -> int:
    found = json.loads(banso(home, "journal", "status", "--format", "json"))
    return int(next(each["waiting"] for each in found if each["source"] == "usage"))


def caught_up(home: Path) -> float:
    """Seconds until nothing waits any more."""
    begun = time.perf_counter()
    while waiting(home):
        time.sleep(0.1)
    return time.perf_counter() - begun


def until_visible(port: int, key: str, home: Path, seconds: float) -> list[float]:
    """Seconds from the answer until an event is in the column store, one event after the other."""
    from banso.engine.journal.column import ColumnStore  # noqa: PLC0415 - after django.setup()

    store = ColumnStore(home=home)
    taken = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        name = uuid.uuid4().hex
        event = {"type": "track", "messageId": name, "userId": "prober", "event": "Probe", "context": {}}
        event["context"] = {"groupId": "customer-0"}
        call = urllib.request.Request(
            f"http://127.0.0.1:{port}/v1/batch",
            json.dumps({"batch": [event], "writeKey": key}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(call, timeout=30):  # noqa: S310 - our own server
            begun = time.perf_counter()
        while not store.inspect(
            "SELECT count() FROM banso.usage WHERE message_id = {id:String} AND recorded_at > now() - 300",
            {"id": name},
        ).one()[0]:
            time.sleep(0.05)
        taken.append(time.perf_counter() - begun)
    store.close()
    return sorted(taken)


def rebuilt(home: Path) -> float:
    """Seconds of making the column store's usage anew from its log."""
    begun = time.perf_counter()
    banso(home, "journal", "rebuild", "usage")
    return time.perf_counter() - begun


def reference(home: Path) -> tuple[int, float]:
    """The engine alone takes the same rows from a file's bytes: rows, rows a second."""
    from banso.engine.journal.column import ColumnStore, schema  # noqa: PLC0415 - after django.setup()

    store = ColumnStore(home=home)
    names = ", ".join(schema.USAGE.names)
    rows = int(store.inspect("SELECT count() FROM banso.usage").one()[0])
    data = store._writing().raw_query(f"SELECT {names} FROM banso.usage", fmt="RowBinary")  # noqa: SLF001
    for table in ("usage", "usage_daily"):
        store.command(f"TRUNCATE TABLE banso.{table}")
    begun = time.perf_counter()
    store.insert_lines("usage", schema.USAGE.names, data, form="RowBinary", token="reference")  # noqa: S106
    rate = rows / (time.perf_counter() - begun)
    store.close()
    return rows, rate


def main() -> None:
    parser = with_json(argparse.ArgumentParser(description=__doc__))
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--port", type=int, default=8799)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="banso-bench-") as folder:
        home = Path(folder)
        os.environ |= {"BANSO_HOME": folder, "DJANGO_SETTINGS_MODULE": "banso.project.settings"}
        import django  # noqa: PLC0415 - the data folder is named by now

        django.setup()
        with serving(home, args.port) as key:
            send = partial(load, args.port, key, clients=args.clients)
            begun = time.perf_counter()
            batches = send(count=BATCH, seconds=args.seconds)
            behind, lag = waiting(home), caught_up(home)
            through = batches.requests * args.seconds * BATCH / (time.perf_counter() - begun)
            probes: list[float] = []
            prober = Thread(target=lambda: probes.extend(until_visible(args.port, key, home, args.seconds)))
            prober.start()
            send(count=BATCH, seconds=args.seconds, rate=through / BATCH / 2)
            prober.join()
            paced = send(count=20, seconds=args.seconds, rate=500)
            single = send(count=1, seconds=args.seconds / 2)
            empty = send(count=0, seconds=args.seconds / 2)
            caught_up(home)
        anew = rebuilt(home)
        rows, alone = reference(home)
    print(f"{rows:,} rows; refused {batches.refused + paced.refused + single.refused}")
    print(f"waiting when the clients stopped: {behind:,}; loaded {lag:.1f} s later")
    acknowledged = batches.requests * BATCH
    beside = {"reference": alone, "beside": "the engine loading the same rows"}
    visible = probes[int(len(probes) * 0.95)]
    tell(
        [
            Figure("batches of 100, acknowledged", acknowledged, "events/s", **beside, bar=0.4, least=True),
            Figure("the same, absolute", acknowledged, "events/s", bar=60_000, least=True),
            Figure("the same until loaded", through, "events/s", **beside, bar=0.4, least=True),
            Figure("p99 of such a batch", batches.p99 * 1e3, "ms"),
            Figure("p99 at 500 requests/s of 20 events", paced.p99 * 1e3, "ms", bar=50),
            Figure(
                "1 event a request", single.requests, "requests/s", empty.requests, "an empty request", 0.5,
                least=True,
            ),
            Figure("event to visible at half of the rate that is loaded, p95", visible, "s", bar=3),
            Figure("rebuild of usage from its log", rows / anew, "rows/s", **beside, bar=2, turned=True),
        ],
        args.json,
    )  # fmt: skip


if __name__ == "__main__":
    main()
