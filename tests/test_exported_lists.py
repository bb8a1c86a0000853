"""Every list that can be had as a file: who gets it, as what, and that nothing of others is in it.

A new `list_export` needs a row in LISTS of `exported.py`.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from python_calamine import CalamineWorkbook

from banso.domain.accounts.tests.pages import furnish
from banso.domain.workspaces.actions import create_key
from banso.domain.workspaces.models import Key, Workspace
from banso.domain.workspaces.tests.factories import other_workspace, signed_in
from banso.engine.journal.column import ColumnStore
from banso.integrations.files.tests.factories import brought, counts
from banso.kit.actor import SYSTEM
from banso.kit.periods import Grain, period_of
from banso.kit.tabular.guard import guarded, unguarded
from banso.kit.tenancy import scope, today
from tests.exported import (
    CANARY,
    FOREIGN_AMOUNT,
    FOREIGN_RATE,
    FOREIGN_SHARE,
    FORMULA,
    LISTS,
    Listed,
    contacts,
    costs,
    leads,
)

pytestmark = pytest.mark.usefixtures("workspace", "column_store")
ROOT = Path(__file__).resolve().parent.parent
# Lists of figures alone, and one that stands in ours.
WORDLESS = {"contracts_rates_export": "151.25", "deals_forecast_export": "120000",
            "handoff_items_export": "顧客の基本情報", "contracts_margins_export": "71.25",
            "settings_invitations_export": "soyo@kitahama.example"}  # fmt: skip
# Addresses of files that hold the names that an import asks for, in either language.
CANONICAL = {"contracts_export", "contracts_account_export", "deals_export", "leads_export",
             "targets_export"}  # fmt: skip


@dataclass(frozen=True)
class There:
    """A list with a row of ours and one of another workspace."""

    listed: Listed
    address: str
    page: str
    foreign: str

    def file(self, client: Client, query: str, kind: str) -> bytes:
        answer = client.get(f"{self.address}?{query}&format={kind}")
        assert answer.status_code == 200, self.address
        return b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    def rows(self, client: Client, query: str) -> list[list[str]]:
        text = self.file(client, query, "csv").decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline="")))


@pytest.fixture
def there(request: pytest.FixtureRequest, workspace: Workspace, column_store: ColumnStore) -> There:  # noqa: ARG001 - emptied
    name = str(request.param)
    listed = LISTS[name]
    with scope(workspace=other_workspace()):
        foreign = listed.fill(f"{FORMULA} {CANARY}")
    words = listed.fill(FORMULA)
    return There(
        listed,
        reverse(name, kwargs={"slug": workspace.slug, **words}),
        f"/w/{workspace.slug}/{listed.page.format(**words)}",
        reverse(name, kwargs={"slug": workspace.slug, **foreign}) if foreign != words else "",
    )


each_list = pytest.mark.parametrize("there", sorted(LISTS), indirect=True)


@each_list
def test_t05_t12_a_file_holds_the_list_as_it_is_filtered_and_nothing_of_others(
    there: There, request: pytest.FixtureRequest
) -> None:
    name, listed = request.node.callspec.params["there"], there.listed
    reader = signed_in("yomu@harunire.example", listed.may, language="ja", name="読")
    head, *found = there.rows(reader, listed.query)
    cells = [cell for line in found for cell in line]
    says = WORDLESS.get(name, FORMULA)
    assert any(says in cell for cell in cells), cells
    # A number below nought is written as it is.
    texts = [cell for cell in cells if not re.fullmatch(r"-\d+(\.\d+)?", cell)]
    assert [cell for cell in texts if guarded(unguarded(cell)) != cell] == []
    assert [cell for cell in cells if re.match(r"\s*[=@]", cell)] == []
    book = there.file(reader, listed.query, "xlsx")
    assert CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()[0] == head
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        inside = b"".join(parts.read(part) for part in parts.namelist())
    assert b"<f>" not in inside
    assert says.encode() in inside
    for data in (there.file(reader, listed.needs, "csv"), there.file(reader, listed.query, "csv"), inside):
        assert CANARY.encode() not in data
        assert str(FOREIGN_RATE).encode() not in data
        assert str(FOREIGN_AMOUNT).encode() not in data
        assert str(FOREIGN_SHARE).encode() not in data
    if listed.other:
        assert there.rows(reader, listed.other) == [head]
    english = signed_in("read@harunire.example", listed.may, language="en")
    assert (there.rows(english, listed.query)[0] == head) is (name in CANONICAL)
    if there.foreign:
        assert reader.get(there.foreign).status_code == 404


@each_list
def test_a_file_is_offered_to_those_who_may_have_it_and_refused_to_others(there: There) -> None:
    listed = there.listed
    offered = re.compile(rf'href="{re.escape(there.address)}\?[^"]*format=(csv|csv-cp932|xlsx)"')
    one = signed_in("may@harunire.example", listed.may)
    assert one.get(f"{there.address}?{listed.query}&format=pdf").status_code == 400
    page = one.get(f"{there.page}?{listed.query}").content.decode()
    assert offered.findall(page) == ["csv", "csv-cp932", "xlsx"]
    other = signed_in("may-not@harunire.example", listed.may_not)
    assert other.get(f"{there.address}?{listed.query}").status_code == 403
    shown = other.get(f"{there.page}?{listed.query}")
    assert shown.status_code in {200, 403}
    assert offered.findall(shown.content.decode()) == []


def test_no_secret_of_a_key_is_in_the_file(workspace: Workspace) -> None:
    key, secret = create_key("api", name="夜間の集計", scopes=["*.view"], by=SYSTEM)
    owner = signed_in("owner@harunire.example", "owner")
    answer = owner.get(f"/w/{workspace.slug}/settings/keys/export")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert key.prefix in text
    assert secret not in text
    assert Key.objects.get().secret_hash not in text


def targets_of_people() -> None:
    """One of somebody with an address, one of somebody without, and two who share a name."""
    brought("people", "name,email\n高橋 健太,k@harunire.example\n小川 葵,\n")
    twins = "name,email\n森,m@harunire.example\n森,n@harunire.example\n"
    brought("people", twins)
    year = f"FY{period_of(today(), Grain.YEAR, fiscal_start=4).start.year}"
    whom = ("k@harunire.example", "小川 葵", "m@harunire.example")
    rows = "".join(f"{each},{year},3000000\n" for each in whom)
    assert counts(brought("targets", f"person,period,amount\n{rows}")) == (3, 0, 0, 0)


# A contact without mail address or id of its own is nobody whom an import could know again.
ROUND: dict[str, tuple[str, Callable[[], object], int]] = {
    "accounts": ("accounts_export", lambda: furnish(SYSTEM, " =1+1"), 12),
    "contacts": ("contacts_export", lambda: contacts(FORMULA), 9),
    "costs": ("contracts_costs_export", lambda: costs(FORMULA), 6),
    "leads": ("leads_export", lambda: leads(FORMULA), 10),
    "targets": ("targets_export", targets_of_people, 5),
}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", sorted(ROUND))
def test_t12_what_was_exported_is_understood_by_an_import_and_changes_nothing(
    workspace: Workspace, kind: str, language: str
) -> None:
    name, fill, known = ROUND[kind]
    fill()
    owner = signed_in("owner@harunire.example", "owner", language=language)
    answer = owner.get(reverse(name, kwargs={"slug": workspace.slug}))
    file = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    run = brought(kind, file)
    assert counts(run) == (0, 0, file.count(b"\r\n") - 1, 0)
    assert len(run.mapping) >= known


def _doors(resolver: URLResolver) -> Iterator[URLPattern]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _doors(each)
        else:
            yield each


def test_every_file_of_a_list_is_tried_here() -> None:
    made = {door.name for door in _doors(get_resolver()) if getattr(door.callback, "exports_list", False)}
    assert made == set(LISTS)


# Lists that nobody takes elsewhere: one's own notices tell of what stands in other lists.
STAYING = {"src/banso/domain/work/templates/work/notices.html"}


def test_every_list_that_is_paged_can_be_exported() -> None:
    paged = {path: path.read_text("utf-8") for path in (ROOT / "src").rglob("templates/**/*.html")}
    without = {
        str(path.relative_to(ROOT))
        for path, text in paged.items()
        if "{% pager " in text and "{% export_menu" not in text
    }
    assert without == STAYING
