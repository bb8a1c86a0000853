"""What an event of the Segment tracking protocol says: pure, and the same at every reading of the log.

https://segment.com/docs/connections/spec/ names the fields; clients differ in where they put them, and all
of their ways are read here.
"""

from hashlib import blake2b

import msgspec

from banso.engine.journal.usage.intake import NOTHING, Stored, mended
from banso.engine.journal.usage.times import BadTime, event_time, read_time

USES = frozenset({"track", "page", "screen"})
KINDS = USES | {"identify", "group", "alias"}
NAME_LENGTH = 200
ID_LENGTH = 200
_ROOM = 200_000
_Id = str | int | float | None


class _Context(msgspec.Struct, gc=False, rename="camel"):
    group_id: _Id = None
    traits: msgspec.Raw = NOTHING


class Call(msgspec.Struct, gc=False, rename="camel"):
    """One event as a client sends it; what is not named here is not kept but in `properties`."""

    type: str | None = None
    message_id: _Id = None
    user_id: _Id = None
    anonymous_id: _Id = None
    event: str | None = None
    name: str | None = None
    category: str | None = None
    group_id: _Id = None
    previous_id: _Id = None
    timestamp: str | int | float | None = None
    original_timestamp: str | int | float | None = None
    sent_at: str | int | float | None = None
    properties: msgspec.Raw = NOTHING
    traits: msgspec.Raw = NOTHING
    context: _Context | None = None
    refused: str | None = msgspec.field(default=None, name="$refused")
    size: int = msgspec.field(default=0, name="$size")


class _Request(msgspec.Struct, rename="camel"):
    """A log entry in the good case: what `Stored` is, read to the end in one pass."""

    events: list[Call]
    sent_at: msgspec.Raw = NOTHING
    context: msgspec.Raw = NOTHING
    history: bool = False


class Event(msgspec.Struct, gc=False, frozen=True):
    """One event understood.

    Attributes:
        person: the user id, or the anonymous id where there is none.
        anonymous: the anonymous id that came beside a user id, or "".
        group: the customer's id that the call itself names, or "".
        previous: for alias, the id that was used before.
        at: microseconds since 1970, by our clock.
        repaired: the client's time was not usable: the time of receipt stands in its place, or in history
            UTC stands for its missing zone.
        details: the JSON object of properties (uses) or traits (identify, group), or b"".
    """

    kind: str
    name: str
    message_id: str
    person: str
    anonymous: str
    group: str
    previous: str
    at: int
    repaired: bool
    details: bytes


class Refusal(msgspec.Struct, frozen=True):
    """An event that cannot be used, by one of the reasons of `REASONS`."""

    reason: str
    message_id: str
    what: str


REASONS = (
    "too_large",
    "too_deep",
    "not_json",
    "unknown_type",
    "no_id",
    "no_name",
    "bad_time",
    "id_too_long",
    "erased",
)


class _Wrong(ValueError):  # noqa: N818
    """Carries the reason."""


_read_stored = msgspec.json.Decoder(Stored).decode
_read_request = msgspec.json.Decoder(_Request).decode
_read_call = msgspec.json.Decoder(Call).decode


def understood(body: bytes, *, seq: int, received_at: int) -> list[Event | Refusal]:
    """Every event of a log entry, in order.

    Args:
        body: the entry's body.
        seq: the entry's place in the log; names events that came without an id.
        received_at: microseconds since 1970.
    """
    request = _request(body)
    sent_at = _sent_at(request.sent_at)
    common = _group_of_all(request.context)
    if len(_clean_ids) > _ROOM:
        _clean_ids.clear()
    found: list[Event | Refusal] = []
    for place, call in enumerate(request.events):
        try:
            told = _understand(call, (seq, place), sent_at, received_at, common, history=request.history)
            found.append(told)
        except _Wrong as wrong:
            found.append(_refusal(call, str(wrong)))
    return found


