"""What people are told about requests on personal data; no notice names the person."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from banso.domain.work.queries import NoticeKind, Said, register_notice

EXPORTED = "privacy.exported"
ERASED = "privacy.erased"
STOPPED = "privacy.stopped"


def _exported(detail: Mapping[str, Any]) -> Said:
    return Said(
        _("The personal data of request No. %(n)s is ready.") % {"n": detail["n"]}, act=_("Open the request")
    )


def _erased(detail: Mapping[str, Any]) -> Said:
    return Said(_("The erasure No. %(n)s is done.") % {"n": detail["n"]}, act=_("Open the receipt"))


def _stopped(detail: Mapping[str, Any]) -> Said:
    return Said(_("Request No. %(n)s stopped.") % {"n": detail["n"]}, act=_("Look at it"))


register_notice(NoticeKind(EXPORTED, _exported, icon="download", state="good"))
register_notice(NoticeKind(ERASED, _erased, icon="check", state="good"))
register_notice(NoticeKind(STOPPED, _stopped, icon="warning", state="risk"))
