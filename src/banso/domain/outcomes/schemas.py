"""What the API takes and gives. Days are ISO dates of the workspace; moments are in UTC."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from banso.domain.outcomes.actions import address_of
from banso.domain.outcomes.models import ConfirmationLink, Measurement, Outcome
from banso.domain.outcomes.rules.gaps import gap_of
from banso.domain.outcomes.rules.links import LASTS
from banso.kit.api import Input
from banso.kit.money import plain


class MeasurementOut(Schema):
    """What the number was at a checkpoint."""

    checkpoint: int = Field(description="days after the winning: 30, 90 or 180")
    day: date
    value: Decimal
    target: Decimal = Field(description="as it was agreed when this was measured")
    gap: Decimal = Field(description="above nought is better than agreed, in the goal's unit")
    source: str = Field(description="kpi, usage or reported")
    told: str
    by: str
    at: datetime

    @staticmethod
    def resolve_gap(row: Measurement) -> Decimal:
        goal = row.outcome.goal
        return plain(gap_of(row.value, row.target, goal.baseline if goal else None).amount)

    @staticmethod
    def resolve_value(row: Measurement) -> Decimal:
        return plain(row.value)

    @staticmethod
    def resolve_target(row: Measurement) -> Decimal:
        return plain(row.target)

    @staticmethod
    def resolve_by(row: Measurement) -> str:
        return row.by_label


class OutcomeOut(Schema):
    """A goal of a won deal, and what became of it."""

    id: UUID
    deal_id: UUID
    account_id: UUID | None
    metric: str
    unit: str
    baseline: Decimal | None
    target: Decimal | None
    due_on: date | None
    measured_by: str = Field(description="kpi, usage or reported")
    measure: str
    confirmed_at: datetime | None = Field(description="when the customer confirmed it")
    seller_name: str
    seller_email: str
    product: str
    started_on: date
    measurements: list[MeasurementOut]
    version: int
    updated_at: datetime

    @staticmethod
    def resolve_account_id(row: Outcome) -> UUID | None:
        return row.deal.account_id

    @staticmethod
    def resolve_measurements(row: Outcome) -> list[Measurement]:
        return list(row.measurements.all())

    @staticmethod
    def resolve_metric(row: Outcome) -> str:
        return str(_of(row, "metric"))

    @staticmethod
    def resolve_unit(row: Outcome) -> str:
        return str(_of(row, "unit"))

    @staticmethod
    def resolve_baseline(row: Outcome) -> Any:  # noqa: ANN401
        return _of(row, "baseline")

    @staticmethod
    def resolve_target(row: Outcome) -> Any:  # noqa: ANN401
        return _of(row, "target")

    @staticmethod
    def resolve_due_on(row: Outcome) -> Any:  # noqa: ANN401
        return _of(row, "due_on")

    @staticmethod
    def resolve_measured_by(row: Outcome) -> str:
        return str(_of(row, "measured_by"))

    @staticmethod
    def resolve_measure(row: Outcome) -> str:
        return str(_of(row, "measure"))

    @staticmethod
    def resolve_confirmed_at(row: Outcome) -> Any:  # noqa: ANN401
        return _of(row, "confirmed_at")


def _of(row: Outcome, name: str) -> Any:  # noqa: ANN401 - a field of the goal
    value = getattr(row.goal, name)
    return plain(value) if isinstance(value, Decimal) else value


class MeasurementIn(Input):
    """A number that somebody at the customer told."""

    value: Decimal
    told: str = Field("", description="who told it, and where")


class ConfirmationIn(Input):
    """Whom to ask for a confirmation."""

    deal_id: UUID
    email: str = Field("", description="empty to hand the link over by yourself")
    language: str = Field("", description="ja or en; the workspace's where left out")
    days: int = LASTS.days


class ConfirmationOut(Schema):
    """A link by which a customer confirms."""

    id: UUID
    deal_id: UUID
    email: str
    language: str
    address: str = Field(description="opens the goals for whoever has it, until expires_at")
    expires_at: datetime
    sent_at: datetime | None

    @staticmethod
    def resolve_address(link: ConfirmationLink) -> str:
        return address_of(link)
