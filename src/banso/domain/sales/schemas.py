"""What the API takes and gives. Money is a string of digits; days are ISO dates of the workspace."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from ninja import Field, Schema

from banso.domain.sales.models import (
    ApprovalRequest,
    Concern,
    Deal,
    DealLine,
    DiscountApproval,
    ExpansionHint,
    Priority,
    Stakeholder,
    SuccessGoal,
)
from banso.domain.sales.rules.worth import ZERO, LineValues
from banso.kit.api import Input
from banso.kit.money import plain


class DealIn(Input):
    """A deal; whatever is left out stays as it is.

    `stage` and `status` pass the same doors as on the pages: what the stage asks for, and the ten items
    before `won`.
    """

    external_id: str | None = Field(default=None, description="your own identifier, once per workspace")
    name: str | None = Field(default=None, description="what it is about")
    account_id: UUID | None = Field(default=None, description="ours; or else account_external_id")
    account_external_id: str | None = Field(default=None, description="your identifier of the account")
    owner_email: str | None = Field(default=None, description="the salesperson")
    owner_name: str | None = Field(default=None, description="where the salesperson has no seat")
    stage: str | None = Field(default=None, description="a stage's key, or its name in either language")
    status: str | None = Field(default=None, description="open, won or lost")
    amount: Decimal | None = Field(default=None, description="a year's, for a deal without lines")
    currency: str | None = Field(default=None, description="ISO 4217; the reporting currency where left out")
    forecast: str | None = Field(default=None, description="commit, best_case or pipeline")
    expected_close_on: date | None = None
    created_on: date | None = Field(default=None, description="the day it began")
    engaged_on: date | None = Field(default=None, description="the day the customer engaged")
    closed_on: date | None = Field(default=None, description="with status won or lost; today where left out")
    source: str | None = Field(default=None, description="where it came from")
    referral_account_id: UUID | None = Field(default=None, description="the customer who referred it")
    reason: str | None = Field(default=None, description="with status won or lost: a reason's key or name")
    reason_note: str | None = None

    def values(self) -> dict[str, object]:
        """The deal's own fields that were sent; null stands for empty."""
        sent = self.dict(exclude_unset=True, exclude={"account_external_id"})
        return {name: _empty(name) if value is None else value for name, value in sent.items()}


def _empty(name: str) -> object:
    return None if name.endswith(("_on", "_id")) and name != "external_id" else ""


class DealRowIn(DealIn):
    """A deal of another system."""

    closed_before_banso: bool = Field(
        default=False, description="history: it was closed elsewhere, without the ten items"
    )


class DealsIn(Input):
    """Deals to be created or changed by their external ids."""

    data: list[DealRowIn] = Field(max_length=5000)


class WinIn(Input):
    closed_on: date | None = Field(default=None, description="the day it was won; today where left out")
    reason: str = Field(default="", description="a reason's key or name")
    reason_note: str = ""


class LoseIn(Input):
    reason: str = Field(description="a reason's key or name")
    reason_note: str = ""
    closed_on: date | None = Field(default=None, description="the day it was lost; today where left out")


class LineIn(Input):
    """A line of what the deal sells; `monthly` is before the discount, in the deal's currency."""

    product_id: UUID
    plan_id: UUID | None = None
    seats: int | None = None
    monthly: Decimal
    interval: str = Field(default="month", description="week, month, quarter, half or year")
    discount: Decimal = Field(default=ZERO, description="in percent")
    starts_on: date | None = None
    ends_on: date | None = Field(default=None, description="the first day that is no longer paid")

    def line(self) -> LineValues:
        return LineValues(
            product=self.product_id, plan=self.plan_id, seats=self.seats, monthly=self.monthly,
            interval=self.interval, discount=self.discount, starts_on=self.starts_on, ends_on=self.ends_on,
        )  # fmt: skip


class LinesIn(Input):
    """All lines of the deal, in their order."""

    data: list[LineIn] = Field(max_length=100)


class LineOut(Schema):
    id: UUID
    product_id: UUID
    product: str
    plan_id: UUID | None
    plan: str
    seats: int | None
    monthly: str
    interval: str
    discount: str
    starts_on: date | None
    ends_on: date | None

    @staticmethod
    def resolve_product(row: DealLine) -> str:
        return row.product.name

    @staticmethod
    def resolve_plan(row: DealLine) -> str:
        return row.plan.name if row.plan else ""

    @staticmethod
    def resolve_monthly(row: DealLine) -> str:
        return str(plain(row.monthly))

    @staticmethod
    def resolve_discount(row: DealLine) -> str:
        return str(plain(row.discount))


class DealOut(Schema):
    id: UUID
    external_id: str
    name: str
    account_id: UUID | None
    owner_name: str
    owner_email: str
    stage: str
    stage_since: datetime
    status: str
    amount: str = Field(description="of a year, in `currency`")
    monthly: str
    currency: str
    forecast: str
    expected_close_on: date | None
    created_on: date
    engaged_on: date | None
    proposed_on: date | None
    closed_on: date | None
    source: str
    referral_account_id: UUID | None
    reason: str
    reason_note: str
    closed_before_banso: bool
    lines: list[LineOut]
    version: int
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None

    @staticmethod
    def resolve_amount(deal: Deal) -> str:
        return str(plain(deal.amount))

    @staticmethod
    def resolve_monthly(deal: Deal) -> str:
        return str(plain(deal.monthly))

    @staticmethod
    def resolve_lines(deal: Deal) -> list[DealLine]:
        return list(deal.lines.all())


