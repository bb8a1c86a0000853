"""Every read of notices; their kinds are made known through here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.work.definitions import NoticeKind, Said, notice_kind, register_notice
from banso.domain.work.models import Notice
from banso.engine.journal.reactions import reaction_title
from banso.kit.errors import NotFound

__all__ = [
    "SET_ASIDE",
    "NoticeKind",
    "Said",
    "ToldNotice",
    "notice_by_id",
    "notice_kind",
    "notices_of",
    "register_notice",
    "told",
    "unread_count",
]

SET_ASIDE = "reaction.set_aside"


@dataclass(frozen=True, slots=True)
class ToldNotice:
    """A notice with its words, in the active language."""

    notice: Notice
    kind: NoticeKind
    said: Said


def notices_of(person_id: UUID | None) -> QuerySet[Notice]:
    """A person's notices in the open workspace, the newest first."""
    return Notice.objects.filter(person=person_id)


def unread_count(person_id: UUID | None) -> int:
    return notices_of(person_id).filter(read_at=None).count()


def notice_by_id(notice_id: UUID, person_id: UUID | None) -> Notice:
    """One of the person's own notices.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    notice = notices_of(person_id).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound(_("There is no such notice."))
    return notice


def told(notice: Notice) -> ToldNotice:
    kind = notice_kind(notice.kind)
    return ToldNotice(notice, kind, kind.say(notice.detail))


def _set_aside(detail: Mapping[str, Any]) -> Said:
    title = _("Work failed and was set aside: %(work)s.") % {"work": reaction_title(detail["reaction"])}
    return Said(title, detail["error"], _("Look at it"))


register_notice(NoticeKind(SET_ASIDE, _set_aside, icon="warning", state="risk"))
