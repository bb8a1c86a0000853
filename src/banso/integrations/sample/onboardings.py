"""Onboardings of the sample company: finished, on their way, and stalled, each with the customer's own page.

Written once the column store has their use: it is asked there whether one was completed on a day of the past.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from banso.domain.contracts.queries import products
from banso.domain.onboarding import actions
from banso.domain.onboarding.models import Onboarding, PlanLink
from banso.domain.onboarding.queries import steps_of
from banso.domain.onboarding.queries.public import token_for
from banso.domain.work.actions import finish_task
from banso.domain.work.models import Task
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.queries import actor_of
from banso.integrations.sample.customers import BY_KEY
from banso.integrations.sample.days import at, working_day
from banso.integrations.sample.lives import INSPECTION, Life
from banso.kit.clock import freeze

_NOTE = "推進担当の方は現場に詳しい。月次の報告は毎月5営業日目まで。夜勤の班だけ、入力がまだ紙と半々。"
_LEAST_SEATS, _LEAST_LEVEL = 10, 0.4


@dataclass(frozen=True, slots=True)
class Course:
    """What becomes of an onboarding.

    Attributes:
        first, last: how long ago the contract began, in days.
        ends: done, moves (on its way), customer (they do nothing any more) or late (past its target day).
        slack: how many days after its due day a task is done, at most.
        handover: to the CSM who stays: "", offered or accepted.
    """

    first: int
    last: int
    ends: str
    slack: int = 2
    handover: str = ""


COURSES = (
    Course(280, 330, "done"),
    Course(220, 280, "done", slack=12),
    Course(150, 220, "done", handover="accepted"),
    Course(90, 150, "done", handover="offered"),
    Course(66, 90, "late"),
    Course(28, 66, "customer"),
    Course(12, 66, "moves"),
    Course(12, 66, "moves", slack=0),
)


def chosen(lives: Sequence[Life], today: date) -> list[tuple[Course, Life]]:
    """A customer for each course that has one: of a size and use that can complete it, each once."""
    found: list[tuple[Course, Life]] = []
    for course in COURSES:
        taken = {life.customer.number for _course, life in found}
        fits = (
            life
            for life in lives
            if life.ends_on is None and life.contacts and life.customer.number not in taken
            and course.first <= (today - life.customer.start).days < course.last
            and life.customer.seats >= _LEAST_SEATS and life.customer.fit >= _LEAST_LEVEL
        )  # fmt: skip
        life = next(fits, None)
        if life is not None:
            found.append((course, life))
    return found


@dataclass(frozen=True, slots=True)
class Office:
    """Who and when: accounts by their external id, our own people by key, and the day of loading."""

    ids: Mapping[str, UUID]
    people: Mapping[str, Person]
    today: date


def write_onboardings(lives: Sequence[Life], office: Office, seed: str) -> None:
    """Write those of the customers' courses in the open workspace; `seed` is chance's beginning."""
    for course, life in chosen(lives, office.today):
        _lead(course, life, office, Random(f"{seed}/onboarding/{life.customer.number}"))


def _lead(course: Course, life: Life, office: Office, chance: Random) -> None:
    csm, start = office.people[life.csms[-1][1]], life.customer.start
    by = actor_of(csm)
    kickoff = working_day(start + timedelta(days=chance.randint(2, 5)))
    bought = products().filter(name=INSPECTION).values_list("pk", flat=True).first()
    values = {
        "name": f"{INSPECTION}の導入", "contract_on": start, "owner_email": csm.email, "product_id": bought,
    }  # fmt: skip
    with freeze(at(working_day(start - timedelta(days=5)), 11)):
        made = actions.propose_onboarding(office.ids[life.customer.external_id], values, by=by)
    with freeze(at(kickoff, 9, 30)):
        actions.start_onboarding(made.pk, kickoff, by=by)
        # Handed over by hand: these people have no mailbox.
        link = actions.share_plan(made.pk, days=365, by=by)
    last = office.today - timedelta(days=1)
    done = _plan(course, made, last, chance)
    for day, task in done:
        _finish(task, link, life.contacts[0].name, csm, day)
    if course.ends == "done" and done:
        last = done[-1][0]
    with freeze(at(last, 18)):
        over = actions.evaluate_onboarding(made.pk, by=by)
    if over.state == "done" and course.handover:
        _hand_over(over, course, office, last)


def _plan(course: Course, made: Onboarding, before: date, chance: Random) -> list[tuple[date, Task]]:
    """Which tasks were done, and when, in that order."""
    tasks = [step.task for step in steps_of(made).select_related("task").order_by("task__due", "position")]
    days = [working_day(task.due + timedelta(days=chance.randint(0, course.slack))) for task in tasks]
    # The one that is late still waits for what closes it; a customer who stopped did the first task alone.
    undone = tasks[-1:] if course.ends == "late" else []
    if course.ends == "customer":
        undone = [task for task in tasks if task.side == "them"][1:]
    done = [(day, task) for day, task in zip(days, tasks, strict=True) if task not in undone and day < before]
    return sorted(done, key=lambda each: each[0])


def _finish(task: Task, link: PlanLink, who: str, csm: Person, day: date) -> None:
    with freeze(at(day, 16)):
        if task.side == "them":
            actions.mark_opened(link)
            actions.tick_by_link(token_for(link), task.pk, done=True, name=who)
        else:
            finish_task(task.pk, by=actor_of(csm))


def _hand_over(row: Onboarding, course: Course, office: Office, last: date) -> None:
    to = office.people["kawai" if row.owner_email == BY_KEY["sato"].email else "sato"]
    offered = min(working_day(last + timedelta(days=3)), office.today - timedelta(days=2))
    with freeze(at(offered, 10)):
        actions.offer_handover(row.pk, to.email, _NOTE, by=actor_of(office.people[_key(row)]))
    if course.handover == "accepted":
        with freeze(at(offered, 15)):
            actions.accept_handover(row.pk, by=actor_of(to))


def _key(row: Onboarding) -> str:
    return next(key for key, mate in BY_KEY.items() if mate.email == row.owner_email)
