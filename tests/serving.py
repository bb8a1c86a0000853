"""A whole Banso as a child process, for tests that need the real one."""

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from banso.project.testing import found_home

# A machine that does other work as well is slow to start anything.
PATIENCE = 180.0


@dataclass
class Server:
    """A running `banso serve` with one workspace and a write key."""

    process: "subprocess.Popen[str]"
    home: Path
    port: int
    key: str
    environment: dict[str, str]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self, *words: str) -> str:
        return banso(self.environment, *words)

    def children(self) -> dict[str, int]:
        """Process ids of the direct children by what they are."""
        found = {}
        for number in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            try:
                line = Path(f"/proc/{number}/cmdline").read_text(encoding="utf-8").replace("\0", " ")
            except (FileNotFoundError, ProcessLookupError):
                continue  # It has ended since it was listed.
            for name, mark in (("web", "granian"), ("worker", "banso.project worker"), ("engine", "column")):
                if mark in line:
                    found[name] = int(number)
        return found

    def post(self, path: str, body: object) -> int:
        request = urllib.request.Request(
            f"{self.address}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return int(reply.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code

    def answers(self) -> bool:
        try:
            return self.post("/v1/batch", {"batch": [], "writeKey": self.key}) == 200
        except OSError:
            return False


def banso(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "banso.project", *words],
        env=environment, check=False, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(condition: "object", *, within: float = PATIENCE) -> bool:
    """Whether a callable becomes true in time."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def _found(environment: dict[str, str]) -> str:
    """Make the tables where they are missing, a workspace and its write key."""
    if environment.get("DATABASE_URL"):
        banso(environment, "migrate", "--quiet")
    banso(environment, "workspace", "create", "served", "--name", "Served")
    return banso(environment, "key", "create", "--kind", "write")


@cache
def _founded() -> tuple[Path, str]:
    """A data folder with all that, made once for this process, and the key."""
    folder = Path(tempfile.mkdtemp(prefix="banso-founded-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder, _found(_environment(found_home(folder)))


def _environment(home: Path) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    return environment | {
        "BANSO_HOME": str(home), "SECRET_KEY": "a key for tests that opens nothing at all, long"
    }  # fmt: skip


@contextmanager
def serving(home: Path, said: IO[str] | None = None, **variables: str) -> Iterator[Server]:
    """A server on a data folder; what it says goes into `said`, which nobody has to read.

    Args:
        home: the data folder.
        said: a file, or None to read what it says from the process.
        variables: of the environment, over the usual ones.
    """
    environment = _environment(home) | variables
    if environment.get("DATABASE_URL"):
        key = _found(environment)
    else:
        folder, key = _founded()
        shutil.copytree(folder, home, dirs_exist_ok=True)
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "banso.project", "serve", "--port", str(port)],
        env=environment, stdout=subprocess.PIPE if said is None else said, stderr=said, text=True,
    )  # fmt: skip
    server = Server(process, home, port, key, environment)
    try:
        assert eventually(server.answers)
        yield server
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)
        if process.stdout is not None:
            process.stdout.close()
