"""What the API takes and gives. Periods are 2026-10, 2026-Q3, 2026-H1 or FY2026; days are ISO dates."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from ninja import Field, Schema

from banso.domain.targets.models import Target
from banso.domain.targets.rules import label_between
from banso.kit.api import Input
from banso.kit.money import plain
from banso.kit.tenancy import current_workspace


class TargetIn(Input):
    """A target of a person or of a team: one of the two is named."""

    person: str = Field(default="", description="a member's mail address or name")
    team: str = Field(default="", description="a team's name")
    period: str = Field(description="2026-10, 2026-Q3, 2026-H1 or FY2026")
    amount: Decimal = Field(description="what is to be booked, more than 0")
    currency: str = Field(default="", description="the workspace's currency, or nothing")


class TargetsIn(Input):
    """Up to 1,000 targets."""

    data: list[TargetIn] = Field(max_length=1_000)


class TargetOut(Schema):
    """A target; `until` is the first day outside its period."""

    id: UUID
    holder: str
    person_id: UUID | None
    team_id: UUID | None
    period: str = Field(
        description="as in TargetIn; its two days where the fiscal year begins otherwise by now"
    )
    first: date
    until: date
    amount: Decimal
    currency: str
    version: int
    updated_at: datetime

    @staticmethod
    def resolve_period(row: Target) -> str:
        return label_between(row.first, row.until, fiscal_start=current_workspace().fiscal_start)

    @staticmethod
    def resolve_amount(row: Target) -> Decimal:
        return plain(row.amount)


class TargetSetOut(Schema):
    """What became of one row; `error` says why it was refused."""

    outcome: str = Field(description="created, changed, same or refused")
    id: UUID | None
    error: str = ""
    field: str = ""
