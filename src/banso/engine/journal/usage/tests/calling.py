"""Calling the tracking door as a web server would."""

import asyncio
import base64
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from banso.engine.journal.usage.door import TrackingDoor
from banso.engine.journal.usage.keys import Grant

T = TypeVar("T")
WORKSPACE = UUID(int=1)
KEY = "bnw_known"


async def lookup(secret: str) -> Grant:
    return {
        KEY: Grant("known", WORKSPACE),
        "bnw_revoked": Grant("revoked"),
        "bnw_fenced": Grant("known", WORKSPACE, frozenset({"https://app.example.jp"})),
    }.get(secret, Grant("unknown"))


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


def basic(key: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()}


async def acall(
    door: TrackingDoor, path: str, body: bytes = b"", *, method: str = "POST", **headers: str
) -> Reply:
    sent: list[dict[str, Any]] = []
    parts = [body[start : start + 65536] for start in range(0, len(body), 65536)] or [b""]

    async def receive() -> dict[str, Any]:
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": method, "path": path, "scheme": "http",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    await door(scope, receive, send)
    named = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Reply(sent[0]["status"], named, sent[1]["body"])


def call(door: TrackingDoor, path: str, body: bytes = b"", *, method: str = "POST", **headers: str) -> Reply:
    return run(acall(door, path, body, method=method, **headers))


def run(work: Coroutine[Any, Any, T]) -> T:
    """The coroutine's result, in a thread of its own: a browser test may keep a loop on this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()
