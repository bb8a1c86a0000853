"""What the API takes and gives about personal data."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from banso.kit.api import Input


class PersonIn(Input):
    """Whom it is about; one of the three is enough."""

    mail: str = Field(default="", max_length=254, description="mail address")
    key: str = Field(default="", max_length=200, description="user ID in the usage data")
    record: str = Field(default="", max_length=60, description="id of a contact")


class ErasureIn(PersonIn):
    """An erasure, for good."""

    reason: str = Field(max_length=500, description="stays on the receipt, so it must not name the person")
    typed: str = Field(max_length=254, description="the person's mail address, name or user ID once more")


class HeldOut(Schema):
    """How much is held on a person, by class of data."""

    counts: dict[str, int]


class CaseOut(Schema):
    """A request, and once it is done its receipt."""

    id: UUID
    number: int
    kind: str = Field(description="export or erasure")
    state: str = Field(description="queued, running, done, failed or expired")
    reason: str
    counts: dict[str, Any]
    by_label: str
    asked_at: datetime
    finished_at: datetime | None
    backup_at: datetime | None
    hash: str
