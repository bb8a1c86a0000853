"""What the API takes and gives. Days are ISO dates of the workspace; moments carry their offset."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from banso.domain.accounts.models import Account, Contact, Segment
from banso.domain.accounts.queries.segments import checked, said
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.telling import tell
from banso.kit.api import Input
from banso.kit.errors import InputError


class AccountIn(Input):
    """An account; whatever is left out stays as it is, and is empty on a new one."""

    external_id: str | None = Field(default=None, description="your own identifier, once per workspace")
    name: str | None = None
    name_kana: str | None = None
    corporate_number: str | None = Field(default=None, description="13 digits; the check digit is verified")
    industry: str | None = None
    employees: int | None = None
    country: str | None = None
    region: str | None = None
    plan: str | None = None
    stage: str | None = Field(default=None, description="a stage's key, or its name in either language")
    created_on: date | None = Field(default=None, description="the day the customer began")
    internal: bool | None = Field(default=None, description="kept out of every number")
    website: str | None = None
    description: str | None = None
    tags: list[str] | None = Field(default=None, description="replaces the tags")
    parent_external_id: str | None = Field(default=None, description="the account above; empty for none")
    owner_email: str | None = Field(default=None, description="the CSM from today on; empty leaves them")
    owner_name: str | None = None
    custom: dict[str, Any] | None = Field(default=None, description="the workspace's own fields by key")

    def values(self) -> dict[str, object]:
        """The fields that were sent, as the actions take them; null stands for empty."""
        return {name: "" if value is None else value for name, value in self.dict(exclude_unset=True).items()}


class AccountsIn(Input):
    """Accounts to be created or changed by their external ids."""

    data: list[AccountIn] = Field(max_length=5000)


class AccountOut(Schema):
    id: UUID
    external_id: str
    name: str
    name_kana: str
    corporate_number: str
    industry: str
    employees: int | None
    country: str
    region: str
    plan: str
    stage: str
    created_on: date | None
    internal: bool
    website: str
    description: str
    tags: list[str]
    parent_id: UUID | None
    owner_name: str
    owner_email: str
    custom: dict[str, Any]
    version: int
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None
    merged_into_id: UUID | None

    @staticmethod
    def resolve_tags(account: Account) -> list[str]:
        return sorted(tag.name for tag in account.tags.all())


class MergeIn(Input):
    """The account that becomes part of the one in the address."""

    merged_id: UUID


class MergeOut(Schema):
    id: UUID
    survivor_id: UUID
    merged_id: UUID
    at: datetime
    undone_at: datetime | None


class ContactIn(Input):
    """A contact; whatever is left out stays as it is."""

    account_id: UUID | None = Field(default=None, description="ours; or else account_external_id")
    account_external_id: str | None = None
    external_id: str | None = None
    name: str | None = None
    name_kana: str | None = None
    title: str | None = None
    role: str | None = Field(
        default=None, description="decider, champion, user, administrator, purchasing or sceptic"
    )
    email: str | None = None
    phone: str | None = None
    department: str | None = Field(default=None, description="by name; made where it is missing")
    site: str | None = Field(default=None, description="by name; made where it is missing")
    person_key: str | None = Field(default=None, description="their identifier in the usage data")
    manner: str | None = None
    left_on: date | None = Field(default=None, description="the first day without them")

    def values(self) -> dict[str, object]:
        """The contact's own fields that were sent; null stands for empty."""
        sent = self.dict(exclude_unset=True, exclude={"account_id", "account_external_id"})
        return {name: "" if value is None else value for name, value in sent.items()}


class ContactsIn(Input):
    """Contacts to be created or changed by their external ids."""

    data: list[ContactIn] = Field(max_length=5000)


class ContactOut(Schema):
    id: UUID
    account_id: UUID
    external_id: str
    name: str
    name_kana: str
    title: str
    role: str
    email: str
    phone: str
    department: str
    site: str
    person_key: str
    manner: str
    left_on: date | None
    version: int
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None

    @staticmethod
    def resolve_department(contact: Contact) -> str:
        return contact.department.name if contact.department else ""

    @staticmethod
    def resolve_site(contact: Contact) -> str:
        return contact.site.name if contact.site else ""


class RowOut(Schema):
    """What became of one row of an upsert."""

    outcome: str = Field(description="created, changed, same or refused")
    id: UUID | None
    field: str = ""
    message: str = ""
    came: str = ""
    wanted: str = ""


class UpsertOut(Schema):
    """One entry for each row, in order."""

    created: int
    changed: int
    same: int
    refused: int
    rows: list[RowOut]


class SegmentIn(Input):
    """A named condition: {"kind": "all", "parts": [{"kind": "check", "field": "plan", "op": "is", …}]}."""

    name: str
    description: str = ""
    condition: dict[str, Any]


class SegmentOut(Schema):
    id: UUID
    name: str
    description: str
    condition: dict[str, Any]
    sentence: str
    version: int
    created_at: datetime
    updated_at: datetime

    @staticmethod
    def resolve_sentence(segment: Segment) -> str:
        try:
            return said(checked(segment.condition))
        except InputError as error:
            return error.message


class FactOut(Schema):
    """One fact as it is known: what happened, when, and when that was learned."""

    id: UUID
    version: int
    type: str
    account_id: UUID
    person: str
    subject: str
    occurred_at: datetime
    recorded_at: datetime
    retracted: bool
    actor_kind: str
    actor: str
    source: str
    title: str
    line: str
    payload: dict[str, Any]

    @staticmethod
    def resolve_id(entry: JournalEntry) -> UUID:
        return entry.fact_id

    @staticmethod
    def resolve_account_id(entry: JournalEntry) -> UUID:
        return entry.account

    @staticmethod
    def resolve_actor(entry: JournalEntry) -> str:
        return entry.actor_label

    @staticmethod
    def resolve_title(entry: JournalEntry) -> str:
        return tell(entry).title

    @staticmethod
    def resolve_line(entry: JournalEntry) -> str:
        return tell(entry).line
