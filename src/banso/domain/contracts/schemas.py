"""What the API takes and gives. Money is a string of digits; days are ISO dates of the workspace."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from ninja import Field, Schema

from banso.domain.contracts.models import CostEntry, LineVersion, Subscription
from banso.kit.api import Input
from banso.kit.money import plain

_ENDS = "the first day that is no longer paid; null while it is open"


class SubscriptionIn(Input):
    """A subscription line; `mrr`, or else `amount` with `interval`."""

    external_id: str = Field(description="your own identifier of the line, stable for ever")
    account_external_id: str = Field(default="", description="your identifier of the account")
    account_id: UUID | None = Field(default=None, description="or else ours")
    product: str = Field(default="", description="by name; empty for the standard product")
    plan: str = ""
    starts_on: date
    ends_on: date | None = Field(default=None, description=_ENDS)
    mrr: Decimal | None = Field(default=None, description="per month, in `currency`")
    amount: Decimal | None = Field(default=None, description="per `interval`, in `currency`")
    interval: str = Field(default="month", description="week, month, quarter, half or year")
    currency: str = Field(default="", description="ISO 4217; empty for the reporting currency")
    seats: int | None = None
    trial: bool = Field(default=False, description="a trial counts zero")
    restart: bool = Field(
        default=False, description="the account left and came back on `starts_on`; both are counted"
    )


class SubscriptionsIn(Input):
    """Lines to be created or changed by their external ids."""

    data: list[SubscriptionIn] = Field(max_length=5000)


class SubscriptionPatch(Input):
    """What changes; whatever is left out stays.

    With `valid_from`, the amount, seats, plan and trial hold from that day on. `ends_on` ends the line.
    """

    valid_from: date | None = None
    mrr: Decimal | None = None
    amount: Decimal | None = None
    seats: int | None = None
    plan: str | None = None
    trial: bool | None = None
    ends_on: date | None = Field(default=None, description=_ENDS)
    reopen: bool = Field(default=False, description="true takes an end back")


class VersionOut(Schema):
    valid_from: date
    mrr: str
    plan: str
    seats: int | None
    trial: bool

    @staticmethod
    def resolve_mrr(row: LineVersion) -> str:
        return str(plain(row.monthly))

    @staticmethod
    def resolve_plan(row: LineVersion) -> str:
        return row.plan.name if row.plan else ""


class SubscriptionOut(Schema):
    id: UUID
    external_id: str
    account_id: UUID
    product: str
    starts_on: date
    ends_on: date | None = Field(description=_ENDS)
    currency: str
    interval: str
    restart: bool
    versions: list[VersionOut]
    updated_at: datetime

    @staticmethod
    def resolve_product(row: Subscription) -> str:
        return row.product.name

    @staticmethod
    def resolve_versions(row: Subscription) -> list[LineVersion]:
        return list(row.versions.all())


class RefusedOut(Schema):
    """A row that was left out: its place among the rows sent, from 0, and why."""

    position: int
    external_id: str
    field: str
    message: str
    came: str
    wanted: str


class LinesUpsertOut(Schema):
    """What happened, by external id."""

    created: list[str]
    changed: list[str]
    same: list[str]
    rejected: list[RefusedOut]


class CostIn(Input):
    month: date = Field(description="any day of the month")
    category: str = Field(description="sales, marketing, cogs, support or other")
    amount: Decimal
    currency: str = Field(default="", description="ISO 4217; empty for the reporting currency")
    external_id: str = Field(default="", description="your own identifier, for later changes")
    note: str = ""


class CostsIn(Input):
    """Cost entries to be created or changed."""

    data: list[CostIn] = Field(max_length=5000)


class CostOut(Schema):
    id: UUID
    external_id: str
    month: date
    category: str
    amount: str
    currency: str
    note: str

    @staticmethod
    def resolve_amount(row: CostEntry) -> str:
        return str(plain(row.amount))
