"""The worker's sign of life: a file that it touches, so that every process of the machine can see it."""

import time
from pathlib import Path

from django.conf import settings


def beat_path() -> Path:
    return Path(settings.BANSO_HOME) / "worker.beat"


def beat() -> None:
    """Say that the worker lives."""
    beat_path().touch()


def silent_for() -> float | None:
    """Seconds since the worker's last sign of life; None when it never gave one."""
    try:
        return max(0.0, time.time() - beat_path().stat().st_mtime)
    except FileNotFoundError:
        return None
