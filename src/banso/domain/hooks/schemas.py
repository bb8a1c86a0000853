"""Webhooks over the API."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from banso.kit.api.schemas import Input


class HookIn(Input):
    """A webhook to be made."""

    name: str = Field(description="what people call it, 1 to 80 characters")
    url: str = Field(description="where events are posted to: a web address of the public internet")
    events: list[str] = Field(description="which events, such as handoffs.submitted")


class HookOut(Schema):
    id: UUID
    name: str
    url: str
    events: list[str]
    made_at: datetime
    made_by: str
    failing_since: datetime | None
    off: str = Field(description='"" while events are sent, else why not: hand, failing or gone')


class NewHookOut(HookOut):
    """The one answer that holds the secret."""

    secret: str = Field(description="signs every message; shown this once")
