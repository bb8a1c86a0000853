"""Who used what on which day: the daily use behind every customer's course. Pure and deterministic."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from banso.integrations.sample.days import Years, at, use_on
from banso.integrations.sample.lives import Life

# What people do, in the order of a visit, with how likely each further step is.
PAGES = ("今日の点検", "点検表", "報告書", "設備台帳", "ダッシュボード")
DEEDS = (
    ("inspection_saved", 1.0),
    ("photo_attached", 0.3),
    ("report_exported", 0.1),
    ("checklist_edited", 0.06),
    ("dashboard_viewed", 0.12),
)
_NEW_FEATURE = "analysis_opened"


@dataclass(frozen=True, slots=True)
class Event:
    """One deed of one person. `name` is a key of the product; `properties` are JSON."""

    message_id: str
    person: str
    name: str
    occurred_at: datetime
    properties: dict[str, str]


class Users:
    """The people of one customer who hold a seat, with their habits."""

    def __init__(self, life: Life, years: Years, seed: str) -> None:
        self.life, self.years = life, years
        self.number = life.customer.number
        self.rng = Random(f"{seed}/use/{self.number}")
        # A few use it daily, most some days of the week; night shifts come in the evening.
        self.habits = [
            (self.rng.betavariate(2.0, 2.2), self.rng.choice((8, 8, 8, 9, 13, 16, 20))) for _ in range(200)
        ]

    def on(self, day: date, *, owns_analysis: bool) -> Iterator[Event]:
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
                yield from self._visit(day, place, hour, owns_analysis=owns_analysis)

    def _visit(self, day: date, place: int, hour: int, *, owns_analysis: bool) -> Iterator[Event]:
        rng = self.rng
        person = f"U-{self.number:04d}-{place + 1:03d}"
        moment = at(day, hour, rng.randrange(60)) + timedelta(seconds=rng.randrange(60))
        chance = rng.random()
        for name, likely in DEEDS:
            if chance < likely:
                yield Event(f"{person}-{day:%y%m%d}-{name[:4]}", person, name, moment, {})
                moment += timedelta(minutes=rng.randint(1, 14))
        if owns_analysis and chance < 0.2:
            yield Event(f"{person}-{day:%y%m%d}-anal", person, _NEW_FEATURE, moment, {})


def usage_of(life: Life, years: Years, seed: str) -> Iterator[tuple[date, list[Event]]]:
    """A customer's events by day, oldest first; days without any are left out."""
    users = Users(life, years, seed)
    analysis = next((each.versions[0].on for each in life.subscriptions if "分析" in each.product), None)
    day = life.customer.start
    while years.past(day):
        events = list(users.on(day, owns_analysis=analysis is not None and analysis <= day))
        if events:
            yield day, events
        day += timedelta(days=1)
