"""Files on the customer's page: shared by a colleague, downloaded by the link alone, taken away again."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from banso.domain.accounts.actions.records import add_file, archive_file, restore_file
from banso.domain.accounts.models import File
from banso.domain.onboarding import actions
from banso.domain.onboarding.facts import FileShared, FileWithdrawn
from banso.domain.onboarding.models import SharedFile
from banso.domain.onboarding.queries.public import token_for
from banso.domain.onboarding.tests.factories import an_account, proposed, running
from banso.domain.onboarding.views import public
from banso.domain.workspaces.tests.factories import other_workspace, signed_in
from banso.engine.journal.queries import current_facts
from banso.kit.actor import SYSTEM
from banso.kit.api import CallLimit
from banso.kit.clock import freeze, now
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.tenancy import scope

pytestmark = pytest.mark.usefixtures("workspace")
HOME, PDF = "/w/harunire/onboarding/", b"%PDF-1.7 the plan of the floor"
PAGE = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def read(answer: Any) -> bytes:
    """Read to its end, the answer closes itself."""
    return b"".join(answer.streaming_content)


def told(account: UUID) -> list[tuple[str, str]]:
    kinds = (FileShared.type, FileWithdrawn.type)
    facts = current_facts().filter(account=account, type__in=kinds).order_by("seq")
    return [(each.type.split("_")[-1], each.payload["file"]) for each in facts]


def test_a_file_is_shared_downloaded_and_taken_away() -> None:
    row = running(an_account())
    colleague, customer = (
        signed_in("sato@harunire.example", "csm", language="en"),
        Client(REMOTE_ADDR="10.1.0.1"),
    )
    where = f"{HOME}{row.pk}/"
    upload: dict[str, Any] = {"file": SimpleUploadedFile("../配置図.pdf", PDF, "text/html")}
    assert colleague.post(f"{where}files/", upload)["Location"].endswith("#files")
    file = File.objects.get()
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert (file.name, file.content_type, file.sha256) == ("配置図.pdf", "application/pdf", sha256)
    plan = f"/plan/{token_for(actions.share_plan(row.pk, by=SYSTEM, language='en'))}/"
    path = f"{plan}files/{file.pk}/"
    for text in (customer.get(plan).content.decode(), colleague.get(where).content.decode()):
        assert (sha256 in text, "配置図.pdf" in text) == (True, True)
    answer = customer.get(path)
    assert (answer.status_code, read(answer)) == (200, PDF)
    assert answer["Content-Disposition"].startswith("attachment;")
    kept = {name: answer[name] for name in ("X-Content-Type-Options", "Cache-Control", "X-Robots-Tag")}
    assert kept == {
        "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store, private",
        "X-Robots-Tag": "noindex, nofollow",
    }  # fmt: skip
    assert customer.post(path).status_code == 405

    # Taken away and, by the undo of its notice, back again; the fact of each.
    colleague.post(f"{where}files/{file.pk}/withdraw/")
    page = colleague.get(where).content.decode()
    assert (customer.get(path).status_code, f"files/{file.pk}/share/" in page) == (410, True)
    for _twice in range(2):
        colleague.post(f"{where}files/{file.pk}/share/")
    assert read(customer.get(path)) == PDF
    assert told(row.account_id) == [
        ("shared", "配置図.pdf"), ("withdrawn", "配置図.pdf"), ("shared", "配置図.pdf"),
    ]  # fmt: skip
    # With the file's own life, and the page's.
    archive_file(file.pk, by=SYSTEM)
    assert customer.get(path).status_code == 410
    restore_file(file.pk, by=SYSTEM)
    with freeze(now() + timedelta(days=400)):
        assert customer.get(path).status_code == 410
    assert read(customer.get(path)) == PDF
    actions.share_plan(row.pk, by=SYSTEM)
    assert customer.get(path).status_code == 410


def test_a_link_reaches_no_other_file() -> None:
    row, other = running(an_account()), running(an_account("他の顧客"))
    plan = f"/plan/{token_for(actions.share_plan(row.pk, by=SYSTEM))}/files/"
    unshared = add_file(row.account_id, "社内メモ.txt", [b"secret"], by=SYSTEM)
    theirs = actions.share_upload(other.pk, "別.txt", [b"theirs"], by=SYSTEM).file
    moved = actions.share_upload(row.pk, "移る.txt", [b"moved"], by=SYSTEM).file
    File.objects.filter(pk=moved.pk).update(account=other.account_id)
    with scope(workspace=other_workspace()):
        elsewhere = actions.share_upload(running(an_account()).pk, "他社.txt", [b"elsewhere"], by=SYSTEM).file
    customer = Client(REMOTE_ADDR="10.1.0.2")
    words = [
        customer.get(f"{plan}{each}/") for each in (unshared.pk, theirs.pk, moved.pk, elsewhere.pk, uuid4())
    ]
    assert {each.status_code for each in words} == {410}
    # The same words for every reason.
    assert len({each.content.decode().split("<main")[1].split("</main>")[0] for each in words}) == 1
    assert customer.get(f"/plan/forged/files/{theirs.pk}/").status_code == 410
    for wrong in (theirs.pk, elsewhere.pk, moved.pk):
        with pytest.raises(NotFound):
            actions.share_file(row.pk, wrong, by=SYSTEM)
    with pytest.raises(NotFound):
        actions.withdraw_file(row.pk, unshared.pk, by=SYSTEM)


def test_one_address_may_not_try_files_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the same count as the page itself."""
    # A window that does not end within the test.
    monkeypatch.setattr(public, "limit", CallLimit(3, window=10**9))
    plan = f"/plan/{token_for(actions.share_plan(running(an_account()).pk, by=SYSTEM))}/"
    tried = [Client().get(each) for each in (plan, *(f"{plan}files/{uuid4()}/" for _ in range(3)))]
    assert [each.status_code for each in tried] == [200, 410, 410, 429]
    assert tried[-1].has_header("Retry-After")


