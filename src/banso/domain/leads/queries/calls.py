"""Target lists, appointments, and how calls went."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from banso.domain.leads.definitions import LEAD_COLUMNS, LEAD_FIELDS
from banso.domain.leads.models import (
    Appointment,
    CallCriterion,
    CallScore,
    EntryState,
    Lead,
    LeadActivity,
    TargetEntry,
    TargetList,
)
from banso.domain.leads.queries.leads import leads
from banso.domain.leads.rules.criteria import Criterion, preset, weighted
from banso.domain.work.queries import FeedDay
from banso.kit.conditions import Condition, check_condition, condition_q, read_condition, say_condition
from banso.kit.errors import NotFound
from banso.kit.tenancy import current_workspace, today

# A calendar reads no further than so many days; nobody has more meetings in them.
_MEETINGS = 500


def meeting_days(person_id: UUID, email: str) -> Iterator[FeedDay]:
    """The first meetings that a person goes to, or went to, each at its hour."""
    mine = Q(seller=person_id) | Q(seller=None, seller_email=email.lower())
    rows = Appointment.objects.filter(mine, state__in=("set", "held")).select_related("lead")
    zone = ZoneInfo(current_workspace().timezone)
    for row in rows.order_by("-starts_at")[:_MEETINGS]:
        title = _("Appointment: %(company)s") % {"company": row.lead.company}
        text = "\n".join(part for part in (row.who, row.note) if part)
        yield FeedDay(
            f"appointment-{row.pk}", row.starts_at.astimezone(zone).date(), title, text,
            f"leads/{row.lead_id}/", max(row.updated_at, row.lead.updated_at), row.starts_at, row.minutes,
            row.place,
        )  # fmt: skip


def target_lists() -> QuerySet[TargetList]:
    """The lists that are not archived, the newest first."""
    return TargetList.objects.filter(archived_at=None)


def counted_lists() -> QuerySet[TargetList]:
    """The same, each with its `size` and how many are `waiting`."""
    waiting = Count("entries", filter=Q(entries__state=EntryState.WAITING))
    return target_lists().annotate(size=Count("entries"), waiting=waiting)


def target_list_by_id(list_id: UUID) -> TargetList:
    """One list of this workspace, archived ones too.

    Raises:
        NotFound: there is none.
    """
    found = TargetList.objects.filter(pk=list_id).first()
    if found is None:
        raise NotFound(_("There is no such target list."))
    return found


def entries_of(list_id: UUID) -> QuerySet[TargetEntry]:
    """The leads on a list in the order in which they are called; leads that were archived are left out."""
    rows = TargetEntry.objects.filter(target_list=list_id, lead__archived_at=None)
    return rows.select_related("lead", "lead__campaign").order_by("position", "id")


def next_entry(list_id: UUID, *, besides: UUID | None = None) -> TargetEntry | None:
    """Who is to be called next: who waits for today before who was never tried, each in the list's order.

    `besides` is a lead that is not meant.
    """
    rows = (
        entries_of(list_id).filter(state=EntryState.WAITING).exclude(lead__stage__in=("converted", "unfit"))
    )
    rows = rows.filter(Q(due_on=None) | Q(due_on__lte=today()))
    if besides is not None:
        rows = rows.exclude(lead=besides)
    return rows.order_by(F("due_on").asc(nulls_last=True), "tries", "position", "id").first()


def checked_condition(data: object) -> Condition:
    """The condition that JSON data describes.

    Raises:
        InputError: it is no condition, or names a field, operator or value that cannot be.
    """
    return check_condition(read_condition(data), LEAD_FIELDS)


def said_condition(data: object) -> str:
    """A list's condition as a sentence, or "" for one that is filled by hand."""
    return say_condition(checked_condition(data), LEAD_FIELDS) if data else ""


def leads_meeting(condition: Condition) -> QuerySet[Lead]:
    """The leads that meet a checked condition."""
    named = Coalesce(F("campaign__name"), Value(""), output_field=CharField())
    return leads().annotate(campaign_name=named).filter(condition_q(condition, LEAD_COLUMNS, today()))


def appointment_by_id(appointment_id: UUID) -> Appointment:
    """One appointment of this workspace.

    Raises:
        NotFound: there is none.
    """
    found = Appointment.objects.select_related("lead").filter(pk=appointment_id).first()
    if found is None:
        raise NotFound(_("There is no such appointment."))
    return found


def appointments_of(lead_id: UUID) -> QuerySet[Appointment]:
    return Appointment.objects.filter(lead=lead_id)


def appointments_in(tab: str, now_: datetime) -> QuerySet[Appointment]:
    """Appointments that are to come, past and not told of ("open"), held, or not held; each in its order."""
    rows = Appointment.objects.select_related("lead")
    if tab == "coming":
        return rows.filter(state="set", starts_at__gte=now_).order_by("starts_at", "id")
    if tab == "open":
        return rows.filter(state="set", starts_at__lt=now_).order_by("starts_at", "id")
    states = ("held",) if tab == "held" else ("missed", "cancelled")
    return rows.filter(state__in=states).order_by("-starts_at", "-id")


