"""What the API takes and gives. Days are ISO dates of the workspace."""

from datetime import date, datetime
from uuid import UUID

from ninja import Field, Schema

from banso.domain.work.models import Task
from banso.kit.api import Input


class PointIn(Input):
    """One line of a checklist."""

    text: str
    done: bool = False


class TaskFields(Input):
    """What a task says; whatever is left out stays as it is."""

    title: str | None = None
    body: str | None = None
    side: str | None = Field(default=None, description="us, or them for a task of the customer's")
    owner_email: str | None = Field(default=None, description="who does it, by a member's mail address")
    owner_name: str | None = Field(default=None, description="or else by name")
    due_on: date | None = None
    source: str | None = Field(default=None, description="what it came from, such as promise or activity")
    source_id: UUID | None = Field(default=None, description="that record's id")
    source_text: str | None = Field(default=None, description="what that record is called")
    checklist: list[PointIn] | None = None

    def values(self) -> dict[str, object]:
        """The task's own fields that were sent."""
        found: dict[str, object] = dict(self.dict(exclude_unset=True, exclude={"account_external_id"}))
        if found.get("checklist") is None:
            found.pop("checklist", None)
        return found


class TaskIn(TaskFields):
    """A task; in an upsert whatever is left out stays as it is."""

    account_id: UUID | None = Field(default=None, description="ours; or else account_external_id")
    account_external_id: str | None = None
    external_id: str | None = Field(default=None, description="your own identifier, once per workspace")


class TaskPatch(TaskFields):
    """What changes."""


class TasksIn(Input):
    """Tasks to be made or changed by their external ids."""

    data: list[TaskIn] = Field(max_length=1000)


class TaskRowOut(Schema):
    """What became of one row of an upsert."""

    outcome: str = Field(description="created, changed, same or refused")
    id: UUID | None
    field: str = ""
    message: str = ""
    came: str = ""
    wanted: str = ""


class TasksUpsertOut(Schema):
    """One entry for each row, in order."""

    created: int
    changed: int
    same: int
    refused: int
    rows: list[TaskRowOut]


class PointOut(Schema):
    text: str
    done: bool


class TaskOut(Schema):
    """A task as it stands."""

    id: UUID
    number: int = Field(description="counts its steps")
    account_id: UUID | None
    external_id: str
    title: str
    body: str
    side: str
    owner_name: str
    owner_email: str
    due_on: date | None
    source: str
    source_id: UUID | None
    source_text: str
    checklist: list[PointOut]
    done_on: date | None
    done_by: str
    created_at: datetime
    updated_at: datetime


class TaskPage(Schema):
    data: list[TaskOut]
    next_cursor: str | None = None
    has_more: bool = False


def out_of(task: Task) -> dict[str, object]:
    """A task as TaskOut gives it."""
    return {name: getattr(task, name) for name in TaskOut.model_fields}
