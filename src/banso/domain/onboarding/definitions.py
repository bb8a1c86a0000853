"""What notices of onboardings say, in the reader's language; and that tasks can come from one."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from banso.domain.onboarding.facts import STALL_WORDS
from banso.domain.work.queries import NoticeKind, Said, register_notice

STARTED, STALLED, COMPLETED, OFFERED, RETURNED, ACCEPTED = (
    "onboarding.started", "onboarding.stalled", "onboarding.completed", "onboarding.offered",
    "onboarding.returned", "onboarding.accepted",
)  # fmt: skip
ORIGIN = "onboarding"
Detail = Mapping[str, Any]


def _started(detail: Detail) -> Said:
    title = _("%(who)s started the onboarding of %(account)s, and you run it.") % {
        "who": detail["who"], "account": detail["account"],
    }  # fmt: skip
    return Said(title, detail["name"], _("Look at the plan"))


def _stalled(detail: Detail) -> Said:
    title = _("The onboarding of %(account)s does not move: %(reason)s.") % {
        "account": detail["account"], "reason": STALL_WORDS[detail["reason"]],
    }  # fmt: skip
    return Said(title, detail["name"], _("Look at the plan"))


def _completed(detail: Detail) -> Said:
    title = _("The onboarding of %(account)s is completed.") % {"account": detail["account"]}
    return Said(title, detail["name"], _("Hand the account over"))


def _offered(detail: Detail) -> Said:
    title = _("%(who)s hands %(account)s over to you after the onboarding.") % {
        "who": detail["who"], "account": detail["account"],
    }  # fmt: skip
    return Said(title, detail["note"], _("Accept or return it"))


def _returned(detail: Detail) -> Said:
    title = _("%(who)s returned the hand-over of %(account)s.") % {
        "who": detail["who"], "account": detail["account"],
    }  # fmt: skip
    return Said(title, detail["note"], _("Look at it"))


def _accepted(detail: Detail) -> Said:
    title = _("%(who)s accepted %(account)s and looks after them now.") % {
        "who": detail["who"], "account": detail["account"],
    }  # fmt: skip
    return Said(title, detail["name"], _("Open the onboarding"))


for kind in (
    NoticeKind(STARTED, _started, icon="onboarding"),
    NoticeKind(STALLED, _stalled, icon="warning", state="risk"),
    NoticeKind(COMPLETED, _completed, icon="onboarding", state="good"),
    NoticeKind(OFFERED, _offered, icon="handoff"),
    NoticeKind(RETURNED, _returned, icon="handoff", state="watch"),
    NoticeKind(ACCEPTED, _accepted, icon="handoff", state="good"),
):
    register_notice(kind)
