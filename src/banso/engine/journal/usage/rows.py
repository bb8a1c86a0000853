"""A usage event as the column store keeps it, and its bytes on the way there."""

from functools import lru_cache
from hashlib import md5
from struct import Struct, pack

import msgspec

from banso.engine.journal.column.schema import SESSIONS, USAGE
from banso.engine.journal.usage.sessions import Span

MASK = 0xFFFFFFFFFFFFFFFF


class UsageRow(msgspec.Struct, gc=False):
    """One row of `usage`. Times in microseconds since 1970; `day` is a number of days since then."""

    workspace: bytes
    account: bytes
    person: str
    kind: str
    name: str
    message_id: str
    occurred_at: int
    recorded_at: int
    day: int
    properties: bytes
    source: str
    seq: int


if USAGE.names != (
    *("workspace", "account", "person", "kind", "name", "message_id", "occurred_at", "recorded_at", "day"),
    *("sign", "properties", "source", "seq"),
):
    raise RuntimeError("the table `usage` has changed; `encoded` must follow")


class SessionsRow(msgspec.Struct, gc=False):
    """One row of `sessions`: all sessions of a person that started on a day, as known at a moment."""

    workspace: bytes
    account: bytes
    person: str
    day: int
    version: int
    spans: list[Span]
    recorded_at: int


if SESSIONS.names != (
    *("workspace", "account", "person", "day", "version", "started_at", "ended_at", "events", "recorded_at"),
):
    raise RuntimeError("the table `sessions` has changed; `encoded_sessions` must follow")

_TIMES = Struct("<qqHb").pack
_SEQ = Struct("<Q").pack
_SIGN = 1


def encoded(rows: list[UsageRow]) -> bytes:
    """The rows in ClickHouse's RowBinary: a quarter of the time that a general client takes."""
    parts: list[bytes] = []
    add = parts.append
    for row in rows:
        add(_uuid(row.workspace))
        add(_uuid(row.account))
        add(_short(row.person))
        add(_short(row.kind))
        add(_short(row.name))
        add(_text(row.message_id.encode()))
        add(_TIMES(row.occurred_at, row.recorded_at, row.day, _SIGN))
        add(_text(row.properties))
        add(_short(row.source))
        add(_SEQ(row.seq))
    return b"".join(parts)


def encoded_sessions(rows: list[SessionsRow]) -> bytes:
    """The rows in ClickHouse's RowBinary."""
    parts: list[bytes] = []
    for row in rows:
        starts, ends, events = zip(*row.spans, strict=True) if row.spans else ((), (), ())
        count = len(starts)
        length = _length(count)
        parts += (
            _uuid(row.workspace), _uuid(row.account), _short(row.person), pack("<HQ", row.day, row.version),
            length, pack(f"<{count}q", *starts), length, pack(f"<{count}q", *ends),
            length, pack(f"<{count}I", *events), pack("<q", row.recorded_at),
        )  # fmt: skip
    return b"".join(parts)


@lru_cache(maxsize=65_536)
def _uuid(value: bytes) -> bytes:
    return value[7::-1] + value[:7:-1]


@lru_cache(maxsize=65_536)
def _short(value: str) -> bytes:
    return _text(value.encode())


def _text(value: bytes) -> bytes:
    return _length(len(value)) + value


def _length(length: int) -> bytes:
    if length < 128:  # noqa: PLR2004 - one byte of LEB128
        return _LENGTHS[length]
    head = bytearray()
    while length >= 128:  # noqa: PLR2004
        head.append(length & 127 | 128)
        length >>= 7
    head.append(length)
    return bytes(head)


_LENGTHS = [bytes([length]) for length in range(128)]


def fingerprint(row: UsageRow) -> int:
    """64 bits that stand for a row's content; `FINGERPRINT` is the same in the column store."""
    text = (
        f"{row.message_id}\x1f{row.person}\x1f{row.kind}\x1f{row.name}\x1f{row.occurred_at}\x1f{row.day}\x1f"
    )
    hashed = md5(text.encode() + row.account.hex().encode() + row.properties, usedforsecurity=False)
    return int.from_bytes(hashed.digest()[:8], "little")


FINGERPRINT = (
    "reinterpretAsUInt64(substring(MD5(concat(arrayStringConcat([message_id, person, kind, name, "
    "toString(toUnixTimestamp64Micro(occurred_at)), toString(toUInt16(day)), "
    "replaceAll(toString(account), '-', '')], '\\x1F'), properties)), 1, 8))"
)
