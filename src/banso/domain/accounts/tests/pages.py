"""A workspace with one account that has something of everything, for tests of pages."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from banso.domain.accounts.actions import (
    assign_role,
    create_account,
    create_contact,
    mark_contact_left,
)
from banso.domain.accounts.actions.places import save_department, save_site
from banso.domain.accounts.actions.records import add_file, log_activity, write_note
from banso.domain.accounts.actions.segments import create_segment
from banso.domain.accounts.actions.vocabulary import create_field
from banso.domain.accounts.models import RoleAssignment
from banso.kit.actor import Actor


@dataclass(frozen=True, slots=True)
class Town:
    """Ids of what was made."""

    account: UUID
    other: UUID
    contact: UUID
    activity: UUID
    note: UUID
    file: UUID
    role: UUID
    site: UUID
    department: UUID
    segment: UUID
    field: UUID


def furnish(by: Actor, text: str = "") -> Town:
    """Make it in the open scope; `text` is put into every field that takes words."""
    field = create_field(f"予算{text}"[:80], "money", by=by)
    choice = create_field("規模", "choice", choices=["大", "小"], by=by)
    account = create_account(
        {
            "name": f"株式会社北浜製作所{text}"[:200],
            "name_kana": "キタハマセイサクショ",
            "external_id": "A-1",
            "industry": f"製造業{text}"[:120],
            "region": f"大阪府東大阪市{text}"[:80],
            "country": "日本",
            "employees": 320,
            "plan": f"スタンダード{text}"[:80],
            "stage": "adoption",
            "tags": ["大口", text[:60]],
            "owner_email": "misaki@harunire.example",
            "owner_name": "佐藤 美咲",
            "created_on": "2024-04-01",
            "website": "https://kitahama.example",
            "description": f"点検の会社{text}",
            "corporate_number": "1180301018771",
            "custom": {field.key: "1200000", choice.key: "大"},
        },
        by=by,
    )
    other = create_account({"name": "北浜製作所", "external_id": "A-2"}, by=by)
    contact = create_contact(
        account.pk,
        {
            "name": f"大西 正樹{text}"[:120],
            "name_kana": "おおにし",
            "title": f"工場長{text}"[:120],
            "role": "decider",
            "email": "onishi@kitahama.example",
            "manner": f"数字で話すと早い{text}"[:500],
        },
        by=by,
    )
    gone = create_contact(account.pk, {"name": "西川 誠", "title": "班長"}, by=by)
    mark_contact_left(gone.pk, successor="野村 拓也", by=by)
    assign_role(account.pk, "account_executive", name=f"高橋 健太{text}"[:120], by=by)
    site = save_site(account.pk, name=f"第2工場{text}"[:120], address=f"東大阪市{text}", by=by)
    department = save_department(account.pk, name=f"生産管理部{text}"[:120], site_id=site.pk, by=by)
    activity = log_activity(
        account.pk,
        {
            "kind": "call",
            "topic": f"第2工場の件{text}"[:200],
            "occurred_at": datetime(2026, 11, 1, 7, tzinfo=UTC),
            "outcome": f"点検が紙に戻っている{text}",
            "next_step": f"操作説明{text}"[:300],
            "contacts": [contact.pk],
        },
        by=by,
    )
    note = write_note(account.pk, f"**夜勤**の利用を広げることで合意{text}\n\n- 一\n- 二", by=by)
    file = add_file(account.pk, f"議事録{text}.txt", [b"minutes"], by=by)
    segment = create_segment(
        f"Proの顧客{text}"[:120],
        {"kind": "all", "parts": [{"kind": "check", "field": "employees", "op": "at_least", "value": 100}]},
        description=f"更新の前に{text}"[:300],
        by=by,
    )
    role = RoleAssignment.objects.filter(account=account, role="account_executive").get()
    return Town(
        account.pk,
        other.pk,
        contact.pk,
        activity.pk,
        note.pk,
        file.pk,
        role.pk,
        site.pk,
        department.pk,
        segment.pk,
        field.pk,
    )


def addresses(town: Town) -> list[str]:
    """Every page that can be looked at, below /w/<slug>/."""
    account = f"accounts/{town.account}"
    return [
        "accounts/",
        "accounts/?q=北浜",
        "accounts/?sort=-employees&stage=adoption",
        "accounts/?tag=大口&archived=1",
        f"accounts/?segment={town.segment}",
        "accounts/new/",
        "accounts/duplicates/",
        f"{account}/",
        f"{account}/?group=people",
        f"{account}/?as_of=2026-11-02",
        f"{account}/edit/",
        f"{account}/merge/",
        f"{account}/contacts/new/",
        f"{account}/roles/",
        f"{account}/places/",
        f"{account}/activities/new/",
        f"{account}/notes/",
        f"{account}/files/",
        f"contacts/{town.contact}/",
        f"contacts/{town.contact}/left/",
        f"roles/{town.role}/end/",
        f"activities/{town.activity}/",
        f"notes/{town.note}/",
        "segments/",
        "segments/new/",
        f"segments/{town.segment}/",
        "settings/fields/",
    ]
