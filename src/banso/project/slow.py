"""The log of slow queries: what took longer than BANSO_SLOW_QUERY_SECONDS, without its values."""

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

log = structlog.get_logger("banso.slow")
_SHOWN = 2_000


def _timed(
    execute: Callable[..., Any],
    sql: str,
    params: object,
    many: bool,  # noqa: FBT001
    context: dict[str, Any],
) -> Any:  # noqa: ANN401 - Django's own shape
    begun = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = time.perf_counter() - begun
        if seconds >= settings.SLOW_QUERY_SECONDS:
            log.warning("slow query", seconds=round(seconds, 3), sql=sql[:_SHOWN], database="records")


def _watch(connection: BaseDatabaseWrapper, **_: object) -> None:
    if _timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(_timed)


def watch_queries() -> None:
    """Time every query of every connection from now on."""
    connection_created.connect(_watch, dispatch_uid="banso.project.slow")
