"""Accounts: one row each, known by their external id."""

from collections.abc import Hashable, Mapping, Sequence
from uuid import UUID

from banso.domain.accounts.actions import upsert_accounts
from banso.domain.accounts.queries import accounts
from banso.integrations.files.kinds.base import Field, Job, Kind, Outcome, Row, Touched, text_of
from banso.integrations.files.kinds.claims import CLAIMS, contradictions_of, keep_claims
from banso.kit.words import Text

_CHUNK = 500

FIELDS = (
    Field(
        "external_id", "text", Text(en="External ID", ja="外部ID"),
        ("id", "account_id", "accountid", "customer_id", "company_id", "account_external_id", "顧客ID",
         "顧客コード",
         "取引先ID", "取引先コード", "会社ID", "企業ID", "アカウントID"),
    ),
    Field(
        "name", "text", Text(en="Name", ja="名前"),
        ("account_name", "account", "company", "company_name", "customer", "customer_name", "名称",
         "顧客名", "会社名",
         "企業名", "取引先名", "法人名", "アカウント名", "商号又は名称", "提出者名"),
        required=True,
    ),
    Field(
        "name_kana", "text", Text(en="Name in kana", ja="名前（カナ）"),
        ("kana", "furigana", "フリガナ", "ふりがな", "カナ", "かな", "会社名カナ", "顧客名カナ",
         "提出者名（ヨミ）"),
    ),
    Field(
        "corporate_number", "text", Text(en="Corporate number", ja="法人番号"),
        ("houjin_bangou", "提出者法人番号"),
    ),
    Field("industry", "text", Text(en="Industry", ja="業種"), ("sector", "業界", "提出者業種")),
    Field(
        "employees", "whole", Text(en="Employees", ja="従業員数"),
        ("number_of_employees", "employee_count", "numberofemployees", "headcount", "社員数", "従業員"),
    ),
    Field(
        "country", "text", Text(en="Country", ja="国"),
        ("billing_country", "office_location", "国名"),
    ),
    Field(
        "region", "text", Text(en="Region", ja="地域"),
        ("state", "billing_state", "prefecture", "都道府県", "エリア"),
    ),
    Field("plan", "text", Text(en="Plan", ja="プラン"), ("plan_tier", "plan_name", "tier", "契約プラン")),
    Field(
        "owner_email", "text", Text(en="Owner’s mail address", ja="担当者のメールアドレス"),
        ("mail_of_the_csm", "CSMのメール", "owner", "csm_email", "csm", "担当者メール",
         "担当者メールアドレス", "担当CSM"),
    ),
    Field(
        "created_on", "date", Text(en="Customer since", ja="顧客になった日"),
        ("created", "created_at", "created_date", "createdate", "signup_date", "since", "start_date",
         "登録日",
         "作成日", "取引開始日", "契約開始日", "利用開始日"),
    ),
    Field("stage", "text", Text(en="Stage", ja="段階"), ("lifecycle_stage", "ライフサイクル", "ステージ")),
    Field("tags", "text", Text(en="Tags", ja="タグ"), ("labels", "tag")),
    Field(
        "parent_external_id", "text", Text(en="Parent’s external ID", ja="親会社の外部ID"),
        ("parent_id", "parent", "parent_account_id", "親取引先ID", "親会社ID"),
    ),
    Field("website", "text", Text(en="Website", ja="ウェブサイト"), ("url", "domain", "homepage",
     "ホームページ")),
    Field("description", "prose", Text(en="Description", ja="説明"), ("notes", "note", "備考", "メモ")),
    Field("internal", "bool", Text(en="Internal", ja="社内"), ("is_internal", "internal_or_test",
     "社内フラグ", "社内・テスト用")),
    Field(
        "gone", "bool", Text(en="Gone, says the source", ja="解約済み（元データ）"),
        ("churn_flag", "churned", "is_churned", "解約フラグ", "解約済み"),
    ),
    Field(
        "on_trial", "bool", Text(en="On trial, says the source", ja="試用中（元データ）"),
        ("is_trial", "trial", "試用中", "トライアル"),
    ),
)  # fmt: skip


def write(rows: Sequence[Row], job: Job) -> list[Outcome]:
    results = upsert_accounts([identified(row.values) for row in rows], by=job.by, source=job.source)
    versions = _versions([result.account_id for result in results if result.account_id])
    outcomes = []
    for row, result in zip(rows, results, strict=True):
        if result.outcome == "refused":
            outcomes.append(Outcome("rejected", [result.error] if result.error else []))
            continue
        outcome = Outcome("new" if result.outcome == "created" else result.outcome)
        if result.remark is not None:
            outcome.remarks.append(result.remark)
        if result.outcome != "same":
            before = None if result.outcome == "created" else result.before
            label = text_of(row.values, "name") or text_of(row.values, "external_id")
            version = versions.get(result.account_id) if result.account_id else None
            outcome.touched.append(Touched("account", str(result.account_id), label, before, version))
        outcomes.append(outcome)
    ids = [result.account_id for result in results]
    claims = {
        account: row
        for account, row, outcome in zip(ids, rows, outcomes, strict=True)
        if account is not None and outcome.decision != "rejected"
    }
    keep_claims(claims, job.run)
    against = contradictions_of(list(claims))
    for account, outcome in zip(ids, outcomes, strict=True):
        if account in claims and account is not None:
            outcome.remarks += [each.error for each in against.get(account, ())]
    return outcomes


def _versions(ids: Sequence[UUID]) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for start in range(0, len(ids), _CHUNK):
        found.update(accounts().filter(pk__in=ids[start : start + _CHUNK]).values_list("pk", "version"))
    return found


def identified(values: Mapping[str, object]) -> dict[str, object]:
    """The values with an external id: where no column is one, the name has to do."""
    known = {name: value for name, value in values.items() if name not in CLAIMS}
    return {**known, "external_id": text_of(values, "external_id") or text_of(values, "name")}


def key(values: Mapping[str, object]) -> Hashable | None:
    return text_of(identified(values), "external_id") or None


def after(values: Mapping[str, object]) -> Hashable | None:
    return text_of(values, "parent_external_id") or None


ACCOUNTS = Kind(
    "accounts", Text(en="Accounts", ja="顧客"), FIELDS, write, key, after=after, open_prefix="custom"
)
