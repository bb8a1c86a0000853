"""The tracking endpoints: a small ASGI application of its own, without Django's request machinery.

What clients do with an answer decides what is answered: they drop their data on 400, 401 and 413 and send it
again on 408, 429 and 5xx. So 400 is for what can never be read, and 200 is said only of durable rows.
"""

import asyncio
import base64
import binascii
import re
import time
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from typing import Any

import msgspec

from banso.engine.journal.usage.database import Full
from banso.engine.journal.usage.intake import (
    BATCHES,
    BODY_BYTES,
    TYPES,
    TooLarge,
    decompressed,
    read_body,
)
from banso.engine.journal.usage.keys import Grant, KeyRing, Lookup
from banso.engine.journal.usage.log import Arrival, pack
from banso.engine.journal.usage.suppressing import without_erased
from banso.engine.journal.usage.writer import GroupWriter
from banso.kit.counting import TRACKED_EVENTS, TRACKING_SECONDS
from banso.kit.errors import InputError, TooBusy

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

DOORS = frozenset({*TYPES, *BATCHES})
_SETTINGS = re.compile(r"/v1/projects/([^/]{1,200})/settings")
_HOST = re.compile(r"[A-Za-z0-9._\-:\[\]]{1,255}")
_ORIGIN = re.compile(r"https?://[A-Za-z0-9._\-\[\]:]{1,255}")
_READ_SECONDS = 30
_OK = b'{"success":true}'
_JSON = (b"content-type", b"application/json")
_PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
    (b"access-control-allow-headers", b"authorization, content-type, content-encoding, x-retry-count"),
    (b"access-control-max-age", b"86400"),
]
_encode = msgspec.json.Encoder().encode
_TAKEN = TRACKING_SECONDS.labels("200")


