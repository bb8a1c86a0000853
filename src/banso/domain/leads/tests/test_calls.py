"""Lists that are called through, the meetings that come of it, and how calls are judged."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone, translation
from icalendar import Calendar

from banso.domain.leads import actions, queries
from banso.domain.leads.models import Appointment, LeadActivity, LeadChange, TargetEntry, TargetList
from banso.domain.leads.rules.criteria import checked_criteria, checked_scores, next_day, preset, weighted
from banso.domain.leads.tests.factories import CALLER, call, lead, on
from banso.domain.work.actions import address_of, renew_feed
from banso.domain.work.models import Notice
from banso.domain.work.queries import told as told_notice
from banso.domain.workspaces.actions import save_team
from banso.domain.workspaces.tests.factories import member, signed_in
from banso.engine.journal.queries import current_facts
from banso.kit.actor import SYSTEM, Actor
from banso.kit.clock import freeze, now
from banso.kit.errors import Conflict, InputError, NotFound

pytestmark = pytest.mark.usefixtures("workspace")
FAIR = {"kind": "all", "parts": [{"kind": "check", "field": "campaign", "op": "is", "value": "秋の展示会"}]}
HOME = "/w/harunire/lists/"


def told(kind: str) -> list[dict[str, object]]:
    return [each.payload for each in current_facts().filter(type=f"leads.{kind}").order_by("occurred_at")]


def test_what_comes_after_a_call() -> None:
    today, later = date(2026, 11, 20), date(2026, 12, 1)
    tomorrow = date(2026, 11, 21)
    days = {
        result: (next_day(result, None, today), next_day(result, later, today))
        for result in ("absent", "no_answer", "call_back", "talked", "refused")
    }
    again = (tomorrow, later)
    assert days == {
        "absent": again,
        "no_answer": again,
        "call_back": again,
        "talked": (None, None),
        "refused": (None, None),
    }


def test_criteria_are_weighted_and_only_what_was_judged_counts() -> None:
    rows = [{"name": "名乗り", "weight": "3"}, {"name": ""}, {"name": "Closing", "key": "closing"}]
    criteria = checked_criteria(rows)
    assert [(each.key, each.weight) for each in criteria] == [("criterion", 3), ("closing", 1)]
    assert checked_scores({"criterion": "5", "closing": ""}, criteria) == {"criterion": 5}
    assert weighted([(5, 3), (1, 1)]) == Decimal(4)
    assert weighted([]) is None
    for bad in ({"closing": "6"}, {"closing": "x"}, {"shoe": "1"}):
        with pytest.raises(InputError):
            checked_scores(bad, criteria)
    for wrong in (
        [{"name": "a", "weight": "11"}],
        [{"name": "a"}, {"name": "a"}],
        [{"name": str(n)} for n in range(21)],
    ):
        with pytest.raises(InputError):
            checked_criteria(wrong)
    assert [each.name for each in preset("ja")][:1] == ["名乗りと用件（第一印象）"]


def test_a_list_is_filled_by_its_condition_and_called_through() -> None:
    with freeze(on("2026-11-20T09:00")):
        first, second, third = lead("一", email="", phone=""), lead("二"), lead("三")
        other = lead("四", campaign="")
        row = actions.save_list(None, name="展示会", condition=FAIR, script="名乗る", by=CALLER)
        assert [each.lead for each in queries.entries_of(row.pk)] == [first, second, third]
        assert queries.said_condition(row.condition) == "Campaign is “秋の展示会”"
        assert (
            actions.add_leads(row.pk, [other.pk, first.pk], by=CALLER),
            actions.fill_list(row.pk, by=CALLER),
        ) == ([other.pk], 0)
        count, taken = actions.remove_leads(row.pk, [second.pk, other.pk], by=CALLER)
        assert (count, [each.lead for each in queries.entries_of(row.pk)]) == (2, [first, third])
        assert taken is not None
        with pytest.raises(NotFound):
            actions.put_back_on_list(row.pk, taken, by=SYSTEM)
        with pytest.raises(NotFound):
            actions.undo_leads(taken, by=CALLER)
        actions.archive_lead(other.pk, by=CALLER)
        assert actions.put_back_on_list(row.pk, taken, by=CALLER) == 1
        assert [each.lead for each in queries.entries_of(row.pk)] == [first, second, third]
        with pytest.raises(Conflict):
            actions.put_back_on_list(row.pk, taken, by=CALLER)
        assert actions.remove_leads(row.pk, [other.pk], by=CALLER) == (0, None)
        said = {"kind": "call", "occurred_at": now(), "result": "absent"}
        actions.call_lead(row.pk, first.pk, said, by=CALLER)
        assert next_lead(row) == second.pk
        with pytest.raises(InputError) as refused:
            actions.call_lead(row.pk, second.pk, {**said, "result": "appointment"}, by=CALLER)
        assert (refused.value.field, LeadActivity.objects.count()) == ("starts_at", 1)
        meeting = {"starts_at": on("2026-11-27T10:00"), "place": "北浜", "seller_name": "高橋 健太"}
        actions.call_lead(row.pk, second.pk, {**said, "result": "appointment"}, appointment=meeting,
                          scores={"opening": "5", "closing": "3"}, by=CALLER)  # fmt: skip
        actions.call_lead(row.pk, third.pk, {**said, "result": "refused"}, by=CALLER)
        assert next_lead(row) is None
    with freeze(on("2026-11-21T09:00")):
        assert next_lead(row) == first.pk
        actions.update_lead(first.pk, {"stage": "unfit"}, by=CALLER)
        assert next_lead(row) is None
    assert queries.lead_by_id(second.pk).stage == "appointment"
    assert [(each["caller"], each["seller"]) for each in told("appointment_set")] == [
        ("小川 葵", "高橋 健太")
    ]
    assert [(each["score"], each["criteria"]) for each in told("call_judged")] == [("3.8", 2)]
    with pytest.raises(Conflict):
        actions.save_list(None, name="展示会", by=CALLER)
    with pytest.raises(InputError):
        actions.save_list(
            None, name="x", condition={"kind": "check", "field": "shoe", "op": "is", "value": 1}, by=CALLER
        )
    by_hand = actions.list_named("手で", by=CALLER)
    with pytest.raises(Conflict):
        actions.fill_list(by_hand.pk, by=CALLER)
    actions.archive_list(by_hand.pk, by=CALLER)
    assert actions.list_named("手で", by=CALLER).archived_at is None


def next_lead(row: TargetList) -> UUID | None:
    entry = queries.next_entry(row.pk)
    return entry.lead_id if entry else None


def test_an_appointment_is_held_missed_or_not_known_yet() -> None:
    made = lead()
    row = actions.set_appointment(made.pk, {"starts_at": on("2026-11-27T10:00")}, by=CALLER)
    for state in ("held", "missed", "set", "cancelled"):
        actions.close_appointment(row.pk, state, by=CALLER)
    assert [each["state"] for each in told("appointment_closed")] == ["cancelled"]
    with pytest.raises(InputError):
        actions.close_appointment(row.pk, "lost", by=CALLER)
    with pytest.raises(Conflict):
        actions.move_appointment(row.pk, on("2026-11-28T10:00"), by=CALLER)
    actions.close_appointment(row.pk, "set", by=CALLER)
    actions.move_appointment(row.pk, on("2026-11-28T10:00"), by=CALLER)
    assert [each["starts_at"][:10] for each in told("appointment_set")] == ["2026-11-28"]  # type: ignore[index]


def test_a_team_judges_by_its_own_criteria_and_the_later_judgement_counts() -> None:
    seat = member("ogawa@harunire.example", "sales", name="小川 葵")
    team = save_team(None, name="IS部", member_ids=[seat.pk], lead_id=seat.pk, by=CALLER)
    caller = Actor("person", str(seat.person_id), "小川 葵")
    row = actions.log_activity(
        lead().pk, {"kind": "call", "result": "talked", "occurred_at": on("2026-11-20T10:00")}, by=caller
    )
    assert len(queries.criteria_of_call(row)) == 6
    actions.save_criteria(team.pk, [{"name": "声", "weight": "1"}, {"name": "間", "weight": "3"}], by=CALLER)
    keys = [each.key for each in queries.criteria_of_call(row)]
    assert len(keys) == 2
    with pytest.raises(InputError):
        actions.judge_call(row.pk, {"opening": "3"}, by=CALLER)
    actions.judge_call(row.pk, {keys[0]: "1", keys[1]: "5"}, by=CALLER)
    actions.judge_call(row.pk, {keys[0]: "5", keys[1]: "5"}, by=CALLER)
    assert [each["score"] for each in told("call_judged")] == ["5"]
    call(lead("別の会社"), result="absent")
    names, rows = queries.callers(on("2026-11-01T00:00"))
    assert (names, rows[0].name, rows[0].calls, rows[0].talks, rows[0].judged) == (
        ["声", "間"],
        "小川 葵",
        2,
        1,
        1,
    )
    assert rows[0].scores["声"] == (Decimal(5), 1)
    actions.judge_call(row.pk, {}, by=CALLER)
    assert told("call_judged") == []


def test_the_pages_of_calling(client: Client) -> None:
    client = signed_in("ogawa@harunire.example", "sales", language="en", name="小川 葵")
    made = lead(owner_email="ogawa@harunire.example")
    typed = {"name": "展示会", "field-1": "source", "op-1": "is", "value-1": "展示会"}
    looked = client.post(f"{HOME}new/", {**typed, "look": "1"})
    assert (looked.status_code, "1 lead meets this now." in looked.content.decode()) == (200, True)
    assert client.post(f"{HOME}new/", {**typed, "op-1": "older_days"}).status_code == 422
    where = client.post(f"{HOME}new/", {**typed, "save": "1"})["Location"]
    row = TargetList.objects.get()
    assert where == f"{HOME}{row.pk}/"
    assert client.get(f"{where}call/")["Location"] == f"{where}call/{made.pk}/"
    sheet = f"{where}call/{made.pk}/"
    assert "An appointment needs its day" in client.post(sheet, {"result": "appointment"}).content.decode()
    told_ = {"result": "appointment", "starts_at": "2026-11-27 10:00", "place": "北浜", "score-opening": "4"}
    assert client.post(sheet, told_)["Location"] == f"{where}call/"
    meeting = Appointment.objects.get()
    assert (meeting.seller_name, TargetEntry.objects.get().state) == ("小川 葵", "done")
    assert client.get(f"{where}call/")["Location"] == where
    others = ("appointments/", "appointments/?tab=held", "calls/?who=小川 葵", "settings/calls/")
    for path in (HOME, where, f"{where}edit/", *(f"/w/harunire/{each}" for each in others)):
        assert client.get(path).status_code == 200, path
    client.post(f"/w/harunire/appointments/{meeting.pk}/held/")
    assert Appointment.objects.get().state == "held"
    judge = f"/w/harunire/leads/activities/{LeadActivity.objects.get().pk}/judge/"
    assert client.post(judge, {"score-opening": "9"}).status_code == 422
    client.post(judge, {"score-opening": "2"})
    assert '<option value="2" selected>' in client.get(judge).content.decode()
    assert (
        client.post(
            f"/w/harunire/leads/{made.pk}/appointment/", {"starts_at": "2026-12-01 09:00"}
        ).status_code
        == 302
    )
    second = lead("別の会社", source="")
    client.post("/w/harunire/leads/bulk/", {"ids": [str(second.pk)], "act": "list", "list": str(row.pk)})
    assert TargetEntry.objects.count() == 2
    client.post(f"{where}change/", {"ids": [str(second.pk)]})
    taken = LeadChange.objects.get(target_list=row)
    assert TargetEntry.objects.count() == 1
    client.post(f"{where}change/{taken.pk}/undo/")
    assert TargetEntry.objects.count() == 2
    client.post(f"{where}change/", {"ids": [str(second.pk)]})
    client.post(f"{where}fill/")
    client.post(f"{where}archive/")
    client.post(f"{where}restore/")
    assert (TargetEntry.objects.count(), TargetList.objects.get().archived_at) == (1, None)
    manager = signed_in("mori@harunire.example", "manager", language="en", name="森")
    kept = {"key": ["", ""], "name": ["声", "間"], "weight": ["1", "x"]}
    assert client.post("/w/harunire/settings/calls/criteria/", kept).status_code == 403
    assert manager.post("/w/harunire/settings/calls/criteria/", kept).status_code == 422
    manager.post("/w/harunire/settings/calls/criteria/", {**kept, "weight": ["1", "2"]})
    assert [each.name for each in queries.criteria_of(None)] == ["声", "間"]


def test_the_seller_hears_of_meetings_and_has_them_in_the_calendar_with_their_hours() -> None:
    seller = member("takahashi@harunire.example", "sales", name="高橋 健太")
    with freeze(on("2026-11-20T09:00")):
        of = lead()
        values = {
            "starts_at": on("2026-11-27T10:00"), "minutes": 45, "place": "先方本社", "who": "林様",
            "seller_email": seller.person.email,
        }  # fmt: skip
        meeting = actions.set_appointment(of.pk, values, by=CALLER)
        own = Actor("person", str(seller.person_id), "高橋 健太")
        actions.set_appointment(lead("自分で").pk, values, by=own)
        for _twice in range(2):
            actions.move_appointment(meeting.pk, on("2026-11-27T23:30"), by=CALLER)
        rows = list(Notice.objects.filter(person=seller.person).order_by("at"))
        with translation.override("en"), timezone.override("Asia/Tokyo"):
            heard = [(each.mail, each.href, told_notice(each).said) for each in rows]
    assert [(mail, href, said.title, said.line) for mail, href, said in heard] == [
        ("now", f"leads/{of.pk}/", "小川 葵 set an appointment for you with 株式会社みどり建材.",
         "27 Nov 2026, 10:00 · 先方本社 · 林様"),
        ("now", f"leads/{of.pk}/", "小川 葵 moved your appointment with 株式会社みどり建材.",
         "27 Nov 2026, 23:30 · 先方本社 · 林様"),
    ]  # fmt: skip

    address = address_of(renew_feed(seller.person_id)).partition("/calendar/")[2]
    with freeze(on("2026-11-20T09:00")):
        found = {
            str(each["uid"]): each
            for each in Calendar.from_ical(Client().get(f"/calendar/{address}").content).walk("VEVENT")
        }
    event = found[f"appointment-{meeting.pk}@banso"]
    start = datetime(2026, 11, 27, 14, 30, tzinfo=UTC)
    assert (len(found), event.decoded("dtstart"), event.decoded("dtend")) == (
        2, start, start + timedelta(minutes=45),
    )  # fmt: skip
    assert (str(event["location"]), str(event["transp"])) == ("先方本社", "OPAQUE")
    with freeze(on("2026-11-20T09:00")):
        actions.close_appointment(meeting.pk, "cancelled", by=CALLER)
        assert Notice.objects.filter(kind="appointment.cancelled", person=seller.person).count() == 1
        assert f"appointment-{meeting.pk}" not in Client().get(f"/calendar/{address}").content.decode()


def test_the_last_notice_and_the_calendar_say_what_holds_of_a_meeting() -> None:
    seller = member("takahashi@harunire.example", "sales", name="高橋 健太")
    address = address_of(renew_feed(seller.person_id)).partition("/calendar/")[2]
    stamps = []

    def look() -> None:
        (event,) = Calendar.from_ical(Client().get(f"/calendar/{address}").content).walk("VEVENT")
        stamps.append((event.decoded("last-modified"), event.decoded("dtstamp")))

    with freeze(on("2026-11-20T09:00")):
        values = {"starts_at": on("2026-11-27T11:00"), "seller_email": seller.person.email}
        meeting = actions.set_appointment(lead().pk, values, by=CALLER)
        look()
    for minute, hour in ((1, 12), (2, 11), (3, 12)):
        with freeze(on(f"2026-11-20T09:0{minute}")):
            actions.move_appointment(meeting.pk, on(f"2026-11-27T{hour}:00"), by=CALLER)
            look()
    for minute, state in ((4, "cancelled"), (5, "set"), (6, "cancelled"), (7, "set"), (8, "set")):
        with freeze(on(f"2026-11-20T09:0{minute}")):
            actions.close_appointment(meeting.pk, state, by=CALLER)
    with freeze(on("2026-11-20T09:09")):
        look()
    rows = Notice.objects.filter(person=seller.person).order_by("at", "id")
    heard = [(each.kind, datetime.fromisoformat(each.detail["starts_at"]), each.mail) for each in rows]
    at_eleven, at_twelve = on("2026-11-27T11:00"), on("2026-11-27T12:00")
    assert heard == [
        ("appointment.set", at_eleven, "now"),
        *(("appointment.moved", when, "now") for when in (at_twelve, at_eleven, at_twelve)),
        *((f"appointment.{kind}", at_twelve, "now") for kind in ("cancelled", "set") * 2),
    ]
    minutes = (datetime(2026, 11, 20, 0, minute, tzinfo=UTC) for minute in (0, 1, 2, 3, 7))
    assert stamps == [(each, each) for each in minutes]
