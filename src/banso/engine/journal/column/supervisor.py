"""Keeping one engine alive for as long as the server runs."""

import time
from threading import Event, Thread

import structlog

from banso.engine.journal.column.errors import Unavailable
from banso.engine.journal.column.home import STUCK_AFTER, EngineHome, turn
from banso.engine.journal.column.local import START_SECONDS, LocalEngine, is_answering, replace_stuck

log = structlog.get_logger(__name__)

CHECK_SECONDS = 1.0
LONGEST_PAUSE = 30.0
# An engine that lived this long is taken to be well; the next pause is short again.
WELL_AFTER = 60.0


class Supervisor:
    """Starts the folder's engine, starts it again when it dies and replaces it when it is stuck.

    Args:
        home: the data folder's engine corner.
        port: where it shall listen on loopback; 0 takes a free one.
        stuck_after: seconds without an answer after which it is replaced.
    """

    def __init__(self, home: EngineHome, *, port: int = 0, stuck_after: float = STUCK_AFTER) -> None:
        self._home = home
        self._port = port
        self._stuck_after = stuck_after
        self._engine: LocalEngine | None = None
        self._stop = Event()
        self._watch: Thread | None = None
        self.restarts = 0

    def start(self) -> None:
        """Start the engine and watch over it.

        Raises:
            Unavailable: it does not come up, or another process keeps one in this folder.
        """
        self._engine = self._begin()
        self._watch = Thread(target=self._keep, name="engine supervisor", daemon=True)
        self._watch.start()

    def restart(self) -> None:
        """Stop the engine; the watch starts it again."""
        if self._engine is not None:
            self._engine.stop()

    def stop(self) -> None:
        """Stop watching, then the engine, which finishes what it is doing."""
        self._stop.set()
        if self._watch is not None:
            self._watch.join()
        if self._engine is not None:
            self._engine.stop()

    def _begin(self) -> LocalEngine:
        with turn(self._home.starting, patience=START_SECONDS):
            # A command may hold an engine for its own duration; it ends with the command.
            deadline = time.monotonic() + START_SECONDS
            while self._home.is_held() and time.monotonic() < deadline:
                replace_stuck(self._home)
                time.sleep(0.05)
            return LocalEngine.start(self._home, port=self._port)

    def _keep(self) -> None:
        pause, answered = 0.1, time.monotonic()
        started = answered
        while not self._stop.wait(CHECK_SECONDS):
            engine = self._engine
            if engine is not None and engine.is_running():
                if is_answering(engine.address):
                    answered = time.monotonic()
                elif time.monotonic() - answered > self._stuck_after:
                    log.error("engine.stuck", seconds=round(time.monotonic() - answered))
                    engine.kill()
                continue
            pause = 0.1 if time.monotonic() - started > WELL_AFTER else min(pause * 2, LONGEST_PAUSE)
            log.error("engine.died", again_in=pause)
            if self._stop.wait(pause):
                return
            try:
                if engine is not None:
                    engine.stop()
                self._engine = self._begin()
            except Unavailable as error:
                log.warning("engine.not_started", error=error.message)
                continue
            self.restarts += 1
            started = answered = time.monotonic()