class Answer(Exception):  # noqa: N818 - it is what the client gets
    """An answer other than 200."""

    def __init__(self, status: int, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.retry_after = retry_after


def is_tracking(path: str) -> bool:
    """Whether an address belongs to the tracking endpoints."""
    return path.startswith("/v1/") and (path[4:].rstrip("/") in DOORS or path.startswith("/v1/projects/"))


class TrackingDoor:
    """The application.

    Args:
        lookup: what a write key opens.
        public_address: where clients reach the server, such as "https://cs.example.jp"; "" for the address
            that the request itself names.
        writer: made at the first request when None, so that importing opens nothing.
    """

    def __init__(
        self, lookup: Lookup, *, public_address: str = "", writer: GroupWriter | None = None
    ) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._keys = KeyRing(lookup, self._spawn)
        self._address = public_address
        self._writer = writer

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        # The loop itself keeps only a weak reference.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name: value for name, value in scope["headers"] if name in _WANTED}
        origin = headers.get(b"origin", b"").decode("latin-1")
        open_origin = origin if _ORIGIN.fullmatch(origin) else ""
        begun = time.perf_counter()
        try:
            body, extra = await self._answer(scope, receive, headers, origin, open_origin)
            _TAKEN.observe(time.perf_counter() - begun)
            await _respond(send, 200, body, [*_cors(open_origin), *extra])
        except Answer as answer:
            TRACKING_SECONDS.labels(str(answer.status)).observe(time.perf_counter() - begun)
            extra = []
            if answer.retry_after is not None:
                extra.append((b"retry-after", str(answer.retry_after).encode()))
            if answer.status == 405:  # noqa: PLR2004
                extra.append((b"allow", b"POST, OPTIONS"))
            shown = "" if answer.status == 403 else open_origin  # noqa: PLR2004
            text = _encode({"success": False, "error": answer.message})
            await _respond(send, answer.status, text, [*_cors(shown), *extra])

    async def _answer(
        self, scope: Scope, receive: Receive, headers: dict[bytes, bytes], origin: str, open_origin: str
    ) -> tuple[bytes, Headers]:
        method, path = scope["method"], scope["path"]
        if origin and not open_origin:
            raise Answer(403, "this origin may not send")
        if method == "OPTIONS":
            return b"", _PREFLIGHT
        if found := _SETTINGS.fullmatch(path):
            if method not in {"GET", "HEAD"}:
                raise Answer(405, "GET is answered here")
            return await self._settings(found[1], scope, headers, open_origin)
        door = path[4:].rstrip("/")
        if door not in DOORS:
            raise Answer(404, "there is no such endpoint")
        if method != "POST":
            raise Answer(405, "POST is answered here")
        await self._take_in(door, receive, headers, open_origin)
        return _OK, []

    async def _take_in(self, door: str, receive: Receive, headers: dict[bytes, bytes], origin: str) -> None:
        secret = _basic(headers.get(b"authorization", b""))
        # With the key in the header, a stranger's body is not even read.
        grant = await self._granted(secret, origin) if secret else None
        body = await _read(receive, headers)
        received_at = time.time_ns() // 1000
        try:
            text = decompressed(body, headers.get(b"content-encoding", b"").decode("latin-1"))
            intake = read_body(text, door)
        except TooLarge as error:
            raise Answer(413, f"{error.message}: {error.wanted}") from error
        except InputError as error:
            raise Answer(400, error.message) from error
        if grant is None:
            grant = await self._granted(intake.write_key, origin)
        if not intake.stored.events or grant.workspace is None:
            return
        without_erased(intake.stored, grant.away)
        arrival = Arrival(
            grant.workspace.bytes, received_at, "", len(intake.stored.events), pack(_encode(intake.stored))
        )
        self._writer = self._writer or GroupWriter()
        try:
            await self._writer.append(arrival)
        except TooBusy as error:
            raise Answer(429, error.message, retry_after=error.retry_after) from error
        except Full as error:
            raise Answer(503, "the server's disk is full", retry_after=30) from error
        except Exception as error:
            raise Answer(503, "the usage log cannot be written", retry_after=5) from error
        TRACKED_EVENTS.inc(arrival.events)

    async def _granted(self, secret: str, origin: str) -> Grant:
        if not secret:
            raise Answer(401, "there is no write key: send it as the user name of Basic auth or as writeKey")
        try:
            grant = await self._keys.grant(secret)
        except Exception as error:
            # The client keeps what it has and sends it again.
            raise Answer(503, "the database cannot be asked about the key", retry_after=5) from error
        if grant.state == "revoked":
            raise Answer(401, "this write key is revoked")
        if grant.state == "unknown":
            raise Answer(401, "this write key is unknown")
        if origin and grant.origins and origin not in grant.origins:
            raise Answer(403, "this origin may not send")
        return grant

    async def _settings(
        self, secret: str, scope: Scope, headers: dict[bytes, bytes], origin: str
    ) -> tuple[bytes, Headers]:
        await self._granted(secret, origin)
        address = self._address
        if not address:
            host = headers.get(b"host", b"").decode("latin-1")
            address = f"{scope['scheme']}://{host if _HOST.fullmatch(host) else 'localhost'}"
        protocol, _, host = address.partition("://")
        segment = {
            "apiKey": secret, "apiHost": f"{host.rstrip('/')}/v1", "protocol": protocol,
            "unbundledIntegrations": [], "addBundledMetadata": True,
        }  # fmt: skip
        said = {
            "integrations": {"Segment.io": segment},
            "plan": {"track": {"__default": {"enabled": True, "integrations": {}}}},
            "edgeFunction": {}, "analyticsNextEnabled": True, "middlewareSettings": {},
            "enabledMiddleware": {}, "metrics": {"sampleRate": 0}, "legacyVideoPluginsEnabled": False,
            "remotePlugins": [],
        }  # fmt: skip
        return _encode(said), [(b"cache-control", b"private, max-age=60")]


_WANTED = frozenset({b"authorization", b"content-encoding", b"content-length", b"origin", b"host"})


def _basic(header: bytes) -> str:
    scheme, _, value = header.partition(b" ")
    if scheme.lower() != b"basic":
        return ""
    try:
        return base64.b64decode(value.strip(), validate=True).decode().partition(":")[0].strip()
    except (binascii.Error, UnicodeDecodeError):
        return ""


async def _read(receive: Receive, headers: dict[bytes, bytes]) -> bytes:
    said = headers.get(b"content-length", b"")
    if said.isdigit() and int(said) > BODY_BYTES:
        raise Answer(413, f"the request is too large: at most {BODY_BYTES} bytes")
    try:
        async with asyncio.timeout(_READ_SECONDS):
            return await _read_all(receive)
    except TimeoutError:
        raise Answer(408, "the body did not come in time", retry_after=1) from None


async def _read_all(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Answer(400, "the client went away")
        part = message.get("body", b"")
        size += len(part)
        if size > BODY_BYTES:
            raise Answer(413, f"the request is too large: at most {BODY_BYTES} bytes")
        parts.append(part)
        if not message.get("more_body", False):
            return parts[0] if len(parts) == 1 else b"".join(parts)


def _cors(origin: str) -> Headers:
    vary = (b"vary", b"Origin")
    return [(b"access-control-allow-origin", origin.encode()), vary] if origin else [vary]


async def _respond(send: Send, status: int, body: bytes, extra: Headers) -> None:
    headers = [_JSON, (b"content-length", str(len(body)).encode()), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *extra]})
    await send({"type": "http.response.body", "body": body})
