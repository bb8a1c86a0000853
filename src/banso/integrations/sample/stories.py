"""What is going on in the last weeks, so that a newcomer finds something to do today. Pure."""

from dataclasses import replace
from datetime import date, timedelta

from banso.integrations.sample.customers import Customer, customers
from banso.integrations.sample.days import Years
from banso.integrations.sample.lives import Life, live
from banso.kit.periods import add_months

CUSTOMERS = 300
SEED = "harunire"
_FADING = 4
_SMALL = 160_000


def published_month(years: Years) -> date:
    """The first day of the month whose figure is published: late corrections have had time to arrive."""
    last = add_months(years.today, -1)
    return last if years.today.day > 12 else add_months(years.today, -2)  # nine days after the closing


def _steady(life: Life, years: Years) -> bool:
    started = life.customer.start < years.today - timedelta(days=260)
    present = all(each.left is None for each in life.contacts)
    return (
        life.ends_on is None and started and present and not life.marks and life.level_on(years.today) > 0.5
    )


def fade(life: Life, years: Years) -> None:
    """The champion went seven weeks ago, we heard of it nineteen days later, and use is falling."""
    left, known = years.today - timedelta(days=50), years.today - timedelta(days=31)
    place = min(1, len(life.contacts) - 1)
    life.contacts[place] = replace(life.contacts[place], left=left, left_known=known)
    before = life.level_on(left)
    kept = [knot for knot in life.levels if knot[0] < left]
    # The others carry on for a while; then nobody asks them any more.
    falling = [
        (left, before),
        (years.today - timedelta(days=24), before * 0.95),
        (years.today - timedelta(days=8), before * 0.2),
    ]
    life.levels = [*kept, *falling, (years.today + timedelta(days=31), before * 0.18)]
    life.marks.append((known, "champion"))


def churn_late(life: Life, years: Years) -> None:
    """It left on the last day of the published month; the notice reached us after the figure was out."""
    closing = add_months(published_month(years), 1)
    life.main.ends_on, life.main.end_known = closing - timedelta(days=1), closing + timedelta(days=5)
    life.main.versions = [each for each in life.main.versions if each.on < life.main.ends_on]
    life.stages.append((life.main.ends_on, "churned"))
    life.reason = "budget"


def correct_late(life: Life, years: Years) -> None:
    """A discount of the published month that was entered eight days after its end."""
    month = published_month(years)
    last = life.main.versions[-1]
    monthly = int(round(last.monthly * 0.8, -2))
    known = add_months(month, 1) + timedelta(days=8)
    life.main.versions.append(
        replace(last, on=max(month, last.on + timedelta(days=1)), known=known, monthly=monthly)
    )


def company(years: Years, *, wanted: int = CUSTOMERS, seed: str = SEED) -> list[Life]:
    """Every customer's course; a few that were steady have a story in the last weeks."""
    lives = [live(each, years, seed) for each in customers(years, wanted, seed)]
    steady = [life for life in lives if _steady(life, years) and len(life.subscriptions) == 1]
    # Those of more than a year count in NRR against last year; small ones, so that it moves by a little.
    year_ago = published_month(years) - timedelta(days=366)
    small = [
        life for life in steady if life.customer.start < year_ago and life.main.versions[-1].monthly < _SMALL
    ]
    for tell, life in zip((churn_late, correct_late), small, strict=False):
        tell(life, years)
    rest = [life for life in steady if life not in small[:2]]
    for life in rest[:: max(1, len(rest) // _FADING)][:_FADING]:
        fade(life, years)
    return lives


__all__ = ["CUSTOMERS", "SEED", "Customer", "company", "published_month"]
