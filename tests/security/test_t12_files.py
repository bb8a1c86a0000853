"""T09, T10 and T12: what is stored under whatever name, and what leaves in a file."""

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from banso.domain.accounts.actions import create_account, upsert_accounts
from banso.domain.accounts.models import Account, File
from banso.domain.workspaces.actions import create_workspace
from banso.domain.workspaces.models import Person, Workspace
from banso.domain.workspaces.tests.factories import member as a_member
from banso.integrations.files.tests.factories import brought, counts
from banso.kit.actor import SYSTEM
from banso.kit.tabular.guard import unguarded
from banso.kit.tenancy import scope

STARTS = ["=", "+", "-", "@", "＝", "＋", "－", "＠"]
BEFORE = [
    "", " ", "\xa0", "\ufeff", "\u200b", "\u3000", "a,", "a;", "a|", 'a"', "a\t", "'", "a,\u200b ", "x\n",
]  # fmt: skip
FORMULAS = [
    f"{before}{start}{rest}"
    for before in BEFORE
    for start in STARTS
    for rest in ("1+1", 'HYPERLINK("//x.invalid")', "cmd|' /C calc'!A0")
]  # fmt: skip
# The signs after which a spreadsheet begins a cell, and those it skips before it looks at the first sign.
_A_FORMULA = re.compile('(?:^|[,;|"\t\r\n])[\\s\u200b\ufeff\xa0\u3000]*[=+\\-@＝＋－＠]')


@pytest.fixture
def client(workspace: Workspace) -> Client:  # noqa: ARG001 - opened
    made = Client()
    made.force_login(Person.objects.get(pk=a_member("owner@harunire.example", "owner").person_id))
    return made


@pytest.fixture
def names(workspace: Workspace) -> list[str]:  # noqa: ARG001 - opened
    rows = [
        {"external_id": f"F-{number}", "name": f"{text}" or "x", "description": text, "plan": text}
        for number, text in enumerate(FORMULAS)
    ]
    assert [each.error for each in upsert_accounts(rows, by=SYSTEM) if each.error] == []
    return list(Account.objects.order_by("external_id").values_list("name", flat=True))


def body(client: Client, kind: str) -> bytes:
    answer = client.get(f"/w/harunire/accounts/export?format={kind}")
    return answer.getvalue()  # read to its end, the answer closes itself


@pytest.mark.parametrize("kind", ["csv", "csv-cp932"])
@pytest.mark.usefixtures("column_store")
def test_t12_no_cell_of_an_export_is_a_formula(client: Client, names: list[str], kind: str) -> None:
    text = body(client, kind).decode("cp932" if kind == "csv-cp932" else "utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    harmful = [cell for row in rows for cell in row if _A_FORMULA.search(cell)]
    assert harmful == []
    if kind == "csv":
        assert {unguarded(cell) for row in rows for cell in row} >= set(names)


@pytest.mark.usefixtures("column_store")
def test_t12_what_was_exported_comes_back_as_it_was(client: Client, names: list[str]) -> None:
    table = body(client, "csv")
    with scope(workspace=create_workspace("beta", name="Beta", by=SYSTEM)):
        run = brought("accounts", table)
        assert (counts(run)[0], run.state) == (len(names), "done")
        assert list(Account.objects.order_by("external_id").values_list("name", flat=True)) == names


@pytest.mark.usefixtures("column_store")
def test_t12_a_workbook_holds_texts_and_no_formula(client: Client, names: list[str]) -> None:
    with zipfile.ZipFile(io.BytesIO(body(client, "xlsx"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        parts = book.namelist()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert [part for part in parts if "external" in part or "connections" in part] == []
    # Every cell that holds a text says so; the rest are numbers, dates and truth values.
    texts = re.findall(r'<c r="[A-Z]+\d+"[^>]* t="(?:inlineStr|s)"', sheet)
    assert len(texts) > 2 * len(names)


NAMES = [
    "../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "C:\\boot.ini", "a\x00.png",
    "%2e%2e%2fx", "x" * 900 + ".csv", "\u202egpj.exe", "..", ".", ".htaccess", "CON", "con.CSV",
    "a\r\nSet-Cookie: x=1", '"; filename="evil.html', "名前.html", "<script>.svg", "a/b/../c.csv", " ", "~",
    "a;b=c", "\ufeffx",
]  # fmt: skip
CONTENTS = {
    "svg": b"<?xml version='1.0'?><svg onload='alert(1)'><script>1</script></svg>",
    "html": b"<!doctype html><script>alert(1)</script>",
    "html as a picture": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    "gif and script": b"GIF89a/*\x00\x00*/=1;alert(1)",
    "pdf": b"%PDF-1.4 /OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
}


def lying() -> set[Path]:
    return {
        path for path in Path(settings.BANSO_HOME).rglob("*") if path.is_file() and "sqlite" not in path.name
    }


def test_t10_a_file_lies_under_a_name_of_our_own(client: Client) -> None:
    account = create_account({"name": "A"}, by=SYSTEM)
    before = lying()
    for name in NAMES:
        sent = SimpleUploadedFile("x", CONTENTS["html"])
        sent.__dict__["_name"] = name  # Django's own cleaning is not what is tried here
        client.post(f"/w/harunire/accounts/{account.pk}/files/add/", {"file": sent})
    found = list(File.objects.all())
    assert len(found) >= len(NAMES) - 4
    assert all(re.fullmatch(r"[0-9a-f]{40}", path.name) for path in lying() - before)
    assert {each.key for each in found} == {path.name for path in lying() - before}
    for each in found:
        assert len(each.name) <= 200
        assert not set(each.name) & {"/", "\\", "\x00", "\r", "\n", "\u202e", "\ufeff"}
        answer = client.get(f"/w/harunire/files/{each.pk}/")
        assert answer["Content-Disposition"].startswith("attachment; ")
        assert "Set-Cookie: x" not in str(answer.headers)
        assert answer.getvalue() == CONTENTS["html"]


@pytest.mark.parametrize("kind", CONTENTS)
def test_t09_a_file_is_never_opened_as_a_page(client: Client, kind: str) -> None:
    account = create_account({"name": "A"}, by=SYSTEM)
    sent = SimpleUploadedFile("picture.png", CONTENTS[kind], content_type="text/html")
    client.post(f"/w/harunire/accounts/{account.pk}/files/add/", {"file": sent})
    answer = client.get(f"/w/harunire/files/{File.objects.get().pk}/")
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert not answer["Content-Type"].startswith(("text/html", "image/svg", "application/xhtml", "text/xml"))
    assert answer.getvalue() == CONTENTS[kind]


def test_t10_a_file_of_another_workspace_is_not_there(client: Client) -> None:
    with scope(workspace=create_workspace("beta", name="Beta", by=SYSTEM)):
        account = create_account({"name": "B"}, by=SYSTEM)
        other = File.objects.create(
            workspace=account.workspace, account=account, key="0" * 40, name="b.txt", size=1, sha256="0" * 64,
            content_type="text/plain", by_label="x",
        )  # fmt: skip
    assert client.get(f"/w/harunire/files/{other.pk}/").status_code == 404
    assert client.get("/w/harunire/files/..%2f..%2fsecret_key/").status_code == 404
