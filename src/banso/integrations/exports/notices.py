"""What people are told about their files."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.work.queries import NoticeKind, Said, register_notice
from banso.kit.formats import moment, number

READY = "export.ready"
FAILED = "export.failed"


def _ready(detail: Mapping[str, Any]) -> Said:
    rows = int(detail["rows"])
    kept = ngettext("%(n)s row, kept until %(until)s.", "%(n)s rows, kept until %(until)s.", rows) % {
        "n": number(rows), "until": moment(datetime.fromisoformat(detail["until"])),
    }  # fmt: skip
    return Said(_("The file “%(name)s” is ready.") % {"name": detail["name"]}, kept, _("Download"))


def _failed(detail: Mapping[str, Any]) -> Said:
    title = _("The file “%(name)s” could not be made.") % {"name": detail["name"]}
    return Said(title, detail["why"], _("Look at it"))


register_notice(NoticeKind(READY, _ready, icon="download", state="good"))
register_notice(NoticeKind(FAILED, _failed, icon="warning", state="risk"))
