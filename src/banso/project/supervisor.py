"""One process that looks after others: starts them, starts the dead again, and stops them all together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

START_SECONDS = 60.0
STOP_SECONDS = 20.0
_FIRST_PAUSE = 0.5
# With the time that a start takes, all is up again half a minute after whatever went wrong has gone.
_LONGEST_PAUSE = 15.0
# Who has lived this long was well: the next death is answered at once again.
_WELL_AFTER = 60.0
_PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Child:
    """A process to keep alive.

    Attributes:
        name: what the log calls it.
        command: the program and its arguments; `sys.executable` for our own.
        stop_order: the lowest are stopped first.
        sign: something that changes as long as it is well; None where there is no such sign.
        longest_silence: seconds without a change after which it is taken for stuck, and ended; from its
            start to its first sign it has START_SECONDS at least.
    """

    name: str
    command: Sequence[str]
    stop_order: int = 0
    sign: Callable[[], object] | None = None
    longest_silence: float = 60.0
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    due_at: float = 0.0
    pause: float = _FIRST_PAUSE
    restarts: int = field(default=0)
    heard: tuple[object, float] = (None, 0.0)
    has_begun: bool = False

    def start(self, environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own modules
            self.command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            # Its own group: Ctrl-C reaches the supervisor alone, which stops all in order.
            start_new_session=True,
            preexec_fn=_follow_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - one thread here
        )
        self.started_at = time.monotonic()
        # What the last one left behind is no sign of this one's life.
        self.heard = (self.sign() if self.sign else None, self.started_at)
        self.has_begun = False

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def is_stuck(self) -> bool:
        """Whether its sign of life has not changed for too long."""
        if self.sign is None:
            return False
        now, sign = time.monotonic(), self.sign()
        if sign != self.heard[0]:
            self.heard, self.has_begun = (sign, now), True
        return now - self.heard[1] > self.patience

    @property
    def patience(self) -> float:
        return self.longest_silence if self.has_begun else max(START_SECONDS, self.longest_silence)


def _follow_parent() -> None:
    # Were the supervisor killed outright, nobody would be left to stop the children.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Keeps children alive until told to stop.

    Args:
        children: started in their order.
        environment: what they get to see.
        say: where a line for the operator goes.
    """

    def __init__(
        self, children: Sequence[Child], environment: Mapping[str, str], say: Callable[[str], None]
    ) -> None:
        self.children = list(children)
        self.stopping = False
        self._environment = environment
        self._say = say

    def start(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        for child in self.children:
            child.start(self._environment)

    def wait(self, until: Callable[[], bool] | None = None) -> None:
        """Look after the children until told to stop, or until a condition holds."""
        while not self.stopping and not (until is not None and until()):
            for child in self.children:
                self._look_after(child)
            time.sleep(0.05 if until is not None else 0.2)

    def stop(self) -> None:
        """Stop all, those of one order together; whoever does not go within STOP_SECONDS is killed."""
        deadline = time.monotonic() + STOP_SECONDS
        for order in sorted({child.stop_order for child in self.children}):
            group = [child for child in self.children if child.stop_order == order and child.is_running()]
            for child in group:
                _signal(child, signal.SIGTERM)
            for child in group:
                _end(child, deadline)

    def _ask_to_stop(self, _number: int, _frame: object) -> None:
        self.stopping = True

    def _look_after(self, child: Child) -> None:
        if child.process is None:
            return
        if child.is_running():
            if child.is_stuck():
                self._say(f"{child.name} gave no sign of life for {child.patience:g} s; it is replaced")
                _kill_group(child.process.pid)
            return
        now = time.monotonic()
        if not child.due_at:
            # What it had started would go on holding its port, answering beside its successor.
            _kill_group(child.process.pid)
            was_killed = child.process.returncode == -signal.SIGKILL
            if was_killed or now - child.started_at > _WELL_AFTER:
                child.pause = _FIRST_PAUSE
            self._say(f"{child.name} ended ({_ending(child.process.returncode)}); again in {child.pause:g} s")
            child.due_at = now + child.pause
            # Whoever was killed has not failed by itself: it need not wait ever longer.
            child.pause = child.pause if was_killed else min(child.pause * 2, _LONGEST_PAUSE)
        elif now >= child.due_at:
            child.due_at = 0.0
            child.restarts += 1
            child.start(self._environment)


def _ending(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"status {status}"


def _signal(child: Child, number: int) -> None:
    if child.process is not None:
        try:
            os.kill(child.process.pid, number)
        except ProcessLookupError:
            return


def _end(child: Child, deadline: float) -> None:
    if child.process is None:
        return
    try:
        child.process.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        # The group, so that what it started goes with it.
        _kill_group(child.process.pid)
        child.process.wait()


def _kill_group(number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(number, signal.SIGKILL)
