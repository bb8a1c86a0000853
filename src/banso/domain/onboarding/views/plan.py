"""The plan in three faces that say the same: as a list, as a board, and as bars over days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from banso.domain.onboarding.models import Milestone, Onboarding, Step
from banso.domain.onboarding.queries import milestones_of, steps_of
from banso.domain.onboarding.rules.gantt import Bar, Span, Tick, span_of
from banso.domain.work.queries import task_state
from banso.kit.ui.pieces import State

FACES = ("list", "board", "gantt")


@dataclass(frozen=True, slots=True)
class StepRow:
    """A task of the plan with its words; `bar` is where it lies among the days."""

    step: Step
    state: State
    word: str
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class Part:
    """A milestone with its tasks; `at` is where its day lies."""

    milestone: Milestone
    rows: list[StepRow]
    done: int
    late: bool
    at: float | None


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of the board."""

    slug: str
    name: str
    rows: list[StepRow]


@dataclass(frozen=True, slots=True)
class PlanView:
    """The whole plan."""

    parts: list[Part]
    span: Span | None
    ticks: list[Tick]
    today: float | None
    lanes: list[Lane]

    @property
    def count(self) -> int:
        return sum(len(part.rows) for part in self.parts)


def plan_view(row: Onboarding, on: date) -> PlanView:
    """The plan of an onboarding as it stands on a day."""
    milestones, steps = list(milestones_of(row)), list(steps_of(row))
    days: list[date | None] = [row.kickoff_on, row.target_on, *(each.due_on for each in milestones)]
    days += [step.starts_on for step in steps] + [step.task.due_on for step in steps]
    span = span_of(days)
    rows = [_row(step, span, on) for step in steps]
    parts = [
        _part(each, [row for row in rows if row.step.milestone_id == each.pk], span, on)
        for each in milestones
    ]
    return PlanView(
        parts, span, span.ticks() if span else [], span.at(on) if span else None, _lanes(rows, on)
    )


def _row(step: Step, span: Span | None, on: date) -> StepRow:
    due, (state, word) = step.task.due_on, task_state(step.task, on)
    return StepRow(step, state, word, span.bar(step.starts_on, due) if span and due else None)


def _part(milestone: Milestone, rows: list[StepRow], span: Span | None, on: date) -> Part:
    done = sum(1 for row in rows if row.step.task.done_on)
    late = milestone.due_on < on and done < len(rows)
    return Part(milestone, rows, done, late, span.at(milestone.due_on) if span else None)


def _lanes(rows: Sequence[StepRow], on: date) -> list[Lane]:
    """Late, due now, later and done, each the first due first."""
    by = sorted(rows, key=lambda row: (row.step.task.due, row.step.position))
    still = [row for row in by if row.step.task.done_on is None]
    late = [row for row in still if row.step.task.due < on]
    begun = [row for row in still if row not in late and row.step.starts_on <= on]
    later = [row for row in still if row not in late and row not in begun]
    return [
        Lane("late", _("Overdue"), late),
        Lane("now", _("In hand"), begun),
        Lane("later", _("Later"), later),
        Lane("done", _("Done"), [row for row in by if row.step.task.done_on is not None]),
    ]
