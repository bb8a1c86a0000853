"""The table of targets: who is to sell how much in which period, and how far they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from banso.domain.kpis.views.figures import Pen, pen_of
from banso.domain.targets.queries import Roster, Told, roster, told_within
from banso.domain.targets.rules import label_between
from banso.domain.workspaces.queries import seats, teams
from banso.engine.metrics.declaration import Unit
from banso.kit import formats
from banso.kit.access import BansoRequest, page
from banso.kit.clock import now
from banso.kit.formats import Figure
from banso.kit.money import plain
from banso.kit.periods import Grain, Period
from banso.kit.tabular.lists import Table, list_export
from banso.kit.tabular.writing import Column
from banso.kit.tenancy import current_workspace, day_of
from banso.kit.ui.pieces import Choice
from banso.screens.targets.queries import (
    Booked,
    Group,
    Line,
    Spot,
    Sum,
    booked_by,
    booked_within,
    groups,
    summed,
)
from banso.screens.targets.views.frame import (
    EVERY,
    Asked,
    address,
    asked_of,
    grain_choices,
    holder_href,
    part_href,
    year_choices,
)

KPI = "quota_attainment"
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Cell:
    """A period of somebody as the table shows it.

    Attributes:
        target, towards, share: None where there is no target; `share` also where its period is still to come.
        href: opens the deals that make the share.
        booked, booked_href: what was booked where there is no target, and its deals.
        edit, part: where the target is set, as a page and in place; "" where it cannot be.
    """

    name: str
    period: str
    target: Figure | None = None
    towards: Figure | None = None
    share: Figure | None = None
    href: str = ""
    booked: Figure | None = None
    booked_href: str = ""
    within: str = ""
    edit: str = ""
    part: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    href: str
    left: bool
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class GroupView:
    label: str
    rows: list[Row]
    sums: list[Cell]


@page(permission="targets.view")
def show(request: BansoRequest) -> HttpResponse:
    return render(request, "targets/list.html", table_context(request, asked_of(request)))


def table_context(request: BansoRequest, asked: Asked) -> dict[str, Any]:
    """All that the table needs; of setting a target in place, too."""
    year, periods = asked.year, asked.periods
    booked = booked_within(year.start, year.end, as_of=asked.as_of)
    every = groups(year, periods, teams=asked.of == "teams", booked=booked, as_of=asked.as_of)
    found = [each for each in every if asked.team in {EVERY, each.teams}]
    may_edit = request.access.may("targets.edit") and asked.as_of is None
    writer = _Writer(request, asked, periods, pen_of(request, asked.as_of), may_edit)
    lines = [line for group in found for line in group.lines]
    whole = summed(lines) if lines and asked.of == "people" else []
    return {
        "asked": asked,
        "periods": [_head(each) for each in periods],
        "several": len(periods) > 1,
        "columns": len(periods) + 1 + (len(periods) > 1),
        "groups": [writer.group(each) for each in found],
        "grouped": asked.of == "people" and any(each.teams for each in every),
        "whole": writer.sums(whole, "") if whole else [],
        "everybody": writer.everybody(booked) if booked else [],
        "years": year_choices(asked),
        "grains": grain_choices(asked),
        "kinds": [
            Choice(_("individuals"), asked.query(of="people", team=EVERY), asked.of == "people"),
            Choice(_("teams"), asked.query(of="teams", team=EVERY), asked.of == "teams"),
        ],
        "team_choices": _team_choices(asked, every),
        "others": _others(request, asked, lines) if may_edit else [],
        "may_import": request.access.may("imports.manage") and may_edit,
        "currency": request.access.workspace.currency,
    }


def _team_choices(asked: Asked, every: Sequence[Group]) -> list[Choice]:
    if asked.of == "teams" or not any(each.teams for each in every):
        return []
    named = [(EVERY, _("all teams")), *((each.teams, each.teams or _("no team")) for each in every)]
    return [
        Choice(label, asked.query(team=name), name == asked.team)
        if name != ""
        else Choice(label, asked.query(team=EVERY) + "&team=", asked.team == "")
        for name, label in named
    ]


def _others(request: BansoRequest, asked: Asked, lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Who has no row yet: their names, and where their targets are set."""
    there = {line.holder for line in lines}
    if asked.of == "teams":
        named = [(each.pk, each.name) for each in teams() if each.pk not in there]
    else:
        named = [
            (each.pk, each.person.get_full_name())
            for each in seats(active=True)
            if each.person_id not in there
        ]
    return [(name, holder_href(request, asked.of, pk, asked)) for pk, name in named]


def _head(period: Period) -> str:
    if period.grain is Grain.MONTH:
        return formats.month(period.start, year=period.start.month == 1)
    return formats.period(period)


