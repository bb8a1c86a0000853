"""What the API takes and gives."""

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema

from banso.kit.api import Input


class KeyIn(Input):
    """A key to be made."""

    kind: str = Field(description="write (tracking only) or api")
    name: str = Field(description="what people call it, 1 to 80 characters")
    scopes: list[str] = Field(default=[], description="permissions of an API key, such as accounts.view")
    expires_at: datetime | None = Field(
        default=None, description="the moment from which it opens nothing, with its offset; null for never"
    )


class RotateIn(Input):
    """How a key is to be followed by its successor."""

    overlap_hours: float = Field(default=24, description="hours for which the older key goes on, 0 to 720")


class KeyOut(Schema):
    id: UUID
    kind: str
    name: str
    prefix: str
    scopes: list[str]
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class NewKeyOut(KeyOut):
    """The one answer that holds the secret."""

    secret: str = Field(description="shown this once; only its hash is kept")
