"""Every read of notices and tasks; kinds of notices, origins and calendars are made known through here."""

from banso.domain.work.definitions import (
    FeedDay,
    FeedSource,
    NoticeKind,
    Origin,
    Said,
    feed_sources,
    notice_kind,
    origins,
    register_feed,
    register_notice,
    register_origin,
)
from banso.domain.work.queries.notices import (
    ASSIGNED,
    SET_ASIDE,
    ToldNotice,
    known_keys,
    mail_mode,
    notice_by_id,
    notices_of,
    told,
    unread_count,
)
from banso.domain.work.queries.saying import task_state
from banso.domain.work.queries.tasks import (
    open_tasks,
    task_by_id,
    tasks,
    tasks_by_external_id,
    tasks_of_account,
)

__all__ = [
    "ASSIGNED",
    "SET_ASIDE",
    "FeedDay",
    "FeedSource",
    "NoticeKind",
    "Origin",
    "Said",
    "ToldNotice",
    "feed_sources",
    "known_keys",
    "mail_mode",
    "notice_by_id",
    "notice_kind",
    "notices_of",
    "open_tasks",
    "origins",
    "register_feed",
    "register_notice",
    "register_origin",
    "task_by_id",
    "task_state",
    "tasks",
    "tasks_by_external_id",
    "tasks_of_account",
    "told",
    "unread_count",
]
