"""What the API takes and gives. Money is a string of digits; days are ISO dates of the workspace."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from ninja import Field, Schema

from banso.domain.leads.models import Lead, LeadActivity
from banso.kit.api import Input

_STAGES = "new, working, nurturing, appointment or unfit; converted by converting alone"
_KINDS = "call, mail, visit, sns or meeting"
_RESULTS = "absent, no_answer, talked, call_back, material, appointment, refused, or nothing"


class LeadIn(Input):
    """A lead; whatever is left out stays as it is."""

    external_id: str | None = Field(default=None, description="your own identifier, once per workspace")
    company: str | None = Field(default=None, description="its name; or else the person's is taken")
    person: str | None = None
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    source: str | None = Field(default=None, description="where it came from, such as web or fair")
    campaign: str | None = Field(default=None, description="a campaign's name; a new one is made")
    owner_email: str | None = Field(default=None, description="whoever works on it")
    owner_name: str | None = Field(default=None, description="where they have no seat")
    stage: str | None = Field(default=None, description=_STAGES)
    unfit_reason: str | None = Field(default=None, description="with stage unfit")
    note: str | None = None
    created_on: date | None = Field(default=None, description="the day it came in; today where left out")

    def values(self) -> dict[str, object]:
        """The fields that were sent; null stands for empty."""
        sent = self.dict(exclude_unset=True)
        return {name: "" if value is None and name != "created_on" else value for name, value in sent.items()}


class LeadsIn(Input):
    """Leads to be created or changed by their external ids."""

    data: list[LeadIn] = Field(max_length=5000)


class LeadActivityIn(Input):
    """Something that was tried; a next step needs its day."""

    kind: str = Field(description=_KINDS)
    result: str = Field(default="", description=_RESULTS)
    occurred_at: datetime | None = Field(default=None, description="with its offset; now where left out")
    minutes: int | None = None
    topic: str = ""
    outcome: str = ""
    next_step: str = ""
    next_step_on: date | None = None


class ConvertIn(Input):
    """What the lead becomes."""

    account_id: UUID | None = Field(default=None, description="one that exists; a new one where left out")
    open_deal: bool = True
    deal_name: str = Field(default="", description="the lead's company where left out")
    deal_owner_email: str = Field(default="", description="the lead's where left out")


class CampaignCostIn(Input):
    """What a campaign cost in a month; 0 takes the entry away."""

    month: date = Field(description="any day of it")
    amount: Decimal = Field(ge=0, max_digits=18, decimal_places=4)
    currency: str = Field(default="", description="ISO 4217; the reporting currency where left out")


class LeadOut(Schema):
    id: UUID
    external_id: str
    company: str
    person: str
    title: str
    email: str
    phone: str
    source: str
    campaign: str
    campaign_id: UUID | None
    owner_email: str
    owner_name: str
    stage: str
    unfit_reason: str
    note: str
    next_step: str
    next_step_on: date | None
    contacted_at: datetime | None
    created_on: date
    account_id: UUID | None
    contact_id: UUID | None
    deal_id: UUID | None
    version: int
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None

    @staticmethod
    def resolve_campaign(row: Lead) -> str:
        return row.campaign.name if row.campaign else ""


class LeadActivityOut(Schema):
    id: UUID
    lead_id: UUID
    kind: str
    result: str
    occurred_at: datetime
    minutes: int | None
    topic: str
    outcome: str
    next_step: str
    next_step_on: date | None
    by: str

    @staticmethod
    def resolve_by(row: LeadActivity) -> str:
        return row.by_label


class AlikeOut(Schema):
    kind: str
    id: UUID
    account_id: UUID | None = Field(alias="account")
    name: str
    more: str
    why: str


class LeadRowOut(Schema):
    outcome: str
    external_id: str
    id: UUID | None
    field: str
    message: str
    came: str
    wanted: str


class LeadsOut(Schema):
    created: int
    changed: int
    same: int
    refused: int
    rows: list[LeadRowOut]


class CampaignOut(Schema):
    id: UUID
    name: str
    source: str
    starts_on: date | None
    ends_on: date | None
    leads: int
    appointments: int
    converted: int
    won: int
    cost: str


class AppointmentIn(Input):
    """A first meeting with a lead."""

    lead_id: UUID
    starts_at: datetime = Field(description="with its offset")
    minutes: int = 60
    place: str = ""
    who: str = Field(default="", description="who will be there of theirs")
    seller_email: str = Field(default="", description="who will meet them; the lead's owner where left out")
    seller_name: str = Field(default="", description="where they have no seat")
    note: str = ""


class AppointmentPatch(Input):
    """What became of a meeting, or when it is instead; whatever is left out stays."""

    state: str = Field(default="", description="set, held, missed or cancelled")
    starts_at: datetime | None = Field(default=None, description="with its offset; of one that is to come")


class AppointmentOut(Schema):
    id: UUID
    lead_id: UUID
    starts_at: datetime
    minutes: int
    place: str
    who: str
    seller_email: str
    seller_name: str
    state: str
    note: str
    set_by: str = Field(alias="by_label")
    set_at: datetime


class ListLeadsIn(Input):
    """Leads to be put on a target list."""

    lead_ids: list[UUID] = Field(max_length=1000)


class TargetListOut(Schema):
    id: UUID
    name: str
    size: int = Field(description="leads on it")
    waiting: int = Field(description="of them, still to be called")
    created_at: datetime


class AddedOut(Schema):
    added: int = Field(description="how many were not on it")
