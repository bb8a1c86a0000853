"""From a request's body to what the log keeps: pure, and never surprised.

The good case costs one pass over the bytes: the events are cut apart, not read. What the JSON reader
refuses goes through a second, patient pass that cuts the events apart by their brackets alone, mends each
that can be mended and refuses the rest one by one, so that a bad event never takes its neighbours along.
"""

import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

import msgspec

from banso.engine.journal.usage import zstandard as zstd
from banso.kit.errors import InputError

BODY_BYTES = 4 * 1024 * 1024
EVENT_BYTES = 32 * 1024
EVENTS = 10_000
DEPTH = 60
# What is broken is read by Python's own hand, at a hundredth of the speed: clients send half of this at once.
MENDED_BYTES = 1024 * 1024
_DEEPEST = 100_000
NOTHING = msgspec.Raw(b"")

TYPES = {
    "track": "track", "page": "page", "screen": "screen", "identify": "identify", "group": "group",
    "alias": "alias", "t": "track", "p": "page", "s": "screen", "i": "identify", "g": "group", "a": "alias",
}  # fmt: skip
BATCHES = frozenset({"batch", "import", "b"})


class TooLarge(InputError):  # noqa: N818 - the request is
    """More than a request may hold."""


class Stored(msgspec.Struct, omit_defaults=True, rename="camel"):
    """What the log keeps of a request: the events as they came, and what was said about all of them.

    `history` is for what came to /v1/import.
    """

    events: list[msgspec.Raw]
    sent_at: msgspec.Raw = NOTHING
    context: msgspec.Raw = NOTHING
    history: bool = False


class Intake(msgspec.Struct):
    """A request read: the write key it carried, if any, and what to keep."""

    write_key: str
    stored: Stored


class _Body(msgspec.Struct, rename="camel"):
    batch: list[msgspec.Raw] | None = None
    write_key: msgspec.Raw = NOTHING
    sent_at: msgspec.Raw = NOTHING
    context: msgspec.Raw = NOTHING


_read_body = msgspec.json.Decoder(_Body).decode
_read_fields = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_encode = msgspec.json.Encoder().encode


def decompressed(body: bytes, encoding: str) -> bytes:
    """The body without its transport's compression, of at most BODY_BYTES.

    Raises:
        TooLarge: it holds more than that.
        InputError: the encoding is unknown, or the bytes are not of it.
    """
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        # Some clients compress and do not say so; no JSON begins with these bytes.
        name = "gzip" if body.startswith(b"\x1f\x8b") else ""
    if not name:
        return _capped(body)
    try:
        if name in {"gzip", "x-gzip"}:
            return _inflate(body, 31)
        if name == "deflate":
            return _inflate(body, 15 if body[:1] == b"\x78" else -15)
        if name == "zstd":
            return _unzstd(body)
    except (zlib.error, zstd.ZstdError, EOFError) as error:
        raise InputError(f"the body is not {name}: {error}", field="Content-Encoding", came=name) from error
    raise InputError(
        f"cannot read Content-Encoding {encoding!r}",
        field="Content-Encoding", came=encoding, wanted="gzip, deflate or zstd",
    )  # fmt: skip


def _capped(body: bytes) -> bytes:
    if len(body) > BODY_BYTES:
        raise TooLarge(
            "the request is too large", came=f"over {BODY_BYTES} bytes", wanted=f"at most {BODY_BYTES} bytes"
        )
    return body


def _inflate(body: bytes, window: int) -> bytes:
    stream = zlib.decompressobj(window)
    text = _capped(stream.decompress(body, BODY_BYTES + 1))
    if not stream.eof:
        raise EOFError("it ends too early")
    return text


def _unzstd(body: bytes) -> bytes:
    # The window is capped too: a header of six bytes may ask for gigabytes.
    stream = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: 23})
    text = _capped(stream.decompress(body, BODY_BYTES + 1))
    if not stream.eof:
        raise EOFError("it ends too early")
    return text


def read_body(body: bytes, door: str) -> Intake:
    """Read a request's body.

    Args:
        body: the bytes, decompressed.
        door: the last part of the address, such as "batch" or "t".

    Raises:
        InputError: not JSON, or not of the shape that the address wants.
        TooLarge: more than EVENTS events.
    """
    try:
        intake = _read_quickly(body, door)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        intake = _read_patiently(body, door)
    if len(intake.stored.events) > EVENTS:
        raise TooLarge(
            "too many events in one request", came=len(intake.stored.events), wanted=f"at most {EVENTS}"
        )
    intake.stored.history = door == "import"
    intake.stored.events = [_small(event) for event in intake.stored.events]
    return intake


def _read_quickly(body: bytes, door: str) -> Intake:
    read = _read_body(body)
    write_key = _text(read.write_key)
    if door in BATCHES or read.batch is not None:
        if read.batch is None:
            raise InputError("there is no batch", field="batch", wanted='{"batch": [ ... ]}')
        return Intake(write_key, Stored(read.batch, read.sent_at, read.context))
    fields = _read_fields(body)
    fields.pop("writeKey", None)
    fields["type"] = msgspec.Raw(f'"{TYPES[door]}"'.encode())
    return Intake(write_key, Stored([msgspec.Raw(_encode(fields))]))


def _text(raw: msgspec.Raw) -> str:
    try:
        value = msgspec.json.decode(raw) if bytes(raw) else ""
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    return value if isinstance(value, str) else ""