def test_what_is_refused_is_not_kept() -> None:
    row = running(an_account())
    colleague, viewer = (
        signed_in(f"{role}@harunire.example", role, language="en") for role in ("csm", "viewer")
    )
    where = f"{HOME}{row.pk}/files/"
    for name, content in (("run.exe", b"MZ\x90\x00"), ("手順.bat", b"del *"), ("手順.pdf", b"\x00\x01\x02")):
        answer = colleague.post(where, {"file": SimpleUploadedFile(name, content)})
        assert (answer.status_code, "not offered files of this kind" in answer.content.decode()) == (
            422,
            True,
        )
    assert colleague.post(where, {"file": SimpleUploadedFile("leer.pdf", b"")}).status_code == 422
    assert viewer.post(where, {"file": SimpleUploadedFile("a.pdf", PDF)}).status_code == 403
    assert (File.objects.count(), SharedFile.objects.count()) == (0, 0)
    program = add_file(row.account_id, "run.exe", [b"MZ\x90\x00"], by=SYSTEM)
    colleague.post(f"{where}{program.pk}/share/")
    assert "no program" in colleague.get(f"{HOME}{row.pk}/").content.decode()
    with pytest.raises(InputError):
        actions.share_file(row.pk, program.pk, by=SYSTEM)
    with pytest.raises(Conflict):
        actions.share_upload(proposed(row.account_id).pk, "a.pdf", [PDF], by=SYSTEM)
    # A page is a text that no browser opens in ours.
    page = actions.share_upload(row.pk, "page.html", [PAGE], by=SYSTEM).file
    plan = token_for(actions.share_plan(row.pk, by=SYSTEM))
    answer = Client().get(f"/plan/{plan}/files/{page.pk}/")
    assert read(answer) == PAGE
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Security-Policy"].startswith("sandbox")
