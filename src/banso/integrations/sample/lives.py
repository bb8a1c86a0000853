"""How each customer fared: use, contracts, and why they stayed, grew or left. Pure and deterministic.

Causes come first and show in facts: a champion who goes, a bad release, months without a word and a price
list that rose push use down; what a customer does at its next renewal follows from its use.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from banso.integrations.sample.customers import Contact, Customer
from banso.integrations.sample.days import Years
from banso.kit.periods import add_months

INSPECTION, REPORTS, ANALYSIS = "ハルニレ点検", "ハルニレ帳票", "ハルニレ分析"
# Yen a seat and month: before and after the price change.
PRICES = {"ライト": (3600, 3900), "スタンダード": (5800, 6300), "プロ": (8200, 8900)}
_UPWARDS = {"ライト": "スタンダード", "スタンダード": "プロ"}
_DISCOUNTS = ((150, 0.85), (60, 0.9))


@dataclass(frozen=True, slots=True)
class Version:
    """What a subscription is worth from `on`: yen a month without tax. `known` is when we wrote it down."""

    on: date
    known: date
    plan: str
    seats: int
    monthly: int


@dataclass(slots=True)
class Subscription:
    """`ends_on` is the first day that is no longer paid."""

    key: str
    product: str
    interval: str
    versions: list[Version]
    ends_on: date | None = None
    end_known: date | None = None


@dataclass(slots=True)
class Life:
    """Everything that became of a customer up to today.

    Attributes:
        levels: share of seats in use at each day named; between them it runs straight.
        stages: (day, stage) in order.
        csms: (day, who) in order.
        quiet: spans without a word from us.
        reason: why they left, "" for those who stayed.
    """

    customer: Customer
    contacts: list[Contact]
    subscriptions: list[Subscription]
    levels: list[tuple[date, float]] = field(default_factory=list)
    stages: list[tuple[date, str]] = field(default_factory=list)
    csms: list[tuple[date, str]] = field(default_factory=list)
    quiet: list[tuple[date, date]] = field(default_factory=list)
    marks: list[tuple[date, str]] = field(default_factory=list)
    reason: str = ""

    @property
    def main(self) -> Subscription:
        return self.subscriptions[0]

    @property
    def ends_on(self) -> date | None:
        return self.main.ends_on

    def seats_on(self, day: date) -> int:
        """Seats of the inspection product that are paid on `day`; 0 outside its contract."""
        if self.ends_on is not None and day >= self.ends_on and not self.came_back(day):
            return 0
        return next((each.seats for each in reversed(self.main.versions) if each.on <= day), 0)

    def came_back(self, day: date) -> bool:
        return any(each.key.endswith("-R") and each.versions[0].on <= day for each in self.subscriptions)

    def level_on(self, day: date) -> float:
        before = (self.customer.start, 0.0)
        for knot in self.levels:
            if knot[0] > day:
                span = (knot[0] - before[0]).days or 1
                return before[1] + (knot[1] - before[1]) * (day - before[0]).days / span
            before = knot
        return before[1]


def price(plan: str, seats: int, *, new_list: bool) -> int:
    """Yen a month for so many seats, volume discount taken."""
    share = next((share for least, share in _DISCOUNTS if seats >= least), 1.0)
    return int(round(PRICES[plan][new_list] * seats * share, -2))


def later(start: date, months: int) -> date:
    """The same day of the month, `months` on (the days are the 1st or the 15th)."""
    return add_months(start, months).replace(day=start.day)


class Course:
    """One customer's months, lived one after the other."""

    def __init__(self, customer: Customer, years: Years, seed: str) -> None:
        self.customer, self.years = customer, years
        self.rng = Random(f"{seed}/life/{customer.number}")
        self.target = customer.fit * 0.88
        self.level = 0.04
        self.plan, self.seats = customer.plan, customer.seats
        self.new_list = customer.start >= years.price_change
        self.pressure: dict[str, float] = {}
        monthly = price(self.plan, self.seats, new_list=self.new_list)
        signed = customer.start - timedelta(days=9)
        self.life = Life(
            customer,
            list(customer.contacts),
            [
                Subscription(
                    f"S-{customer.number:04d}-1", INSPECTION, customer.interval,
                    [Version(customer.start, signed, self.plan, self.seats, monthly)],
                )
            ],
            levels=[(customer.start, 0.04)],
            stages=[(customer.start, "onboarding")],
            csms=[(customer.start, customer.csm)],
        )  # fmt: skip

    def run(self) -> Life:
        number = 0
        while self.life.ends_on is None:
            number += 1
            day = later(self.customer.start, number)
            if day >= self.years.today:
                break
            self._drift(number, day)
            self._mishaps(number, day)
            if self._renews(number):
                self._decide(day)
            if self.life.ends_on is None:
                self._grow(number, day)
            self.life.levels.append((day, self.level))
        if self.life.ends_on is None:
            self.life.levels.append((self.years.today + timedelta(days=31), self.level))
        else:
            self._perhaps_back()
        return self.life

    def _renews(self, number: int) -> bool:
        return number % 12 == 0 or (self.customer.interval == "month" and number > 2)

    def _drift(self, number: int, day: date) -> None:
        rising = {1: 0.5, 2: 0.85}.get(number, 1.0)
        self.level += (self.target * rising - self.level) * (0.9 if number < 4 else 0.45)
        self.level = min(0.92, max(0.02, self.level + self.rng.gauss(0, 0.025)))
        if number == 3:
            self.life.stages.append((day, "adoption"))

    def _mishaps(self, number: int, day: date) -> None:
        previous = later(self.customer.start, number - 1)
        if previous <= self.years.release < day and self.rng.random() < 0.5:
            self._release(day)
        if previous <= self.years.fixed < day and "release" in self.pressure:
            self.target *= 1.75 if self.rng.random() < 0.6 else 1.2
        if number > 3 and "champion" not in self.pressure and self.rng.random() < 0.011:
            self._champion_leaves(previous)
        if previous <= self.years.handover < day and self.life.csms[-1][1] == "yamane":
            self._handover()

    def _release(self, day: date) -> None:
        self.pressure["release"] = 0.16
        self.target *= 0.52
        self.life.levels.append((self.years.release, self.life.level_on(self.years.release)))
        low = self.years.release + timedelta(days=9)
        self.level = self.level * 0.58
        if low < day:
            self.life.levels.append((low, self.level))
        self.life.marks.append((self.years.release + timedelta(days=self.rng.randint(1, 8)), "release"))

    def _champion_leaves(self, month: date) -> None:
        left = month + timedelta(days=self.rng.randint(3, 24))
        known = left + timedelta(days=self.rng.randint(5, 27))
        if known >= self.years.today:
            return
        self.pressure["champion"] = 0.17
        self.target *= 0.85 if self.rng.random() < 0.5 else 0.4
        place = 1 if len(self.life.contacts) > 1 else 0
        self.life.contacts[place] = replace(self.life.contacts[place], left=left, left_known=known)
        self.life.marks.append((known, "champion"))

    def _handover(self) -> None:
        self.life.csms.append((self.years.handover, self.rng.choice(("hirose", "ozaki", "kawai"))))
        if self.rng.random() < 0.55:
            until = self.years.handover + timedelta(days=self.rng.randint(95, 150))
            self.life.quiet.append((self.years.handover, until))
            self.pressure["quiet"] = 0.18
            self.target *= 0.62

    def _risk(self) -> float:
        """The chance of leaving at a yearly renewal."""
        by_use = 0.36 if self.level < 0.22 else 0.13 if self.level < 0.38 else 0.022
        raised = 0.05 if not self.new_list and self.plan == "ライト" else 0.0
        pressure = sum(self.pressure.values()) * (1 if self.level < 0.5 else 0.3)
        return (by_use + raised + pressure) * {"high": 0.4, "mid": 0.8, "low": 1.8}[self.customer.touch]

    def _decide(self, day: date) -> None:
        monthly = self.customer.interval == "month"
        if self.rng.random() < self._risk() * (0.1 if monthly else 1.0):
            self._leave(day)
            return
        rises = (
            not self.new_list and day >= self.years.price_change and not (monthly and self.rng.random() < 0.7)
        )
        if rises:
            self.new_list = True
            if self.level < 0.33:
                self.seats = max(3, int(self.seats * 0.82))
        elif not monthly and self.level < 0.3:
            self.seats = max(3, int(self.seats * self.rng.uniform(0.65, 0.9)))
        elif not monthly and self.level > 0.58 and self.plan in _UPWARDS and self.rng.random() < 0.3:
            self.plan = _UPWARDS[self.plan]
        self._change(day)

    def _change(self, day: date) -> None:
        monthly = price(self.plan, self.seats, new_list=self.new_list)
        last = self.life.main.versions[-1]
        if (last.plan, last.seats, last.monthly) != (self.plan, self.seats, monthly):
            if last.on == day:
                self.life.main.versions.pop()
                last = self.life.main.versions[-1]
            known = day - timedelta(days=self.rng.randint(4, 30))
            self.life.main.versions.append(
                Version(day, max(known, last.on + timedelta(days=1)), self.plan, self.seats, monthly)
            )

    def _grow(self, number: int, day: date) -> None:
        if number % 3 == 0 and self.level > 0.5 and self.rng.random() < 0.2:
            self.seats = int(self.seats * self.rng.uniform(1.1, 1.4)) + 1
            self._change(day)
        owned = {each.product for each in self.life.subscriptions}
        if number >= 5 and self.level > 0.45:
            if REPORTS not in owned and self.rng.random() < 0.03:
                self._add(REPORTS, day, 24000 if self.seats < 30 else 48000)
            elif ANALYSIS not in owned and day >= self.years.second_product and self.rng.random() < 0.026:
                self._add(ANALYSIS, day, 36000 if self.seats < 40 else 80000)

    def _add(self, product: str, day: date, monthly: int) -> None:
        key = f"S-{self.customer.number:04d}-{len(self.life.subscriptions) + 1}"
        known = day - timedelta(days=self.rng.randint(2, 15))
        first = Version(day, known, "標準", 0, monthly)
        self.life.subscriptions.append(Subscription(key, product, self.customer.interval, [first]))

    def _leave(self, day: date) -> None:
        late = self.rng.random() < 0.12 and day + timedelta(days=8) < self.years.today
        known = (
            day + timedelta(days=self.rng.randint(2, 7))
            if late
            else day - timedelta(days=self.rng.randint(20, 45))
        )
        for each in self.life.subscriptions:
            each.ends_on, each.end_known = day, max(known, each.versions[-1].known + timedelta(days=1))
        causes = sorted(self.pressure, key=lambda name: -self.pressure[name])
        low = self.level < 0.38
        self.life.reason = (
            causes[0] if causes and low else "unused" if low else self.rng.choice(("budget", "merger"))
        )
        self.life.stages.append((day, "churned"))
        self.level = 0.0

    def _perhaps_back(self) -> None:
        ended = self.life.ends_on
        if ended is None or self.life.reason not in {"budget", "release"} or self.rng.random() > 0.3:
            return
        back = later(ended, self.rng.randint(3, 6))
        if back >= self.years.today:
            return
        monthly = price(self.plan, self.seats, new_list=True)
        first = Version(back, back - timedelta(days=6), self.plan, self.seats, monthly)
        self.life.subscriptions.append(
            Subscription(f"{self.life.main.key}-R", INSPECTION, self.customer.interval, [first])
        )
        self.life.stages.append((back, "adoption"))
        self.life.levels += [(back, 0.15), (back + timedelta(days=40), 0.5)]


def live(customer: Customer, years: Years, seed: str) -> Life:
    """A customer's course from its first day to today."""
    return Course(customer, years, seed).run()
