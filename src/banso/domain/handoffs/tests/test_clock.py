"""The clock that runs until CS has accepted: as a workspace sets it, eight hours of 9 to 18 before that."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client

from banso.domain.handoffs import queries
from banso.domain.handoffs.models import Handoff
from banso.domain.handoffs.rules.timing import Timing, checked_timing
from banso.domain.handoffs.tests.factories import town, won
from banso.domain.workspaces.models import AuditEntry
from banso.domain.workspaces.tests.factories import signed_in
from banso.kit.business_time import Hours, after_business_time, business_time
from banso.kit.clock import freeze
from banso.kit.errors import InputError

SETTINGS = "/w/harunire/settings/handoffs/"
# A Friday in Tokyo, five in the afternoon.
FRIDAY = datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_hours_and_times_of_day_are_read_or_refused_with_their_field() -> None:
    assert checked_timing("1.5", "8:30", "17:30:00") == Timing(
        timedelta(minutes=90), Hours(time(8, 30), time(17, 30))
    )
    for wrong, field in (
        (("", "9:00", "18:00"), "hours"), (("0.2", "9:00", "18:00"), "hours"),
        (("NaN", "9:00", "18:00"), "hours"), (("201", "9:00", "18:00"), "hours"),
        (("8", "nine", "18:00"), "opens"), (("8", "9:00", "24:00"), "closes"),
        (("8", "18:00", "18:00"), "closes"),
    ):  # fmt: skip
        with pytest.raises(InputError) as refused:
            checked_timing(*wrong)
        assert refused.value.field == field
    # Friday from five to eight, and Tuesday from seven: Monday is a holiday.
    late = Hours(time(7), time(20))
    due = after_business_time(FRIDAY, timedelta(hours=4), "Asia/Tokyo", late)
    assert due == datetime(2026, 11, 23, 23, tzinfo=UTC)
    assert business_time(FRIDAY, due, "Asia/Tokyo", late) == timedelta(hours=4)


def due(handoff: Handoff) -> timedelta:
    return handoff.due_at - handoff.submitted_at


@pytest.mark.usefixtures("workspace")
def test_what_is_set_holds_for_handoffs_from_then_on() -> None:
    place = town()
    with freeze(FRIDAY):
        usual = won(place)
    client: Client = signed_in("lead@harunire.example", "manager", language="en")
    assert 'value="8"' in client.get(SETTINGS).content.decode()
    refused = client.post(f"{SETTINGS}clock/", {"hours": "2", "opens": "18:00", "closes": "09:00"})
    assert (refused.status_code, "closes before it opens" in refused.content.decode()) == (422, True)
    assert queries.timing() == Timing()
    assert (
        client.post(f"{SETTINGS}clock/", {"hours": "2", "opens": "08:00", "closes": "20:00"}).status_code
        == 302
    )
    assert 'value="08:00"' in client.get(SETTINGS).content.decode()
    assert AuditEntry.objects.filter(verb="handoffs.clock").count() == 1
    with freeze(FRIDAY):
        soon = won(place)
    assert due(soon) == timedelta(hours=2)
    # One hour on Friday and seven on Tuesday, as before.
    assert due(Handoff.objects.get(pk=usual.pk)) == timedelta(days=3, hours=23)
    viewer = signed_in("viewer@harunire.example", "viewer", language="en")
    assert viewer.post(f"{SETTINGS}clock/", {"hours": "1"}).status_code == 403
