"""What the sample company spends: acquisition and delivery, month by month. Pure."""

from datetime import date
from random import Random

from banso.integrations.sample.days import MONTHS, Years

# Of each 100 yen of revenue, what is left after hosting and support, in basis points.
GROSS_MARGIN_PERCENT = 74
_PEOPLE_YEN = 720_000
# A fair in spring and one in autumn; its cost stands with its campaign.
FAIR_YEN = 1_400_000
_FAIRS = {5: "春", 10: "秋"}


def fairs(years: Years) -> list[tuple[date, str]]:
    """The month and name of each fair within the years."""
    months = [years.month(number) for number in range(-MONTHS, 0)]
    return [(each, f"{each.year}年{_FAIRS[each.month]}の展示会") for each in months if each.month in _FAIRS]


def costs(years: Years, seed: str) -> list[tuple[date, str, int]]:
    """(first day of the month, category, yen) for every month that has ended."""
    rng = Random(f"{seed}/costs")
    rows = []
    for place, number in enumerate(range(-MONTHS, 0)):
        month = years.month(number)
        sellers = 3 + place // 5
        rows += [
            (month, "sales", sellers * _PEOPLE_YEN + rng.randrange(0, 90_000, 1000)),
            (month, "marketing", 600_000 + place * 60_000 + rng.randrange(0, 160_000, 1000)),
            (month, "support", (1 + place // 14) * 560_000 + rng.randrange(0, 50_000, 1000)),
            (month, "cogs", 160_000 + place * 41_000 + rng.randrange(0, 60_000, 1000)),
        ]
    return rows
