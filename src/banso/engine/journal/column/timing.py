"""How long the column store took: counted for `/metrics`, and told where it was long."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.conf import settings

from banso.kit.counting import COLUMN_SECONDS

log = structlog.get_logger("banso.slow")
_SHOWN = 2_000


@contextmanager
def timed(kind: str, sql: str) -> Iterator[None]:
    """Time what is done inside; its values are never written down, only its text."""
    begun = time.perf_counter()
    outcome = "failed"
    try:
        yield
        outcome = "ok"
    finally:
        seconds = time.perf_counter() - begun
        COLUMN_SECONDS.labels(kind, outcome).observe(seconds)
        if seconds >= settings.SLOW_QUERY_SECONDS:
            log.warning(
                "slow query", seconds=round(seconds, 3), kind=kind, sql=sql[:_SHOWN], database="column store"
            )
