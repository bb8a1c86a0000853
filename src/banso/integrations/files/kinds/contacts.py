"""Contacts: people at an account, known by external id or by their mail address there."""

import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from banso.domain.accounts.actions import upsert_contacts
from banso.domain.accounts.queries import accounts, contacts
from banso.integrations.files.kinds.accounts_of_rows import find_accounts
from banso.integrations.files.kinds.base import (
    Field,
    Job,
    Kind,
    Outcome,
    Row,
    Touched,
    rejected,
    text_of,
)
from banso.kit.errors import InputError
from banso.kit.words import Text

_CHUNK = 500
ACCOUNT_FIELDS = (
    Field(
        "account_external_id", "text", Text(en="Account’s external ID", ja="顧客の外部ID"),
        ("account_id", "accountid", "customer_id", "company_id", "associatedcompanyid", "顧客ID",
         "顧客コード", "取引先ID",
         "会社ID", "企業ID", "アカウントID"),
    ),
    Field(
        "account_name", "text", Text(en="Account’s name", ja="顧客名"),
        ("company", "company_name", "account", "会社名", "企業名", "取引先名", "勤務先"),
    ),
)  # fmt: skip
FIELDS = (
    Field(
        "external_id", "text", Text(en="External ID", ja="外部ID"),
        ("id", "contact_id", "contactid", "person_id", "担当者ID", "連絡先ID", "取引先責任者ID"),
    ),
    *ACCOUNT_FIELDS,
    Field(
        "name", "text", Text(en="Name", ja="氏名"),
        ("full_name", "contact_name", "名前", "担当者名", "お名前", "取引先責任者名"),
    ),
    Field("last_name", "text", Text(en="Family name", ja="姓"), ("lastname", "family_name", "surname",
     "苗字")),
    Field("first_name", "text", Text(en="Given name", ja="名"), ("firstname", "given_name")),
    Field(
        "name_kana", "text", Text(en="Name in kana", ja="氏名（カナ）"),
        ("kana", "furigana", "フリガナ", "ふりがな", "カナ", "かな", "氏名カナ", "担当者名カナ"),
    ),
    Field(
        "email", "text", Text(en="Mail address", ja="メールアドレス"),
        ("mail", "email_address", "e-mail", "メール", "Eメール"),
    ),
    Field("phone", "text", Text(en="Phone", ja="電話番号"), ("telephone", "tel", "電話", "TEL")),
    Field("title", "text", Text(en="Title", ja="役職"), ("job_title", "jobtitle", "position", "肩書")),
    Field("department", "text", Text(en="Department", ja="部署"), ("division", "部門", "所属")),
    Field(
        "person_key", "text", Text(en="Person in the usage data", ja="利用データでの利用者ID"),
        ("id_in_the_usage_data", "利用データでのID", "user_id", "userid", "利用者ID", "ユーザーID"),
    ),
)  # fmt: skip


def write(rows: Sequence[Row], job: Job) -> list[Outcome]:
    found, made = find_accounts(rows, job)
    found = [account if key(row.values) else _nobody() for row, account in zip(rows, found, strict=True)]
    names = _external_ids([account for account in found if isinstance(account, UUID)])
    usable = [
        (row, names[account], touched)
        for row, account, touched in zip(rows, found, made, strict=True)
        if isinstance(account, UUID)
    ]
    results = iter(
        upsert_contacts(
            [_values(row.values, external_id) for row, external_id, _ in usable], by=job.by, source=job.source
        )
    )
    outcomes = []
    for row, account, touched in zip(rows, found, made, strict=True):
        if not isinstance(account, UUID):
            outcomes.append(rejected(account))
            continue
        result = next(results)
        if result.outcome == "refused":
            outcomes.append(Outcome("rejected", [result.error] if result.error else [], touched))
            continue
        outcome = Outcome("new" if result.outcome == "created" else result.outcome, touched=touched)
        if result.outcome != "same":
            before = None if result.outcome == "created" else result.before
            label = full_name(row.values) or text_of(row.values, "email")
            outcome.touched.append(Touched("contact", str(result.contact_id), label, before, None))
        outcomes.append(outcome)
    _note_versions(outcomes)
    return outcomes


def _nobody() -> InputError:
    # Without either, the same file read twice would bring the same person twice.
    return InputError(
        _("The row says neither an external id nor a mail address."), field="external_id",
        wanted=_("one of the two, so that the person is known again"),
    )  # fmt: skip


def _external_ids(ids: Sequence[UUID]) -> dict[UUID, str]:
    """What `upsert_contacts` calls these accounts by."""
    found: dict[UUID, str] = {}
    unique = list(dict.fromkeys(ids))
    for start in range(0, len(unique), _CHUNK):
        found.update(
            accounts().filter(pk__in=unique[start : start + _CHUNK]).values_list("pk", "external_id")
        )
    return found


def _note_versions(outcomes: Sequence[Outcome]) -> None:
    touched = {
        each.target: each for outcome in outcomes for each in outcome.touched if each.thing == "contact"
    }
    targets = list(touched)
    for start in range(0, len(targets), _CHUNK):
        rows = contacts().filter(pk__in=targets[start : start + _CHUNK]).values_list("pk", "version")
        for pk, version in rows:
            touched[str(pk)].after = version


def _values(values: Mapping[str, object], account_external_id: str) -> dict[str, object]:
    kept = {
        name: value
        for name, value in values.items()
        if name not in {"account_external_id", "account_name", "first_name", "last_name"}
    }
    if not text_of(values, "name") and ("last_name" in values or "first_name" in values):
        kept["name"] = full_name(values)
    return {**kept, "account_external_id": account_external_id}


def full_name(values: Mapping[str, object]) -> str:
    """The name, or family and given name in the order of their writing: Japanese has the family first."""
    if name := text_of(values, "name"):
        return name
    last, first = text_of(values, "last_name"), text_of(values, "first_name")
    eastern = any(unicodedata.east_asian_width(sign) in "WF" for sign in last + first)
    return " ".join(part for part in ((last, first) if eastern else (first, last)) if part)


def key(values: Mapping[str, object]) -> Hashable | None:
    if external_id := text_of(values, "external_id"):
        return external_id
    email = text_of(values, "email").lower()
    account = text_of(values, "account_external_id") or text_of(values, "account_name")
    return (account, email) if email else None


CONTACTS = Kind("contacts", Text(en="Contacts", ja="関係者"), FIELDS, write, key)
