"""Imports over the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from banso.domain.accounts.queries import accounts
from banso.domain.workspaces.tests.factories import api_client
from banso.integrations.files.tests.factories import work

pytestmark = pytest.mark.usefixtures("workspace")
FILE = "id,name\nA-1,ハルニレ\nA-2,\n"


def _sent(text: str = FILE) -> SimpleUploadedFile:
    return SimpleUploadedFile("accounts.csv", text.encode())


def test_a_file_is_sent_worked_on_watched_and_taken_back() -> None:
    client = api_client("imports.view", "imports.manage")
    made = client.post("/api/v1/imports", {"kind": "accounts", "file": _sent()})
    assert (made.status_code, made.json()["state"]) == (202, "queued")
    address = f"/api/v1/imports/{made.json()['id']}"
    work()
    found = client.get(address).json()
    assert (found["state"], found["counts"]["new"], found["counts"]["rejected"]) == ("done", 1, 1)
    rejected = client.get(f"{address}/rejected").json()["data"]
    assert [(row["row"], row["cells"], row["reasons"][0]["field"]) for row in rejected] == [
        (3, ["A-2", ""], "name")
    ]
    assert client.post(f"{address}/undo").status_code == 202
    work()
    assert client.get(address).json()["state"] == "undone"
    assert accounts().count() == 0
    listed = client.get("/api/v1/imports").json()["data"]
    assert [row["id"] for row in listed] == [made.json()["id"]]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "planets"}, "kind"),
        ({"kind": "accounts", "mapping": "[1]"}, "mapping"),
        ({"kind": "accounts", "mapping": '{"id": "workspace_id"}'}, "map"),
        ({"kind": "accounts", "encoding": "ebcdic"}, "encoding"),
    ],
)
def test_what_cannot_be_used_is_a_problem_that_names_its_field(fields: dict[str, str], field: str) -> None:
    answer = api_client("imports.view", "imports.manage").post("/api/v1/imports", fields | {"file": _sent()})
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"].startswith("application/problem+json")
    assert field in str(answer.json()["errors"])


def test_a_key_without_the_permission_is_refused() -> None:
    client = api_client("imports.view")
    assert client.post("/api/v1/imports", {"kind": "accounts", "file": _sent()}).status_code == 403
    assert client.get("/api/v1/imports").status_code == 200
