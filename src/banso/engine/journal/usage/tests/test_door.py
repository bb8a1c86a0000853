import asyncio
import gzip
import json
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from banso.engine.journal.usage import zstandard
from banso.engine.journal.usage.database import SqliteDatabase
from banso.engine.journal.usage.door import TrackingDoor
from banso.engine.journal.usage.intake import BODY_BYTES, MENDED_BYTES
from banso.engine.journal.usage.keys import Grant
from banso.engine.journal.usage.log import Arrival, UsageLog
from banso.engine.journal.usage.protocol import Event, understood
from banso.engine.journal.usage.tests.calling import KEY, WORKSPACE, acall, basic, call, lookup, run
from banso.engine.journal.usage.writer import GroupWriter


class Place:
    """A door with a log of its own, and what is in it."""

    def __init__(self, path: Path) -> None:
        self._path = path / "usage.sqlite3"
        self.writer = GroupWriter(self.log)
        self.door = TrackingDoor(lookup, writer=self.writer)

    def log(self) -> UsageLog:
        return UsageLog(SqliteDatabase(self._path))

    def events(self) -> list[Any]:
        log = self.log()
        found = [
            event
            for entry in log.read(0)
            for event in understood(entry.body, seq=entry.seq, received_at=entry.received_at)
        ]
        log.close()
        return found

    def names(self) -> list[str]:
        return [event.name for event in self.events() if isinstance(event, Event)]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.writer.close()


def batch(*names: str, **more: object) -> bytes:
    events = [{"type": "track", "event": name, "userId": "u1", "messageId": name} for name in names]
    return json.dumps({"batch": events, **more}).encode()


def test_a_batch_is_in_the_log_when_it_is_answered(place: Place) -> None:
    reply = call(place.door, "/v1/batch", batch("a", "b"), **basic(KEY))
    assert (reply.status, reply.body) == (200, b'{"success":true}')
    (entry,) = place.log().read(0)
    assert (entry.workspace, entry.events) == (WORKSPACE, 2)
    assert place.names() == ["a", "b"]


def test_t61_while_the_keys_cannot_be_looked_up_503(place: Place) -> None:
    async def away(_secret: str) -> Grant:
        raise OperationalError("the server is away")

    reply = call(TrackingDoor(away, writer=place.writer), "/v1/batch", batch("a"), **basic(KEY))
    assert (reply.status, reply.headers["retry-after"]) == (503, "5")
    assert place.names() == []


@pytest.mark.parametrize("door", ["batch", "import", "b", "batch/"])
def test_every_batch_door(place: Place, door: str) -> None:
    assert call(place.door, f"/v1/{door}", batch("a"), **basic(KEY)).status == 200
    assert place.names() == ["a"]


@pytest.mark.parametrize(
    ("doors", "kind"),
    [
        (("track", "t"), "track"),
        (("page", "p"), "page"),
        (("screen", "s"), "screen"),
        (("identify", "i"), "identify"),
        (("group", "g"), "group"),
        (("alias", "a"), "alias"),
    ],
)
def test_the_address_says_the_type(place: Place, doors: tuple[str, str], kind: str) -> None:
    body = {"event": "E", "name": "N", "userId": "u", "groupId": "g", "previousId": "p", "type": "nonsense"}
    for door in doors:
        assert call(place.door, f"/v1/{door}", json.dumps(body).encode(), **basic(KEY)).status == 200
    assert [event.kind for event in place.events()] == [kind, kind]


def test_the_key_may_stand_in_the_body_and_is_not_kept(place: Place) -> None:
    assert call(place.door, "/v1/batch", batch("a", writeKey=KEY)).status == 200
    single = json.dumps({"event": "b", "userId": "u", "writeKey": KEY}).encode()
    assert call(place.door, "/v1/track", single).status == 200
    assert place.names() == ["a", "b"]
    assert all(KEY.encode() not in entry.body for entry in place.log().read(0))


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded", ""]
)
def test_json_whatever_the_content_type_says(place: Place, content_type: str) -> None:
    assert call(place.door, "/v1/batch", batch("a"), content_type=content_type, **basic(KEY)).status == 200
    assert place.names() == ["a"]


