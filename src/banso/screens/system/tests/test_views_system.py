"""The system page, the failed jobs on it, and the watch over the parts."""

import os
import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from banso.domain.work.models import Notice
from banso.domain.work.queries import told
from banso.domain.workspaces.models import AuditEntry, Workspace
from banso.domain.workspaces.tests.factories import other_workspace, signed_in
from banso.integrations.exports.tasks import make_export
from banso.kit.clock import freeze
from banso.kit.heartbeat import beat, beat_path
from banso.project.worker import Jobs
from banso.screens.system import looks
from banso.screens.system.backups import last_backup, note_backup
from banso.screens.system.looks import look_at
from banso.screens.system.tasks import tidy_jobs, watch

DAY = datetime(2026, 11, 21, 3, tzinfo=UTC)
PAGE = "/w/harunire/settings/system/"
Room = namedtuple("Room", "total used free")  # noqa: PYI024 - as shutil's own
pytestmark = pytest.mark.usefixtures("workspace", "column_store")


@pytest.fixture(autouse=True)
def _alive() -> None:
    for name in ("watch.json", "last_backup.json"):
        Path(settings.BANSO_HOME, name).unlink(missing_ok=True)
    beat()


def work() -> None:
    """What waits, as the worker does it, on this thread's own connection."""
    for job in DBTaskResult.objects.ready():
        job.claim("test")
        Jobs(Event()).run_task(job)


def failed() -> "DBTaskResult[..., object]":
    """A job that has really run and failed: no export has that id."""
    make_export.enqueue("harunire", "no such id")
    work()
    return DBTaskResult.objects.get(status=TaskResultStatus.FAILED)


def owner() -> Client:
    return signed_in("ken@harunire.example", "owner", language="en")


def test_the_page_says_how_each_part_is() -> None:
    page = owner().get(PAGE).content.decode()
    for words in ("Loading", "Column store", "Answers in", "Worker", "Disk", "None was made yet"):
        assert words in page
    assert "No job of this workspace has failed" in page


@pytest.mark.parametrize("role", ["manager", "sales", "csm", "support", "viewer"])
def test_the_page_is_for_those_who_run_the_workspace(role: str) -> None:
    client = signed_in("aoi@harunire.example", role)
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}jobs/{failed().pk}/again/").status_code == 403


def test_a_failed_job_is_tried_again_once() -> None:
    job = failed()
    client = owner()
    page = client.get(PAGE).content.decode()
    assert "make_export" in page
    assert "no such id" not in page
    answer = client.post(f"{PAGE}jobs/{job.pk}/again/")
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    job.refresh_from_db()
    assert job.status == TaskResultStatus.READY
    assert AuditEntry.objects.filter(verb="job.tried_again", target="make_export").count() == 1
    assert client.post(f"{PAGE}jobs/{job.pk}/again/").status_code == 404
    work()
    job.refresh_from_db()
    assert (job.status, len(job.worker_ids)) == (TaskResultStatus.FAILED, 2)


def test_t01_another_workspace_s_job_is_not_there() -> None:
    job = failed()
    stranger = signed_in("rin@keyaki.example", "owner", workspace=other_workspace())
    assert "make_export" not in stranger.get("/w/keyaki/settings/system/").content.decode()
    assert stranger.post(f"/w/keyaki/settings/system/jobs/{job.pk}/again/").status_code == 404
    job.refresh_from_db()
    assert job.status == TaskResultStatus.FAILED


def test_a_silent_worker_is_told_once_and_so_is_its_recovery() -> None:
    owner()
    signed_in("yui@harunire.example", "viewer")
    watch()
    Notice.objects.all().delete()
    long_ago = datetime.now(UTC).timestamp() - 3600
    os.utime(beat_path(), (long_ago, long_ago))
    assert (watch(), watch()) == (1, 0)
    notice = Notice.objects.get()
    assert (notice.person.email, notice.kind, notice.href) == (
        "ken@harunire.example", "system.ill", "settings/system/",
    )  # fmt: skip
    with translation.override("ja"):
        said = told(notice).said
    assert said.title == "対応が必要です：ワーカー"
    beat()
    assert (watch(), watch()) == (1, 0)
    with translation.override("ja"):
        assert told(Notice.objects.get(kind="system.well")).said.title == "復旧しました：ワーカー"


def test_a_failed_job_calls_somebody() -> None:
    owner()
    watch()
    failed()
    assert watch() == 1
    assert Notice.objects.filter(kind="system.ill", detail={"part": "jobs"}).count() == 1


def test_a_disk_that_fills_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    states = []
    for free in (50 * 1024**3, 1024**3, 100 * 1024**2):
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, free=free: Room(100 * 1024**3, 0, free))
        states.append(look_at["disk"]().state)
    assert states == ["good", "watch", "risk"]


def test_a_column_store_that_is_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "store", lambda: (_ for _ in ()).throw(ConnectionError("secret address")))
    found = look_at["column_store"]()
    assert (found.state, "secret" in found.line) == ("risk", False)
    assert [gauge.value for gauge in found.gauges] == [0]


def test_the_last_backup_ages() -> None:
    with freeze(DAY):
        note_backup(12_300_000)
        assert look_at["backup"]().state == "good"
    with freeze(DAY + timedelta(days=9)):
        found = look_at["backup"]()
    assert (found.state, "12.3 MB" in found.line, "9" in found.advice) == ("watch", True, True)
    Path(settings.BANSO_HOME, "last_backup.json").write_text("half a no", encoding="utf-8")
    assert last_backup() is None


def test_jobs_long_done_are_forgotten() -> None:
    job = failed()
    assert tidy_jobs() == 0
    DBTaskResult.objects.filter(pk=job.pk).update(finished_at=datetime.now(UTC) - timedelta(days=60))
    assert tidy_jobs() == 1
    assert Workspace.objects.count() == 1
