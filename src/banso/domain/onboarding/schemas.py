"""What the API takes and gives. Days are ISO dates of the workspace."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from banso.domain.onboarding.models import Onboarding, Step, Template
from banso.kit.api import Input


class OnboardingIn(Input):
    """An onboarding that no deal proposed."""

    account_id: UUID | None = Field(default=None, description="ours; or else account_external_id")
    account_external_id: str | None = None
    external_id: str = Field(default="", description="your own identifier, once per workspace")
    name: str = Field(default="", description="the account's name where left out")
    product_id: UUID | None = Field(default=None, description="the standard product where left out")
    template_id: UUID | None = Field(default=None, description="the one that fits best where left out")
    contract_on: date | None = Field(
        default=None, description="first day of the contract; today where left out"
    )
    owner_email: str = Field(default="", description="a member's; the account's CSM where left out")


class StartIn(Input):
    kickoff_on: date
    template_id: UUID | None = None
    owner_email: str | None = None


class PlanIn(Input):
    """What changes of a running onboarding."""

    kickoff_on: date | None = Field(default=None, description="what is not done moves along")
    owner_email: str | None = None


class WhyIn(Input):
    why: str


class OfferIn(Input):
    email: str = Field(description="a member's, who looks after the account from now on")
    note: str = Field(description="what they should know")


class PlanLinkIn(Input):
    """A link by which the customer sees the plan."""

    email: str = Field(default="", description="where it goes; empty to hand it over by yourself")
    language: str = Field(default="", description="ja or en; the customer's where left out")
    days: int = Field(default=90, description="how long it opens, 1 to 365")


class PlanLinkOut(Schema):
    id: UUID
    url: str
    email: str
    language: str
    expires_at: datetime
    sent_at: datetime | None


class PartOut(Schema):
    """A part of the completion rule, and how far it is."""

    kind: str = Field(description="tasks, feature, people or hours")
    feature: str = ""
    people: int = 0
    days: int = 0
    hours: int = 0
    have: float | None = None
    need: int | None = None
    met: bool = False


class OnboardingOut(Schema):
    """An onboarding as it stands."""

    id: UUID
    number: int = Field(description="counts its steps")
    account_id: UUID
    external_id: str
    name: str
    state: str = Field(description="proposed, running, done or cancelled")
    deal_id: UUID | None
    product_id: UUID | None
    template_id: UUID | None
    contract_on: date
    kickoff_on: date | None
    target_on: date | None
    completed_on: date | None
    owner_name: str
    owner_email: str
    stalled: str = Field(description="target, customer, quiet; empty while it moves")
    stalled_on: date | None
    handover: str = Field(description="offered, accepted or empty")
    next_name: str
    rule: list[PartOut]
    measured_at: datetime | None
    created_at: datetime
    updated_at: datetime


class OnboardingPage(Schema):
    data: list[OnboardingOut]
    next_cursor: str | None = None
    has_more: bool = False


class StepOut(Schema):
    """A task of the plan."""

    task_id: UUID
    milestone: str
    milestone_due_on: date
    title: str
    side: str
    owner_name: str
    starts_on: date
    due_on: date | None
    done_on: date | None


class PlanOut(Schema):
    data: list[StepOut]


class PlannedTaskIn(Input):
    title: str
    title_en: str = ""
    side: str = "us"
    role: str = "owner"
    start: int = 0
    end: int = 0


class PlannedMilestoneIn(Input):
    name: str
    name_en: str = ""
    end: int = 0
    tasks: list[PlannedTaskIn] = []


class PartIn(Input):
    kind: str = Field(description="tasks, feature, people or hours")
    feature: str | None = None
    people: int | None = None
    days: int | None = None
    hours: int | None = None


class TemplateIn(Input):
    """A template; whatever is left out stays as it is, or is the plan that Banso brings."""

    name: str | None = None
    product_id: UUID | None = None
    segment_id: UUID | None = None
    target_days: int | None = None
    stall_days: int | None = None
    plan: list[PlannedMilestoneIn] | None = None
    rule: list[PartIn] | None = None

    def values(self) -> dict[str, object]:
        """The fields that were sent, without what says nothing."""
        found: dict[str, Any] = self.dict(exclude_unset=True)
        if found.get("rule") is not None:
            found["rule"] = [{k: v for k, v in part.items() if v is not None} for part in found["rule"]]
        keep = {"product_id", "segment_id"}
        return {name: value for name, value in found.items() if value is not None or name in keep}


class TemplateOut(Schema):
    id: UUID
    version: int
    name: str
    product_id: UUID | None
    segment_id: UUID | None
    target_days: int
    stall_days: int
    plan: list[PlannedMilestoneIn]
    rule: list[PartOut]


class TemplatesOut(Schema):
    data: list[TemplateOut]


def out_of(row: Onboarding) -> dict[str, object]:
    """An onboarding as OnboardingOut gives it."""
    found = {name: getattr(row, name) for name in OnboardingOut.model_fields if name != "rule"}
    return {**found, "rule": row.measured or row.rule}


def step_out(step: Step) -> dict[str, object]:
    return {
        "task_id": step.task_id, "milestone": step.milestone.name,
        "milestone_due_on": step.milestone.due_on, "title": step.task.title, "side": step.task.side,
        "owner_name": step.task.owner_name, "starts_on": step.starts_on, "due_on": step.task.due_on,
        "done_on": step.task.done_on,
    }  # fmt: skip


def template_out(row: Template) -> dict[str, object]:
    return {name: getattr(row, name) for name in TemplateOut.model_fields}
