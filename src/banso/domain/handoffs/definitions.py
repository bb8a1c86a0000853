"""What notices of handoffs, and of the promises that both sides keep, say in the reader's language."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.work.queries import NoticeKind, Said, register_notice
from banso.kit import formats

SUBMITTED, ASSIGNED, RETURNED, RESUBMITTED, ACCEPTED, LATE, MESSAGE = (
    "handoff.submitted", "handoff.assigned", "handoff.returned", "handoff.resubmitted", "handoff.accepted",
    "handoff.late", "handoff.message",
)  # fmt: skip
PROMISE_CONFIRMED, PROMISE_DISPUTED, PROMISE_RENEWAL, PROMISE_OVERDUE = (
    "promise.confirmed", "promise.disputed", "promise.renewal", "promise.overdue",
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


def _confirmed(detail: Detail) -> Said:
    title = _("%(who)s of %(account)s confirmed a promise.") % detail
    return Said(title, detail["wording"], _("Open the promise"))


def _disputed(detail: Detail) -> Said:
    title = _("%(who)s of %(account)s says that something else was promised.") % detail
    return Said(title, f"{detail['wording']} → {detail['said']}", _("Open the promise"))


def _renewal(detail: Detail) -> Said:
    title = _("%(account)s is renewed on %(day)s, and a promise is still open.") % {
        "account": detail["account"], "day": formats.day(date.fromisoformat(detail["renewal"])),
    }  # fmt: skip
    return Said(title, detail["wording"], _("Open the promise"))


def _overdue(detail: Detail) -> Said:
    title = _("A promise to %(account)s was due on %(day)s.") % {
        "account": detail["account"], "day": formats.day(date.fromisoformat(detail["due_on"])),
    }  # fmt: skip
    return Said(title, detail["wording"], _("Open the promise"))


for kind in (
    NoticeKind(SUBMITTED, _submitted, icon="handoff"),
    NoticeKind(ASSIGNED, _assigned, icon="handoff"),
    NoticeKind(RETURNED, _returned, icon="handoff", state="watch"),
    NoticeKind(RESUBMITTED, _resubmitted, icon="handoff"),
    NoticeKind(ACCEPTED, _accepted, icon="handoff", state="good"),
    NoticeKind(LATE, _late, icon="warning", state="risk"),
    NoticeKind(MESSAGE, _message, icon="note"),
    NoticeKind(PROMISE_CONFIRMED, _confirmed, icon="promise", state="good"),
    NoticeKind(PROMISE_DISPUTED, _disputed, icon="promise", state="risk"),
    NoticeKind(PROMISE_RENEWAL, _renewal, icon="promise", state="risk"),
    NoticeKind(PROMISE_OVERDUE, _overdue, icon="promise", state="risk"),
):
    register_notice(kind)
