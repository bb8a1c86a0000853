"""The kinds of notices, what tasks come from, and what stands in calendars.

What a notice says is made when it is read, so it follows the reader's language.

Whoever sends notices registers their kinds when it is loaded:

    register_notice(NoticeKind("export.ready", icon="download", say=lambda detail: Said(_("It is ready."))))
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from banso.kit.words import Text


@dataclass(frozen=True, slots=True)
class Said:
    """A notice in words.

    Attributes:
        title: the sentence that says it.
        line: what else helps; may be empty.
        act: what its link is called; without one the title is the link.
    """

    title: str
    line: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of notice.

    Attributes:
        slug: "<what>.<what happened>".
        say: the notice in the active language, out of its detail.
        icon: of `kit.ui.icons`.
        state: good, watch or risk where a state is meant; "" for a plain notice.
    """

    slug: str
    say: Callable[[Mapping[str, Any]], Said]
    icon: str = "bell"
    state: Literal["", "good", "watch", "risk"] = ""


_kinds: dict[str, NoticeKind] = {}


def register_notice(kind: NoticeKind) -> None:
    """Make a kind known; the same slug again replaces it."""
    if not re.fullmatch(r"[a-z_]{1,30}\.[a-z_]{1,30}", kind.slug):
        raise ValueError(f"notice kind {kind.slug!r}: want <what>.<what happened> in small letters")
    _kinds[kind.slug] = kind


def notice_kind(slug: str) -> NoticeKind:
    """The kind of that slug; one whose sender is gone says its slug."""
    return _kinds.get(slug) or NoticeKind(slug, say=lambda _detail: Said(slug))


def is_registered(slug: str) -> bool:
    return slug in _kinds


@dataclass(frozen=True, slots=True)
class Origin:
    """What tasks can come from.

    Attributes:
        slug: stands in `Task.source`.
        words: what such a record is called.
        path: its page below /w/<slug>/, with `{id}`.
        known: whether the open workspace has such a record.
    """

    slug: str
    words: Text
    path: str
    known: Callable[[UUID], bool]


@dataclass(frozen=True, slots=True)
class FeedDay:
    """A day in a person's calendar, or an hour of it.

    Attributes:
        uid: the same for the same record, for ever.
        path: its page below /w/<slug>/.
        starts_at: when it begins (aware); None for the whole day.
        minutes: how long it lasts, where it begins at an hour.
        place: where it is.
    """

    uid: str
    day: date
    title: str
    text: str
    path: str
    changed_at: datetime
    starts_at: datetime | None = None
    minutes: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class FeedSource:
    """What an area puts into calendars: the open days of one person, for whoever holds `permission`."""

    slug: str
    permission: str
    days: Callable[[UUID, str], Iterable[FeedDay]]


_origins: dict[str, Origin] = {}
_feeds: dict[str, FeedSource] = {}


def register_origin(origin: Origin) -> None:
    """Make known what tasks can come from; the same slug again replaces it."""
    _origins[origin.slug] = origin


def origins() -> dict[str, Origin]:
    return dict(_origins)


def register_feed(source: FeedSource) -> None:
    """Have an area's days in everybody's calendar; the same slug again replaces it.

    `days` gets the person's id and mail address, and is called in the workspace's scope.
    """
    _feeds[source.slug] = source


def feed_sources() -> tuple[FeedSource, ...]:
    return tuple(_feeds.values())