def criteria_of(team_id: UUID | None) -> tuple[Criterion, ...]:
    """What the calls of a team are judged by: its own criteria, the workspace's, or the preset."""
    rows = list(CallCriterion.objects.filter(Q(team=team_id) | Q(team=None)))
    own = [row for row in rows if row.team_id == team_id] or [row for row in rows if row.team_id is None]
    return tuple(Criterion(row.key, row.name, row.weight) for row in own) or preset(get_language())


def criteria_for(person_id: UUID | None) -> tuple[Criterion, ...]:
    """What the calls of somebody are judged by: the criteria of the first of their teams that has some."""
    teams = CallCriterion.objects.filter(team__members__person=person_id).order_by("team__name", "team_id")
    return criteria_of(teams.values_list("team_id", flat=True).first() if person_id else None)


def call_by_id(activity_id: UUID) -> LeadActivity:
    """One call of this workspace that was not taken away.

    Raises:
        NotFound: there is none.
    """
    rows = LeadActivity.objects.filter(pk=activity_id, kind="call", archived_at=None)
    found = rows.select_related("lead").first()
    if found is None:
        raise NotFound(_("There is no such call."))
    return found


def criteria_of_call(row: LeadActivity) -> tuple[Criterion, ...]:
    """What a call is judged by: the criteria of its caller's team."""
    return criteria_for(UUID(row.by_id) if row.by_kind == "person" else None)


def scores_by_key(activity_id: UUID) -> dict[str, str]:
    """How a call was judged, as its form shows it."""
    return {row.key: str(row.score) for row in CallScore.objects.filter(activity=activity_id)}


@dataclass(frozen=True, slots=True)
class CallerCalls:
    """How somebody's calls went: how many, with whom they spoke, how many appointments came of them."""

    name: str
    calls: int
    talks: int
    appointments: int
    scores: dict[str, tuple[Decimal, int]]
    mean: Decimal | None
    judged: int


_SPOKE = ("talked", "call_back", "material", "appointment", "refused")


def callers(since: datetime) -> tuple[list[str], list[CallerCalls]]:
    """The criteria that were judged since then, and how the calls of each caller went, most calls first."""
    calls = LeadActivity.objects.filter(kind="call", archived_at=None, occurred_at__gte=since)
    counted = calls.values("by_label").annotate(
        n=Count("pk"),
        talks=Count("pk", filter=Q(result__in=_SPOKE)),
        met=Count("pk", filter=Q(result="appointment")),
    )
    scores: dict[str, dict[str, list[CallScore]]] = defaultdict(lambda: defaultdict(list))
    names: set[str] = set()
    for row in scored(since):
        scores[row.caller][row.criterion].append(row)
        names.add(row.criterion)
    found = [_caller(each, scores[each["by_label"]]) for each in counted.order_by("-n", "by_label")]
    return sorted(names), found


def _caller(counts: Mapping[str, Any], scores: Mapping[str, list[CallScore]]) -> CallerCalls:
    every = [row for rows in scores.values() for row in rows]
    return CallerCalls(
        counts["by_label"],
        counts["n"],
        counts["talks"],
        counts["met"],
        {
            name: (Decimal(sum(row.score for row in rows)) / len(rows), len(rows))
            for name, rows in scores.items()
        },
        weighted([(row.score, row.weight) for row in every]),
        len({row.activity_id for row in every}),
    )


def scored(since: datetime, *, caller: str = "", criterion: str = "") -> QuerySet[CallScore]:
    """Judgements of calls since then, the latest first."""
    rows = CallScore.objects.filter(activity__occurred_at__gte=since, activity__archived_at=None)
    if caller:
        rows = rows.filter(caller=caller)
    if criterion:
        rows = rows.filter(criterion=criterion)
    return rows.select_related("activity", "activity__lead").order_by("-activity__occurred_at", "key", "id")


def scores_of(activity_ids: Iterable[UUID]) -> dict[UUID, Decimal]:
    """The weighted score of each call that was judged."""
    found: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
    for row in CallScore.objects.filter(activity__in=list(activity_ids)):
        found[row.activity_id].append((row.score, row.weight))
    return {pk: mean for pk, scores in found.items() if (mean := weighted(scores)) is not None}


def on_lists(lead_ids: Sequence[UUID], list_id: UUID) -> set[UUID]:
    """Which of these leads are on a list already."""
    rows = TargetEntry.objects.filter(target_list=list_id, lead__in=lead_ids)
    return set(rows.values_list("lead_id", flat=True))


def due_appointments(
    person_id: UUID | None, end: datetime, *, everybody: bool = False
) -> QuerySet[Appointment]:
    """The appointments of somebody, or everybody's, that begin before `end` and are not told of."""
    rows = Appointment.objects.filter(state="set", starts_at__lt=end)
    if not everybody:
        rows = rows.filter(seller=person_id)
    return rows.select_related("lead").order_by("starts_at", "id")
