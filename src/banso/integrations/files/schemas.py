"""Imports over the API."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema


class ImportOut(Schema):
    """An import. `counts` speaks of a check where `dry` is true."""

    id: UUID
    kind: str
    file_name: str
    sha256: str
    preset: str
    mapping: dict[str, str]
    state: str
    dry: bool
    total: int
    cursor: int
    counts: dict[str, int]
    failure: str
    by_label: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    undone_at: datetime | None


class RejectedOut(Schema):
    """A rejected row: `row` counts as a spreadsheet does, `cells` are as the file has them."""

    row: int
    cells: list[str]
    reasons: list[dict[str, Any]]