def raw_deflate(text: bytes) -> bytes:
    return zlib.compress(text)[2:-4]


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("zstd", zstandard.compress),
        ("identity", bytes),
    ],
)
def test_compressed_bodies(place: Place, encoding: str, pack: Any) -> None:
    reply = call(place.door, "/v1/batch", pack(batch("a")), content_encoding=encoding, **basic(KEY))
    assert reply.status == 200
    assert place.names() == ["a"]


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'{"batch":[{]}', b'{"batch":3}', b"\xff\xfe", b'"x"'])
def test_t38_what_can_never_be_read_is_400(place: Place, body: bytes) -> None:
    reply = call(place.door, "/v1/batch", body, **basic(KEY))
    assert (reply.status, json.loads(reply.body)["success"]) == (400, False)
    assert place.events() == []


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"not gzip"),
        ("gzip", gzip.compress(b'{"batch":[]}', mtime=0)[:-4]),
        ("zstd", zstandard.compress(b'{"batch":[]}')[:-2]),
        ("br", b"\x00"),
        ("gzip, gzip", gzip.compress(gzip.compress(b'{"batch":[]}', mtime=0), mtime=0)),
    ],
)
def test_t36_a_body_that_is_not_what_its_header_says_is_400(place: Place, encoding: str, body: bytes) -> None:
    assert call(place.door, "/v1/batch", body, content_encoding=encoding, **basic(KEY)).status == 400


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("zstd", zstandard.compress)]
)
def test_t36_a_bomb_is_413_and_costs_little_memory(place: Place, encoding: str, pack: Any) -> None:
    bomb = pack(b'{"batch":[' + b" " * 90_000_000 + b"]}")
    tracemalloc.start()
    reply = call(place.door, "/v1/batch", bomb, content_encoding=encoding, **basic(KEY))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reply.status == 413
    assert peak < 64 * 1024 * 1024


def test_t36_gzip_within_gzip_is_400(place: Place) -> None:
    nested = gzip.compress(gzip.compress(batch("a")))
    assert call(place.door, "/v1/batch", nested, content_encoding="gzip", **basic(KEY)).status == 400


def test_t37_a_body_over_the_cap_is_413_with_and_without_its_length(place: Place) -> None:
    body = b" " * (BODY_BYTES + 1)
    told = call(place.door, "/v1/batch", body, content_length=str(len(body)), **basic(KEY))
    untold = call(place.door, "/v1/batch", body, **basic(KEY))
    assert (told.status, untold.status) == (413, 413)


def test_t38_an_empty_batch_is_fine_and_leaves_nothing(place: Place) -> None:
    assert call(place.door, "/v1/batch", b'{"batch":[]}', **basic(KEY)).status == 200
    assert place.log().read(0) == []


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ({}, "there is no write key"),
        (basic("bnw_stranger"), "unknown"),
        (basic("bnw_revoked"), "revoked"),
        ({"authorization": "Basic %%%"}, "there is no write key"),
        ({"authorization": f"Bearer {KEY}"}, "there is no write key"),
    ],
)
def test_t26_unknown_and_revoked_keys_are_401_and_told_apart(
    place: Place, headers: dict[str, str], says: str
) -> None:
    reply = call(place.door, "/v1/batch", batch("a"), **headers)
    assert reply.status == 401
    assert says in json.loads(reply.body)["error"]
    assert place.events() == []


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/batch"), ("DELETE", "/v1/track")])
def test_t26_a_write_key_reads_nothing(place: Place, method: str, path: str) -> None:
    reply = call(place.door, path, b"", method=method, **basic(KEY))
    assert (reply.status, reply.headers["allow"]) == (405, "POST, OPTIONS")


def test_settings_tell_a_browser_client_where_to_send(place: Place) -> None:
    reply = call(place.door, f"/v1/projects/{KEY}/settings", method="GET", host="cs.example.jp")
    segment = json.loads(reply.body)["integrations"]["Segment.io"]
    assert reply.status == 200
    assert (segment["apiKey"], segment["apiHost"], segment["protocol"]) == (KEY, "cs.example.jp/v1", "http")


def test_settings_of_an_unknown_key_are_401(place: Place) -> None:
    assert call(place.door, "/v1/projects/bnw_stranger/settings", method="GET").status == 401


def test_a_forged_host_is_not_repeated(place: Place) -> None:
    reply = call(place.door, f"/v1/projects/{KEY}/settings", method="GET", host='x"><script>')
    assert b"script" not in reply.body


def test_t30_preflight(place: Place) -> None:
    reply = call(place.door, "/v1/t", method="OPTIONS", origin="https://app.example.jp")
    assert reply.status == 200
    assert reply.headers["access-control-allow-origin"] == "https://app.example.jp"
    assert "authorization" in reply.headers["access-control-allow-headers"]
    assert "x-retry-count" in reply.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in reply.headers


