"""Events of people who were erased: they are refused at the door, and nothing of them is kept but a count."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from banso.engine.journal.usage.intake import Stored, refused

REASON = "erased"
_Digest = Callable[[str, str, str], str]


def _no_digest(_key: str, _kind: str, _value: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Suppression:
    """Who stays away: keyed hashes, and how they are made (key, kind, value)."""

    key: str
    digests: frozenset[str]
    digest: _Digest = _no_digest

    def __bool__(self) -> bool:
        return bool(self.digests)

    def holds(self, kind: str, value: str) -> bool:
        return bool(self.digests) and self.digest(self.key, kind, value) in self.digests

    def names(self, person: str) -> bool:
        """Whether an id of the usage data, which may be a mail address, is an erased person's."""
        return bool(person) and (self.holds("key", person) or ("@" in person and self.holds("mail", person)))


NOBODY_AWAY = Suppression("", frozenset())


class _Call(msgspec.Struct, rename="camel"):
    user_id: Any = None
    anonymous_id: Any = None
    previous_id: Any = None
    traits: Any = None
    properties: Any = None
    context: Any = None


_read = msgspec.json.Decoder(_Call).decode


def without_erased(stored: Stored, away: Suppression) -> Stored:
    """The request with a note in the place of every event of somebody who was erased."""
    if away:
        stored.events = [refused(REASON, b"", size=len(bytes(raw))) if _is_theirs(bytes(raw), away) else raw
                         for raw in stored.events]  # fmt: skip
    return stored


def _is_theirs(raw: bytes, away: Suppression) -> bool:
    try:
        call = _read(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    ids = (call.user_id, call.anonymous_id, call.previous_id)
    if any(away.names(str(each).strip()) for each in ids if isinstance(each, str | int | float)):
        return True
    context = call.context if isinstance(call.context, dict) else {}
    for place in (call.traits, context.get("traits"), call.properties):
        mail = place.get("email") if isinstance(place, dict) else None
        if isinstance(mail, str) and away.holds("mail", mail):
            return True
    return False
