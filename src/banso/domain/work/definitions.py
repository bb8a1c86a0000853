"""The kinds of notices: what each says is made when it is read, so it follows the reader's language.

Whoever sends notices registers their kinds when it is loaded:

    register_notice(NoticeKind("export.ready", icon="download", say=lambda detail: Said(_("It is ready."))))
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal


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
