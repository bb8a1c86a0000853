"""Long lists become files: asked for, made by the worker, told, kept for a while, for one person."""

import csv
import io
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from banso.domain.accounts.models import Account
from banso.domain.work.models import Notice
from banso.domain.workspaces.actions import change_roles, deactivate_member, note
from banso.domain.workspaces.models import AuditEntry, Membership, Person, Workspace
from banso.domain.workspaces.tests.factories import other_workspace, signed_in
from banso.integrations.exports.actions import KEPT, MOST_ATTEMPTS, make, tidy
from banso.integrations.exports.models import Export, State
from banso.integrations.exports.queries import rows_so_far
from banso.integrations.exports.tasks import make_export, tidy_exports
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.tabular import export as tabular
from banso.kit.tenancy import scope

DAY = datetime(2026, 11, 20, 3, tzinfo=UTC)
ADDRESS = "/w/harunire/accounts/export"


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are long from eleven rows on."""
    monkeypatch.setattr(tabular, "DIRECT_ROWS", 10)
    monkeypatch.setattr(tabular, "_TOLD_EVERY", 5)


@pytest.fixture
def client(workspace: Workspace) -> Iterator[Client]:
    Account.objects.bulk_create(
        Account(workspace_id=workspace.pk, name=f"株式会社{number:02}", plan="Pro" if number else "Free")
        for number in range(12)
    )
    yield signed_in("misaki@harunire.example", "csm")
    for export in Export.objects.all():
        export.file.unlink(missing_ok=True)


def asked(client: Client, query: str = "") -> Export:
    answer = client.get(ADDRESS + query)
    assert (answer.status_code, answer["Location"]) == (302, "/w/harunire/exports/")
    return Export.objects.get()


def made(client: Client, query: str = "") -> Export:
    export = make(asked(client, query))
    assert (export.state, export.failure) == (State.READY, "")
    return export


def read(answer: Any, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode(encoding))))


def test_a_short_list_downloads_at_once_and_is_noted(client: Client) -> None:
    answer = client.get(ADDRESS + "?plan=Free")
    assert [row[1] for row in read(answer)] == ["名前", "株式会社00"]
    assert Export.objects.count() == 0
    entry = AuditEntry.objects.get(verb="export.downloaded")
    assert (entry.actor_label, entry.detail) == ("佐藤 美咲", {"rows": 1, "path": ADDRESS})


def test_a_long_list_is_made_by_the_worker(client: Client) -> None:
    export = asked(client, "?format=csv-cp932&plan=Pro&sort=-name")
    (job,) = DBTaskResult.objects.all()
    assert job.args_kwargs["args"] == ["harunire", str(export.pk)]
    assert (export.state, export.permission, export.file_name) == (
        State.QUEUED, "accounts.export", "顧客.csv",
    )  # fmt: skip
    make_export.func("harunire", str(export.pk))
    answer = client.get(f"/w/harunire/exports/{export.pk}/file/")
    assert answer["Content-Disposition"].endswith("%E9%A1%A7%E5%AE%A2.csv")
    rows = read(answer, "cp932")
    assert [row[1] for row in rows] == ["名前", *(f"株式会社{number:02}" for number in range(11, 0, -1))]


def test_it_ends_in_a_notice_that_leads_to_the_file(client: Client) -> None:
    export = made(client)
    (notice,) = Notice.objects.all()
    assert notice.person == Person.objects.get()
    assert notice.href == f"exports/{export.pk}/file/"
    page = client.get("/w/harunire/notices/").content.decode()
    assert "「顧客.csv」ができました" in page
    assert "12行" in page


def test_the_audit_log_has_it_made_and_taken(client: Client) -> None:
    export = made(client)
    read(client.get(f"/w/harunire/exports/{export.pk}/file/"))
    entries = AuditEntry.objects.filter(verb__startswith="export.").order_by("id")
    assert [(entry.verb, entry.target, entry.detail["rows"]) for entry in entries] == [
        ("export.made", "顧客.csv", 12), ("export.downloaded", "顧客.csv", 12),
    ]  # fmt: skip


def test_asking_twice_makes_it_once(client: Client) -> None:
    asked(client)
    asked(client)
    assert DBTaskResult.objects.count() == 1
    client.get(ADDRESS + "?format=xlsx")
    assert Export.objects.count() == 2


def test_the_worker_running_it_twice_tells_it_once(client: Client) -> None:
    export = asked(client)
    twin = Export.objects.get()
    make(export)
    make(twin)
    make(Export.objects.get())
    assert Notice.objects.count() == 1


def test_nobody_else_gets_the_file(client: Client) -> None:
    export = made(client)
    colleague = signed_in("ken@harunire.example", "owner")
    assert colleague.get(f"/w/harunire/exports/{export.pk}/file/").status_code == 404
    assert "顧客.csv" not in colleague.get("/w/harunire/exports/").content.decode()
    assert colleague.post(f"/w/harunire/exports/{export.pk}/remove/").status_code == 404
    elsewhere = other_workspace()
    with scope(workspace=elsewhere):
        Membership.objects.create(
            workspace=elsewhere, person=Person.objects.get(email="misaki@harunire.example"), roles=["owner"]
        )
    assert client.get(f"/w/keyaki/exports/{export.pk}/file/").status_code == 404


def test_who_lost_the_right_does_not_get_the_file(client: Client) -> None:
    export = made(client)
    change_roles(Membership.objects.get().pk, ["viewer"], by=SYSTEM)
    assert client.get(f"/w/harunire/exports/{export.pk}/file/").status_code == 403
    assert client.post(f"/w/harunire/exports/{export.pk}/again/").status_code == 403


def test_for_who_lost_the_right_meanwhile_it_is_not_made(client: Client) -> None:
    export = asked(client)
    change_roles(Membership.objects.get().pk, ["viewer"], by=SYSTEM)
    assert make(export).state == State.FAILED
    assert not export.folder.exists()
    assert Notice.objects.get().detail["why"] == "この一覧を書き出す権限がなくなっています。"


def test_for_who_has_left_it_is_not_made(client: Client) -> None:
    export = asked(client)
    signed_in("ken@harunire.example", "owner")
    deactivate_member(Membership.objects.get(person=export.person).pk, by=SYSTEM)
    assert make(export).state == State.FAILED


def test_a_list_that_breaks_says_so_and_can_be_tried_again(client: Client) -> None:
    export = asked(client)
    # What the list was filtered by is gone.
    Export.objects.update(query="sort=nothing&cursor=x&format=pdf")
    assert make(Export.objects.get()).state == State.FAILED
    assert Notice.objects.get().href == "exports/"
    assert "pdf" in client.get("/w/harunire/exports/").content.decode()
    Export.objects.update(query="")
    assert client.post(f"/w/harunire/exports/{export.pk}/again/").status_code == 302
    assert DBTaskResult.objects.count() == 2
    assert make(Export.objects.get()).state == State.READY
    assert Notice.objects.count() == 2


def test_a_failure_of_our_own_is_told_without_its_inside(client: Client) -> None:
    export = asked(client)
    Export.objects.update(path="accounts/")
    assert make(Export.objects.get()).failure == (
        "システム側で問題が起きました。詳しくはサーバーのログにあります。"
    )
    assert client.get(f"/w/harunire/exports/{export.pk}/file/").status_code == 302


def test_a_worker_that_died_is_followed_by_another_and_not_for_ever(client: Client) -> None:
    export = asked(client)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        # A worker that was killed half-way leaves this behind.
        Export.objects.update(state=State.RUNNING, attempts=attempt, started_at=DAY)
        with freeze(DAY + timedelta(minutes=9)):
            assert tidy_exports() == 0
        with freeze(DAY + timedelta(minutes=11)):
            assert tidy_exports() == 1
        assert Export.objects.get().state == State.QUEUED
        assert DBTaskResult.objects.count() == 1 + attempt
    assert make(Export.objects.get()).state == State.FAILED
    assert Notice.objects.get().detail["why"] == "このファイルの作成中に、プログラムが何度も終了しました。"
    assert client.get(f"/w/harunire/exports/{export.pk}/file/").status_code == 302


def test_a_worker_that_writes_is_left_alone(client: Client) -> None:
    export = asked(client)
    Export.objects.update(state=State.RUNNING, attempts=1, started_at=DAY)
    export.folder.mkdir(parents=True)
    export.progress.write_text("5000", encoding="ascii")
    sign = (DAY + timedelta(minutes=10)).timestamp()
    os.utime(export.progress, (sign, sign))
    with freeze(DAY + timedelta(minutes=15)):
        assert tidy(make_export) == 0
    assert rows_so_far(export) == 5000
    assert "これまでに5,000行" in client.get("/w/harunire/exports/").content.decode()
    export.progress.unlink()


def test_the_page_waits_by_itself_and_stops_when_it_is_there(client: Client) -> None:
    export = asked(client)
    waiting = client.get("/w/harunire/exports/", headers={"HX-Request": "true"})
    assert 'hx-trigger="every 2s"' in waiting.content.decode()
    assert "notices" not in waiting.get("HX-Trigger", "")
    make(export)
    there = client.get("/w/harunire/exports/", headers={"HX-Request": "true"})
    assert "hx-trigger" not in there.content.decode()
    assert "notices" in json.loads(there["HX-Trigger"])


def test_where_no_worker_begins_the_page_says_so(client: Client) -> None:
    with freeze(DAY):
        asked(client)
    with freeze(DAY + timedelta(seconds=59)):
        assert "ワーカー" not in client.get("/w/harunire/exports/").content.decode()
    with freeze(DAY + timedelta(seconds=61)):
        assert "ワーカー" in client.get("/w/harunire/exports/").content.decode()


def test_a_file_is_kept_for_seven_days(client: Client) -> None:
    with freeze(DAY):
        export = made(client)
    assert export.file.stat().st_mode & 0o077 == 0 or export.folder.stat().st_mode & 0o077 == 0
    with freeze(DAY + KEPT - timedelta(minutes=1)):
        assert tidy_exports() == 0
        assert len(read(client.get(f"/w/harunire/exports/{export.pk}/file/"))) == 13
    with freeze(DAY + KEPT):
        # Even before the worker has tidied up.
        assert client.get(f"/w/harunire/exports/{export.pk}/file/").status_code == 302
        assert tidy_exports() == 1
    assert not export.folder.exists()
    assert Export.objects.get().state == State.EXPIRED
    with freeze(DAY + KEPT + timedelta(days=31)):
        assert tidy_exports() == 1
    assert Export.objects.count() == 0


def test_a_file_can_be_removed_before_but_not_while_it_is_made(client: Client) -> None:
    export = asked(client)
    client.post(f"/w/harunire/exports/{export.pk}/remove/")
    assert Export.objects.count() == 1
    make(export)
    folder: Path = export.folder
    assert client.post(f"/w/harunire/exports/{export.pk}/remove/").status_code == 302
    assert (Export.objects.count(), folder.exists()) == (0, False)


@pytest.mark.usefixtures("workspace")
def test_every_export_of_the_product_can_be_long() -> None:
    """The audit log's, whose view reads a queryset of another shape."""
    client = signed_in("misaki@harunire.example", "owner")
    for number in range(11):
        note("segment.created", target=f"{number}", by=SYSTEM)
    answer = client.get("/w/harunire/settings/audit/export/?verb=segment.created")
    assert answer["Location"] == "/w/harunire/exports/"
    assert make(Export.objects.get()).rows == 11
