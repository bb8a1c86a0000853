"""Leads: one row each, known by their external id, or by company and mail address where there is none."""

from collections.abc import Hashable, Mapping, Sequence
from uuid import UUID

from banso.domain.leads.actions import add_leads, list_named, upsert_leads
from banso.integrations.files.kinds.base import Field, Job, Kind, Outcome, Row, Touched, text_of
from banso.integrations.files.kinds.owners import Owners
from banso.kit.errors import InputError
from banso.kit.words import Text

FIELDS = (
    Field(
        "external_id",
        "text",
        Text(en="External ID", ja="外部ID"),
        ("id", "lead_id", "leadid", "見込み客ID", "リードID"),
    ),
    Field(
        "company",
        "text",
        Text(en="Company", ja="会社"),
        ("company_name", "account", "account_name", "会社名", "企業名", "取引先名"),
    ),
    Field(
        "person",
        "text",
        Text(en="Person", ja="人"),
        ("name", "full_name", "contact_name", "氏名", "担当者名", "お名前"),
    ),
    Field("title", "text", Text(en="Title", ja="役職"), ("job_title", "jobtitle", "position", "肩書")),
    Field(
        "email",
        "text",
        Text(en="Mail address", ja="メールアドレス"),
        ("mail", "email_address", "e-mail", "メール", "Eメール"),
    ),
    Field("phone", "text", Text(en="Phone", ja="電話番号"), ("telephone", "tel", "電話", "TEL")),
    Field(
        "source",
        "text",
        Text(en="Source", ja="流入元"),
        ("lead_source", "leadsource", "リードソース", "獲得経路", "流入経路"),
    ),
    Field("campaign", "text", Text(en="Campaign", ja="キャンペーン"), ("campaign_name", "施策")),
    Field(
        "created_on",
        "date",
        Text(en="Came in on", ja="流入日"),
        ("created", "created_at", "created_date", "createdate", "作成日", "登録日"),
    ),
    Field(
        "owner",
        "text",
        Text(en="Worked on by", ja="担当者"),
        ("owner_email", "owner_name", "assignee", "担当", "担当者メール"),
    ),
    Field("stage", "text", Text(en="Stage", ja="段階"), ("status", "lead_status", "ステータス", "ステージ")),
    Field("unfit_reason", "text", Text(en="Why it is not a fit", ja="対象外の理由"), ("reason", "理由")),
    Field(
        "list", "text", Text(en="Target list", ja="ターゲットリスト"), ("target_list", "リスト", "リスト名")
    ),
    Field("note", "prose", Text(en="Note", ja="メモ"), ("notes", "description", "備考")),
)


def write(rows: Sequence[Row], job: Job) -> list[Outcome]:
    owners = Owners()
    results = upsert_leads([values_of(row.values, owners) for row in rows], by=job.by, source=job.source)
    outcomes = []
    for row, result in zip(rows, results, strict=True):
        if result.outcome == "refused":
            error = result.error
            told = error if isinstance(error, InputError) else InputError(str(error))
            outcomes.append(Outcome("rejected", [told]))
            continue
        outcome = Outcome("new" if result.outcome == "created" else result.outcome)
        if result.outcome != "same":
            before = None if result.outcome == "created" else result.before
            label = text_of(row.values, "company") or text_of(row.values, "person") or result.external_id
            outcome.touched.append(Touched("lead", str(result.lead_id), label, before, result.version))
        outcome.remarks += owners.remarks(text_of(row.values, "owner"))
        outcomes.append(outcome)
    _fill_lists(rows, [result.lead_id for result in results], job)
    return outcomes


def _fill_lists(rows: Sequence[Row], ids: Sequence[UUID | None], job: Job) -> None:
    """Put the leads on the lists that their rows name; one that nobody knows is made."""
    wanted: dict[str, list[UUID]] = {}
    for row, lead_id in zip(rows, ids, strict=True):
        if lead_id is not None and (name := text_of(row.values, "list")):
            wanted.setdefault(name[:120], []).append(lead_id)
    for name, members in wanted.items():
        add_leads(list_named(name, by=job.by).pk, members, by=job.by)


def values_of(values: Mapping[str, object], owners: Owners) -> dict[str, object]:
    """A row as the action takes it: known by an id, its owner by a mail address or a name."""
    kept = {name: value for name, value in values.items() if name not in {"owner", "list"}}
    kept |= owners.values(text_of(values, "owner"))
    return {**kept, "external_id": key(values) or ""}


def key(values: Mapping[str, object]) -> Hashable | None:
    if external_id := text_of(values, "external_id"):
        return external_id
    # Without an id the same file read twice must not bring the same lead twice.
    known = [text_of(values, name).lower() for name in ("company", "person", "email", "phone")]
    return ":".join(known)[:200] if any(known[2:]) or all(known[:2]) else None


LEADS = Kind("leads", Text(en="Leads", ja="見込み客"), FIELDS, write, key, named=("owner",))
