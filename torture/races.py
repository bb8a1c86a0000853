"""T69: eight processes do the same at the same moment, over and over, and everything adds up afterwards.

    python -m torture.races [--rounds 100] [--seed N] [--only NAME …] [--postgresql URL]

Without `--postgresql` on SQLite; with it, in an empty database of that server (its owner's address), as a
role that owns no table. `--here` takes the database of the environment, whose tables stand. Prints one line
for each contest, and what was wrong; see `torture.contests`.
"""

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

PROCESSES = 8
ROLE, PASSWORD = "banso_races", "of no use anywhere else"
# A process that waits longer than this hangs.
PATIENCE = 120.0


@dataclass
class Tally:
    """What the rounds of one contest came to.

    Attributes:
        said: how often each status was answered.
        faults: what was wrong, a sentence each.
    """

    rounds: int = 0
    seconds: float = 0.0
    said: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


@dataclass
class _Process:
    running: multiprocessing.process.BaseProcess
    line: Connection


def race(*, rounds: int, seed: int, only: list[str]) -> dict[str, Tally]:
    """Run every contest so many times, in turn.

    Args:
        rounds: of each contest.
        seed: of what is left to chance within them.
        only: names of contests; all where there are none.
    """
    from torture.contests import CONTESTS  # noqa: PLC0415 - after django.setup

    names = only or list(CONTESTS)
    tallies = {name: Tally() for name in names}
    with _processes() as processes:
        for number in range(rounds):
            for name in names:
                _round(name, number, seed, tallies[name], processes)
    return tallies


def _round(name: str, number: int, seed: int, tally: Tally, processes: list[_Process]) -> None:
    from torture.contests import CONTESTS, Said, inside  # noqa: PLC0415 - after django.setup

    contest, begun = CONTESTS[name], time.monotonic()
    with inside():
        start = contest.prepare(f"{name}-{seed}-{number}")
    for place, each in enumerate(processes):
        each.line.send((name, start, f"{seed}:{number}:{place}"))
    said = []
    for each in processes:
        if not each.line.poll(PATIENCE):
            raise TimeoutError(f"{name}: a process has not come back for {PATIENCE:.0f} s")
        said.append(Said(*each.line.recv()))
    broken = [f"{each.status}: {each.detail}" for each in said if each.status >= 500]
    with inside():
        found = [*broken, *contest.faults(start, said)]
    tally.rounds += 1
    tally.seconds += time.monotonic() - begun
    tally.said.update(each.status for each in said)
    tally.faults += [f"{name} {number}: {fault}" for fault in found]


@contextmanager
def _processes() -> Iterator[list[_Process]]:
    """Eight of them, each with a connection of its own to the database; gone with the block."""
    from django.db import connections  # noqa: PLC0415 - after django.setup

    # A connection does not survive being copied.
    connections.close_all()
    context = multiprocessing.get_context("fork")
    barrier, made = context.Barrier(PROCESSES), []
    for place in range(PROCESSES):
        ours, theirs = context.Pipe()
        process = context.Process(target=_take_part, args=(theirs, barrier, place), daemon=True)
        process.start()
        made.append(_Process(process, ours))
    try:
        yield made
    finally:
        for each in made:
            each.line.send(None)
        for each in made:
            each.running.join(10)
            if each.running.is_alive():
                each.running.terminate()


def _take_part(line: Connection, barrier: Barrier, place: int) -> None:
    from django.db import connection  # noqa: PLC0415 - after django.setup

    from torture.contests import CONTESTS, said_by  # noqa: PLC0415

    connection.ensure_connection()
    while (order := line.recv()) is not None:
        name, start, seed = order
        barrier.wait(PATIENCE)
        said = said_by(CONTESTS[name], start, place, seed)
        line.send((said.status, said.detail))


def tell(tallies: dict[str, Tally]) -> dict[str, Any]:
    """Print the table, and return it for programs."""
    for name, tally in tallies.items():
        answers = ", ".join(f"{status}: {count:,}" for status, count in sorted(tally.said.items()))
        took = f"{tally.rounds:,} rounds, {tally.seconds:,.1f} s"
        print(f"{name}: {took} ({answers}), faults: {len(tally.faults)}")
    for tally in tallies.values():
        for fault in tally.faults[:20]:
            print(f"  {fault}")
    return {
        name: {"rounds": tally.rounds, "said": dict(tally.said), "faults": tally.faults}
        for name, tally in tallies.items()
    }


def _set_up(stack: ExitStack, address: str) -> None:
    """Tables and the environment that leads to them."""
    home = stack.enter_context(tempfile.TemporaryDirectory(prefix="banso-races-"))
    os.environ |= {"BANSO_HOME": home, "SECRET_KEY": "a key for races that opens nothing, long enough"}
    owner: dict[str, str] = {}
    if address:
        import psycopg  # noqa: PLC0415 - not wanted on SQLite

        with psycopg.connect(address, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                connection.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'")
        scheme, _, rest = address.partition("://")
        place = rest.rpartition("@")[2]
        os.environ["DATABASE_URL"] = f"{scheme}://{ROLE}:{PASSWORD.replace(' ', '%20')}@{place}"
        owner = {"DATABASE_OWNER_URL": address}
    else:
        os.environ["DATABASE_URL"] = ""
    command = [sys.executable, "-m", "banso.project", "migrate", "--quiet"]
    subprocess.run(command, env=os.environ | owner, check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    parser = argparse.ArgumentParser(description="Have eight processes do the same at once.")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=69)
    parser.add_argument("--only", nargs="*", default=[], help="names of contests")
    parser.add_argument("--postgresql", default="", help="an empty database, as its owner")
    parser.add_argument("--here", action="store_true", help="the database of the environment, as it stands")
    parser.add_argument("--result", type=Path, help="a file for the outcome as JSON")
    args = parser.parse_args()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "banso.project.settings", "API_CALLS_PER_MINUTE": "1000000"}
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    with ExitStack() as stack:
        if not args.here:
            _set_up(stack, args.postgresql)
        import django  # noqa: PLC0415 - the environment comes first
        from django.conf import settings  # noqa: PLC0415

        django.setup()
        # Mail into memory, and the name of a host that only tests have.
        from django.test.utils import setup_test_environment  # noqa: PLC0415

        setup_test_environment()
        # A slow hash protects people; here it would only wait.
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        from torture.contests import furnish, warm_up  # noqa: PLC0415

        furnish()
        warm_up()
        tallies = race(rounds=args.rounds, seed=args.seed, only=args.only)
    told = tell(tallies)
    if args.result:
        args.result.write_text(json.dumps(told))
    return 1 if any(tally.faults for tally in tallies.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
