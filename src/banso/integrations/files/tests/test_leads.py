"""Leads out of a file: known again, refused with the reason, taken out again."""

import pytest

from banso.domain.leads.actions import update_lead
from banso.domain.leads.models import Campaign, Lead
from banso.domain.workspaces.tests.factories import member
from banso.integrations.files.actions import undo
from banso.integrations.files.report import rejected_rows, unmatched
from banso.integrations.files.tests.factories import SATO, brought, counts

pytestmark = pytest.mark.usefixtures("workspace")
LEADS = (
    "会社名,氏名,メール,電話,リードソース,キャンペーン,作成日,担当者,ステージ\n"
    "みどり建材,林 一郎,hayashi@midori.example,03-1234-5678,展示会,秋の展示会,2026/10/1,"
    "ogawa@harunire.example,アプローチ中\n"
    "あおぞら商会,森,,06-1111-2222,Web,,2026年10月2日,小川,未接触\n"
    ",,,,,,2026-10-03,,\n"
    "千歳電装,,nobody,,,,2026-10-04,,\n"
    "北浜製作所,堀,hori@kitahama.example,,,,2026-10-05,,商談化\n"
)


def test_leads_come_in_by_japanese_headers_and_the_same_file_changes_nothing() -> None:
    ogawa = member("ogawa@harunire.example", "sales", name="小川 葵").person
    run = brought("leads", LEADS)
    assert counts(run) == (2, 0, 0, 3)
    assert [(row["row"], row["field"]) for row in rejected_rows(run)] == [
        (4, "external_id"), (5, "email"), (6, "stage")
    ]  # fmt: skip
    first, second = Lead.objects.order_by("created_on")
    assert (first.owner, first.stage, first.campaign) == (ogawa, "working", Campaign.objects.get())
    assert (second.owner_name, second.source, str(second.created_on)) == ("小川", "Web", "2026-10-02")
    # 小川 is nobody's whole name: it stays a name, and what it means can be said once for all rows.
    assert unmatched(run) == [("owner", "小川", 1)]
    meant = brought("leads", LEADS.replace(",小川,", ",小川　葵,"))
    assert (counts(meant), unmatched(meant)) == ((0, 1, 1, 3), [])
    assert Lead.objects.get(pk=second.pk).owner == ogawa
    undo(meant, by=SATO)
    assert counts(brought("leads", LEADS)) == (0, 0, 2, 3)
    changed = brought("leads", LEADS.replace("未接触", "育成中"))
    assert counts(changed) == (0, 1, 1, 3)
    undo(changed, by=SATO)
    assert Lead.objects.get(company="あおぞら商会").stage == "new"
    update_lead(first.pk, {"note": "電話した"}, by=SATO)
    undo(run, by=SATO)
    # One was worked on since, the other one was changed by the second file.
    assert set(Lead.objects.values_list("company", flat=True)) == {"みどり建材", "あおぞら商会"}


def test_a_leads_import_alone_is_undone_whole() -> None:
    run = brought("leads", LEADS)
    undo(run, by=SATO)
    assert Lead.objects.count() == 0
