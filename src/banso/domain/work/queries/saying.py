"""How a task stands, in words."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.work.models import Task
from banso.kit import formats
from banso.kit.ui.pieces import State

_SOON = 3


def task_state(task: Task, on: date) -> tuple[State, str]:
    """How it stands, as shape and word."""
    if task.done_on is not None:
        return "good", _("done on %(day)s") % {"day": formats.day(task.done_on, weekday=False, year=False)}
    if task.due_on is None:
        return "none", _("no date")
    days = (task.due_on - on).days
    if days < 0:
        return "risk", ngettext("%(n)s day over", "%(n)s days over", -days) % {"n": formats.number(-days)}
    if days == 0:
        return "watch", _("due today")
    word = ngettext("%(n)s day left", "%(n)s days left", days) % {"n": formats.number(days)}
    return ("watch" if days <= _SOON else "none"), word
