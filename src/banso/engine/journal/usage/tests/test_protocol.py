import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.engine.journal.usage.intake import TYPES, read_body
from banso.engine.journal.usage.protocol import Event, Refusal, digest, understood
from banso.engine.journal.usage.times import micros
from banso.kit.errors import InputError

NOW = micros(datetime(2026, 11, 21, 12, tzinfo=UTC))
MINUTE = 60 * 1_000_000
ONE, TWO = b"1" * 16, b"2" * 16
RECORDED = Path(__file__).parent / "recorded"


def read(body: bytes | dict[str, Any], door: str = "batch") -> list[Event | Refusal]:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    stored = read_body(text, door).stored
    return understood(msgspec.json.encode(stored), seq=7, received_at=NOW)


def one(event: dict[str, Any], **around: object) -> Any:
    said = {"type": "track", "event": "E", "userId": "u", "messageId": "m", **event}
    (found,) = read({"batch": [said], **around})
    return found


def test_what_a_call_says() -> None:
    found = one({"properties": {"a": 1}, "context": {"groupId": "acme"}, "timestamp": "2026-11-21T11:00:00Z"})
    assert found == Event(
        "track", "E", "m", "u", "", "acme", "", NOW - 60 * MINUTE, repaired=False, details=b'{"a": 1}'
    )


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ({"type": "dance"}, "unknown_type"),
        ({"type": None}, "unknown_type"),
        ({"userId": None}, "no_id"),
        ({"userId": ""}, "no_id"),
        ({"userId": {"a": 1}}, "no_id"),
        ({"userId": "x" * 300}, "id_too_long"),
        ({"event": " "}, "no_name"),
        ({"event": 3}, "no_name"),
        ({"timestamp": "yesterday"}, "bad_time"),
        ({"timestamp": {}}, "bad_time"),
        ({"type": "group", "groupId": ""}, "no_id"),
        ({"properties": {"a": "x" * 40_000}}, "too_large"),
    ],
)
def test_each_refusal_and_its_neighbours_stay(event: dict[str, Any], reason: str) -> None:
    good = {"type": "track", "event": "good", "userId": "u", "messageId": "g"}
    bad = {"type": "track", "event": "E", "userId": "u", "messageId": "m", **event}
    first, refused, last = read({"batch": [good, bad, good]})
    assert (refused.reason, refused.message_id) == (reason, "m")  # type: ignore[union-attr]
    assert [event.name for event in (first, last) if isinstance(event, Event)] == ["good", "good"]


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        (b'{"type":"track","event":"E\xff","userId":"u"}', "E\ufffd"),
        (b'{"type":"track","event":"E\\ud800","userId":"u"}', "E\ufffd"),
        (b'{"type":"track","event":"E\\u0000","userId":"u"}', "E"),
        (b'{"type":"track","event":"E\x00","userId":"u"}', "E"),
        (b'{"type":"track","event":"E","userId":"u","properties":{"a":NaN}}', "E"),
        (b'{"type":"track","event":"E","userId":"u","properties":{"a":-Infinity}}', "E"),
        (b'{"type":"track","event":"E","userId":"u","properties":{"a":1e400}}', "E"),
        (b'{"type":"track","event":"E","userId":"u","properties":{"a":%d}}' % 2**70, "E"),
        (b'{"type":"track","event":"E","event":"F","userId":"u"}', "F"),
        (b'{"type":"track","event":"E","userId":"u","x":' + b"[" * 10_000 + b"]" * 10_000 + b"}", None),
        (b'{"type":"track","event":"E","userId":"u","properties":{%s}}'
         % b",".join(b'"k%d":1' % number for number in range(100_000)), None),
        (b"17", None),
    ],
)  # fmt: skip
def test_t38_mended_or_refused_alone(raw: bytes, kept: str | None) -> None:
    good = b'{"type":"track","event":"good","userId":"u"}'
    first, middle, last = read(b'{"batch":[' + good + b"," + raw + b"," + good + b"]}")
    assert [each.name for each in (first, last) if isinstance(each, Event)] == ["good", "good"]
    if kept is None:
        assert isinstance(middle, Refusal | Event)
        assert not (isinstance(middle, Event) and len(middle.details) > 32 * 1024)
    else:
        assert isinstance(middle, Event)
        assert middle.name == kept
        assert middle.details == b"" or json.loads(middle.details) is not None


@given(st.binary(max_size=300))
def test_t38_any_bytes_are_read_or_refused(noise: bytes) -> None:
    for body in (
        noise,
        b'{"batch":[' + noise + b"]}",
        b'{"batch":[{"type":"track","event":"' + noise + b'"}]}',
    ):
        try:
            read(body)
        except InputError as error:
            assert error.message  # noqa: PT017 - either way is right, an answer must come


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(ANY_JSON)
def test_t38_any_json_in_any_field(value: object) -> None:
    event = {"type": "track", "event": "E", "userId": "u"}
    for field in ("userId", "event", "timestamp", "context", "properties", "messageId", "traits", "type"):
        assert len(read({"batch": [{**event, field: value}]})) == 1


