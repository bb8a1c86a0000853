"""What the pages of targets share: what the address asks for, and the ways on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from banso.domain.targets.rules import GRAINS
from banso.domain.workspaces.queries import seat_by_id, team_by_id
from banso.kit import formats
from banso.kit.access import BansoRequest
from banso.kit.as_of import asked_as_of
from banso.kit.periods import FIRST_YEAR, LAST_YEAR, Grain, Period
from banso.kit.ui.pieces import Choice
from banso.screens.targets.queries import fiscal_year, periods_of

Kind = Literal["people", "teams"]
SORTS = ("name", "-name", "share", "-share")
_YEARS = range(FIRST_YEAR + 1, LAST_YEAR)
EVERY = "*"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; `team` is the name of a team, EVERY for all, "" for those in none."""

    year: Period
    grain: Grain
    of: Kind
    team: str
    sort: str
    as_of: datetime | None

    @property
    def periods(self) -> list[Period]:
        return periods_of(self.year, self.grain)

    @property
    def every(self) -> str:
        """The same address without the choice of a team."""
        return self.query(team=EVERY)

    def query(self, **changes: object) -> str:
        """The same address with something else in it."""
        said = {"year": self.year.start.year, "grain": self.grain.value, "of": self.of, "sort": self.sort}
        said |= {"team": self.team} if self.team != EVERY else {}
        return "?" + urlencode({name: value for name, value in {**said, **changes}.items() if value != EVERY})


@dataclass(frozen=True, slots=True)
class Holder:
    """A person or a team whose targets a page is about."""

    kind: Kind
    page_id: UUID
    id: UUID
    name: str
    who: dict[str, str]


def asked_of(request: BansoRequest, *, of: Kind | None = None) -> Asked:
    """What the address asks for; what it says wrongly counts as not said."""
    text, grain = request.GET.get("year", ""), request.GET.get("grain", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0  # noqa: PLR2004 - digits
    said: Kind = "teams" if request.GET.get("of") == "teams" else "people"
    sort = request.GET.get("sort", "")
    return Asked(
        fiscal_year(number if number in _YEARS else None),
        Grain(grain) if grain in list(GRAINS) else Grain.MONTH,
        of or said,
        request.GET.get("team", EVERY),
        sort if sort in SORTS else "name",
        asked_as_of(request),
    )


def holder_of(kind: Kind, page_id: UUID) -> Holder:
    """The person of a seat, or a team. Raises NotFound."""
    if kind == "teams":
        team = team_by_id(page_id)
        return Holder(kind, page_id, team.pk, team.name, {"team": team.name})
    seat = seat_by_id(page_id)
    return Holder(kind, page_id, seat.person_id, seat.person.get_full_name(), {"person": seat.person.email})


def address(request: BansoRequest, name: str, *args: object) -> str:
    return reverse(name, args=[request.access.workspace.slug, *args])


def home(request: BansoRequest, asked: Asked) -> str:
    """The table as it was looked at."""
    return address(request, "targets") + asked.query()


def holder_href(request: BansoRequest, kind: Kind, page_id: UUID, asked: Asked) -> str:
    name = "targets_team" if kind == "teams" else "targets_person"
    return address(request, name, page_id) + asked.query(of=kind)


def part_href(request: BansoRequest, part: Literal["cell", "undo"], kind: Kind, page_id: UUID) -> str:
    """Where a holder's target is set in place, or what was done to theirs is taken back."""
    return address(request, f"targets_{'team' if kind == 'teams' else 'person'}_{part}", page_id)


def year_choices(asked: Asked) -> list[Choice]:
    here = asked.year.start.year
    return [
        Choice(formats.period(fiscal_year(year)), asked.query(year=year), year == here)
        for year in range(here - 2, here + 3)
        if year in _YEARS
    ]


def grain_choices(asked: Asked) -> list[Choice]:
    words = {
        Grain.MONTH: _("by month"), Grain.QUARTER: _("by quarter"), Grain.HALF: _("by half-year"),
        Grain.YEAR: _("by year"),
    }  # fmt: skip
    return [Choice(words[each], asked.query(grain=each.value), each is asked.grain) for each in GRAINS]
