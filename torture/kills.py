"""Kill -9 of web, engine and worker at random moments under load: nothing acknowledged is lost or doubled.

    make torture KILLS=1000        (python -m torture.kills [--kills 1000] [--seed N] [--seconds N])

Starts a whole `banso serve` on an empty data folder. Clients send usage (a tenth of it again, and everything
without an answer again) and make accounts over the API. Kills come in bursts, so that a process is met while
it starts as well as while it works; after each burst the time until all is ready again is taken.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL
from typing import Any

from tests.serving import Server, serving

from torture.clients import Client, Keeper, Tracker

PATIENCE = 120.0
_ACCOUNTS = 10


@dataclass
class Outcome:
    """What a run came to.

    Attributes:
        kills: how often each process was killed.
        ready: seconds from the last kill of a burst until all was ready again.
        verdict: see `torture.verdict`; everything that is lost, doubled or different must be 0.
    """

    kills: Counter[str] = field(default_factory=Counter)
    ready: list[float] = field(default_factory=list)
    events: int = 0
    accounts: int = 0
    sent_again: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    verdict: dict[str, int] = field(default_factory=dict)

    @property
    def faults(self) -> dict[str, int]:
        return {
            name: count for name, count in self.verdict.items() if count and name not in {"stored", "facts"}
        }


def torment(
    home: Path, *, kills: int, seed: int, trackers: int = 4, burst: int = 6, seconds: float = 0.0
) -> Outcome:
    """Run it.

    Args:
        home: an empty folder.
        kills: how many processes to kill.
        seed: of the moments and victims.
        trackers: clients that send usage; one more makes accounts.
        burst: at most so many kills before all must be ready again.
        seconds: stop killing after that long; 0 for never.
    """
    chance = random.Random(seed)
    outcome = Outcome()
    stop = threading.Event()
    begun = time.monotonic()
    with (home / "said.txt").open("w") as said, serving(home / "data", said) as server:
        clients = _clients(server, trackers, stop)
        _until_ready(server, time.time())
        for client in clients:
            client.start()
        while outcome.kills.total() < kills and not (seconds and time.monotonic() - begun > seconds):
            _burst(
                server, chance, outcome, min(kills - outcome.kills.total(), chance.randint(burst // 2, burst))
            )
            outcome.ready.append(_until_ready(server, time.time()))
            time.sleep(chance.uniform(0.0, 0.5))
        stop.set()
        for client in clients:
            client.join(PATIENCE)
            assert not client.is_alive()
    outcome.seconds = time.monotonic() - begun
    events = set().union(*(each.acknowledged for each in clients if isinstance(each, Tracker)))
    accounts = set().union(*(each.acknowledged for each in clients if isinstance(each, Keeper)))
    outcome.events, outcome.accounts = len(events), len(accounts)
    outcome.sent_again = sum(each.sent_again for each in clients)
    outcome.refused = sum((Counter(each.refused) for each in clients), Counter())
    outcome.verdict = _verdict(server, events, accounts)
    return outcome


def _clients(server: Server, trackers: int, stop: threading.Event) -> list[Client]:
    scopes = "accounts.view,accounts.edit,facts.view"
    key = server.command("key", "create", "--kind", "api", "--scopes", scopes)
    maker = Keeper(server.port, key, 0, stop)
    headers = {"Authorization": f"Bearer {key}"}
    for number in range(_ACCOUNTS):
        name = f"customer-{number}"
        assert maker.until_acknowledged("/api/v1/accounts", {"external_id": name, "name": name}, headers)
    maker.close()
    return [Keeper(server.port, key, 99, stop)] + [
        Tracker(server.port, server.key, number, stop) for number in range(1, trackers + 1)
    ]


def _burst(server: Server, chance: random.Random, outcome: Outcome, count: int) -> None:
    for _ in range(count):
        deadline = time.monotonic() + PATIENCE
        name = chance.choice(("web", "engine", "worker"))
        time.sleep(chance.uniform(0.0, 0.6))
        # A victim that is down just now: whoever is up stands in for it.
        while not (alive := server.children()):
            assert time.monotonic() < deadline, "nothing came up again"
            time.sleep(0.02)
        victim = name if name in alive else chance.choice(sorted(alive))
        try:
            os.kill(alive[victim], SIGKILL)
        except ProcessLookupError:
            continue
        outcome.kills[victim] += 1


def _until_ready(server: Server, since: float) -> float:
    begun = time.monotonic()
    while not _is_ready(server, since):
        assert time.monotonic() - begun < PATIENCE, "the server did not become ready again"
        time.sleep(0.05)
    return time.monotonic() - begun


def _is_ready(server: Server, since: float) -> bool:
    """All three run, the worker has given a sign of life since, and /readyz says 200."""
    beat = server.home / "worker.beat"
    if len(server.children()) < 3 or not beat.exists() or beat.stat().st_mtime < since:
        return False
    try:
        with urllib.request.urlopen(f"{server.address}/readyz", timeout=10) as reply:
            return bool(reply.status == 200)
    except urllib.error.HTTPError as error:
        error.close()
        return False
    except OSError:
        return False


def _verdict(server: Server, events: set[str], accounts: set[str]) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, "-m", "torture.verdict"],
        env={**server.environment, "DJANGO_SETTINGS_MODULE": "banso.project.settings"},
        input=json.dumps({"events": sorted(events), "accounts": sorted(accounts)}),
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return {name: int(count) for name, count in found.items()}


def tell(outcome: Outcome, seed: int) -> None:
    ready = sorted(outcome.ready)
    victims = ", ".join(f"{name} {count}" for name, count in sorted(outcome.kills.items()))
    print(f"kills: {outcome.kills.total():,} ({victims}) in {outcome.seconds:,.0f} s, seed {seed}")
    print(f"events acknowledged: {outcome.events:,}; accounts: {outcome.accounts:,}")
    print(f"sent again: {outcome.sent_again:,}; answers other than 200 (0: none): {dict(outcome.refused)}")
    print(
        f"ready again: median {ready[len(ready) // 2]:.1f} s, "
        f"95 % {ready[int(len(ready) * 0.95)]:.1f} s, longest {ready[-1]:.1f} s"
    )
    for name, count in outcome.verdict.items():
        print(f"{name}: {count:,}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill a server at random moments under load.")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--seconds", type=float, default=0.0, help="stop killing after that long")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="banso-torture-") as folder:
        outcome = torment(Path(folder), kills=args.kills, seed=args.seed, seconds=args.seconds)
    tell(outcome, args.seed)
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
