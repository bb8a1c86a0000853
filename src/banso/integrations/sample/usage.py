"""Who used what on which day: the daily use behind every customer's course. Pure and deterministic."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import NamedTuple

from banso.integrations.sample.days import Years, at, use_on
from banso.integrations.sample.lives import ANALYSIS, Life

# What people do, in the order of a visit, with how likely each further step is.
DEEDS = (
    ("inspection_saved", 1.0),
    ("photo_attached", 0.22),
    ("report_exported", 0.08),
    ("checklist_edited", 0.04),
    ("dashboard_viewed", 0.08),
)
_NEW_FEATURE = "analysis_opened"
_MOST = 200


class Event(NamedTuple):
    """One deed of one person of a customer.

    Attributes:
        group: the customer's external id.
        second: when, in whole seconds since 1970.
    """

    message_id: str
    group: str
    person: str
    name: str
    second: int


class Users:
    """The people of one customer who hold a seat, with their habits."""

    def __init__(self, life: Life, years: Years, seed: str) -> None:
        self.life, self.years = life, years
        self.group = life.customer.external_id
        self.analysis = next(
            (each.versions[0].on for each in life.subscriptions if each.product == ANALYSIS), date.max
        )
        self.number = life.customer.number
        self.rng = Random(f"{seed}/use/{self.number}")
        self.persons = [f"U-{self.number:04d}-{place:03d}" for place in range(1, _MOST + 1)]
        # A few use it daily, most some days of the week; night shifts come in the evening.
        self.habits = [
            (self.rng.betavariate(1.5, 2.9), self.rng.choice((8, 8, 8, 9, 13, 16, 20))) for _ in range(_MOST)
        ]

    def on(self, day: date) -> Iterator[Event]:
        """The day's events; none before the contract, after it, or from today on."""
        seats = self.life.seats_on(day)
        if not seats or not self.years.past(day):
            return
        active = seats * self.life.level_on(day)
        share = use_on(day)
        rng = self.rng
        for place in range(min(len(self.habits), round(active))):
            often, hour = self.habits[place]
            if rng.random() < often * share:
                yield from self._visit(day, place, hour)

    def _visit(self, day: date, place: int, hour: int) -> Iterator[Event]:
        chance, later = self.rng.random(), self.rng.random()
        person = self.persons[place]
        stem = f"{person}-{day:%y%m%d}"
        second = _hour(day, hour) + int(later * 3600)
        for name, likely in DEEDS:
            if chance < likely:
                yield Event(f"{stem}-{name[:4]}", self.group, person, name, second)
                # One to fourteen minutes between two deeds, the same for the whole visit.
                second += 60 + int(later * 7919) % 780
        if chance < 0.15 and self.analysis <= day:
            yield Event(f"{stem}-anal", self.group, person, _NEW_FEATURE, second)


@lru_cache(maxsize=64)
def _hour(day: date, hour: int) -> int:
    return int(at(day, hour).timestamp())


def usage_by_day(lives: Sequence[Life], years: Years, seed: str) -> Iterator[tuple[date, list[Event]]]:
    """Everybody's events by day, oldest first; days without any are left out."""
    users = [Users(life, years, seed) for life in lives]
    day = min(life.customer.start for life in lives)
    while years.past(day):
        events = [event for each in users for event in each.on(day)]
        if events:
            yield day, events
        day += timedelta(days=1)
