"""Finding the engine of a data folder, and starting one for as long as this process needs it."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen  # noqa: TID251 - our own engine on loopback, never an address of a person's

from banso.engine.journal.column.errors import Unavailable
from banso.engine.journal.column.home import STUCK_AFTER, Address, EngineHome, turn

START_SECONDS = 30.0
STOP_SECONDS = 15.0
# A page may wait this long for an engine that is being started again.
KEPT_SECONDS = 5.0
_POLL = 0.01
_LOG_TAIL = 2000


class LocalEngine:
    """An engine that this process has started; it ends with this process, whatever ends it.

    Use as a context manager, or call `stop`.
    """

    def __init__(self, home: EngineHome, process: subprocess.Popen[bytes], address: Address) -> None:
        self.home = home
        self.address = address
        self._process = process

    @classmethod
    def start(cls, home: EngineHome, *, port: int = 0) -> Self:
        """Start an engine in a folder that has none.

        Raises:
            Unavailable: it did not come up; the message carries what it said.
        """
        home.prepare()
        home.secrets()
        command = [sys.executable, "-m", "banso.engine.journal.column"]
        command += ["--home", str(home.root), "--port", str(port), "--attached"]
        with home.log.open("ab") as log:
            # By exec, because a chDB that lived through a fork hangs. Its own session, so that Ctrl-C
            # reaches the command first and the engine only when the command has finished with it.
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            found = home.address()
            if found is not None and found.pid == process.pid and is_answering(found):
                return cls(home, process, found)
            time.sleep(_POLL)
        _end(process)
        raise Unavailable(f"the engine of {home.root} did not start: {_tail(home.log)}")

    def is_running(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """Ask it to finish what it does and go; after STOP_SECONDS end it."""
        self._process.terminate()
        _end(self._process)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self._process.kill()
        _end(self._process)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def find(home: EngineHome) -> Address | None:
    """The living engine of a folder, ready to answer; None where there is none or it is stuck."""
    found = home.address()
    if found is None or not home.is_held() or not is_answering(found):
        return None
    return found


def find_or_start(home: EngineHome) -> tuple[Address, LocalEngine | None]:
    """The folder's engine: the living one, or one started here. Two processes at once agree on one.

    Where a server keeps the engine, only the server starts it: one of ours would stand in its way.

    Returns:
        Where it is, and the engine itself when it was started here.

    Raises:
        Unavailable: none answers and none can be started.
    """
    found = find(home)
    if found is not None:
        return found, None
    if home.is_kept():
        return _kept_by_a_server(home), None
    with turn(home.starting, patience=START_SECONDS * 2):
        found = _wait_for(home)
        if found is not None:
            return found, None
        started = LocalEngine.start(home)
        return started.address, started


def is_answering(address: Address, *, seconds: float = 3.0) -> bool:
    """Whether an engine at that address says that it is well."""
    try:
        with urlopen(f"http://{address.host}:{address.port}/ping", timeout=seconds) as reply:
            return bool(reply.status == 200)  # noqa: PLR2004
    except (URLError, OSError):
        return False


def replace_stuck(home: EngineHome) -> bool:
    """End an engine whose heartbeat stopped STUCK_AFTER seconds ago; True when one was ended."""
    found = home.address()
    if found is None or not home.is_held() or home.silence() < STUCK_AFTER:
        return False
    with suppress(ProcessLookupError):
        os.kill(found.pid, signal.SIGKILL)
    home.withdraw(found.pid)
    return True


def _kept_by_a_server(home: EngineHome) -> Address:
    deadline = time.monotonic() + KEPT_SECONDS
    while time.monotonic() < deadline:
        found = find(home)
        if found is not None:
            return found
        time.sleep(_POLL)
    raise Unavailable(f"the engine of {home.root} is down; the server starts it again")


def _wait_for(home: EngineHome) -> Address | None:
    """While a living engine starts up or winds down: until it answers, or has gone."""
    deadline = time.monotonic() + START_SECONDS
    while home.is_held() and time.monotonic() < deadline:
        found = find(home)
        if found is not None:
            return found
        replace_stuck(home)
        time.sleep(_POLL)
    if home.is_held():
        raise Unavailable(f"the engine of {home.root} lives but has not answered for {START_SECONDS:.0f} s")
    return None


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _tail(log: Path) -> str:
    return log.read_bytes()[-_LOG_TAIL:].decode(errors="replace").strip() or "it said nothing"
