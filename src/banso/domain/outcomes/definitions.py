"""What notices of outcomes say, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from banso.domain.work.queries import NoticeKind, Said, register_notice

DUE, BEHIND, ANSWERED = "outcome.due", "outcome.behind", "outcome.answered"
Detail = Mapping[str, Any]


def _due(detail: Detail) -> Said:
    title = _("%(account)s: ask for “%(metric)s” after %(days)s days.") % {
        "account": detail["account"], "metric": detail["metric"], "days": detail["days"],
    }  # fmt: skip
    return Said(title, _("Agreed: %(target)s.") % {"target": detail["target"]}, _("Write the number down"))


def _behind(detail: Detail) -> Said:
    title = _("%(account)s is behind what was agreed: %(metric)s is %(value)s after %(days)s days.") % {
        "account": detail["account"], "metric": detail["metric"], "value": detail["value"],
        "days": detail["days"],
    }  # fmt: skip
    return Said(title, _("Agreed: %(target)s.") % {"target": detail["target"]}, _("Look at the gap"))


def _answered(detail: Detail) -> Said:
    words = {"account": detail["account"], "who": detail["who"]}
    if detail["agrees"]:
        title = _("%(who)s of %(account)s confirmed what success is.") % words
    else:
        title = _("%(who)s of %(account)s means something else by success.") % words
    return Said(title, detail["said"], _("Open the deal"))


for kind in (
    NoticeKind(DUE, _due, icon="goal"),
    NoticeKind(BEHIND, _behind, icon="warning", state="risk"),
    NoticeKind(ANSWERED, _answered, icon="goal"),
):
    register_notice(kind)
