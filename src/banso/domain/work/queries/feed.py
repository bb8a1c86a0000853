"""A person's calendar: what a secret address opens, and what stands in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from banso.domain.work.definitions import FeedDay, feed_sources
from banso.domain.work.models import CalendarFeed
from banso.domain.work.queries.tasks import open_tasks
from banso.domain.work.rules.feeds import feed_of
from banso.domain.workspaces.queries import access_of_person
from banso.kit.access import Access
from banso.kit.errors import NotFound
from banso.kit.tenancy import scope, scopes_disabled, today

# What lies further back or ahead is no use in a calendar, and would make it slow.
_BACK, _AHEAD, _MOST = timedelta(days=60), timedelta(days=400), 1_000


@dataclass(frozen=True, slots=True)
class OpenFeed:
    """A calendar that may be read, and what its person may see."""

    feed: CalendarFeed
    access: Access


def feed_of_person(person_id: UUID | None) -> CalendarFeed | None:
    """A person's calendar in the open workspace; None where they have none, or stopped it."""
    return CalendarFeed.objects.filter(person=person_id, stopped_at=None).first()


def open_feed(token: str) -> OpenFeed:
    """The calendar that a secret address opens, in whichever workspace.

    Raises:
        NotFound: it opens nothing: forged, renewed, stopped, or its person has no seat there any more.
    """
    named = feed_of(token)
    feed = None
    if named is not None:
        with scopes_disabled():
            rows = CalendarFeed.objects.select_related("person", "workspace")
            feed = rows.filter(pk=named[0], generation=named[1], stopped_at=None).first()
    access = None
    if feed is not None and feed.person.is_active:
        access = access_of_person(feed.person, feed.workspace.slug)
    if feed is None or access is None or not access.may("tasks.view"):
        raise NotFound(_("The address opens nothing any more."))
    return OpenFeed(feed, access)


def days_of(opened: OpenFeed) -> list[FeedDay]:
    """Everything in a calendar, the first day first."""
    feed = opened.feed
    with scope(workspace=feed.workspace):
        first, last = today() - _BACK, today() + _AHEAD
        found = list(_tasks(feed.person_id, first, last))
        for source in feed_sources():
            if opened.access.may(source.permission):
                found += source.days(feed.person_id, feed.person.email)
    return sorted(
        (each for each in found if first <= each.day <= last), key=lambda each: (each.day, each.uid)
    )[:_MOST]


def _tasks(person_id: UUID, first: date, last: date) -> Iterator[FeedDay]:
    mine = open_tasks().filter(owner=person_id, side="us", due__range=(first, last))
    for task in mine[:_MOST]:
        text = "\n".join(part for part in (task.account.name if task.account else "", task.body) if part)
        yield FeedDay(f"task-{task.pk}", task.due, task.title, text, f"tasks/{task.pk}/", task.updated_at)
