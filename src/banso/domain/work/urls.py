"""Addresses of notices and tasks, below /w/<slug>/; and a calendar's, outside of it."""

from django.urls import path

from banso.domain.work.views import feed, listing, notices, task

root_urls = [path("calendar/<str:token>.ics", feed.calendar, name="calendar")]

page_urls = [
    path("notices/", notices.notices, name="notices"),
    path("notices/bell/", notices.bell, name="notices_bell"),
    path("notices/read/", notices.read_all, name="notices_read"),
    path("notices/mail/", notices.choose_mail, name="notices_mail"),
    path("notices/<uuid:notice_id>/", notices.open_notice, name="notice"),
    path("tasks/", listing.task_list, name="tasks"),
    path("tasks/export", listing.export, name="tasks_export"),
    path("tasks/add/", listing.quick_add, name="tasks_add"),
    path("tasks/bulk/", listing.bulk, name="tasks_bulk"),
    path("tasks/bulk/<uuid:batch>/undo/", listing.bulk_undo, name="tasks_bulk_undo"),
    path("tasks/calendar/", feed.mine, name="my_calendar"),
    path("tasks/calendar/renew/", feed.renew, name="my_calendar_renew"),
    path("tasks/calendar/stop/", feed.stop, name="my_calendar_stop"),
    path("tasks/new/", task.create, name="task_new"),
    path("tasks/<uuid:task_id>/", task.show, name="task"),
    path("tasks/<uuid:task_id>/change/", task.change, name="task_change"),
    path("tasks/<uuid:task_id>/done/", task.done, name="task_done"),
    path("tasks/<uuid:task_id>/reopen/", task.reopen, name="task_reopen"),
    path("tasks/<uuid:task_id>/remove/", task.take_back, name="task_take_back"),
    path("tasks/<uuid:task_id>/remove/undo/", task.put_back, name="task_put_back"),
    path("tasks/<uuid:task_id>/tick/", task.tick, name="task_tick"),
]
