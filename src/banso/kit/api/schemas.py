"""Input that says no to what it does not know."""

from ninja import Schema
from pydantic import ConfigDict


class Input(Schema):
    """Base of every request body: a field that the operation does not have is an error, never dropped."""

    model_config = ConfigDict(extra="forbid")
