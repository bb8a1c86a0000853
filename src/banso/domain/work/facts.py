"""What can happen to a task. Every fact carries the task as it stands after the step.

A task that belongs to no account happened to NO_ACCOUNT. Days are calendar days of the workspace.
"""

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from banso.engine.journal.fact import Fact, fact
from banso.kit.words import Text

NO_ACCOUNT = UUID(int=0)

SIDE_WORDS = {
    "us": Text(en="Ours", ja="自社"),
    "them": Text(en="The customer's", ja="お客様"),
}


class Point(msgspec.Struct, frozen=True):
    """One line of a task's checklist."""

    text: str
    done: bool = False


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A task as it stands after a step; ids are texts, "" for none.

    Attributes:
        side: a slug of SIDE_WORDS: who has to do it.
        owner: who that is; with a mail address where they have a seat.
        source: what it came from, such as "promise"; `source_id` is that record's, `source_text` its name.
        done_on: the day on which it was done; None while it is open.
        removed: written by mistake and taken back.
    """

    external_id: str
    title: str
    body: str
    side: str
    owner: str
    owner_email: str
    due_on: date | None
    source: str
    source_id: str
    source_text: str
    checklist: tuple[Point, ...]
    done_on: date | None
    done_by: str
    removed: bool


class TaskFact(Fact, frozen=True, kw_only=True):
    """A step of a task. `number` counts its steps from 1; `subject` is "task:<id>"."""

    words: ClassVar[dict[str, dict[str, Text]]] = {}

    number: int
    name: str
    task: Standing


@fact(
    "work.task_made", title=Text(en="Task made", ja="タスクを作った"),
    line=Text(en="{name}", ja="{name}"), side="us", group="work",
)  # fmt: skip
class TaskMade(TaskFact, frozen=True, kw_only=True):
    """Somebody has something to do."""


@fact(
    "work.task_changed", title=Text(en="Task changed", ja="タスクを変えた"),
    line=Text(en="{name}", ja="{name}"), side="us", group="work",
)  # fmt: skip
class TaskChanged(TaskFact, frozen=True, kw_only=True):
    """Another wording, owner, day or checklist."""


@fact(
    "work.task_done", title=Text(en="Task done", ja="タスクを終えた"),
    line=Text(en="{name}", ja="{name}"), side="us", group="work",
)  # fmt: skip
class TaskDone(TaskFact, frozen=True, kw_only=True):
    """We have done it."""


@fact(
    "work.customer_task_done", title=Text(en="Task of the customer's done", ja="お客様のタスクが終わった"),
    line=Text(en="{name}", ja="{name}"), side="them", group="work",
)  # fmt: skip
class CustomerTaskDone(TaskFact, frozen=True, kw_only=True):
    """The customer has done it; who says so is the fact's actor."""


@fact(
    "work.task_reopened", title=Text(en="Task opened again", ja="タスクを未完了に戻した"),
    line=Text(en="{name}", ja="{name}"), side="us", group="work",
)  # fmt: skip
class TaskReopened(TaskFact, frozen=True, kw_only=True):
    """It was not done after all."""


@fact(
    "work.task_taken_back", title=Text(en="Task removed", ja="タスクを取り消した"),
    line=Text(en="{name}", ja="{name}"), side="us", group="work",
)  # fmt: skip
class TaskTakenBack(TaskFact, frozen=True, kw_only=True):
    """It need not be done: no list has it any more."""


@fact(
    "work.task_put_back", title=Text(en="Task put back", ja="タスクを元に戻した"),
    line=Text(en="{name}", ja="{name}"), side="us", group="work",
)  # fmt: skip
class TaskPutBack(TaskFact, frozen=True, kw_only=True):
    """It has to be done after all."""


TASK_FACTS: tuple[type[TaskFact], ...] = (
    TaskMade, TaskChanged, TaskDone, CustomerTaskDone, TaskReopened, TaskTakenBack, TaskPutBack,
)  # fmt: skip
