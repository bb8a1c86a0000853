"""Who the sample company's customers are: names, places, people, size. Pure and deterministic."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from banso.integrations.sample.days import MONTHS, Years
from banso.integrations.sample.words import FAMILIES, GIVENS, INDUSTRIES, POSTS, PREFECTURES, STEMS

# How much of a normal month's new business each month brings: budgets start in April and in October.
_SEASON = {1: 0.8, 2: 1.0, 3: 1.2, 4: 1.7, 5: 0.9, 6: 1.0, 7: 1.0, 8: 0.6, 9: 1.0, 10: 1.3, 11: 1.0, 12: 0.8}
_MIDDLE, _LARGE = 100, 1000


@dataclass(frozen=True, slots=True)
class Teammate:
    """One of our own people. `left` is the first day on which they no longer look after anybody."""

    key: str
    name: str
    roles: tuple[str, ...]
    joined_month: int
    left: bool = False

    @property
    def email(self) -> str:
        return f"{self.key}@harunire.example"


TEAM = (
    Teammate("morita", "森田 一樹", ("owner",), -MONTHS),
    Teammate("sato", "佐藤 美咲", ("csm", "manager"), -MONTHS),
    Teammate("ito", "伊藤 翔", ("csm",), -MONTHS),
    Teammate("yamane", "山根 陽子", ("csm",), -30, left=True),
    Teammate("hirose", "広瀬 大地", ("csm",), -22),
    Teammate("kawai", "河合 さくら", ("csm",), -14),
    Teammate("ozaki", "尾崎 玲", ("csm",), -10),
    Teammate("takahashi", "高橋 健太", ("sales", "manager"), -MONTHS),
    Teammate("kinoshita", "木下 遥", ("sales",), -MONTHS),
    Teammate("tamura", "田村 直樹", ("sales",), -26),
    Teammate("endo", "遠藤 圭", ("sales", "csm"), -12),
    Teammate("nakamura", "中村 由衣", ("support",), -MONTHS),
    Teammate("okamoto", "岡本 亮", ("support",), -18),
)
BY_KEY = {mate.key: mate for mate in TEAM}


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody at a customer. `left` and `left_known` say when they went and when we heard of it."""

    key: str
    name: str
    kana: str
    email: str
    phone: str
    department: str
    title: str
    role: str
    left: date | None = None
    left_known: date | None = None
    joined: date | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer on the day it signed.

    Attributes:
        fit: how well the product suits them, 0 to 1; it drives their use.
        seats: paid at the start.
        touch: how closely they are looked after: high, mid or low.
    """

    number: int
    name: str
    kana: str
    domain: str
    corporate_number: str
    industry: str
    employees: int
    prefecture: str
    start: date
    plan: str
    seats: int
    interval: str
    fit: float
    touch: str
    csm: str
    seller: str
    source: str
    contacts: tuple[Contact, ...] = field(default=())

    @property
    def external_id(self) -> str:
        return f"C-{self.number:04d}"


def corporate_number(number: int) -> str:
    """Thirteen digits with a true check digit, from a registry office that does not exist (9999).

    Check digit by the ordinance on corporate numbers: 9 - (sum of digits, every second doubled, mod 9).
    """
    base = f"9999{number:08d}"
    total = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(base)))
    return f"{9 - total % 9}{base}"


def starts(years: Years, wanted: int, rng: Random) -> Iterator[date]:
    """The days on which `wanted` customers sign: growing, with the seasons of Japanese budgets."""
    months = [years.month(number) for number in range(-MONTHS, 0)]
    weights = [(5 + 0.24 * place) * _SEASON[month.month] for place, month in enumerate(months)]
    total = sum(weights)
    done, carried = 0, 0.0
    for month, weight in zip(months, weights, strict=True):
        carried += wanted * weight / total
        count = wanted - done if month == months[-1] else int(carried)
        carried -= count
        done += count
        # Contracts begin on the first of a month, or in the middle for those who cannot wait.
        yield from sorted(month + timedelta(days=rng.choice((0, 0, 0, 14))) for _ in range(count))


def _names(rng: Random) -> Iterator[tuple[str, str, str, str]]:
    """Endless company names: industry, name, kana, domain; no name comes twice."""
    shares = [(industry, share) for industry, (share, _, _) in INDUSTRIES.items()]
    seen: set[str] = set()
    while True:
        industry = rng.choices([name for name, _ in shares], [share for _, share in shares])[0]
        stem, ending = rng.choice(STEMS), rng.choice(INDUSTRIES[industry][2])
        form = INDUSTRIES[industry][1]
        if form == "株式会社" and rng.random() < 0.08:
            form = "有限会社"
        core = stem[0] + ending[0]
        if core in seen:
            continue
        seen.add(core)
        behind = form == "株式会社" and rng.random() < 0.45
        name = f"{core}{form}" if behind else f"{form}{core}"
        yield industry, name, stem[1] + ending[1], f"{stem[2]}-{ending[2]}.example"


def _size(rng: Random) -> int:
    """Employees: most are small, a few large."""
    return max(8, min(6000, int(rng.lognormvariate(4.9, 1.1))))


def _offer(employees: int, rng: Random) -> tuple[str, int, str, str]:
    """Plan, seats, billing interval and touch for a company of that size."""
    seats = max(4, min(110, int(employees**0.6 * rng.uniform(0.5, 1.0))))
    if seats < 10:
        return "ライト", seats, rng.choice(("month", "month", "year")), "low"
    if employees < _LARGE and (seats < 32 or rng.random() < 0.6):
        return "スタンダード", seats, rng.choice(("month", "year", "year")), "mid"
    return "プロ", seats, "year", "high"


def person(rng: Random) -> tuple[str, str, str]:
    """A name, its kana, and the Latin letters of an address."""
    family, given = rng.choice(FAMILIES), rng.choice(GIVENS)
    return f"{family[0]} {given[0]}", f"{family[1]} {given[1]}", f"{given[2][0]}.{family[2]}"


def _contacts(number: int, industry: str, employees: int, domain: str, rng: Random) -> tuple[Contact, ...]:
    count = 2 if employees < _MIDDLE else 3 if employees < _LARGE else 5
    roles = ("decision_maker", "champion", "user", "technical", "user")
    made, taken = [], set()
    for place in range(count):
        name, kana, letters = person(rng)
        while name in taken:
            name, kana, letters = person(rng)
        taken.add(name)
        department, title = POSTS[industry][place]
        made.append(
            Contact(
                key=f"P-{number:04d}-{place + 1}",
                name=name,
                kana=kana,
                email=f"{letters}@{domain}",
                phone=f"0{rng.randint(10, 99)}-000-{rng.randint(1000, 9999)}",
                department=department,
                title=title,
                role=roles[place],
            )
        )
    return tuple(made)


def _on_duty(role: str, day: date, years: Years) -> list[str]:
    return [
        mate.key
        for mate in TEAM
        if role in mate.roles
        and years.month(mate.joined_month) <= day
        and not (mate.left and day >= years.handover)
    ]


def customers(years: Years, wanted: int, seed: str) -> list[Customer]:
    """The company's customers in the order in which they signed."""
    rng = Random(f"{seed}/customers")
    names = _names(rng)
    made = []
    for number, start in enumerate(starts(years, wanted, rng), start=1):
        industry, name, kana, domain = next(names)
        employees = _size(rng)
        plan, seats, interval, touch = _offer(employees, rng)
        made.append(
            Customer(
                number=number,
                name=name,
                kana=kana,
                domain=domain,
                corporate_number=corporate_number(number),
                industry=industry,
                employees=employees,
                prefecture=rng.choice(PREFECTURES),
                start=start,
                plan=plan,
                seats=seats,
                interval=interval,
                fit=min(1.0, max(0.05, rng.gauss(0.62, 0.2))),
                touch=touch,
                csm=rng.choice(_on_duty("csm", start, years)),
                seller=rng.choice(_on_duty("sales", start, years)),
                source=rng.choice(("ウェブ", "ウェブ", "展示会", "展示会", "紹介", "テレアポ", "パートナー")),
                contacts=_contacts(number, industry, employees, domain, rng),
            )
        )
    return made
