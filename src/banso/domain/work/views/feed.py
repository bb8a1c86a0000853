"""The calendar that a secret address opens, and the page on which the address stands."""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from banso.domain.work import actions
from banso.domain.work.queries.feed import OpenFeed, days_of, feed_of_person, open_feed
from banso.domain.work.views.frame import address
from banso.kit.access import BansoRequest, page, public
from banso.kit.api import CallLimit
from banso.kit.errors import NotFound
from banso.kit.links import caller, closed
from banso.kit.ui.pieces import Crumb
from banso.kit.ui.toasts import toast

# Of one address a minute; a calendar asks every few minutes.
CALLS: Final = 30
limit = CallLimit(CALLS)
_GONE = "This address opens nothing any more.\n"


@public()
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar program reads: open tasks and other days of one person."""
    standing = limit.count(caller(request))
    if not standing.allowed:
        answer = HttpResponse(status=429, content_type="text/plain; charset=utf-8")
        answer["Retry-After"] = str(standing.reset)
        return closed(answer)
    try:
        opened = open_feed(token)
    except NotFound:
        return closed(HttpResponse(_GONE, status=410, content_type="text/plain; charset=utf-8"))
    with translation.override(opened.feed.person.language or opened.feed.workspace.language):
        text = written(opened)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="banso.ics"'
    return closed(answer)


def written(opened: OpenFeed) -> bytes:
    """The calendar as iCalendar (RFC 5545): events of the whole day, and those that have their hour."""
    workspace = opened.feed.workspace
    made = Calendar()
    made.add("prodid", "-//Banso//Banso//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", f"{workspace.name} · Banso")
    home = f"{settings.BASE_URL.rstrip('/')}/w/{workspace.slug}/"
    for each in days_of(opened):
        event = Event()
        event.add("uid", f"{each.uid}@banso")
        event.add("dtstamp", _second(each.changed_at))
        event.add("last-modified", _second(each.changed_at))
        if each.starts_at is None:
            event.add("dtstart", each.day)
            event.add("dtend", each.day + timedelta(days=1))
        else:
            event.add("dtstart", each.starts_at.astimezone(UTC))
            event.add("dtend", each.starts_at.astimezone(UTC) + timedelta(minutes=each.minutes))
        if each.place:
            event.add("location", each.place)
        event.add("summary", each.title)
        link = home + each.path
        event.add("description", f"{each.text}\n{link}".strip())
        event.add("url", link)
        # Only what has its hour makes a person busy.
        event.add("transp", "TRANSPARENT" if each.starts_at is None else "OPAQUE")
        made.add_component(event)
    return bytes(made.to_ical())


@page(permission="tasks.view")
def mine(request: BansoRequest) -> HttpResponse:
    """Where one's own address stands."""
    feed = feed_of_person(request.access.person_id)
    context = {
        "feed": feed,
        "address": actions.address_of(feed) if feed else "",
        "crumbs": [Crumb(_("Tasks"), address(request, "tasks"))],
    }
    return render(request, "work/calendar.html", context)


@page(permission="tasks.view", methods=("POST",))
def renew(request: BansoRequest) -> HttpResponse:
    """Make one's own address, or another one."""
    if request.access.person_id is not None:
        actions.renew_feed(request.access.person_id)
        toast(request, _("The calendar has a new address."))
    return redirect(address(request, "my_calendar"))


@page(permission="tasks.view", methods=("POST",))
def stop(request: BansoRequest) -> HttpResponse:
    if request.access.person_id is not None:
        actions.stop_feed(request.access.person_id)
        toast(request, _("The address opens nothing any more."))
    return redirect(address(request, "my_calendar"))


def _second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
