"""How the parts of the installation are: what the system page shows, `/metrics` counts and alerts watch.

A look never raises: a part that cannot be looked at is at risk, and says by which error.
"""

import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from banso.engine.journal.column import schema, store
from banso.engine.journal.loader.run import status as loader_status
from banso.kit import formats
from banso.kit.clock import now
from banso.kit.heartbeat import silent_for
from banso.screens.system.backups import last_backup

State = Literal["good", "watch", "risk"]
# Loading normally lags by half a second; a backlog after an import or a rebuild takes minutes.
LAG_WATCH, LAG_RISK = 60.0, 600.0
FREE_WATCH, FREE_RISK = 2 * 1024**3, 200 * 1024**2
SILENCE_RISK = 60.0
BACKUP_WATCH = timedelta(days=8)
FAILED_DAYS = 7


@dataclass(frozen=True, slots=True)
class Gauge:
    """A number for `/metrics`, as of this moment."""

    name: str
    help: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """How a part is.

    Attributes:
        line: what there is to say, for whoever runs the installation.
        advice: what to do about it; "" when it is well.
    """

    state: State
    line: str
    advice: str = ""
    gauges: tuple[Gauge, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One part; its title is told in the reader's language."""

    slug: str
    title: Promise
    look: Callable[[], Look]


def looked(part: Part) -> Look:
    """Look at a part."""
    try:
        return part.look()
    except Exception as error:  # noqa: BLE001 - whatever breaks is the finding
        # The class alone: a message may hold addresses and passwords.
        return Look("risk", _("Cannot be looked at: %(error)s.") % {"error": type(error).__name__})


def _loader() -> Look:
    lag, lines, gauges = 0.0, [], []
    for each in loader_status():
        behind = (now() - each.oldest_waiting).total_seconds() if each.oldest_waiting else 0.0
        lag = max(lag, behind)
        title = _("Facts") if each.name == "facts" else _("Use")
        lines.append(_("%(log)s: %(count)s waiting") % {"log": title, "count": formats.number(each.waiting)})
        labels = {"source": each.name}
        gauges += [
            Gauge("banso_loader_waiting", "Rows not yet in the column store.", each.waiting, labels),
            Gauge("banso_loader_lag_seconds", "How long the oldest of them has waited.", behind, labels),
            Gauge("banso_loader_position", "The last row that is in the column store.", each.loaded, labels),
        ]  # fmt: skip
    line = _("%(logs)s; %(lag)s behind.") % {"logs": _joined(lines), "lag": formats.duration(lag)}
    if lag < LAG_WATCH:
        return Look("good", line, gauges=tuple(gauges))
    advice = _("Nothing is lost; numbers are older than they should be. See the worker's log.")
    return Look("risk" if lag >= LAG_RISK else "watch", line, advice, tuple(gauges))


def _column_store() -> Look:
    begun = time.perf_counter()
    found = store().inspect(
        "SELECT table, sum(rows), sum(bytes_on_disk) FROM system.parts"
        " WHERE database = {database:String} AND active GROUP BY table ORDER BY table",
        {"database": schema.DATABASE},
    )
    seconds = time.perf_counter() - begun
    rows = sum(int(row[1]) for row in found.rows)
    size = sum(int(row[2]) for row in found.rows)
    gauges = [Gauge("banso_column_store_up", "Whether it answers.", 1)]
    for table, count, held in found.rows:
        labels = {"table": str(table)}
        gauges += [
            Gauge("banso_column_store_rows", "Rows of a table.", int(count), labels),
            Gauge("banso_column_store_bytes", "Bytes of a table on the disk.", int(held), labels),
        ]
    line = _("Answers in %(ms)s ms; %(rows)s rows, %(size)s.") % {
        "ms": formats.number(seconds * 1000, 0), "rows": formats.number(rows), "size": in_bytes(size),
    }  # fmt: skip
    return Look("good", line, gauges=tuple(gauges))


def column_store() -> Look:
    try:
        return _column_store()
    except Exception as error:  # noqa: BLE001
        return Look(
            "risk",
            _("Does not answer: %(error)s.") % {"error": type(error).__name__},
            _("What comes in is kept and loaded later; numbers cannot be asked until then."),
            (Gauge("banso_column_store_up", "Whether it answers.", 0),),
        )


def _records() -> Look:
    gauges, lines = [], []
    for title, name, size in _record_sizes():
        gauges.append(Gauge("banso_database_bytes", "Bytes on the disk.", size, {"database": name}))
        lines.append(_("%(name)s %(size)s") % {"name": title, "size": in_bytes(size)})
    return Look("good", _joined(lines), gauges=tuple(gauges))


def _record_sizes() -> list[tuple[str, str, int]]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return [(_("Records and journal"), "records", int(cursor.fetchone()[0]))]
    home = Path(settings.BANSO_HOME)
    records = Path(str(connection.settings_dict["NAME"]))
    named = (
        (_("Records and journal"), "records", records),
        (_("Usage log"), "usage", home / "usage.sqlite3"),
        (_("Loader's memory"), "usage_loader", home / "usage_loader.sqlite3"),
    )
    return [(title, name, _size(file) + _size(Path(f"{file}-wal"))) for title, name, file in named]


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def _disk() -> Look:
    usage = shutil.disk_usage(settings.BANSO_HOME)
    line = _("%(free)s free of %(total)s.") % {"free": in_bytes(usage.free), "total": in_bytes(usage.total)}
    gauges = (
        Gauge("banso_disk_free_bytes", "Free room for the data folder.", usage.free),
        Gauge("banso_disk_bytes", "Room that the data folder's disk has in all.", usage.total),
    )
    if usage.free >= FREE_WATCH:
        return Look("good", line, gauges=gauges)
    advice = _("Make room: on a full disk nothing can be taken in.")
    return Look("risk" if usage.free < FREE_RISK else "watch", line, advice, gauges)


def _worker() -> Look:
    silent = silent_for()
    gauge = Gauge("banso_worker_silent_seconds", "Since the worker's last sign of life.", silent or 0)
    if silent is None:
        return Look("risk", _("No sign of life yet."), _("Start it with banso serve or banso worker."))
    line = _("Last sign of life %(time)s ago.") % {"time": formats.duration(silent)}
    if silent <= SILENCE_RISK:
        return Look("good", line, gauges=(gauge,))
    return Look("risk", line, _("Jobs, loading and alerts stand still. See its log."), (gauge,))


def _jobs() -> Look:
    since = now() - timedelta(days=FAILED_DAYS)
    counted = {
        status: DBTaskResult.objects.filter(status=status, **window).count()
        for status, window in (
            (TaskResultStatus.READY, {}),
            (TaskResultStatus.RUNNING, {}),
            (TaskResultStatus.FAILED, {"finished_at__gte": since}),
        )
    }
    failed = counted[TaskResultStatus.FAILED]
    line = _("%(ready)s waiting, %(running)s running, %(failed)s failed within a week.") % {
        "ready": formats.number(counted[TaskResultStatus.READY]),
        "running": formats.number(counted[TaskResultStatus.RUNNING]),
        "failed": formats.number(failed),
    }
    gauges = tuple(
        Gauge(
            "banso_jobs",
            "Jobs; failed ones of a week.",
            count,
            {"status": status.lower()},
        )
        for status, count in counted.items()
    )
    if not failed:
        return Look("good", line, gauges=gauges)
    return Look("watch", line, _("Look at what failed, and try it again."), gauges)


def _backup() -> Look:
    made = last_backup()
    if made is None:
        return Look("watch", _("None was made yet."), _("Make one with: banso backup FILE"))
    age = now() - made.at
    gauge = Gauge("banso_backup_age_seconds", "Since the last backup.", age.total_seconds())
    line = _("%(time)s, %(size)s.") % {"time": formats.moment(made.at), "size": in_bytes(made.size)}
    if age <= BACKUP_WATCH:
        return Look("good", line, gauges=(gauge,))
    days = ngettext("The last one is %(days)s day old.", "The last one is %(days)s days old.", age.days)
    return Look("watch", line, days % {"days": formats.number(age.days)}, (gauge,))


def _joined(lines: list[str]) -> str:
    return ("、" if formats.japanese() else ", ").join(lines)


def in_bytes(size: float) -> str:
    """A size in words, in powers of 1,000 as disks are sold."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:  # noqa: PLR2004
            return f"{formats.number(size, 0 if unit == 'B' else 1)} {unit}"
        size /= 1000
    return f"{formats.number(size, 1)} TB"


PARTS: tuple[Part, ...] = tuple(
    Part(slug, title, look)
    for slug, title, look in (
        ("loader", gettext_lazy("Loading"), _loader),
        ("column_store", gettext_lazy("Column store"), column_store),
        ("worker", gettext_lazy("Worker"), _worker),
        ("jobs", gettext_lazy("Jobs"), _jobs),
        ("disk", gettext_lazy("Disk"), _disk),
        ("records", gettext_lazy("Databases"), _records),
        ("backup", gettext_lazy("Last backup"), _backup),
    )
)
look_at: Mapping[str, Callable[[], Look]] = {part.slug: partial(looked, part) for part in PARTS}