@pytest.mark.parametrize(
    ("said", "around", "at", "repaired"),
    [
        ({}, {}, NOW, False),
        ({"timestamp": "2026-11-21T20:30:00+09:00"}, {}, NOW - 30 * MINUTE, False),
        # The client's clock is an hour slow.
        ({"timestamp": "2026-11-21T10:50:00Z"}, {"sentAt": "2026-11-21T11:00:00Z"}, NOW - 10 * MINUTE, False),
        # And in 1970.
        ({"timestamp": "1970-01-01T00:10:00Z"}, {"sentAt": "1970-01-01T00:20:00Z"}, NOW - 10 * MINUTE, False),
        # A network's delay is no skew.
        ({"timestamp": "2026-11-21T11:00:00Z"}, {"sentAt": "2026-11-21T11:59:58Z"}, NOW - 60 * MINUTE, False),
        ({"originalTimestamp": "2026-11-21T11:00:00Z"}, {}, NOW - 60 * MINUTE, False),
        # Both: somebody upstream has corrected the first already.
        (
            {"timestamp": "2026-11-21T11:00:00Z", "originalTimestamp": "2026-11-21T10:00:00Z"},
            {"sentAt": "2026-11-21T11:00:00Z"},
            NOW - 60 * MINUTE,
            False,
        ),
        (
            {"timestamp": "2026-11-21T10:50:00Z", "sentAt": "2026-11-21T11:00:00Z"},
            {},
            NOW - 10 * MINUTE,
            False,
        ),
        ({"timestamp": (NOW - MINUTE) // 1000}, {}, NOW - MINUTE, False),
        # T39: each of these is replaced by the time of receipt and flagged.
        ({"timestamp": "1970-01-01T00:00:00Z"}, {}, NOW, True),
        ({"timestamp": "2026-11-22T11:00:00Z"}, {}, NOW, True),
        ({"timestamp": "2036-11-21T12:00:00Z"}, {}, NOW, True),
        ({"timestamp": "2026-12-31T23:59:60Z"}, {}, NOW, True),
        ({"timestamp": "2026-11-21T11:00:00"}, {}, NOW, True),
        ({"timestamp": "2026-03-29T02:30:00"}, {}, NOW, True),
        ({"timestamp": "2026-13-45T00:00:00Z"}, {}, NOW, True),
    ],
)
def test_t39_times(said: dict[str, Any], around: dict[str, Any], at: int, *, repaired: bool) -> None:
    found = one(said, **around)
    assert (found.at, found.repaired) == (at, repaired)


@pytest.mark.parametrize(
    ("timestamp", "at", "repaired"),
    [
        ("2026-11-21T11:00:00", NOW - 60 * MINUTE, True),
        ("2025-11-21T12:00:00", NOW - 365 * 24 * 60 * MINUTE, True),
        ("2026-11-21T20:00:00+09:00", NOW - 60 * MINUTE, False),
        ("2036-11-21T12:00:00", NOW, True),
        ("2026-13-45T00:00:00", NOW, True),
    ],
)
def test_history_without_a_zone_is_read_as_utc(timestamp: str, at: int, *, repaired: bool) -> None:
    event = {"type": "track", "event": "E", "userId": "u", "timestamp": timestamp}
    (found,) = read({"batch": [event]}, "import")
    assert isinstance(found, Event)
    assert (found.at, found.repaired) == (at, repaired)


def test_an_event_without_an_id_of_its_own_is_named_by_its_place() -> None:
    first, second = read({"batch": [{"type": "page", "userId": "u"}, {"type": "page", "userId": "u"}]})
    assert isinstance(first, Event)
    assert isinstance(second, Event)
    assert (first.message_id, second.message_id) == ("log-7-0", "log-7-1")


def test_context_traits_stand_in_for_traits() -> None:
    found = one({"type": "identify", "context": {"traits": {"email": "a@b.jp"}}})
    assert json.loads(found.details) == {"email": "a@b.jp"}


def test_a_group_in_the_batch_holds_for_events_that_name_none() -> None:
    first, second = read({
        "context": {"groupId": "all"},
        "batch": [
            {"type": "page", "userId": "u"},
            {"type": "page", "userId": "u", "context": {"groupId": "own"}},
        ],
    })  # fmt: skip
    assert isinstance(first, Event)
    assert isinstance(second, Event)
    assert (first.group, second.group) == ("all", "own")


def test_numbers_are_ids_too() -> None:
    found = one({"userId": 42, "anonymousId": "a", "messageId": 7})
    assert (found.person, found.anonymous, found.message_id) == ("42", "a", "7")


@pytest.mark.parametrize("path", sorted(RECORDED.glob("*/*.json")), ids=lambda path: path.stem)
def test_recorded_payloads(path: Path) -> None:
    said = json.loads(path.read_text(encoding="utf-8"))
    (found,) = read(said, path.parent.name)
    assert isinstance(found, Event)
    assert found.kind == TYPES[path.parent.name]
    assert found.person == said["userId"]
    wanted = said.get("properties", said.get("traits", {}))
    assert json.loads(found.details or b"{}") == wanted


def test_digests_differ_by_workspace() -> None:
    assert digest(ONE, "m") != digest(TWO, "m")
    assert digest(ONE, "m") == digest(ONE, "m")
