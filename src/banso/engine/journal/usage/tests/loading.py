"""Tracking calls in, rows of the column store out."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from banso.engine.journal.column import store
from banso.engine.journal.loader.usage import UsageSource
from banso.engine.journal.usage.bindings import bind_account
from banso.engine.journal.usage.intake import read_body
from banso.engine.journal.usage.log import Arrival, UsageLog, pack
from banso.engine.journal.usage.state import State
from banso.engine.journal.usage.times import micros
from banso.kit.clock import freeze
from banso.kit.tenancy import current_workspace_id

NOON = datetime(2026, 11, 21, 3, tzinfo=UTC)
ACME = UUID(int=0xAC)
BETA = UUID(int=0xBE)


class Loading:
    """Sends and loads. `at` is minutes after NOON (12:00 in Tokyo)."""

    def __init__(self) -> None:
        self.source = UsageSource()
        self._states: list[State] = []

    def send(self, *events: dict[str, Any], at: float = 0, **around: object) -> None:
        log = UsageLog()
        log.append([self.arrival(*events, at=at, **around)])
        log.close()

    def arrival(self, *events: dict[str, Any], at: float = 0, **around: object) -> Arrival:
        body = json.dumps({"batch": list(events), **around}).encode()
        stored = read_body(body, "batch").stored
        packed = pack(msgspec.json.encode(stored))
        return Arrival(current_workspace_id().bytes, micros(minutes(at)), "", len(stored.events), packed)

    def bind(self, external_id: str, account: UUID, *, at: float = 0) -> None:
        with freeze(minutes(at)), transaction.atomic():
            bind_account(external_id, account)

    def load(self) -> None:
        while self.source.load_batch():
            continue

    def restart(self) -> None:
        self.source.close()
        self.source = UsageSource()

    def rows(self, columns: str = "name, person", *, as_of: float | None = None) -> list[tuple[Any, ...]]:
        """What stands, in order of time."""
        known = minutes(as_of) if as_of is not None else datetime(2100, 1, 1, tzinfo=UTC)
        found = store().inspect(
            f"SELECT {columns}, sum(sign) AS n FROM banso.usage WHERE recorded_at <= "
            "{known:DateTime64(6, 'UTC')} GROUP BY ALL HAVING n != 0 ORDER BY min(occurred_at), 1, 2",
            {"known": known},
        )
        return [tuple(row[:-1]) if row[-1] == 1 else tuple(row) for row in found.rows]

    def sessions(self, *, as_of: float | None = None) -> list[tuple[str, int, int]]:
        """Person, seconds and events of each session as the view tells them."""
        known = minutes(as_of) if as_of is not None else datetime(2100, 1, 1, tzinfo=UTC)
        found = store().ask(
            "SELECT person, seconds, events FROM banso.sessions_of(workspace={workspace:UUID},"
            " as_of={known:DateTime64(6, 'UTC')}, only=[], merged_from=[], merged_into=[])"
            " ORDER BY started_at, person",
            {"known": known, "workspace": current_workspace_id()},
        )
        return [tuple(row) for row in found.rows]

    def state(self) -> State:
        self._states.append(State())
        return self._states[-1]

    def close(self) -> None:
        self.source.close()
        for state in self._states:
            state.close()


def minutes(at: float) -> datetime:
    return NOON + timedelta(minutes=at)


def track(name: str, *, user: str = "u1", at: float = 0, **more: Any) -> dict[str, Any]:
    return {
        "type": "track", "event": name, "userId": user, "messageId": f"{user}-{name}-{at}",
        "timestamp": minutes(at).isoformat(), **more,
    }  # fmt: skip


def group(external_id: str, *, user: str = "u1", at: float = 0, **more: Any) -> dict[str, Any]:
    return {
        "type": "group", "groupId": external_id, "userId": user,
        "messageId": f"group-{user}-{external_id}-{at}", **more,
    }  # fmt: skip
