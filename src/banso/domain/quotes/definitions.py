"""What notices of quotes say, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from banso.domain.work.queries import NoticeKind, Said, register_notice

EXPIRED = "quote.expired"


def _expired(detail: Mapping[str, Any]) -> Said:
    title = _("The quote %(number)s version %(version)s for %(company)s has expired.") % detail
    return Said(title, _("Nobody answered it by its last day."), _("Open the quote"))


register_notice(NoticeKind(EXPIRED, _expired, icon="report", state="watch"))