@pytest.mark.parametrize(
    ("key", "origin", "status"),
    [
        (KEY, "https://anything.example", 200),
        (KEY, "null", 403),
        ("bnw_fenced", "https://app.example.jp", 200),
        ("bnw_fenced", "https://evil-app.example.jp", 403),
        ("bnw_fenced", "https://app.example.jp.evil.com", 403),
        ("bnw_fenced", "null", 403),
    ],
)
def test_t30_origins(place: Place, key: str, origin: str, status: int) -> None:
    reply = call(place.door, "/v1/batch", batch("a"), origin=origin, **basic(key))
    assert reply.status == status
    assert ("access-control-allow-origin" in reply.headers) is (status == 200)
    assert len(place.events()) == (1 if status == 200 else 0)


def test_under_pressure_429_with_retry_after(tmp_path: Path) -> None:
    gate = threading.Event()

    class Slow(UsageLog):
        def append(self, arrivals: Any) -> None:
            gate.wait(20)
            super().append(arrivals)

    writer = GroupWriter(lambda: Slow(SqliteDatabase(tmp_path / "u.sqlite3")), capacity=300)
    door = TrackingDoor(lookup, writer=writer)

    async def press() -> list[int]:
        calls = [
            asyncio.create_task(acall(door, "/v1/batch", batch(f"e{number}"), **basic(KEY)))
            for number in range(20)
        ]
        await asyncio.sleep(0.3)
        gate.set()
        replies = await asyncio.gather(*calls)
        assert all(reply.headers["retry-after"] == "1" for reply in replies if reply.status == 429)
        return [reply.status for reply in replies]

    statuses = run(press())
    writer.close()
    assert set(statuses) == {200, 429}
    log = UsageLog(SqliteDatabase(tmp_path / "u.sqlite3"))
    assert len(log.read(0)) == statuses.count(200)
    log.close()


def test_t60_a_full_disk_is_503_and_heals(tmp_path: Path) -> None:
    full = True

    class Small(UsageLog):
        def append(self, arrivals: Any) -> None:
            if full:
                self._database.execute("PRAGMA max_page_count = 3")
                arrivals = [Arrival(each[0], each[1], each[2], each[3], b"x" * 500_000) for each in arrivals]
            else:
                self._database.execute("PRAGMA max_page_count = 100000")
            super().append(arrivals)

    writer = GroupWriter(lambda: Small(SqliteDatabase(tmp_path / "u.sqlite3")))
    door = TrackingDoor(lookup, writer=writer)
    refused = call(door, "/v1/batch", batch("a"), **basic(KEY))
    full = False
    accepted = call(door, "/v1/batch", batch("b"), **basic(KEY))
    writer.close()
    assert (refused.status, refused.headers["retry-after"], accepted.status) == (503, "30", 200)
    log = UsageLog(SqliteDatabase(tmp_path / "u.sqlite3"))
    assert [entry.events for entry in log.read(0)] == [1]
    log.close()


def test_an_unknown_address_under_v1_projects_is_404(place: Place) -> None:
    assert call(place.door, "/v1/projects/x/other", method="GET").status == 404


_MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(
    "inside",
    [b'\\"', b"[", b'{"a":', b"{},", b'""', b",", b":", b'"\\', b'"a":[', b"[],", b'{"a":[[[[]]]]},'],
    ids=ascii,
)
def test_t36_what_is_no_json_costs_as_much_time_as_it_is_long(place: Place, inside: bytes) -> None:
    """Forty kilobytes of quotes once took twenty seconds; a small request may hold a megabyte of them."""
    body = gzip.compress(b'{"batch":[' + (inside * _MEGABYTE)[: _MEGABYTE - 20])
    begun = time.process_time()
    reply = call(place.door, "/v1/batch", body, content_encoding="gzip", **basic(KEY))
    assert reply.status in {400, 413}
    # The processor's time, which a busy machine does not lengthen much; it is a few tenths on one of 2026.
    assert time.process_time() - begun < 3


def test_t38_good_events_stay_in_a_body_that_only_patience_can_read(place: Place) -> None:
    good = json.dumps({"type": "track", "event": "good", "userId": "u"}).encode()
    bad = b'{"type":"track","event":"\\ud800\xff","userId":"u","x":' + b"[" * 10_000 + b"]" * 10_000 + b"}"
    body = b'{"batch":[' + b",".join([good, bad, good]) + b"]}"
    assert call(place.door, "/v1/batch", body, **basic(KEY)).status == 200
    assert place.names() == ["good", "good"]


def test_t38_what_is_broken_and_large_is_refused_whole(place: Place) -> None:
    events = b",".join([b'{"type":"track","event":"E","userId":"u","x":NaN}'] * 9_000)
    padded = b'{"batch":[' + events + b" " * (MENDED_BYTES + 1 - len(events)) + b"]}"
    assert call(place.door, "/v1/batch", padded, **basic(KEY)).status == 400