class LackOut(Schema):
    """One of the things that keep a deal from moving or being won."""

    item: int | None = Field(description="1 to 10 for one of the ten items")
    field: str
    code: str
    message: str
    href: str


class DealRowOut(Schema):
    """What became of one row of an upsert; `errors` lists what the gate lacks."""

    outcome: str = Field(description="created, changed, same or refused")
    external_id: str
    id: UUID | None
    field: str = ""
    message: str = ""
    came: str = ""
    wanted: str = ""
    errors: list[LackOut] = []


class DealsOut(Schema):
    """One entry for each row, in order."""

    created: int
    changed: int
    same: int
    refused: int
    rows: list[DealRowOut]


class SheetTextsIn(Input):
    """Texts of the sheet; "" empties one, and whatever is left out stays."""

    background: str | None = None
    problem: str | None = None
    communication: str | None = None
    notes: str | None = None

    def values(self) -> dict[str, object]:
        return {name: value or "" for name, value in self.dict(exclude_unset=True).items()}


class EntryIn(Input):
    """An entry of one of the sheet's lists, with the fields that the list has.

    goals: metric, unit, baseline, target, due_on, measured_by (kpi, usage or reported), measure, said_by.
    priorities and hints: text. concerns: text, state (open or resolved), resolution.
    stakeholders: contact_id, role, influence (high, middle, low), attitude (for, neutral, against), manner.
    """

    metric: str | None = None
    unit: str | None = None
    baseline: Decimal | None = None
    target: Decimal | None = None
    due_on: date | None = None
    measured_by: str | None = None
    measure: str | None = None
    said_by: str | None = None
    text: str | None = None
    state: str | None = None
    resolution: str | None = None
    contact_id: UUID | None = None
    role: str | None = None
    influence: str | None = None
    attitude: str | None = None
    manner: str | None = None

    def values(self) -> dict[str, object]:
        return {name: "" if value is None else value for name, value in self.dict(exclude_unset=True).items()}


class EntryOut(Schema):
    """An entry of a list; fields that the list does not have are null."""

    id: UUID
    metric: str | None = None
    unit: str | None = None
    baseline: str | None = None
    target: str | None = None
    due_on: date | None = None
    measured_by: str | None = None
    measure: str | None = None
    said_by: str | None = None
    confirmed_at: datetime | None = None
    text: str | None = None
    state: str | None = None
    resolution: str | None = None
    contact_id: UUID | None = None
    role: str | None = None
    influence: str | None = None
    attitude: str | None = None
    manner: str | None = None

    @staticmethod
    def resolve_baseline(row: "SuccessGoal | Priority | Concern | Stakeholder | ExpansionHint") -> str | None:
        return _digits(getattr(row, "baseline", None))

    @staticmethod
    def resolve_target(row: "SuccessGoal | Priority | Concern | Stakeholder | ExpansionHint") -> str | None:
        return _digits(getattr(row, "target", None))


def _digits(value: Decimal | None) -> str | None:
    return None if value is None else str(plain(value))


class SheetOut(Schema):
    """The ten items; `missing` is what keeps the deal from being won."""

    background: str
    problem: str
    goals: list[EntryOut]
    priorities: list[EntryOut]
    concerns: list[EntryOut]
    no_concerns_asked: str = Field(description="who said that there are none; empty where nobody did")
    promises: int = Field(description="how many promises the ledger holds of the deal")
    no_promises_by: str = Field(description="who signed that none were made; empty where nobody did")
    stakeholders: list[EntryOut]
    activities: int = Field(description="calls, mails, visits and meetings of the account")
    communication: str
    notes: str
    hints: list[EntryOut]
    missing: list[LackOut]


class SignIn(Input):
    """A statement that somebody signs; `signed` false takes it back."""

    signed: bool = True


class SignConcernsIn(SignIn):
    asked: str = Field(default="", description="who at the customer said that there are none")


class DiscountApprovalIn(Input):
    percent: Decimal = Field(description="up to which discount")
    note: str = ""


class DiscountApprovalOut(Schema):
    id: UUID
    percent: str
    note: str
    by: str
    at: datetime
    withdrawn_at: datetime | None

    @staticmethod
    def resolve_percent(row: DiscountApproval) -> str:
        return str(plain(row.percent))

    @staticmethod
    def resolve_by(row: DiscountApproval) -> str:
        return row.by_label


class ApprovalAskIn(Input):
    deal_id: UUID
    remark: str = Field(default="", description="why it should be approved")


class ApprovalAnswerIn(Input):
    approved: bool
    reason: str = Field(default="", description="needed where it is refused")


class ApprovalRequestOut(Schema):
    """Something of a deal that somebody is asked to approve."""

    id: UUID
    deal_id: UUID
    wanted: str = Field(description="discount or promise")
    percent: str | None = Field(description="of a discount")
    promise_id: UUID | None
    wording: str = Field(description="of a promise")
    role: str = Field(description="the least that may answer")
    remark: str
    by: str
    at: datetime
    state: str = Field(description="asked, approved, refused or withdrawn")
    answer: str
    answered_by: str
    answered_at: datetime | None

    @staticmethod
    def resolve_percent(row: ApprovalRequest) -> str | None:
        return None if row.percent is None else str(plain(row.percent))

    @staticmethod
    def resolve_by(row: ApprovalRequest) -> str:
        return row.by_label


class StageOut(Schema):
    key: str
    name_en: str
    name_ja: str
    probability: int
    required: list[str]
    proposal: bool
    won: bool


class ReasonOut(Schema):
    outcome: str
    key: str
    name_en: str
    name_ja: str
