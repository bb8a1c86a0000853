"""The secret address of a person's calendar: making it, renewing it, stopping it."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from banso.domain.work.models import CalendarFeed
from banso.domain.work.rules.feeds import token_of
from banso.kit.clock import now
from banso.kit.tenancy import current_workspace_id


def renew_feed(person_id: UUID) -> CalendarFeed:
    """Give a person's calendar a new address, or its first; the one before opens nothing any more."""
    with transaction.atomic():
        feed, made = CalendarFeed.objects.select_for_update().get_or_create(
            workspace_id=current_workspace_id(), person_id=person_id
        )
        if not made:
            feed.generation += 1
            feed.made_at, feed.stopped_at = now(), None
            feed.save()
    return feed


def stop_feed(person_id: UUID) -> None:
    """Have the address open nothing any more."""
    CalendarFeed.objects.filter(person=person_id, stopped_at=None).update(stopped_at=now())


def address_of(feed: CalendarFeed) -> str:
    """The full address: under the configured one, never under what a request claims."""
    path = reverse("calendar", args=[token_of(feed.pk, feed.generation)])
    return str(settings.BASE_URL).rstrip("/") + path
