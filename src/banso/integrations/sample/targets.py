"""Targets of the sample company: each seller's by month, the sales team's by quarter, this year's and last's.

They are a little more than what was sold in the year before, as such targets are.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from banso.domain.targets.actions import set_targets
from banso.domain.workspaces.actions import save_team
from banso.domain.workspaces.models import Membership, Person
from banso.domain.workspaces.queries import actor_of
from banso.integrations.sample.days import Years, at
from banso.integrations.sample.lives import Life
from banso.integrations.sample.wins import SELLERS
from banso.kit.clock import freeze
from banso.kit.periods import Grain, Period, period_of, periods_between
from banso.kit.tenancy import current_workspace

TEAM = "営業チーム"
_LEAD, _PLANNER = SELLERS[0], "morita"
# A year's growth; whole 100,000 yen a month; somebody new begins with this.
_MORE, _ROUND, _LEAST = Decimal("1.1"), 100_000, 800_000


def write_targets(lives: Sequence[Life], people: Mapping[str, Person], years: Years) -> None:
    """Found the sales team and write its targets and its people's, in the open workspace."""
    by = actor_of(people[_PLANNER])
    seats = {each.person_id: each.pk for each in Membership.objects.filter(person__in=people.values())}
    crew = [seats[people[key].pk] for key in SELLERS]
    with freeze(at(years.month(-26), 9)):
        team = save_team(None, name=TEAM, member_ids=crew, lead_id=seats[people[_LEAD].pk], by=by)
    fiscal_start = current_workspace().fiscal_start
    this = period_of(years.today, Grain.YEAR, fiscal_start=fiscal_start)
    last = period_of(this.start - timedelta(days=1), Grain.YEAR, fiscal_start=fiscal_start)
    for year in (last, this):
        months = {key: _a_month(lives, place, year) for place, key in enumerate(SELLERS)}
        rows = [
            {"person": people[key].email, "period": month.label, "amount": amount}
            for key, amount in months.items()
            for month in _parts(year, Grain.MONTH, fiscal_start)
        ]
        rows += [
            {"team": team.name, "period": quarter.label, "amount": sum(months.values(), Decimal(0)) * 3}
            for quarter in _parts(year, Grain.QUARTER, fiscal_start)
        ]
        # Set ten days before the year begins; nothing of the sample is known later than the day before today.
        day = min(year.start - timedelta(days=10), years.today - timedelta(days=2))
        with freeze(at(day, 17)):
            refused = [each.error for each in set_targets(rows, by=by) if each.error is not None]
        if refused:
            raise refused[0]


def _parts(year: Period, grain: Grain, fiscal_start: int) -> list[Period]:
    first, last = (period_of(day, grain, fiscal_start=fiscal_start) for day in (year.start, year.last_day))
    return periods_between(first, last, fiscal_start=fiscal_start)


def _a_month(lives: Sequence[Life], place: int, year: Period) -> Decimal:
    """What a seller is to book in each month of a year: what they booked in the year before, and more."""
    since = date(year.start.year - 1, year.start.month, 1)
    sold = sum(
        life.main.versions[0].monthly * 12
        for number, life in enumerate(lives)
        if number % len(SELLERS) == place and since <= life.customer.start < year.start
    )
    return max(Decimal(_LEAST), round(sold * _MORE / 12 / _ROUND) * Decimal(_ROUND))
