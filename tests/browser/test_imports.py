"""The import wizard, from the file to the report and back."""

from pathlib import Path

import pytest

from banso.domain.accounts.queries import accounts
from banso.domain.workspaces.models import Person, Workspace
from banso.integrations.files.tests.factories import work
from banso.kit.tenancy import scope
from tests.browser.fixtures import Browse, Shot, assert_accessible, assert_fits

# A header that is markup and one that is SQL are shown as they are.
HEADERS = "顧客コード,会社名,<b>x</b><script>alert(1)</script>,'; DROP TABLE accounts; --,利用開始日"
FILE = (
    f"{HEADERS}\nA-1,株式会社ハルニレ,1,2,31/12/2023\nA-2,あおぞら商会,3,4,01/02/2024\nA-3,,5,6,01/02/2024\n"
)
WORDS = {
    "en": ("Upload and look", "Check the whole file", "Bring it in", "Undo this import", "Rejected rows"),
    "ja": (
        "アップロードして確認する",
        "ファイル全体を確認する",
        "取り込む",
        "この取り込みを取り消す",
        "受け付けなかった行",
    ),
}


@pytest.mark.parametrize(("lang", "width"), [("en", 1440), ("ja", 390)])
def test_t13_the_wizard_leads_from_a_file_to_its_undoing(  # noqa: PLR0917 - fixtures come by name
    browse: Browse, member: Person, shot: Shot, tmp_path: Path, lang: str, width: int
) -> None:
    upload, check, bring, undo, rejected = WORDS[lang]
    file = tmp_path / "accounts.csv"
    file.write_bytes(FILE.encode("cp932"))
    page = browse("/w/harunire/imports/", person=member, lang=lang, width=width)
    assert_accessible(page)
    page.goto("/w/harunire/imports/new/")
    assert_accessible(page)
    assert_fits(page)
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name=upload).click()
    page.wait_for_url("**/mapping/")
    assert page.locator("select[name=r-encoding]").input_value() == "cp932"
    assert page.get_by_text("<b>x</b><script>alert(1)</script>").count() == 1
    assert page.get_by_text("'; DROP TABLE accounts; --").count() == 1
    assert page.locator("select[name=map-1]").input_value() == "name"
    assert page.locator("select[name=order-4]").input_value() == "dmy"
    assert_accessible(page)
    assert_fits(page)
    shot(page, f"import-mapping-{lang}")
    page.get_by_role("button", name=check).click()
    page.wait_for_selector("#run[hx-get]")
    assert_accessible(page)
    work()
    page.get_by_role("button", name=bring, exact=True).click()
    page.wait_for_load_state()
    work()
    page.get_by_role("link", name=undo).wait_for()
    page.get_by_role("heading", name=rejected).wait_for()
    assert_accessible(page)
    assert_fits(page)
    shot(page, f"import-report-{lang}")
    with scope(workspace=Workspace.objects.get()):
        assert sorted(accounts().values_list("name", flat=True)) == ["あおぞら商会", "株式会社ハルニレ"]
    page.get_by_role("link", name=undo).click()
    page.wait_for_url("**/undo/")
    assert_accessible(page)
    page.get_by_role("button", name=undo).click()
    page.wait_for_selector("#run[hx-get]")
    work()
    page.wait_for_selector("#run:not([hx-get])")
    with scope(workspace=Workspace.objects.get()):
        assert accounts().count() == 0
