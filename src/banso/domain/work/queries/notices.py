"""Notices, what they say, and how a person hears of them by mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.work.definitions import NoticeKind, Said, notice_kind, register_notice
from banso.domain.work.models import MailChoice, Notice
from banso.engine.journal.reactions import reaction_title
from banso.kit import formats
from banso.kit.errors import NotFound

SET_ASIDE, ASSIGNED, MENTIONED = "reaction.set_aside", "task.assigned", "text.mentioned"


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


def known_keys(prefix: str) -> frozenset[str]:
    """The keys that begin so, of what anybody in the open workspace was told."""
    return frozenset(Notice.objects.filter(key__startswith=prefix).values_list("key", flat=True))


def told(notice: Notice) -> ToldNotice:
    kind = notice_kind(notice.kind)
    return ToldNotice(notice, kind, kind.say(notice.detail))


def mail_mode(person_id: UUID | None) -> str:
    """How a person wants to hear by mail in the open workspace: now, digest or none."""
    return MailChoice.objects.filter(person=person_id).values_list("mode", flat=True).first() or "now"


def _set_aside(detail: Mapping[str, Any]) -> Said:
    title = _("Work failed and was set aside: %(work)s.") % {"work": reaction_title(detail["reaction"])}
    return Said(title, detail["error"], _("Look at it"))


register_notice(NoticeKind(SET_ASIDE, _set_aside, icon="warning", state="risk"))


def _assigned(detail: Mapping[str, Any]) -> Said:
    title = _("%(who)s gave you a task: %(task)s") % {"who": detail["who"], "task": detail["task"]}
    parts = [detail["account"]]
    if detail["due_on"]:
        parts.append(_("due %(on)s") % {"on": formats.day(date.fromisoformat(detail["due_on"]))})
    return Said(title, " · ".join(part for part in parts if part), _("Open the task"))


register_notice(NoticeKind(ASSIGNED, _assigned, icon="task"))


def _mentioned(detail: Mapping[str, Any]) -> Said:
    title = _("%(who)s mentioned you: %(where)s") % {"who": detail["who"], "where": detail["where"]}
    return Said(title, detail["text"], _("Read it"))


register_notice(NoticeKind(MENTIONED, _mentioned, icon="voice"))
