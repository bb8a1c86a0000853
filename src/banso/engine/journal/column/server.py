"""The `banso engine` process: chDB behind ClickHouse's HTTP interface, on loopback alone.

Two users. The reader asks: each text passes the gate and runs in a locked session within limits. The writer
loads: inserts are streamed into the engine and are on the disk when they are answered. One engine lives in
a data folder; it says where in `engine/state.json` and touches that file as long as its engine answers.
"""

import base64
import binascii
import hmac
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import BoundedSemaphore, Event, Lock, Thread
from typing import ClassVar, Literal
from urllib.parse import parse_qsl, urlsplit

from banso.engine.journal.column import wire
from banso.engine.journal.column.errors import (
    AUTHENTICATION_FAILED,
    BAD_ARGUMENTS,
    SETTING_CONSTRAINT_VIOLATION,
    TOO_MANY_SIMULTANEOUS_QUERIES,
    ColumnError,
)
from banso.engine.journal.column.gate import MAX_TEXT, Gate
from banso.engine.journal.column.home import Address, EngineHome, Secrets, hold
from banso.engine.journal.column.limits import SETTINGS, Limits
from banso.engine.journal.column.sessions import Answer, Engine, EngineFailure

Role = Literal["reader", "writer"]

HOST = "127.0.0.1"
AT_ONCE = 8
QUEUE_SECONDS = 20.0
DRAIN_SECONDS = 10.0
BEAT_SECONDS = 2.0
IDLE_SECONDS = 600
_TIMEZONE = "UTC"

# What clickhouse-connect asks of every server before its first query. The reader may: the answers name no
# table and no person. Of the settings it sees those it may change, and that it may change no other.
_GREETINGS = {
    "SELECT version(), timezone()": "SELECT version(), timezone()",
    "SELECT 1 AS check\n FORMAT Native": "SELECT 1 AS check FORMAT Native",
    "SELECT name, value, readonly FROM system.settings LIMIT 10000\n FORMAT Native": (
        "SELECT name, value, toUInt8(name NOT IN ({names})) AS readonly FROM system.settings FORMAT Native"
    ).format(names=", ".join(f"'{name}'" for name in sorted(SETTINGS))),
}


