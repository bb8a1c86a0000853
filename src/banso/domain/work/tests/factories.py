"""Rows in every table of tasks, for the tests of pages and of workspaces."""

from collections.abc import Callable
from uuid import UUID

from banso.domain.accounts.actions.records import log_activity
from banso.domain.work import actions
from banso.domain.work.models import CalendarFeed, MovedTask, Notice, Task
from banso.domain.work.rules.feeds import token_of
from banso.domain.workspaces.models import Person
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.tenancy import current_workspace_id


def furnish_tasks(
    account_id: UUID, other_id: UUID, person: Person, *, say: Callable[[int], str], by: Actor
) -> dict[str, object]:
    """A task with everything that one can have, a customer's, a done one, and a calendar.

    Every text is made by `say`, which gets how long it may be. Returns what stands for words of addresses.
    """
    talk = log_activity(account_id, {"kind": "call", "topic": say(200), "occurred_at": now()}, by=by)
    points = [{"text": say(200), "done": True}, {"text": say(200)}]
    made = actions.make_task(
        {"title": say(200), "body": say(4_000), "account_id": account_id, "owner_email": person.email,
         "due_on": "2199-12-31", "checklist": points, "external_id": say(190), "source": "activity",
         "source_id": talk.pk, "source_text": say(200)},
        by=by,
    )  # fmt: skip
    theirs = {"title": say(200), "account_id": account_id, "side": "them", "owner_name": say(120)}
    actions.make_task({**theirs, "due_on": "2026-01-05"}, by=by)
    done = actions.make_task({"title": say(200), "owner_email": person.email}, by=by)
    actions.finish_task(done.pk, by=Actor(by.kind, by.id, say(200)))
    actions.choose_mail(person.pk, "digest")
    feed = CalendarFeed.objects.filter(person=person).first() or actions.renew_feed(person.pk)
    MovedTask.objects.create(workspace_id=current_workspace_id(), task_id=made.pk, origin=other_id)
    Task.objects.filter(pk=made.pk).update(made_by=say(200))
    notice = Notice.objects.filter(person=person).first()
    found: dict[str, object] = {"task_id": made.pk, "calendar_token": token_of(feed.pk, feed.generation)}
    return found | ({"notice_id": notice.pk} if notice else {})
