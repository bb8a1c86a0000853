"""Tracking over HTTP, beside the column engine loading the same rows from a file.

    uv run python -m bench.tracking [--seconds 10] [--clients 8]

Starts a whole `banso serve` on an empty data folder, sends batches of 100 events with 8 clients while the
loader keeps up, then single events; prints ratios with the absolute figures beside them.
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
from pathlib import Path

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


def one_client(arguments: tuple[int, str, int, int, float]) -> tuple[list[float], int]:
    """Send for some seconds over one connection; fresh message ids all the while."""
    port, key, number, count, seconds = arguments
    ready = [request("/v1/batch", key, body(number, each, count)) for each in range(BODIES)]
    marks = [each.find(b'"messageId": "') for each in ready]
    times: list[float] = []
    refused = 0
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        end = time.perf_counter() + seconds
        turn = 0
        while (begun := time.perf_counter()) < end:
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
            reply = connection.recv(65536)
            while b"}" not in reply:
                reply += connection.recv(65536)
            times.append(time.perf_counter() - begun)
            refused += b" 200 " not in reply[:20]
            turn += 1
    return times, refused


def load(port: int, key: str, *, clients: int, count: int, seconds: float) -> Load:
    with multiprocessing.get_context("spawn").Pool(clients) as pool:
        pool.map(one_client, [(port, key, number, count, 0.2) for number in range(clients)])
        begun = [(port, key, number, count, seconds) for number in range(clients)]
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


REFERENCE = """
import django, sys, time; django.setup()
from banso.engine.journal.column import client, schema
store = client.store()
names = ", ".join(schema.USAGE.names)
rows = store.inspect("SELECT count() FROM banso.usage").one()[0]
data = store._writing().raw_query(f"SELECT {names} FROM banso.usage", fmt="RowBinary")
for table in ("usage", "usage_daily"):
    store.command(f"TRUNCATE TABLE banso.{table}")
begun = time.perf_counter()
store.insert_lines("usage", schema.USAGE.names, data, form="RowBinary", token="reference")
print(rows, time.perf_counter() - begun)
client.close()
"""


def reference(home: Path) -> tuple[int, float]:
    """The engine alone takes the same rows from a file's bytes: rows, rows a second."""
    environment = {**os.environ, "BANSO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "banso.project.settings"}
    done = subprocess.run(
        [sys.executable, "-c", REFERENCE], env=environment, check=True, capture_output=True, text=True
    )
    rows, seconds = done.stdout.split()
    return int(rows), int(rows) / float(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--port", type=int, default=8799)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="banso-bench-") as folder:
        home = Path(folder)
        with serving(home, args.port) as key:
            begun = time.perf_counter()
            batches = load(args.port, key, clients=args.clients, count=BATCH, seconds=args.seconds)
            behind = waiting(home)
            lag = caught_up(home)
            through = batches.requests * args.seconds * BATCH / (time.perf_counter() - begun)
            single = load(args.port, key, clients=args.clients, count=1, seconds=args.seconds / 2)
            empty = load(args.port, key, clients=args.clients, count=0, seconds=args.seconds / 2)
            caught_up(home)
        rows, alone = reference(home)
    acknowledged = batches.requests * BATCH
    print(f"\nmachine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {rows:,} rows")
    print(f"{'':<44}{'ours':>12}{'reference':>12}{'ratio':>8}{'bar':>8}")
    for name, ours, other, bar in (
        ("batches of 100, acknowledged durable, ev/s", acknowledged, alone, 0.4),
        ("the same until all is in the column store", through, alone, 0.4),
        ("1 event a request, requests/s", single.requests, empty.requests, 0.5),
    ):
        print(f"{name:<44}{ours:>12,.0f}{other:>12,.0f}{ours / other:>8.2f}{bar:>8}")
    print(f"p50 {batches.p50 * 1e3:.1f} ms, p99 {batches.p99 * 1e3:.1f} ms, refused {batches.refused}")
    print(f"waiting when the clients stopped: {behind:,}; loaded {lag:.1f} s later")


if __name__ == "__main__":
    main()
