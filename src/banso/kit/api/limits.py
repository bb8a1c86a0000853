"""How many calls a caller may make a minute."""

import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a caller stands after a call.

    Attributes:
        limit: calls a window.
        remaining: calls left in this window; 0 when this one was the last.
        reset: seconds until the next window.
        allowed: whether this call may go on.
    """

    limit: int
    remaining: int
    reset: int
    allowed: bool

    def headers(self, window: int) -> dict[str, str]:
        """RateLimit fields (IETF draft) and the older X-RateLimit-*; Retry-After once it is spent."""
        fields = {
            "RateLimit-Policy": f'"calls";q={self.limit};w={window}',
            "RateLimit": f'"calls";r={self.remaining};t={self.reset}',
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.reset),
        }
        return fields if self.allowed else {**fields, "Retry-After": str(self.reset)}


class CallLimit:
    """Counts calls in fixed windows, in the memory of this process.

    Several web processes count on their own, so the whole installation allows up to that many times more;
    a count shared through the database would cost every call a durable write.
    """

    def __init__(self, calls: int, window: int = 60) -> None:
        self.calls = calls
        self.window = window
        self._lock = threading.Lock()
        self._turn = 0
        self._counts: dict[str, int] = {}

    def count(self, caller: str) -> Standing:
        """Count one call of `caller` and say where it stands."""
        moment = time.monotonic()
        turn, passed = divmod(moment, self.window)
        with self._lock:
            if turn != self._turn:
                self._turn, self._counts = int(turn), {}
            used = self._counts.get(caller, 0) + 1
            self._counts[caller] = used
        left = max(0, self.calls - used)
        return Standing(self.calls, left, max(1, round(self.window - passed)), allowed=used <= self.calls)
