"""Is the process up, is it ready for work, and which version is it?"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

import banso
from banso.engine.journal.column import ColumnError, store
from banso.engine.journal.loader.whole import is_whole
from banso.kit.access import public
from banso.kit.heartbeat import silent_for

# Below this much free space the next import could fill the disk.
LEAST_FREE_BYTES = 200 * 1024 * 1024
# A worker beats every few seconds; a long load may hold it up.
LONGEST_SILENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `text` is written for the operator."""

    ok: bool
    text: str


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return Finding(ok=True, text=connection.vendor)


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return Finding(ok=False, text=f"{len(missing)} not applied: run banso migrate")
    return Finding(ok=True, text="applied")


def _disk() -> Finding:
    free = shutil.disk_usage(settings.BANSO_HOME).free
    return Finding(ok=free >= LEAST_FREE_BYTES, text=f"{free // (1024 * 1024)} MB free")


def _column_store() -> Finding:
    try:
        store().inspect("SELECT 1")
        if not is_whole():
            return Finding(ok=False, text="was lost and is being loaded again; what comes in is kept")
    except ColumnError as error:
        return Finding(
            ok=False, text=f"does not answer ({error.message}); what comes in is kept and loaded later"
        )
    return Finding(ok=True, text="answers")


def _worker() -> Finding:
    age = silent_for()
    if age is None:
        return Finding(ok=False, text="no sign of life")
    if age > LONGEST_SILENCE_SECONDS:
        return Finding(ok=False, text=f"last sign of life {age:.0f} seconds ago")
    return Finding(ok=True, text="alive")


# A part that the product cannot work without adds its own check here.
CHECKS: Mapping[str, Callable[[], Finding]] = {
    "database": _database,
    "migrations": _migrations,
    "disk": _disk,
    "column store": _column_store,
    "worker": _worker,
}


@public()
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers; no database is asked."""
    return HttpResponse("ok", content_type="text/plain")


@public()
def readyz(_request: HttpRequest) -> HttpResponse:
    """Every check with its finding; 503 while one of them fails."""
    findings = {name: _found(check) for name, check in CHECKS.items()}
    ready = all(finding.ok for finding in findings.values())
    body = {
        "ready": ready,
        "checks": {name: {"ok": finding.ok, "text": finding.text} for name, finding in findings.items()},
    }
    return JsonResponse(body, status=200 if ready else 503)


@public()
def version(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({"name": "banso", "version": banso.__version__})


def _found(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - whatever breaks is the finding
        # The class alone: a message may hold addresses and passwords, and this page is open.
        return Finding(ok=False, text=type(error).__name__)
