"""Input that says no to what it does not know."""

from typing import Any

from ninja import Schema
from pydantic import ConfigDict, model_validator


class Input(Schema):
    """Base of every request body: a field that the operation does not have is an error, never dropped.

    Nor does any text hold U+0000, which not every database can keep.
    """

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_nul(cls, data: Any) -> Any:  # noqa: ANN401 - whatever was sent
        _refuse_nul(getattr(data, "_obj", data))
        return data


def _refuse_nul(value: object) -> None:
    if isinstance(value, str) and "\x00" in value:
        raise ValueError("a text holds the character U+0000")
    if isinstance(value, dict):
        for name, each in value.items():
            _refuse_nul(name)
            _refuse_nul(each)
    elif isinstance(value, list):
        for each in value:
            _refuse_nul(each)
