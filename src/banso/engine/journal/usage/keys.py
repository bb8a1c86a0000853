"""Which workspace a write key opens, without asking the database at every request."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from banso.engine.journal.usage.suppressing import NOBODY_AWAY, Suppression

KeyState = Literal["known", "revoked", "unknown"]
# A revoked key is dead everywhere within 60 seconds; from 20 on, the next request asks anew in its shadow.
FRESH = 20.0
STALE = 50.0
_ROOM = 10_000


@dataclass(frozen=True, slots=True)
class Grant:
    """What a write key opens.

    Attributes:
        state: unknown and revoked keys are both refused, with different words.
        workspace: where its events go; None unless the key is known.
        origins: web origins that may send with it; empty for any.
        until: when it ends by itself, in seconds since 1970; None for never.
        away: people who were erased from the workspace.
    """

    state: KeyState
    workspace: UUID | None = None
    origins: frozenset[str] = frozenset()
    until: float | None = None
    away: Suppression = NOBODY_AWAY

    def has_ended(self) -> bool:
        return self.until is not None and time.time() >= self.until


Lookup = Callable[[str], Awaitable[Grant]]
Spawn = Callable[[Coroutine[Any, Any, None]], object]


class KeyRing:
    """The last answers about keys, each for less than a minute.

    Args:
        lookup: asks the database.
        spawn: starts a task that nobody waits for.
    """

    def __init__(self, lookup: Lookup, spawn: Spawn) -> None:
        self._lookup = lookup
        self._spawn = spawn
        self._known: OrderedDict[str, tuple[float, Grant]] = OrderedDict()
        self._asking: set[str] = set()

    async def grant(self, secret: str) -> Grant:
        kept = self._known.get(secret)
        age = time.monotonic() - kept[0] if kept else STALE
        if kept is None or age >= STALE or kept[1].has_ended():
            return await self._ask(secret)
        if age >= FRESH and secret not in self._asking:
            self._asking.add(secret)
            self._spawn(self._refresh(secret))
        return kept[1]

    async def _refresh(self, secret: str) -> None:
        try:
            # Whoever comes when the answer is stale asks again, and hears why it fails.
            with suppress(Exception):
                await self._ask(secret)
        finally:
            self._asking.discard(secret)

    async def _ask(self, secret: str) -> Grant:
        grant = await self._lookup(secret)
        self._known[secret] = (time.monotonic(), grant)
        self._known.move_to_end(secret)
        while len(self._known) > _ROOM:
            self._known.popitem(last=False)
        return grant
