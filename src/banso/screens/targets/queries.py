"""Targets beside what was booked towards them, as the table shows them.

What is to be sold comes from the journal, so that whoever has just set it sees it; what was sold from the
column store, by the same reckoning as the KPI `quota_attainment`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import add
from uuid import UUID

from banso.domain.accounts.facts import AccountDescribed
from banso.domain.kpis.definitions.deals import HOLDER
from banso.domain.kpis.definitions.ledger import AMOUNT, DAY
from banso.domain.sales.facts import DealWon
from banso.domain.targets.queries import Roster, Told, roster, targets, told_within
from banso.domain.targets.rules import label_between, period_between
from banso.engine.metrics.ask import look
from banso.kit.periods import Grain, Period, parse_period, period_of, periods_between
from banso.kit.tenancy import current_workspace, today

_BOOKED = f"""
SELECT {HOLDER} AS key, toStartOfMonth({DAY}) AS month, sum({AMOUNT}) AS amount
FROM facts
WHERE type = {{won:String}} AND {DAY} >= {{since:Date}} AND {DAY} < {{until:Date}}
    AND account NOT IN (SELECT account FROM facts WHERE JSONExtractBool(payload, 'internal'))
GROUP BY key, month
"""  # noqa: S608 - constants
Booked = dict[tuple[str, date], Decimal]
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Sum:
    """What was to be sold in a stretch of days, and what was.

    Attributes:
        target: None where nothing was to be sold.
        towards: what was booked in the days of the targets.
        booked: what was booked without a target.
    """

    target: Decimal | None = None
    towards: Decimal = _ZERO
    booked: Decimal = _ZERO

    @property
    def share(self) -> Decimal | None:
        return self.towards / self.target if self.target else None

    def __add__(self, other: "Sum") -> "Sum":
        known = [each for each in (self.target, other.target) if each is not None]
        return Sum(
            sum(known, _ZERO) if known else None, self.towards + other.towards, self.booked + other.booked
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """A holder's period.

    Attributes:
        own: the target of exactly this period.
        within: how a longer period is called whose target holds these days, "" for none.
        settable: whether a target of exactly this period stands here, or may.
    """

    sum: Sum
    own: Told | None = None
    within: str = ""
    settable: bool = False


@dataclass(slots=True)
class Line:
    """A holder's row, in one team; `year` is the sum over the fiscal year."""

    holder: UUID
    name: str
    said: str
    teams: str
    spots: list[Spot] = field(default_factory=list)
    year: Sum = field(default_factory=Sum)
    left: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one team (or several, of people who are in more), with their sums."""

    teams: str
    lines: list[Line]
    sums: list[Sum]


def fiscal_year(number: int | None) -> Period:
    """The fiscal year of that number; the one that runs where there is none."""
    start = current_workspace().fiscal_start
    if number is None:
        return period_of(today(), Grain.YEAR, fiscal_start=start)
    return parse_period(f"FY{number}", fiscal_start=start)


def periods_of(year: Period, grain: Grain) -> list[Period]:
    """The periods of a fiscal year."""
    start = current_workspace().fiscal_start
    first, last = (period_of(day, grain, fiscal_start=start) for day in (year.start, year.last_day))
    return periods_between(first, last, fiscal_start=start)


def booked_within(first: date, until: date, *, as_of: datetime | None = None) -> Booked:
    """What was won, by whom the deals stand under and by month, in the reporting currency."""
    found = look(
        _BOOKED,
        facts=(DealWon, AccountDescribed),
        as_of=as_of,
        params={"won": DealWon.type, "since": first, "until": until},
    )
    return {(row["key"], row["month"]): row["amount"] for row in found}


def booked_by(people: Iterable[str], first: date, until: date, booked: Booked) -> Decimal:
    """What some people have booked from a first of a month until another."""
    keys = set(people)
    return sum((n for (key, month), n in booked.items() if key in keys and first <= month < until), _ZERO)


def groups(
    year: Period, periods: Sequence[Period], *, teams: bool, booked: Booked, as_of: datetime | None
) -> list[Group]:
    """Everybody who has a target in the year, by team and name; of people also those who sold without one."""
    known = roster()
    told = [each for each in told_within(year.start, year.end, as_of=as_of) if each.team == teams]
    lines: dict[tuple[str, UUID], Line] = {}
    by_holder: dict[UUID, list[Told]] = {}
    for each in told:
        by_holder.setdefault(each.holder_id, []).append(each)
        key = ("" if teams else each.teams, each.holder_id)
        lines.setdefault(key, Line(each.holder_id, each.holder, _name(known, each), key[0]))
    if not teams:
        _without_target(lines, by_holder.keys(), known, booked)
    for (label, holder), line in lines.items():
        mine = by_holder.get(holder, [])
        seat = known.seats.get(holder)
        line.left = not teams and (seat is None or not seat.active)
        # Who changed teams has a row in each; what they booked without a target stands in the last.
        last = teams or not mine or mine[-1].teams == label
        here = [each for each in mine if teams or each.teams == label]
        people = mine[-1].people if mine else known.keys_of([holder])
        line.spots = [_spot(each, here, mine, people if last else None, booked) for each in periods]
        line.year = _spot(year, here, mine, people if last else None, booked).sum
    return _grouped(list(lines.values()))


def _name(known: Roster, told: Told) -> str:
    """How a holder is called now; as the journal has it where they are gone."""
    if told.team:
        team = known.teams.get(told.holder_id)
        return team.name if team else told.holder
    seat = known.seats.get(told.holder_id)
    return seat.person.get_full_name() if seat else told.holder


def _without_target(
    lines: dict[tuple[str, UUID], Line], held: Iterable[UUID], known: Roster, booked: Booked
) -> None:
    there, sellers = set(held), {key for key, _month in booked}
    for person, seat in known.seats.items():
        if person not in there and sellers & set(known.keys_of([person])):
            teams, name = known.teams_of(person), seat.person.get_full_name()
            lines[teams, person] = Line(person, name, name, teams)


def _spot(
    period: Period, here: Sequence[Told], mine: Sequence[Told], people: Sequence[str] | None, booked: Booked
) -> Spot:
    """A holder's period.

    Args:
        period: which.
        here: the targets of this line.
        mine: all targets of the holder.
        people: under what their deals stand; None in a line of a team that they have left.
        booked: what was booked.
    """
    days = (period.start, period.end)
    inside = [each for each in here if days[0] <= each.first and each.until <= days[1]]
    over = [each for each in mine if each.first <= days[0] and days[1] <= each.until]
    own = next((each for each in inside if (each.first, each.until) == days), None)
    longer = next((each for each in over if (each.first, each.until) != days), None)
    free = not any(each.first < days[1] and days[0] < each.until for each in mine)
    target = sum((each.amount for each in inside), _ZERO) if inside else None
    towards = sum((booked_by(each.people, each.first, each.until, booked) for each in inside), _ZERO)
    start = current_workspace().fiscal_start
    return Spot(
        Sum(target, towards, booked_by(people or (), *days, booked) if free else _ZERO),
        own,
        label_between(longer.first, longer.until, fiscal_start=start) if longer else "",
        own is not None or (free and people is not None),
    )


def _grouped(lines: list[Line]) -> list[Group]:
    found: dict[str, list[Line]] = {}
    for line in sorted(lines, key=lambda each: (each.teams == "", each.teams, each.said, str(each.holder))):
        found.setdefault(line.teams, []).append(line)
    return [Group(teams, rows, summed(rows)) for teams, rows in found.items()]


def summed(lines: Sequence[Line]) -> list[Sum]:
    """The sums of each period, and of the year."""
    columns = [[*(spot.sum for spot in line.spots), line.year] for line in lines]
    return [reduce(add, column) for column in zip(*columns, strict=True)]


@dataclass(frozen=True, slots=True)
class Mine:
    """A target of somebody whose period runs: what it is called, and how far they are."""

    told: Told
    period: Period | None
    sum: Sum


def running_of(person: UUID) -> list[Mine]:
    """Somebody's targets in whose periods today lies: one, where there is any."""
    day, start = today(), current_workspace().fiscal_start
    row = targets().filter(person=person, first__lte=day, until__gt=day).first()
    if row is None:
        return []
    told = [each for each in told_within(row.first, row.until) if each.id == row.pk]
    booked = booked_within(row.first, row.until) if told else {}
    return [
        Mine(
            each,
            period_between(each.first, each.until, fiscal_start=start),
            Sum(each.amount, booked_by(each.people, each.first, each.until, booked)),
        )
        for each in told
    ]
