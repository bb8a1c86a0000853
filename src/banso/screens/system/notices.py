"""What those who run the installation are told when a part of it falls ill, and when it is well again."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from banso.domain.work.queries import NoticeKind, Said, register_notice
from banso.screens.system.looks import PARTS

ILL = "system.ill"
WELL = "system.well"


def _title(slug: str) -> str:
    return next((str(part.title) for part in PARTS if part.slug == slug), slug)


def _ill(detail: Mapping[str, Any]) -> Said:
    return Said(_("Needs attention: %(part)s") % {"part": _title(detail["part"])}, act=_("Look at it"))


def _well(detail: Mapping[str, Any]) -> Said:
    return Said(_("Well again: %(part)s") % {"part": _title(detail["part"])})


register_notice(NoticeKind(ILL, _ill, icon="warning", state="risk"))
register_notice(NoticeKind(WELL, _well, icon="check", state="good"))
