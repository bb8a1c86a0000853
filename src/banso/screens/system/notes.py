"""Small notes in the data folder, of what a restart must not forget and no database row is needed for."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings


def read_note(name: str) -> dict[str, Any]:
    """What was noted; empty when nothing was, or when it cannot be read."""
    try:
        said = json.loads(_path(name).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def write_note(name: str, said: dict[str, Any]) -> None:
    """Note it, all or nothing."""
    fresh = _path(name).with_suffix(".new")
    fresh.write_text(json.dumps(said), encoding="utf-8")
    fresh.replace(_path(name))


def _path(name: str) -> Path:
    return Path(settings.BANSO_HOME) / f"{name}.json"