class Door(ThreadingHTTPServer):
    """The listening socket, the engine behind it, and who may come in."""

    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, engine: Engine, secrets: Secrets, port: int) -> None:
        super().__init__((HOST, port), Desk)
        self.engine = engine
        self.gate = Gate(engine.parse)
        self.answered_at = time.monotonic()
        self._keys = {"reader": secrets.reader.encode(), "writer": secrets.writer.encode()}
        self._places = {"reader": BoundedSemaphore(AT_ONCE), "writer": BoundedSemaphore(AT_ONCE)}
        self._busy = 0
        self._lock = Lock()

    def role(self, user: str, secret: str) -> Role:
        """Who knocks.

        Raises:
            EngineFailure: neither user has that secret.
        """
        wanted = self._keys.get(user, b"")
        if not hmac.compare_digest(secret.encode(), wanted) or not wanted:
            raise wire.failure(f"{user or 'nobody'}: no user with this secret", AUTHENTICATION_FAILED)
        return "writer" if user == "writer" else "reader"

    @contextmanager
    def place(self, role: Role) -> Iterator[None]:
        """Room to run one statement; waits for it.

        Raises:
            EngineFailure: there was none within QUEUE_SECONDS.
        """
        places = self._places[role]
        if not places.acquire(timeout=QUEUE_SECONDS):
            raise wire.failure(f"{AT_ONCE} statements are running; try again", TOO_MANY_SIMULTANEOUS_QUERIES)
        with self._lock:
            self._busy += 1
        try:
            yield
        finally:
            with self._lock:
                self._busy -= 1
            places.release()

    def drain(self, seconds: float) -> None:
        """Take nobody else in, and wait for those inside."""
        self.shutdown()
        self.server_close()
        deadline = time.monotonic() + seconds
        while self._busy and time.monotonic() < deadline:
            time.sleep(0.02)

    def handle_error(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        """A client that went away is no news; anything else goes to the log."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Desk(BaseHTTPRequestHandler):
    """One connection."""

    server: Door
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    timeout: ClassVar[int] = IDLE_SECONDS

    def do_GET(self) -> None:
        if urlsplit(self.path).path == "/ping":
            self._ping()
        else:
            self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's signature
        """Nothing: questions may name people."""

    def version_string(self) -> str:
        return "banso"

    def _ping(self) -> None:
        silent = time.monotonic() - self.server.answered_at
        if silent < BEAT_SECONDS * 5:
            self._reply(200, b"Ok.\n", {})
        else:
            self._reply(503, f"The engine has not answered for {silent:.0f} s.\n".encode(), {})

    def _serve(self) -> None:
        try:
            role = self._who()
            with self.server.place(role):
                answer = self._answer(role)
        except EngineFailure as error:
            self._refuse(str(error), error.code)
        except ColumnError as error:
            self._refuse(str(wire.failure(error.message.rstrip("."), error.code)), error.code)
        else:
            self._reply(200, answer.data, _headers(answer))

    def _who(self) -> Role:
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "basic":
            try:
                user, _, secret = base64.b64decode(given, validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                user = secret = ""
        else:
            user = self.headers.get("X-ClickHouse-User", "")
            secret = self.headers.get("X-ClickHouse-Key", "")
        return self.server.role(user, secret)

    def _answer(self, role: Role) -> Answer:
        fields = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        chunks = wire.body(self.rfile, self.headers.get)
        content_type = self.headers.get("Content-Type", "")
        if content_type.startswith("multipart/form-data"):
            fields |= wire.form(b"".join(chunks), content_type)
        asked = wire.request(fields)
        head = wire.head_of(chunks)
        if asked.text:
            head = asked.text.encode() + (b"\n" + head if head else b"")
        if role == "writer":
            return self._write(asked, head, chunks)
        return self._ask(asked, wire.whole(head, chunks, limit=MAX_TEXT * 4))

    def _ask(self, asked: wire.Request, text: str) -> Answer:
        greeting = _GREETINGS.get(text.strip())
        if greeting is not None:
            return self.server.engine.write(greeting, {}, {"readonly": "1"})
        strange = sorted(set(asked.settings) - SETTINGS)
        if strange:
            raise wire.failure(f"a question may not set {', '.join(strange)}", SETTING_CONSTRAINT_VIOLATION)
        try:
            limits = Limits.of_settings(dict(asked.settings))
        except ValueError as error:
            raise wire.failure(f"a limit that is no number ({error})", BAD_ARGUMENTS) from None
        self.server.gate.check(text)
        return self.server.engine.ask(text, asked.params, limits)

    def _write(self, asked: wire.Request, head: bytes, chunks: Iterator[bytes]) -> Answer:
        insert = wire.streamed_insert(head)
        if insert is None:
            text = wire.whole(head, chunks, limit=wire.MAX_STATEMENT)
            return self.server.engine.write(text, asked.params, asked.settings)
        statement, form, first = insert
        started = time.monotonic()
        with self.server.engine.insert(statement, form, asked.settings) as stream:
            if first:
                stream.append(first)
            for chunk in chunks:
                stream.append(chunk)
            rows = stream.finish()
        return Answer(b"", rows, 0, time.monotonic() - started)

    def _refuse(self, message: str, code: int) -> None:
        # What is left of the body would be read as the next request.
        self.close_connection = True
        self._reply(wire.status(code), message.encode(), {"X-ClickHouse-Exception-Code": str(code or 1002)})

    def _reply(self, status: int, data: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Type", "application/octet-stream")
        for name, value in headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)


def _headers(answer: Answer) -> dict[str, str]:
    summary = (
        f'{{"read_rows":"{answer.rows_read}","read_bytes":"{answer.bytes_read}",'
        f'"written_rows":"{answer.rows_read}","elapsed_ns":"{int(answer.seconds * 1e9)}"}}'
    )
    return {"X-ClickHouse-Summary": summary, "X-ClickHouse-Timezone": _TIMEZONE}


def main(home: Path, port: int = 0, *, attached: bool = False) -> int:
    """Run the engine of a data folder until it is told to stop.

    Args:
        home: the data folder.
        port: where to listen on loopback; 0 takes a free one.
        attached: stop when standard input ends, that is when the process that started this one has gone.

    Returns:
        The exit status: 0 after a stop; 1 when the folder has an engine already, the port is taken, or the
        data were deleted under it.
    """
    place = EngineHome(home)
    place.prepare()
    if hold(place.lock) is None:
        found = place.address()
        sys.stderr.write(f"{home} has an engine already{f' (process {found.pid})' if found else ''}\n")
        return 1
    # Dates without a zone mean UTC, wherever the machine stands.
    os.environ["TZ"] = _TIMEZONE
    time.tzset()
    stop, lost = Event(), Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    engine = Engine(place.column)
    try:
        door = Door(engine, place.secrets(), port)
    except OSError as error:
        sys.stderr.write(f"port {port} of {HOST} cannot be used: {error.strerror}\n")
        engine.close()
        return 1
    Thread(target=door.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    place.publish(Address(host=HOST, port=door.server_address[1], pid=os.getpid()))
    Thread(target=_beat, args=(place, door, stop, lost), daemon=True).start()
    if attached:
        Thread(target=_follow_parent, args=(stop,), daemon=True).start()
    stop.wait()
    place.withdraw(os.getpid())
    if lost.is_set():
        sys.stderr.write(f"{place.column} was deleted: what it held is gone, and is loaded again\n")
        return 1
    door.drain(DRAIN_SECONDS)
    engine.close()
    return 0


def _beat(place: EngineHome, door: Door, stop: Event, lost: Event) -> None:
    """Say that the engine lives as long as it answers; leave when its folder is gone."""
    opened = _files(place)
    while not stop.wait(BEAT_SECONDS):
        before, opened = opened, _files(place)
        # What was not there yet may come to be: the store's folder is made with its first table.
        if any(was is not None and now != was for was, now in zip(before, opened, strict=True)):
            # It would go on answering from what it holds open, and write into files that nobody finds.
            lost.set()
            stop.set()
            return
        if door.engine.answers():
            door.answered_at = time.monotonic()
            if not place.beat():
                stop.set()


def _files(place: EngineHome) -> list[tuple[int, int] | None]:
    """Which folders these are: deleted and made again, they are others."""
    found: list[tuple[int, int] | None] = []
    for folder in (place.column, place.column / "metadata", place.column / "store"):
        try:
            status = folder.stat()
        except FileNotFoundError:
            found.append(None)
        else:
            found.append((status.st_dev, status.st_ino))
    return found


def _follow_parent(stop: Event) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        continue
    stop.set()
