"""When the last backup was made: the command notes it in the data folder."""

from dataclasses import dataclass
from datetime import datetime

from banso.kit.clock import now
from banso.screens.system.notes import read_note, write_note


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was finished; `size` in bytes."""

    at: datetime
    size: int


def note_backup(size: int) -> None:
    """Note that a backup was finished just now."""
    write_note("last_backup", {"at": now().isoformat(), "size": size})


def last_backup() -> Made | None:
    """The last backup; None when none was made, or its note cannot be read."""
    said = read_note("last_backup")
    try:
        return Made(datetime.fromisoformat(said["at"]), int(said["size"]))
    except (ValueError, KeyError, TypeError):
        return None
