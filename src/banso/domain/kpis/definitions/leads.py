"""Leads as SQL, for the definitions that read them, and a hand-worked month for their examples.

A lead's coming in is a fact of its day; what was tried with it, and its first meeting, are facts of their own
with the lead's subject.
"""

from datetime import date, timedelta

from banso.domain.kpis.definitions.ledger import DAY, SPANS, A, midnight
from banso.domain.leads.facts import (
    NO_ACCOUNT,
    AppointmentClosed,
    AppointmentSet,
    LeadConverted,
    LeadCreated,
    LeadTouched,
)
from banso.engine.journal.fact import Fact

DIMENSIONS = ("who", "source", "campaign")
_ON = "toDate(occurred_at, {zone:String})"
NEVER = "toDate('1970-01-01')"


def _text(name: str) -> str:
    return f"JSONExtractString(payload, '{name}')"


def lead_facts(fact: str, *, who: str, numerator: str = "1", where: str = "1", day: str = _ON) -> str:
    """A row for each of those facts within each period, by a person, the source and the campaign.

    Args:
        fact: a fact type of the area leads, such as "lead_touched".
        who: the field of the fact that names the person.
        numerator: over `payload`.
        where: which of them count.
        day: on which day it counts.
    """
    return (  # expressions of this package alone
        "SELECT span.1 AS period, account, unit, day AS at, numerator, 1 AS denominator, "  # noqa: S608
        "who, source, campaign "
        f"FROM (SELECT account, concat(subject, ' · ', toString(occurred_at)) AS unit, {day} AS day, "
        f"{numerator} AS numerator, {_text(who)} AS who, {_text('source')} AS source, "
        f"{_text('campaign')} AS campaign FROM facts WHERE type = 'leads.{fact}' AND {where}) "
        f"ARRAY JOIN arrayFilter(s -> day >= s.2 AND day < s.3, {SPANS}) AS span"
    )


CREATED = lead_facts("lead_created", who="owner", day=DAY)


def lead_steps(entered: str, moved_on: str) -> str:
    """A row for each lead that entered a step within each period: 1 where it moved on, whenever that was.

    Args:
        entered: the day on which it did; `created`, or `met` for its first appointment.
        moved_on: over the days `met`, `dealt` and `won_on`, each NEVER where it did not come to that.
    """
    return _lead_rows(entered, f"if({moved_on} > {NEVER}, 1, 0)")


def lead_times(entered: str, moved_on: str) -> str:
    """As `lead_steps`, of the leads that moved on alone: how many days that took."""
    # An appointment that was set before its lead was told of took no time.
    return _lead_rows(
        entered, f"greatest(0, dateDiff('day', entered, {moved_on}))", where=f"{moved_on} > {NEVER}"
    )


def _lead_rows(entered: str, numerator: str, *, where: str = "1") -> str:
    # Every fact of the lead is read; the others have no day of their own.
    created = "toDateOrZero(simpleJSONExtractString(payload, 'day'))"
    return (  # expressions of this package alone
        "SELECT span.1 AS period, lead_account AS account, unit, entered AS at, "  # noqa: S608
        f"{numerator} AS numerator, 1 AS denominator, who, source, campaign FROM ("
        f"SELECT *, {entered} AS entered FROM ("
        "SELECT subject AS unit, anyIf(account, type = 'leads.lead_created') AS lead_account, "
        f"minIf({created}, type = 'leads.lead_created') AS created, "
        f"minIf({_ON}, type = 'leads.appointment_set') AS met, "
        # A lead may be converted without a deal.
        f"minIf({_ON}, type = 'leads.lead_converted' AND simpleJSONExtractString(payload, 'deal') != '') "
        "AS dealt, "
        "concat('deal:', anyIf(simpleJSONExtractString(payload, 'deal'), type = 'leads.lead_converted')) "
        "AS deal, "
        f"anyIf({_text('owner')}, type = 'leads.lead_created') AS who, "
        f"anyIf({_text('source')}, type = 'leads.lead_created') AS source, "
        f"anyIf({_text('campaign')}, type = 'leads.lead_created') AS campaign "
        "FROM facts WHERE type LIKE 'leads.%' GROUP BY subject "
        "HAVING countIf(type = 'leads.lead_created') > 0) AS leads "
        f"LEFT JOIN (SELECT subject AS deal, min({DAY}) AS won_on FROM facts "
        "WHERE type = 'sales.deal_won' GROUP BY subject) AS wins USING (deal)) "
        f"ARRAY JOIN arrayFilter(s -> entered > {NEVER} AND entered >= s.2 AND entered < s.3, {SPANS}) "
        f"AS span WHERE {where}"
    )


# -- a hand-worked month: four leads, one of which becomes a won deal ---------------------------------------


def came(name: str, day: str) -> LeadCreated:
    return LeadCreated(
        account=NO_ACCOUNT, occurred_at=midnight(day), subject=f"lead:{name}", name=name,
        day=date.fromisoformat(day), owner="小川 葵", source="web", campaign="",
    )  # fmt: skip


def tried(name: str, day: str, *, kind: str = "call", hours: int = 0, first: bool = False) -> LeadTouched:
    return LeadTouched(
        account=NO_ACCOUNT, occurred_at=midnight(day) + timedelta(hours=hours), subject=f"lead:{name}",
        name=name, kind=kind, topic="", result="talked", who="小川 葵", first=first,
        seconds=hours * 3600 if first else 0, source="web", campaign="",
    )  # fmt: skip


def met(name: str, day: str) -> AppointmentSet:
    return AppointmentSet(
        account=NO_ACCOUNT, occurred_at=midnight(day), subject=f"lead:{name}", name=name,
        starts_at=midnight(day) + timedelta(days=7), place="", caller="小川 葵", seller="高橋 健太",
        source="web", campaign="",
    )  # fmt: skip


def told(name: str, day: str, state: str) -> AppointmentClosed:
    return AppointmentClosed(
        account=NO_ACCOUNT, occurred_at=midnight(day), subject=f"lead:{name}", name=name, state=state,
        starts_at=midnight(day), caller="小川 葵", seller="高橋 健太", source="web", campaign="",
    )  # fmt: skip


def converted(name: str, day: str, deal: str) -> LeadConverted:
    return LeadConverted(
        account=A, occurred_at=midnight(day), subject=f"lead:{name}", name=name, deal=deal, days=9,
        owner="小川 葵", source="web", campaign="",
    )  # fmt: skip


WORKED_LEADS: tuple[Fact, ...] = (
    came("1", "2024-01-05"), came("2", "2024-01-08"), came("3", "2024-01-20"), came("4", "2024-02-01"),
    tried("1", "2024-01-05", hours=2, first=True), tried("1", "2024-01-09"),
    tried("2", "2024-01-08", hours=6, first=True), tried("2", "2024-01-10", kind="mail"),
    tried("4", "2024-02-01", hours=1, first=True),
    met("1", "2024-01-10"), met("2", "2024-01-15"),
    told("1", "2024-01-17", "held"), told("2", "2024-01-22", "missed"),
    converted("1", "2024-01-20", "1"),
)  # fmt: skip
