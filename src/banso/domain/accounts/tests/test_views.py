"""Every page answers, every act acts and can be taken back, every refusal refuses."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from banso.domain.accounts.models import (
    Account,
    AccountMerge,
    Activity,
    BulkChange,
    Contact,
    CustomField,
    File,
    Note,
    SavedView,
    Segment,
    Site,
    Stage,
)
from banso.domain.accounts.queries import accounts, tags_of
from banso.domain.accounts.tests.factories import SATO, member
from banso.domain.accounts.tests.pages import Town, addresses, furnish
from banso.domain.workspaces.actions import add_member, create_workspace
from banso.domain.workspaces.models import Person
from banso.engine.journal.column import ColumnStore
from banso.engine.journal.queries import timeline
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope

HOME = "/w/harunire/"


@pytest.fixture
def owner(workspace: object, column_store: ColumnStore) -> Person:  # noqa: ARG001 - opened and emptied
    return member("misaki@harunire.example", roles=("owner",))


@pytest.fixture
def town(owner: Person) -> Town:  # noqa: ARG001 - made in the same workspace
    return furnish(SATO)


@pytest.fixture
def signed_in(client: Client, owner: Person) -> Client:
    client.force_login(owner)
    return client


Post = Callable[..., Any]


def read(response: Any) -> bytes:
    """The body of a download, to its end: the client closes the file there."""
    return b"".join(response)


@pytest.fixture
def post(signed_in: Client) -> Post:
    def send(path: str, data: dict[str, Any] | None = None, status: int = 302) -> Any:
        response = signed_in.post(HOME + path, data or {})
        assert response.status_code == status, response.content.decode()[:2000]
        return response

    return send


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_answers(signed_in: Client, town: Town, owner: Person, language: str) -> None:
    Person.objects.filter(pk=owner.pk).update(language=language)
    told = {path: signed_in.get(HOME + path).status_code for path in addresses(town)}
    assert {path: status for path, status in told.items() if status != 200} == {}


def test_t03_a_viewer_looks_and_changes_nothing(client: Client, town: Town) -> None:
    client.force_login(member("viewer@example.com", "見る人", ("viewer",)))
    pages = {
        path: client.get(HOME + path).status_code
        for path in ("accounts/", f"accounts/{town.account}/", "segments/")
    }
    assert set(pages.values()) == {200}
    for path in ("accounts/new/", f"accounts/{town.account}/edit/", "segments/new/", "accounts/export"):
        assert client.get(HOME + path).status_code == 403
    for path in (
        "accounts/bulk/",
        f"accounts/{town.account}/archive/",
        f"accounts/{town.account}/notes/write/",
        f"accounts/{town.account}/files/add/",
        "settings/fields/new/",
        "settings/stages/",
    ):
        assert client.post(HOME + path, {}).status_code == 403
    assert accounts().count() == 2


def test_t01_another_workspace_finds_nothing(client: Client, town: Town) -> None:
    made = create_workspace("other", name="Other", by=SYSTEM)
    stranger = Person.objects.create_user("o@example.com", "a long password")
    with scope(workspace=made):
        add_member(stranger, ["owner"], by=SYSTEM)
    client.force_login(stranger)
    canary = str(town.account)
    with_ids = [
        path for path in addresses(town) if "-" in path and "?" not in path and "segments/new" not in path
    ]
    for path in with_ids:
        if any(
            str(key) in path
            for key in (town.account, town.contact, town.role, town.note, town.activity, town.segment)
        ):
            assert client.get(f"/w/other/{path}").status_code == 404
        assert client.get(f"{HOME}{path}").status_code == 404
    for path in (
        f"accounts/{town.account}/archive/",
        f"contacts/{town.contact}/archive/",
        f"files/{town.file}/archive/",
        f"segments/{town.segment}/archive/",
        f"settings/fields/{town.field}/archive/",
    ):
        assert client.post(f"/w/other/{path}").status_code == 404
    assert client.get(f"/w/other/files/{town.file}/").status_code == 404
    client.post("/w/other/accounts/bulk/", {"ids": [canary], "act": "archive"})
    assert canary not in client.get("/w/other/accounts/").content.decode()
    assert accounts().count() == 2


def test_an_account_is_added_and_changed(post: Post) -> None:
    response = post(
        "accounts/new/", {"name": "新しい会社", "employees": "１２", "tags": "a、b", "stage": "onboarding"}
    )
    made = Account.objects.get(name="新しい会社")
    assert response.headers["Location"] == f"{HOME}accounts/{made.pk}/"
    assert (made.employees, made.stage, tags_of([made.pk])[made.pk]) == (12, "onboarding", {"a", "b"})
    post(f"accounts/{made.pk}/edit/", {"name": "変えた会社", "version": "1"})
    made.refresh_from_db()
    assert (made.name, made.version) == ("変えた会社", 2)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"name": ""}, "id_name"),
        ({"name": "x", "employees": "many"}, "many"),
        ({"name": "x", "corporate_number": "2180301018771"}, "2180301018771"),
        ({"name": "x", "website": "javascript:alert(1)"}, "javascript"),
        ({"name": "x", "external_id": "A-1"}, "A-1"),
    ],
)
@pytest.mark.usefixtures("town")
def test_what_cannot_be_used_is_told_and_nothing_typed_is_lost(
    post: Post, data: dict[str, str], told: str
) -> None:
    body = post("accounts/new/", {**data, "region": "残る言葉"}, 422).content.decode()
    assert told in body
    assert "残る言葉" in body


def test_a_conflict_shows_both_and_keeps_what_was_typed(post: Post, town: Town) -> None:
    post(f"accounts/{town.account}/edit/", {"name": "先の名前", "version": "1", "plan": "先のプラン"})
    body = post(
        f"accounts/{town.account}/edit/", {"name": "後の名前", "version": "1", "plan": "後のプラン"}, 422
    )
    text = body.content.decode()
    assert all(word in text for word in ("先の名前", "後の名前", "先のプラン", "後のプラン"))
    post(f"accounts/{town.account}/edit/", {"name": "後の名前", "version": "2", "plan": "後のプラン"})
    assert Account.objects.get(pk=town.account).plan == "後のプラン"


def test_many_accounts_change_and_change_back(post: Post, town: Town) -> None:
    ids = [str(town.account), str(town.other)]
    for act, data in (
        ("stage", {"stage": "renewal"}),
        ("tag", {"tag": "新"}),
        ("plan", {"plan": "X"}),
        ("owner", {"owner": "misaki@harunire.example"}),
        ("untag", {"tag": "大口"}),
    ):
        post("accounts/bulk/", {"ids": ids, "act": act, **data})
    assert set(accounts().values_list("stage", "plan", "owner_name")) == {("renewal", "X", "佐藤 美咲")}
    assert tags_of([town.account])[town.account] == {"新"}
    post("accounts/bulk/", {"ids": ids, "act": "archive"})
    assert accounts().count() == 0
    newest = BulkChange.objects.latest("at")
    post(f"accounts/bulk/{newest.pk}/undo/")
    assert accounts().count() == 2


def test_the_list_is_exported_as_it_is_filtered(signed_in: Client, town: Town) -> None:  # noqa: ARG001
    response = signed_in.get(f"{HOME}accounts/export?q=キタハマ&format=csv")
    body = read(response).decode("utf-8-sig")
    assert body.count("\n") == 2
    assert "株式会社北浜製作所" in body
    assert read(signed_in.get(f"{HOME}accounts/export?format=xlsx")).startswith(b"PK")
    cp932 = read(signed_in.get(f"{HOME}accounts/export?format=csv-cp932"))
    assert "株式会社北浜製作所" in cp932.decode("cp932")


def test_t12_cells_of_an_export_are_no_formulas(signed_in: Client, post: Post) -> None:
    post("accounts/new/", {"name": "=1+1", "region": "＠x"})
    body = read(signed_in.get(f"{HOME}accounts/export")).decode("utf-8-sig")
    assert ",'=1+1," in body
    assert ",'＠x," in body


def test_views_of_the_list_are_kept_and_forgotten(post: Post, signed_in: Client, town: Town) -> None:  # noqa: ARG001
    post("accounts/views/", {"name": "製造業", "query": "industry=製造業"})
    view = SavedView.objects.get()
    assert "製造業" in signed_in.get(HOME + "accounts/").content.decode()
    post(f"accounts/views/{view.pk}/forget/")
    assert SavedView.objects.count() == 0


ACTS = ("contact", "activity", "note", "file")


@pytest.mark.parametrize("kind", ACTS)
def test_what_is_taken_away_comes_back(post: Post, town: Town, kind: str) -> None:
    table: Any = {"contact": Contact, "activity": Activity, "note": Note, "file": File}[kind]
    path = {"contact": "contacts", "activity": "activities", "note": "notes", "file": "files"}[kind]
    key: UUID = getattr(town, kind)
    before = {entry.fact_id for entry in timeline(town.account)}
    post(f"{path}/{key}/archive/")
    assert table.objects.get(pk=key).archived_at is not None
    assert {entry.fact_id for entry in timeline(town.account)} < before
    post(f"{path}/{key}/restore/")
    assert table.objects.get(pk=key).archived_at is None
    assert {entry.fact_id for entry in timeline(town.account)} == before


def test_people_places_roles_and_records_are_written(post: Post, town: Town) -> None:
    account = f"accounts/{town.account}"
    post(f"{account}/contacts/new/", {"name": "野村 拓也", "department": "第2工場"})
    post(f"contacts/{town.contact}/", {"name": "大西 正樹", "title": "部長", "version": "1"})
    post(f"contacts/{town.contact}/left/", {"on": "2026-10-31", "successor": "野村"})
    post(f"contacts/{town.contact}/back/")
    post(f"{account}/roles/", {"role": "support_lead", "name": "中村"})
    post(f"roles/{town.role}/end/", {"on": ""})
    post(f"roles/{town.role}/reopen/")
    post(f"roles/{town.role}/remove/")
    post(f"{account}/places/", {"kind": "site", "site-name": "本社"})
    post(f"{account}/places/", {"kind": "department", "department-name": "総務部"})
    post(f"{account}/places/site/{town.site}/archive/")
    post(f"{account}/places/site/{town.site}/restore/")
    post(f"{account}/activities/new/", {"kind": "mail", "topic": "お礼", "occurred_at": "2026-11-20 10:00"})
    post(
        f"activities/{town.activity}/",
        {"kind": "visit", "topic": "訪問", "occurred_at": "2026-11-20 10:00", "version": "1"},
    )
    post(f"{account}/notes/write/", {"body": "一言"})
    post(f"notes/{town.note}/", {"body": "書き直した", "version": "1"})
    assert Contact.objects.get(pk=town.contact).title == "部長"
    assert Site.objects.filter(archived_at=None).count() == 2
    assert Activity.objects.get(pk=town.activity).kind == "visit"
    assert Note.objects.get(pk=town.note).body == "書き直した"


@pytest.mark.parametrize(
    ("path", "data"),
    [("contacts/new/", {"name": ""}), ("contacts/new/", {"name": "x", "email": "nobody"}),
     ("roles/", {"role": "csm"}), ("roles/", {"role": "csm", "name": "x", "starts_on": "soon"}),
     ("activities/new/", {"kind": "call", "topic": ""}), ("notes/write/", {"body": ""}), ("files/add/", {}),
     ("merge/", {"other": "nobody"})],
)  # fmt: skip
def test_forms_that_cannot_be_used_say_so(post: Post, town: Town, path: str, data: dict[str, str]) -> None:
    post(f"accounts/{town.account}/{path}", data, 422)


def test_t09_a_file_comes_back_as_a_download_that_no_browser_opens(signed_in: Client, town: Town) -> None:
    upload = SimpleUploadedFile("evil.html", b"<script>alert(1)</script>", content_type="text/html")
    signed_in.post(f"{HOME}accounts/{town.account}/files/add/", {"file": upload})
    file = File.objects.latest("added_at")
    response = signed_in.get(f"{HOME}files/{file.pk}/")
    assert read(response) == b"<script>alert(1)</script>"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="evil.html"')
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_accounts_are_merged_from_the_pairs_and_taken_apart(
    post: Post, town: Town, signed_in: Client
) -> None:
    post(f"accounts/{town.account}/merge/", {"other": str(town.other)})
    moved = signed_in.get(f"{HOME}accounts/{town.other}/")
    assert (moved.status_code, moved.headers["Location"]) == (302, f"{HOME}accounts/{town.account}/")
    post(f"accounts/merges/{AccountMerge.objects.get().pk}/undo/")
    assert accounts().count() == 2
    post(f"accounts/duplicates/{town.account}/{town.other}/apart/")
    page = signed_in.get(HOME + "accounts/duplicates/").content.decode()
    assert f'href="{HOME}accounts/{town.other}/"' not in page
    post(f"accounts/duplicates/{town.account}/{town.other}/together/")


def test_a_segment_is_built_without_script(post: Post, town: Town, signed_in: Client) -> None:
    line = {"match": "all", "field-0": "plan", "op-0": "is", "value-0": "スタンダード"}
    page = post("segments/new/", {**line, "add": "1"}, 200)
    assert page.context["count"] == 1
    assert len(page.context["lines"]) == 2
    changed = post("segments/new/", {**line, "field-1": "employees", "op-1": "is", "look": "1"}, 200)
    assert changed.context["problem"]
    dropped = post("segments/preview/", {**line, "field-1": "employees", "op-1": "is", "drop": "1"}, 200)
    assert len(dropped.context["lines"]) == 1
    post("segments/new/", {**line, "name": "標準", "save": "1"})
    made = Segment.objects.get(name="標準")
    assert made.condition["parts"][0]["value"] == "スタンダード"
    again = signed_in.get(f"{HOME}segments/{made.pk}/").context["lines"][0]
    assert (again.field.name, again.op, again.first) == ("plan", "is", "スタンダード")
    post(f"segments/{made.pk}/", {**line, "value-0": "x", "name": "標準", "version": "1", "save": "1"})
    post(f"segments/{made.pk}/", {**line, "name": "標準", "version": "1", "save": "1"}, 422)
    post(f"segments/{made.pk}/archive/")
    post(f"segments/{made.pk}/restore/")
    assert str(town.account) in signed_in.get(f"{HOME}accounts/?segment={town.segment}").content.decode()


def test_fields_and_stages_are_set(post: Post, town: Town) -> None:
    post("settings/fields/new/", {"label": "契約窓口", "kind": "person"})
    post("settings/fields/new/", {"label": "x", "kind": "choice"}, 422)
    post(f"settings/fields/{town.field}/", {"label": "年間予算"})
    post(f"settings/fields/{town.field}/archive/")
    post(f"settings/fields/{town.field}/restore/")
    assert CustomField.objects.get(pk=town.field).label == "年間予算"
    rows = {"key": ["adoption", ""], "name_en": ["Live", "Trial"], "name_ja": ["本番", ""]}
    post("settings/stages/", rows)
    assert list(Stage.objects.values_list("key", "name_ja")) == [("adoption", "本番"), ("trial", "Trial")]


@pytest.mark.parametrize(
    "path", ["accounts/bulk/", "segments/preview/", "accounts/views/", "settings/stages/"]
)
def test_t20_acts_are_no_gets(signed_in: Client, path: str) -> None:
    assert signed_in.get(HOME + path).status_code == 405
