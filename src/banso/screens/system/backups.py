"""When the last backup was made: the command notes it in the data folder."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from banso.kit.clock import now


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was finished; `size` in bytes."""

    at: datetime
    size: int


def _note() -> Path:
    return Path(settings.BANSO_HOME) / "last_backup.json"


def note_backup(size: int) -> None:
    """Note that a backup was finished just now."""
    fresh = _note().with_suffix(".new")
    fresh.write_text(json.dumps({"at": now().isoformat(), "size": size}), encoding="utf-8")
    fresh.replace(_note())


def last_backup() -> Made | None:
    """The last backup; None when none was made, or its note cannot be read."""
    try:
        said = json.loads(_note().read_text(encoding="utf-8"))
        return Made(datetime.fromisoformat(said["at"]), int(said["size"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
