"""Every write of notices, tasks and calendars.

notices    telling people something
mails      sending that by mail, at once or as a digest
tasks      making, changing, doing, taking back; many at once
feeds      the secret address of a calendar
"""

from banso.domain.work.actions.feeds import address_of, renew_feed, stop_feed
from banso.domain.work.actions.mails import call_off_mails, choose_mail, send_digests, send_mails
from banso.domain.work.actions.mentions import Place, tell_mentioned, writer_of
from banso.domain.work.actions.notices import (
    KEPT_DAYS,
    forget_old_notices,
    mark_all_read,
    mark_read,
    notify,
    tell_of_set_aside,
)
from banso.domain.work.actions.tasks import (
    UpsertedTask,
    assign_tasks,
    change_task,
    finish_task,
    finish_tasks,
    make_task,
    put_back_task,
    reopen_task,
    take_back_task,
    tick,
    undo_tasks,
    upsert_tasks,
)

__all__ = [
    "KEPT_DAYS",
    "Place",
    "UpsertedTask",
    "address_of",
    "assign_tasks",
    "call_off_mails",
    "change_task",
    "choose_mail",
    "finish_task",
    "finish_tasks",
    "forget_old_notices",
    "make_task",
    "mark_all_read",
    "mark_read",
    "notify",
    "put_back_task",
    "renew_feed",
    "reopen_task",
    "send_digests",
    "send_mails",
    "stop_feed",
    "take_back_task",
    "tell_mentioned",
    "tell_of_set_aside",
    "tick",
    "undo_tasks",
    "upsert_tasks",
    "writer_of",
]
