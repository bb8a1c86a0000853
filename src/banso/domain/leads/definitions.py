"""The fields of a lead as the conditions of target lists call them, and how the database is asked.

And what notices of first meetings say, in the reader's language and time zone.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from banso.domain.leads.facts import STAGE_WORDS
from banso.domain.work.queries import NoticeKind, Said, register_notice
from banso.kit import formats
from banso.kit.conditions import Column, Field
from banso.kit.conditions.database import OrderedColumn, TextColumn
from banso.kit.words import Text

LEAD_FIELDS = {
    field.name: field
    for field in (
        Field("company", Text(en="Company", ja="会社"), "text"),
        Field("person", Text(en="Person", ja="人"), "text"),
        Field("title", Text(en="Title", ja="役職"), "text"),
        Field("phone", Text(en="Phone", ja="電話番号"), "text"),
        Field("email", Text(en="Mail address", ja="メールアドレス"), "text"),
        Field("source", Text(en="Source", ja="流入元"), "text"),
        Field("campaign", Text(en="Campaign", ja="キャンペーン"), "text"),
        Field(
            "stage", Text(en="Stage", ja="段階"), "choice",
            tuple((key, str(words)) for key, words in STAGE_WORDS.items()),
        ),
        Field("owner", Text(en="Worked on by", ja="担当者"), "text"),
        Field("created_on", Text(en="Came in on", ja="流入日"), "date"),
        Field("contacted_on", Text(en="Contacted first on", ja="初回接触日"), "date"),
        Field("next_step_on", Text(en="Next step until", ja="次の一手の期日"), "date"),
    )
}  # fmt: skip
LEAD_COLUMNS: dict[str, Column] = {
    **{
        name: TextColumn(name) for name in ("company", "person", "title", "phone", "email", "source", "stage")
    },
    "campaign": TextColumn("campaign_name"),
    "owner": TextColumn("owner_name"),
    "created_on": OrderedColumn("created_on"),
    "contacted_on": OrderedColumn("contacted_at__date"),
    "next_step_on": OrderedColumn("next_step_on"),
}

APPOINTMENT_SET, APPOINTMENT_MOVED, APPOINTMENT_OFF = (
    "appointment.set", "appointment.moved", "appointment.cancelled",
)  # fmt: skip
Detail = Mapping[str, Any]


def _when(detail: Detail) -> str:
    parts = (formats.moment(datetime.fromisoformat(detail["starts_at"])), detail["place"], detail["with"])
    return " · ".join(part for part in parts if part)


def _set(detail: Detail) -> Said:
    title = _("%(who)s set an appointment for you with %(company)s.") % detail
    return Said(title, _when(detail), _("Look at the lead"))


def _moved(detail: Detail) -> Said:
    title = _("%(who)s moved your appointment with %(company)s.") % detail
    return Said(title, _when(detail), _("Look at the lead"))


def _off(detail: Detail) -> Said:
    title = _("%(who)s called off your appointment with %(company)s.") % detail
    return Said(title, _when(detail), _("Look at the lead"))


for kind in (
    NoticeKind(APPOINTMENT_SET, _set, icon="calendar", state="good"),
    NoticeKind(APPOINTMENT_MOVED, _moved, icon="calendar", state="watch"),
    NoticeKind(APPOINTMENT_OFF, _off, icon="calendar", state="watch"),
):
    register_notice(kind)
