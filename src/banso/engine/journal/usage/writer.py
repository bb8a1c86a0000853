"""Group commit: many requests, one transaction, one fsync.

Requests hand their rows to one thread. While it waits for the disk, the next group gathers; so the price
of a flush is shared by whoever came meanwhile, and nobody is answered before their rows are down.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future

from banso.engine.journal.usage.database import Full
from banso.engine.journal.usage.log import Arrival, UsageLog
from banso.kit.errors import TooBusy

_GROUP_BYTES = 8 * 1024 * 1024
_Waiting = tuple[Arrival, "Future[None] | asyncio.Future[None]"]


class GroupWriter:
    """The one writer of a process.

    Args:
        open_log: called in the writer's thread.
        capacity: bytes that may wait; beyond them `TooBusy` is raised, and one workspace may hold half.
    """

    def __init__(
        self, open_log: Callable[[], UsageLog] = UsageLog, *, capacity: int = 48 * 1024 * 1024
    ) -> None:
        self._open_log = open_log
        self._capacity = capacity
        self._waiting: deque[_Waiting] = deque()
        self._bytes = 0
        self._held: dict[bytes, int] = {}
        self._changed = threading.Condition()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="usage-log", daemon=True)
        self._thread.start()

    async def append(self, arrival: Arrival) -> None:
        """Returns when the rows are durable.

        Raises:
            TooBusy: too much is waiting already.
            Full: the disk has no room.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._enqueue(arrival, done)
        await done

    def append_and_wait(self, arrival: Arrival) -> None:
        """The same for callers without an event loop."""
        done: Future[None] = Future()
        self._enqueue(arrival, done)
        done.result()

    def close(self) -> None:
        """Write what waits, then end the thread."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self._thread.join()

    def _enqueue(self, arrival: Arrival, done: "Future[None] | asyncio.Future[None]") -> None:
        size, workspace = len(arrival.body), arrival.workspace
        with self._changed:
            held = self._held.get(workspace, 0)
            # Alone in the queue, a request is always let in, however large it is.
            if self._waiting and (self._bytes + size > self._capacity or held + size > self._capacity // 2):
                raise TooBusy("the usage log is behind", retry_after=1)
            if self._stopped:
                raise TooBusy("the usage log is closing", retry_after=2)
            self._waiting.append((arrival, done))
            self._bytes += size
            self._held[workspace] = held + size
            self._changed.notify()

    def _take(self) -> list[_Waiting]:
        with self._changed:
            while not self._waiting and not self._stopped:
                self._changed.wait()
            group: list[_Waiting] = []
            size = 0
            while self._waiting and size < _GROUP_BYTES:
                arrival, done = self._waiting.popleft()
                group.append((arrival, done))
                size += len(arrival.body)
                left = self._held[arrival.workspace] - len(arrival.body)
                if left:
                    self._held[arrival.workspace] = left
                else:
                    del self._held[arrival.workspace]
            self._bytes -= size
            return group

    def _run(self) -> None:
        log: UsageLog | None = None
        while group := self._take():
            failure: Exception | None = None
            try:
                log = log or self._open_log()
                log.append([arrival for arrival, _ in group])
            except Full as error:
                failure = error
            except Exception as error:  # noqa: BLE001 - whatever it was, those who wait must hear of it
                failure, log = error, None
            _answer([done for _, done in group], failure)
        if log is not None:
            log.close()


def _answer(waiting: "list[Future[None] | asyncio.Future[None]]", failure: Exception | None) -> None:
    loops: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for done in waiting:
        if isinstance(done, asyncio.Future):
            loops.setdefault(done.get_loop(), []).append(done)
        elif failure is None:
            done.set_result(None)
        else:
            done.set_exception(failure)
    for loop, futures in loops.items():
        if not loop.is_closed():
            # One wake-up a group: each one writes to the loop's own pipe.
            loop.call_soon_threadsafe(_settle, futures, failure)


def _settle(futures: "list[asyncio.Future[None]]", failure: Exception | None) -> None:
    for done in futures:
        if done.cancelled():
            continue
        if failure is None:
            done.set_result(None)
        else:
            done.set_exception(failure)
