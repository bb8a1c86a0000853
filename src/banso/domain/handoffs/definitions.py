"""What notices of handoffs say, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.work.queries import NoticeKind, Said, register_notice

SUBMITTED, ASSIGNED, RETURNED, RESUBMITTED, ACCEPTED, LATE, MESSAGE = (
    "handoff.submitted", "handoff.assigned", "handoff.returned", "handoff.resubmitted", "handoff.accepted",
    "handoff.late", "handoff.message",
)  # fmt: skip
Detail = Mapping[str, Any]


def _submitted(detail: Detail) -> Said:
    title = _("%(account)s was won: %(seller)s hands over to %(csm)s.") % {
        "account": detail["account"], "seller": detail["seller"] or "–", "csm": detail["csm"] or "CS",
    }  # fmt: skip
    return Said(title, detail["name"], _("Look at the ten items"))


def _assigned(detail: Detail) -> Said:
    title = _("The handoff of %(account)s is yours now.") % {"account": detail["account"]}
    return Said(title, detail["name"], _("Look at the ten items"))


def _returned(detail: Detail) -> Said:
    title = ngettext(
        "%(csm)s returned %(n)s item of the handoff of %(account)s.",
        "%(csm)s returned %(n)s items of the handoff of %(account)s.",
        detail["items"],
    ) % {"csm": detail["csm"] or "CS", "n": detail["items"], "account": detail["account"]}
    return Said(title, detail["wanted"], _("Mend them"))


def _resubmitted(detail: Detail) -> Said:
    title = _("%(seller)s sent the handoff of %(account)s again.") % {
        "seller": detail["seller"] or "–", "account": detail["account"],
    }  # fmt: skip
    return Said(title, detail["answer"], _("Look at what was mended"))


def _accepted(detail: Detail) -> Said:
    title = _("%(csm)s accepted the handoff of %(account)s and looks after them now.") % {
        "csm": detail["csm"], "account": detail["account"],
    }  # fmt: skip
    return Said(title, detail["name"], _("Open the handoff"))


def _late(detail: Detail) -> Said:
    title = _("The handoff of %(account)s has not been accepted in time.") % {"account": detail["account"]}
    who = _("%(seller)s → %(csm)s") % {"seller": detail["seller"] or "–", "csm": detail["csm"] or "CS"}
    return Said(title, who, _("Open the handoff"))


def _message(detail: Detail) -> Said:
    title = _("%(who)s wrote on the handoff of %(account)s.") % {
        "who": detail["who"], "account": detail["account"],
    }  # fmt: skip
    return Said(title, detail["text"], _("Answer"))


for kind in (
    NoticeKind(SUBMITTED, _submitted, icon="handoff"),
    NoticeKind(ASSIGNED, _assigned, icon="handoff"),
    NoticeKind(RETURNED, _returned, icon="handoff", state="watch"),
    NoticeKind(RESUBMITTED, _resubmitted, icon="handoff"),
    NoticeKind(ACCEPTED, _accepted, icon="handoff", state="good"),
    NoticeKind(LATE, _late, icon="warning", state="risk"),
    NoticeKind(MESSAGE, _message, icon="note"),
):
    register_notice(kind)