class _Writer:
    """Writes sums as cells, each with the way to what makes it."""

    def __init__(
        self,
        request: BansoRequest,
        asked: Asked,
        periods: Sequence[Period],
        pen: Pen,
        may_edit: bool,  # noqa: FBT001
    ) -> None:
        self._request, self._asked, self._pen, self._may_edit = request, asked, pen, may_edit
        self._periods = list(periods)
        self._columns = [*periods, *([asked.year] if len(periods) > 1 else [])]
        self._kpi = address(request, "kpi", KPI)
        self._bookings = address(request, "kpi", "bookings")
        self._today = day_of(asked.as_of or now())
        self._pages = (
            {each.pk: each.pk for each in teams()}
            if asked.of == "teams"
            else {each.person_id: each.pk for each in seats()}
        )

    def group(self, group: Group) -> GroupView:
        rows = [self._row(each) for each in self._sorted(group.lines)]
        return GroupView(group.teams or _("No team"), rows, self.sums(group.sums, "team", group.teams))

    def sums(self, sums: Sequence[Sum], by: str, name: str = "") -> list[Cell]:
        """The sums of a team's people, or of all; the last is the year's."""
        shown = sums if len(self._columns) == len(sums) else sums[:-1]
        return [
            self._cell(each, period, by, name, name)
            for each, period in zip(shown, self._columns, strict=True)
        ]

    def everybody(self, booked: Booked) -> list[Cell]:
        """What was booked at all, whoever did it."""
        people = {key for key, _month in booked}
        return [
            self._cell(Sum(booked=booked_by(people, each.start, each.end, booked)), each, "", "", "")
            for each in self._columns
        ]

    def _sorted(self, lines: Sequence[Line]) -> list[Line]:
        if self._asked.sort.endswith("name"):
            return list(lines) if self._asked.sort == "name" else [*reversed(lines)]
        down = self._asked.sort.startswith("-")
        known = sorted(
            (each for each in lines if each.year.share is not None),
            key=lambda each: each.year.share or _ZERO, reverse=down,
        )  # fmt: skip
        return [*known, *(each for each in lines if each.year.share is None)]

    def _row(self, line: Line) -> Row:
        page_id, by = self._pages.get(line.holder), "team" if self._asked.of == "teams" else "owner"
        cells = []
        for spot, period in zip(line.spots, self._periods, strict=True):
            cell = self._cell(spot.sum, period, by, line.name, line.said)
            cells.append(self._settable(cell, line, spot, period, page_id))
        if len(self._columns) > len(cells):
            cells.append(self._cell(line.year, self._asked.year, by, line.name, line.said))
        href = holder_href(self._request, self._asked.of, page_id, self._asked) if page_id else ""
        return Row(line.said, href, line.left, cells)

    def _settable(self, cell: Cell, line: Line, spot: Spot, period: Period, page_id: UUID | None) -> Cell:
        """The cell with the ways to set its target, where that may be."""
        here = Cell(**{**_fields(cell), "within": spot.within})
        if not self._may_edit or page_id is None or not spot.settable:
            return here
        edit = holder_href(self._request, self._asked.of, page_id, self._asked)
        part = part_href(self._request, "cell", self._asked.of, page_id)
        query = self._asked.query() + "&" + urlencode({"period": period.label})
        return Cell(
            **{**_fields(here), "edit": edit, "part": part + query, "id": f"t-{line.holder}-{period.label}"}
        )

    def _cell(self, found: Sum, period: Period, by: str, name: str, said: str) -> Cell:
        pen, past = self._pen, _as_of(self._request)
        way = {"period": period.label, **({"by": by, "group": name} if by else {}), **past}
        anchor = "#rows"
        begun = period.start <= self._today
        if found.target is not None:
            return Cell(
                said, formats.period(period),
                pen.figure(found.target, Unit.MONEY),
                pen.figure(found.towards, Unit.MONEY) if begun or found.towards else None,
                pen.figure(found.share, Unit.RATIO) if begun or found.towards else None,
                f"{self._kpi}?{urlencode({'variant': self._asked.of, **way})}{anchor}",
            )  # fmt: skip
        if not found.booked:
            return Cell(said, formats.period(period))
        # Bookings are broken down by owner alone.
        way = way if by in {"", "owner"} else {"period": period.label, **past}
        return Cell(
            said, formats.period(period), booked=pen.figure(found.booked, Unit.MONEY),
            booked_href=f"{self._bookings}?{urlencode(way)}{anchor}",
        )  # fmt: skip


def _fields(cell: Cell) -> dict[str, Any]:
    return {name: getattr(cell, name) for name in Cell.__dataclass_fields__}


def _as_of(request: BansoRequest) -> dict[str, str]:
    text = request.GET.get("as_of", "")
    return {"as_of": text} if text else {}


@dataclass(frozen=True, slots=True)
class _Filed:
    """A target as a file holds it."""

    told: Told
    person: str
    team: str
    towards: Decimal


@list_export(permission="targets.export")
def export(request: BansoRequest) -> Table[_Filed]:
    """The year's targets in the columns that an import reads, and what was booked beside them."""
    asked = asked_of(request)
    year, start = asked.year, current_workspace().fiscal_start
    booked = booked_within(year.start, year.end, as_of=asked.as_of)
    known = roster()
    columns: list[Column[_Filed]] = [
        Column("person", lambda row: row.person),
        Column("team", lambda row: row.team),
        Column("period", lambda row: label_between(row.told.first, row.told.until, fiscal_start=start)),
        Column("amount", lambda row: row.told.amount),
        Column("currency", lambda row: row.told.currency),
        Column("booked", lambda row: plain(row.towards)),
        Column("attainment", lambda row: round(row.towards / row.told.amount, 4)),
    ]
    return Table(
        _("targets"),
        columns,
        [
            _filed(each, known, booked)
            for each in told_within(year.start, year.end, as_of=asked.as_of)
            if each.team == (asked.of == "teams") and asked.team in {EVERY, each.teams}
        ],
    )


def _filed(told: Told, known: Roster, booked: Booked) -> _Filed:
    team = known.teams.get(told.holder_id) if told.team else None
    return _Filed(
        told,
        "" if told.team else known.named(told.holder_id) or told.holder,
        (team.name if team else told.holder) if told.team else "",
        booked_by(told.people, told.first, told.until, booked),
    )