def _small(event: msgspec.Raw) -> msgspec.Raw:
    size = len(memoryview(event))
    return event if size <= EVENT_BYTES else refused("too_large", bytes(event), size=size)


def refused(reason: str, event: bytes, *, size: int = 0) -> msgspec.Raw:
    """What stands in the log for an event that is refused at the door: the reason and what names it."""
    note: dict[str, object] = {"$refused": reason, "$size": size or len(event)}
    for name in (b"messageId", b"type", b"event", b"userId"):
        found = re.search(b'"' + name + rb'"\s*:\s*"([^"\\]{1,100})"', event)
        if found:
            note[name.decode()] = found[1].decode("utf-8", "replace")
    return msgspec.Raw(_encode(note))


# -- the patient way ---------------------------------------------------------------------------------------

# A string that is never closed reaches to the end: were it none, each quote inside would be tried as the
# beginning of another, and forty kilobytes would take twenty seconds. Nothing is given back either.
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)'
# What stands between two brackets; on the level that is cut apart, between two commas as well.
_UP_TO_COMMA = re.compile(rb'(?:[^"\[\]{},]++|' + _STRING + rb")*+", re.DOTALL)
_UP_TO_BRACKET = re.compile(rb'(?:[^"\[\]{}]++|' + _STRING + rb")*+", re.DOTALL)


def _read_patiently(body: bytes, door: str) -> Intake:
    if len(body) > MENDED_BYTES:
        raise InputError("the body is not JSON", came=f"{len(body)} bytes", wanted="JSON")
    fields = dict(_members(body))
    write_key = _loads(fields.pop(b"writeKey", b'""'))
    key = write_key if isinstance(write_key, str) else ""
    batch = fields.get(b"batch")
    if batch is None:
        if door in BATCHES:
            raise InputError("there is no batch", field="batch", wanted='{"batch": [ ... ]}')
        fields[b"type"] = f'"{TYPES[door]}"'.encode()
        event = b"{" + b",".join(b'"' + name + b'":' + value for name, value in fields.items()) + b"}"
        return Intake(key, Stored([mended(event)]))
    if not batch.startswith(b"["):
        raise InputError("the batch is not a list", field="batch", wanted='{"batch": [ ... ]}')
    events = [mended(event) for event in _parts(batch)]
    sent_at = _loads(fields.get(b"sentAt", b"null"))
    context = mended(fields[b"context"]) if b"context" in fields else NOTHING
    said = msgspec.Raw(_encode(sent_at)) if isinstance(sent_at, str) else NOTHING
    return Intake(key, Stored(events, said, context))


def _parts(text: bytes) -> Iterator[bytes]:
    """What stands between the commas of the outermost brackets, by counting brackets: no recursion.

    Raises:
        InputError: the brackets do not match.
        TooLarge: more than EVENTS parts.
    """
    text = text.strip()
    depth, start, place, count = 0, 1, 0, 0
    while True:
        run = (_UP_TO_COMMA if depth == 1 else _UP_TO_BRACKET).match(text, place)
        place = run.end() if run else place
        sign = text[place : place + 1]
        if sign in {b"[", b"{"}:
            depth += 1
        elif sign:
            depth -= sign != b","
        if not sign or depth > _DEEPEST or depth < 0:
            raise _not_json(text)
        if depth == 0 or (sign == b"," and depth == 1):
            count += 1
            if count > EVENTS:
                raise TooLarge(
                    "too many events in one request", came=f"over {EVENTS}", wanted=f"at most {EVENTS}"
                )
            if part := text[start:place].strip():
                yield part
            start = place + 1
        if depth == 0:
            break
        place += 1
    if text[start:].strip():
        raise _not_json(text)


def _not_json(text: bytes) -> InputError:
    return InputError("the body is not JSON", came=text[:60].decode("utf-8", "replace"), wanted="JSON")


def _members(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not body.strip().startswith(b"{"):
        raise InputError("the body is not a JSON object", came=body[:60].decode("utf-8", "replace"))
    for part in _parts(body):
        found = re.match(rb'"([^"\\]*)"\s*+:\s*+(.+)', part, re.DOTALL)
        if found is None:
            raise InputError("the body is not JSON", came=part[:60].decode("utf-8", "replace"))
        yield found[1], found[2]


def _loads(text: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(text.decode("utf-8", "replace"), strict=False, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None


def mended(event: bytes) -> msgspec.Raw:
    """One event as clean JSON: undecodable bytes and lone surrogates become U+FFFD, NaN becomes null."""
    if _depth(event) > DEPTH:
        return refused("too_deep", event)
    value = _loads(event)
    if not isinstance(value, dict):
        return refused("not_json", event)
    return msgspec.Raw(_encode(_clean(value)))


def _depth(event: bytes) -> int:
    if (most := event.count(b"[") + event.count(b"{")) <= DEPTH:
        return most
    depth = deepest = place = 0
    while place < len(event) and deepest <= DEPTH:
        run = _UP_TO_BRACKET.match(event, place)
        place = run.end() if run else place
        depth += 1 if event[place : place + 1] in {b"[", b"{"} else -1
        deepest = max(deepest, depth)
        place += 1
    return deepest


def _clean(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "")
    if isinstance(value, dict):
        return {_clean(name): _clean(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, float) and value in {float("inf"), float("-inf")}:
        return None
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return float(value) if abs(value) < 10**300 else None
    return value
