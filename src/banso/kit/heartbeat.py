"""The worker's sign of life: a file that it touches, so that every process of the machine can see it."""

import time
from pathlib import Path

from django.conf import settings

from banso.kit.postgresql.lead import is_led


def beat_path() -> Path:
    return Path(settings.BANSO_HOME) / "worker.beat"


def beat() -> None:
    """Say that the worker lives."""
    beat_path().touch()


def silent_for() -> float | None:
    """Seconds since the worker's last sign of life; None when it never gave one.

    A worker on another machine is seen in the database that both share.
    """
    try:
        silence = max(0.0, time.time() - beat_path().stat().st_mtime)
    except FileNotFoundError:
        silence = None
    return 0.0 if silence is None and is_led() else silence
