"""What the API takes and gives. Days are ISO dates of the workspace."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from banso.kit.api import Input

_KINDS = "feature, date, price, support, integration or result"
_SOURCES = "call, mail, meeting, note, contract, quote or other"
_DELIVERABLE = "standard, approval (needs it) or not_in_product"
_STATES = "draft, confirmed, kept, late, broken or waived"


class SaidIn(Input):
    """What was said, and how it is looked after."""

    wording: str | None = Field(default=None, description="what was said, in its own words")
    kind: str | None = Field(default=None, description=_KINDS)
    due_on: date | None = Field(default=None, description="the last day on which it is kept in time")
    made_on: date | None = Field(default=None, description="when it was said; today where left out")
    said_by: str | None = Field(default=None, description="who said it, by name")
    said_by_email: str | None = Field(default=None, description="or else by a member's mail address")
    said_to: str | None = Field(default=None, description="to whom, by name")
    said_to_id: UUID | None = Field(default=None, description="or else a contact of the account")
    source: str | None = Field(default=None, description=_SOURCES)
    source_text: str | None = Field(default=None, description="where it can be found, such as a mail's id")
    activity_id: UUID | None = None
    note_id: UUID | None = None
    file_id: UUID | None = Field(default=None, description="its SHA-256 is kept with the promise")
    product: str | None = None
    deliverable: str | None = Field(default=None, description=_DELIVERABLE)
    owner: str | None = Field(default=None, description="who keeps it after the sale, by name")
    owner_email: str | None = Field(default=None, description="or else by a member's mail address")
    deal_id: UUID | None = None

    def values(self) -> dict[str, object]:
        """The promise's own fields that were sent."""
        return dict(self.dict(exclude_unset=True, exclude={"account_id", "account_external_id", "reason"}))


class PromiseIn(SaidIn):
    """A promise; in an upsert whatever is left out stays as it is."""

    account_id: UUID | None = Field(default=None, description="ours; or else account_external_id")
    account_external_id: str | None = None
    external_id: str | None = Field(default=None, description="your own identifier, once per workspace")


class PromisePatch(SaidIn):
    """What changes; whatever is left out stays. Another wording or date is another version, with a reason."""

    reason: str = Field(default="", description="why what was said changes")


class PromisesIn(Input):
    """Promises to be made or amended by their external ids."""

    data: list[PromiseIn] = Field(max_length=1000)


class PromiseRowOut(Schema):
    """What became of one row of an upsert."""

    outcome: str = Field(description="created, changed, same or refused")
    id: UUID | None
    field: str = ""
    message: str = ""
    came: str = ""
    wanted: str = ""


class PromisesUpsertOut(Schema):
    """One entry for each row, in order."""

    created: int
    changed: int
    same: int
    refused: int
    rows: list[PromiseRowOut]


class StateIn(Input):
    """What brings a promise into a state."""

    evidence: str = Field(description="what shows it")
    on: date | None = Field(default=None, description="when it happened; today where left out")
    activity_id: UUID | None = None
    note_id: UUID | None = None
    file_id: UUID | None = None


class ReasonIn(Input):
    reason: str


class ApprovalIn(Input):
    approved: bool = True
    remark: str = Field(default="", description="needed where it is not approved")


class LinkIn(Input):
    """A link by which the customer confirms."""

    email: str = Field(default="", description="where it goes; empty to hand it over by yourself")
    language: str = Field(default="", description="ja or en; the workspace's where left out")
    days: int = Field(default=30, description="how long it opens, 1 to 90")


class LinkOut(Schema):
    id: UUID
    url: str
    email: str
    language: str
    expires_at: datetime
    sent_at: datetime | None


class PromiseOut(Schema):
    """A promise as it stands, or as it was known at `as_of`."""

    id: UUID
    account_id: UUID
    number: int = Field(description="counts its steps")
    version: int = Field(description="of what was said")
    external_id: str
    wording: str
    kind: str
    due_on: date
    made_on: date
    said_by: str
    said_by_id: UUID | None
    said_to: str
    said_to_id: UUID | None
    source: str
    source_text: str
    activity_id: UUID | None
    note_id: UUID | None
    file_id: UUID | None
    file_name: str
    file_sha256: str
    product: str
    deliverable: str
    approval: str = Field(description="approved, refused, or empty")
    approver: str
    approved_on: date | None
    owner: str
    owner_email: str
    deal_id: UUID | None
    state: str = Field(description=_STATES)
    state_on: date
    evidence: str
    disputed: str = Field(description="what the customer said it was instead")
    created_at: datetime
    updated_at: datetime


class PromiseVersionOut(Schema):
    """What was understood as said, from `at` on."""

    number: int
    wording: str
    kind: str
    due_on: date
    made_on: date
    said_by: str = Field(alias="said_by_name")
    said_to: str = Field(alias="said_to_name")
    source: str
    source_text: str
    file_name: str
    file_sha256: str
    product: str
    deliverable: str
    reason: str
    by: str = Field(alias="by_label")
    at: datetime


class StateOut(Schema):
    """A state that the promise came into, and what shows it."""

    number: int = Field(description="of the step")
    version: int = Field(alias="said_version")
    state: str
    on: date
    evidence: str
    activity_id: UUID | None
    note_id: UUID | None
    file_id: UUID | None
    file_sha256: str
    by: str = Field(alias="by_label")
    at: datetime


class PromiseWhole(PromiseOut):
    versions: list[PromiseVersionOut]
    states: list[StateOut]


class PromisePage(Schema):
    data: list[PromiseOut]
    next_cursor: str | None = None
    has_more: bool = False


def out_of(told: Any) -> dict[str, object]:  # noqa: ANN401 - a promise of today or of the past
    """A promise as PromiseOut gives it."""
    stands = told.standing
    ids = {
        name: UUID(text) if text else None
        for name, text in (
            ("said_by_id", stands.said_by_id), ("said_to_id", stands.said_to_id),
            ("activity_id", stands.activity), ("note_id", stands.note), ("file_id", stands.file),
            ("deal_id", stands.deal),
        )
    }  # fmt: skip
    plain = {name: getattr(stands, name) for name in stands.__struct_fields__ if name not in ids}
    return {
        **plain, **ids, "id": told.id, "account_id": told.account_id, "number": told.number,
        "created_at": told.created_at, "updated_at": told.updated_at,
    }  # fmt: skip
