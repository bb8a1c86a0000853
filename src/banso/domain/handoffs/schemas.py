"""What the API takes and gives. Days are ISO dates of the workspace; moments are in UTC."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from banso.domain.handoffs.models import Handoff, HandoffItem
from banso.domain.handoffs.queries import items_of
from banso.domain.sales.facts import ITEM_WORDS
from banso.kit.api import Input


class ItemOut(Schema):
    """One of the ten items as it was handed over."""

    number: int
    key: str
    title: str
    content: dict[str, Any] = Field(description="the sheet's item, frozen; its fields depend on the item")
    state: str = Field(description="waiting, accepted or returned")
    mark: str = Field(description="what the CSM thinks and has not sent: accept, return or nothing")
    reason: str
    wanted: str = Field(description="what would make it acceptable")
    returns: int
    frozen_at: datetime

    @staticmethod
    def resolve_title(item: HandoffItem) -> str:
        return str(ITEM_WORDS[item.key])


class HandoffRowOut(Schema):
    """A handoff without its items."""

    id: UUID
    account_id: UUID
    deal_id: UUID
    name: str
    won_on: date
    state: str = Field(description="waiting, returned, accepted or withdrawn")
    seller_name: str
    seller_email: str
    csm_id: UUID | None
    csm_name: str
    csm_how: str = Field(description="hand, account, rule, rotation or nobody")
    csm_by: str
    csm_rule: str
    returns: int
    submitted_at: datetime
    due_at: datetime = Field(description="so many business hours after the winning as the workspace had set")
    returned_at: datetime | None
    accepted_at: datetime | None
    accepted_by: str
    escalated_at: datetime | None
    version: int
    updated_at: datetime


class HandoffOut(HandoffRowOut):
    """A handoff with its ten items."""

    items: list[ItemOut]

    @staticmethod
    def resolve_items(handoff: Handoff) -> list[HandoffItem]:
        return items_of(handoff)


class MarkIn(Input):
    """What the CSM thinks of an item; nobody is told before the handoff is returned or accepted."""

    mark: str = Field(description="accept, return, or nothing to take a mark back")
    reason: str = Field(
        default="", description="with return: incomplete, unclear, wrong, outdated, unconfirmed or other"
    )
    wanted: str = Field(default="", description="with return: what would make it acceptable")


class SendIn(Input):
    """How a handoff is sent on."""

    rest: bool = Field(default=False, description="take the items without a mark as accepted")


class ResubmitIn(Input):
    answer: str = Field(default="", description="to CS; needed where an item says the same as before")


class AssignIn(Input):
    csm_email: str = Field(description="a member who may accept handoffs")


class MessageIn(Input):
    text: str


class MessageOut(Schema):
    id: UUID
    text: str
    by_label: str
    at: datetime