def _request(body: bytes) -> _Request:
    try:
        return _read_request(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        stored = _read_stored(body)
        return _Request(
            [_one_call(event) for event in stored.events], stored.sent_at, stored.context, stored.history
        )


def _one_call(event: msgspec.Raw) -> Call:
    try:
        return _read_call(event)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass  # mended below
    clean = mended(bytes(event))
    try:
        return _read_call(clean)
    except msgspec.DecodeError:
        return _loosely(clean)


def _loosely(event: msgspec.Raw) -> Call:
    """A call some of whose fields have types of their own: those fields count as missing."""
    fields = msgspec.json.decode(event)
    kept = {}
    for name, value in fields.items():
        try:
            msgspec.json.decode(msgspec.json.encode({name: value}), type=Call)
        except msgspec.ValidationError:
            if name in {"timestamp", "originalTimestamp"}:
                kept[name] = "?"
        else:
            kept[name] = value
    return _read_call(msgspec.json.encode(kept))


def _sent_at(raw: msgspec.Raw) -> int | None:
    if not memoryview(raw):
        return None
    try:
        return read_time(msgspec.json.decode(raw))
    except (BadTime, msgspec.DecodeError, UnicodeDecodeError):
        return None


def _group_of_all(raw: msgspec.Raw) -> str:
    if not memoryview(raw):
        return ""
    try:
        return _id(msgspec.json.decode(raw, type=_Context).group_id)
    except (msgspec.DecodeError, UnicodeDecodeError, _Wrong):
        return ""


def _id(value: _Id) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else str(value)
    if len(text) <= ID_LENGTH and text.isprintable() and text[:1] != " " and text[-1:] != " ":
        return text
    text = "".join(sign for sign in text if sign.isprintable()).strip()
    if len(text) > ID_LENGTH:
        raise _Wrong("id_too_long")
    return text


_clean_ids: dict[str, str] = {}


def _often(value: _Id) -> str:
    """`_id` for what comes again and again: people and customers."""
    if not isinstance(value, str):
        return _id(value)
    known = _clean_ids.get(value)
    if known is None:
        known = _clean_ids[value] = _id(value)
    return known


def _understand(
    call: Call, where: tuple[int, int], sent_at: int | None, received_at: int, common: str, *, history: bool
) -> Event:
    if call.refused is not None:
        raise _Wrong(call.refused if call.refused in REASONS else "not_json")
    kind = call.type or ""
    if kind not in KINDS:
        raise _Wrong("unknown_type")
    user = _often(call.user_id)
    anonymous = "" if call.anonymous_id is None else _often(call.anonymous_id)
    if not user and not anonymous:
        raise _Wrong("no_id")
    at, repaired = _time(call, sent_at, received_at, history=history)
    context, group = call.context, common
    if kind in USES:
        if context is not None and context.group_id is not None:
            group = _often(context.group_id) or common
        details, name = call.properties, _name(call, kind)
    else:
        details, name = call.traits, ""
        if kind == "group":
            group = _often(call.group_id)
            if not group:
                raise _Wrong("no_id")
        elif kind == "identify" and context is not None and not memoryview(details):
            details = context.traits
    return Event(
        kind, name, _id(call.message_id) or "log-{}-{}".format(*where), user or anonymous,
        anonymous if user and anonymous != user else "", group,
        "" if call.previous_id is None else _id(call.previous_id), at, repaired, _object(bytes(details)),
    )  # fmt: skip


def _time(call: Call, sent_at: int | None, received_at: int, *, history: bool) -> tuple[int, bool]:
    own, original = call.sent_at, call.original_timestamp
    try:
        return event_time(
            call.timestamp, original, sent_at if own is None else _own(own, sent_at), received_at,
            history=history,
        )  # fmt: skip
    except BadTime:
        raise _Wrong("bad_time") from None


def _own(said: str | float, common: int | None) -> int | None:
    try:
        return read_time(said)
    except BadTime:
        return common


def _name(call: Call, kind: str) -> str:
    if kind == "track":
        name = call.event or ""
    else:
        name = " ".join(part for part in (call.category, call.name) if part) or kind
    if not name.strip():
        raise _Wrong("no_name")
    if not name.isprintable():
        name = "".join(sign if sign.isprintable() else " " for sign in name)
    return name.strip()[:NAME_LENGTH]


def _object(text: bytes) -> bytes:
    """The JSON object, clean; b"" for anything else."""
    if not text.startswith(b"{") or text == b"{}":
        return b""
    # An escape of a surrogate or of NUL is rare; only then is the object read and written anew.
    if text.isascii() and b"\\u" not in text:
        return text
    try:
        text.decode()
        suspect = b"\\ud" in text.lower() or b"\\u0000" in text
    except UnicodeDecodeError:
        suspect = True
    return bytes(mended(text)) if suspect else text


def _refusal(call: Call, reason: str) -> Refusal:
    message = call.message_id if isinstance(call.message_id, str) else str(call.message_id or "")
    what = f"{call.type or '?'} {call.event or call.name or ''}".strip()
    if call.size:
        what += f" ({call.size:,} bytes)"
    return Refusal(reason, message[:100], what[:200])


def digest(workspace: bytes, message_id: str) -> bytes:
    """What the loader remembers of an event it has seen: 128 bits, so that no two are alike by chance."""
    return blake2b(message_id.encode("utf-8", "replace"), digest_size=16, key=workspace).digest()
