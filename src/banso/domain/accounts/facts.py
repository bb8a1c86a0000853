"""What can happen to an account and its people."""

from datetime import date
from typing import ClassVar

from banso.engine.journal.fact import Fact, fact
from banso.kit.words import Text

ROLE_WORDS = {
    "csm": Text(en="customer success manager", ja="CSM"),
    "account_executive": Text(en="account executive", ja="営業担当"),
    "support_lead": Text(en="support lead", ja="サポート担当"),
    "executive_sponsor": Text(en="executive sponsor", ja="役員スポンサー"),
}
ACTIVITY_WORDS = {
    "call": Text(en="Call", ja="電話"),
    "mail": Text(en="Mail", ja="メール"),
    "visit": Text(en="Visit", ja="訪問"),
    "sns": Text(en="SNS", ja="SNS"),
    "meeting": Text(en="Meeting", ja="打ち合わせ"),
}


@fact(
    "accounts.account_created",
    title=Text(en="Account added", ja="顧客を登録した"),
    line=Text(en="{name}", ja="{name}"),
    side="us",
    group="account",
)
class AccountCreated(Fact, frozen=True, kw_only=True):
    name: str
    external_id: str = ""


@fact(
    "accounts.account_described",
    title=Text(en="Attributes recorded", ja="顧客の属性を記録した"),
    line=Text(
        en="Plan {plan}, industry {industry}, stage {stage}",
        ja="プラン {plan}、業種 {industry}、段階 {stage}",
    ),
    group="attributes",
)
class AccountDescribed(Fact, frozen=True, kw_only=True):
    """The account as numbers are broken down by it.

    One fact per account, a new version at each change: as of a past day it tells what was known then.
    `owner` is the name of the CSM; `employees` and `created_on` may be unknown.
    """

    name: str
    external_id: str
    plan: str
    industry: str
    employees: int | None
    country: str
    region: str
    stage: str
    owner: str
    owner_email: str
    tags: tuple[str, ...]
    custom: dict[str, str]
    internal: bool
    created_on: date | None
    parent: str
    archived: bool


@fact(
    "accounts.stage_changed",
    title=Text(en="Stage changed", ja="段階が変わった"),
    line=Text(en="From {before} to {after}", ja="{before} → {after}"),
    side="us",
    group="account",
)
class StageChanged(Fact, frozen=True, kw_only=True):
    """`before` and `after` are the stages' names as they were called then; the keys stand beside them."""

    before: str
    after: str
    before_key: str
    after_key: str


@fact(
    "accounts.owner_assigned",
    title=Text(en="Person in charge assigned", ja="担当者を決めた"),
    line=Text(en="{name}, {role}", ja="{role}：{name}"),
    side="us",
    group="people",
)
class OwnerAssigned(Fact, frozen=True, kw_only=True):
    words: ClassVar[dict[str, dict[str, Text]]] = {"role": ROLE_WORDS}

    role: str
    name: str
    email: str


@fact(
    "accounts.owner_ended",
    title=Text(en="Person in charge stepped down", ja="担当者が外れた"),
    line=Text(en="{name}, {role}", ja="{role}：{name}"),
    side="us",
    group="people",
)
class OwnerEnded(Fact, frozen=True, kw_only=True):
    words: ClassVar[dict[str, dict[str, Text]]] = {"role": ROLE_WORDS}

    role: str
    name: str
    email: str


@fact(
    "accounts.contact_added",
    title=Text(en="Contact added", ja="関係者を登録した"),
    line=Text(en="{name} {job_title}", ja="{name} {job_title}"),
    side="us",
    group="people",
)
class ContactAdded(Fact, frozen=True, kw_only=True):
    name: str
    job_title: str = ""
    email: str = ""


@fact(
    "accounts.contact_changed",
    title=Text(en="Contact changed", ja="関係者の情報が変わった"),
    line=Text(en="{name}: {changes}", ja="{name}：{changes}"),
    side="them",
    group="people",
)
class ContactChanged(Fact, frozen=True, kw_only=True):
    """`changes` reads "title: Manager → Director"; the fields stand in `before` and `after`."""

    name: str
    changes: str
    before: dict[str, str]
    after: dict[str, str]


@fact(
    "accounts.contact_left",
    title=Text(en="Contact left", ja="関係者が離れた"),
    line=Text(en="{name} {job_title}", ja="{name} {job_title}"),
    side="them",
    group="people",
)
class ContactLeft(Fact, frozen=True, kw_only=True):
    name: str
    job_title: str = ""
    successor: str = ""


@fact(
    "accounts.note_written",
    title=Text(en="Note", ja="メモ"),
    line=Text(en="{text}", ja="{text}"),
    side="us",
    group="conversation",
)
class NoteWritten(Fact, frozen=True, kw_only=True):
    """`text` is the note's beginning as plain words."""

    text: str


@fact(
    "accounts.activity_held",
    title=Text(en="Activity", ja="やりとり"),
    line=Text(en="{kind}: {topic}", ja="{kind}：{topic}"),
    side="us",
    group="conversation",
)
class ActivityHeld(Fact, frozen=True, kw_only=True):
    """A call, mail, visit or meeting. `side_of` says who acted: us, them or both; minutes may be unknown."""

    words: ClassVar[dict[str, dict[str, Text]]] = {"kind": ACTIVITY_WORDS}

    kind: str
    topic: str
    side_of: str
    participants: tuple[str, ...] = ()
    minutes: int | None = None
    outcome: str = ""
    next_step: str = ""


@fact(
    "accounts.file_added",
    title=Text(en="File added", ja="ファイルを追加した"),
    line=Text(en="{name}", ja="{name}"),
    side="us",
    group="conversation",
)
class FileAdded(Fact, frozen=True, kw_only=True):
    """`size` in bytes."""

    name: str
    size: int
    content_type: str


@fact(
    "accounts.accounts_merged",
    title=Text(en="Accounts merged", ja="顧客を統合した"),
    line=Text(en="{merged_name} became part of {name}", ja="「{merged_name}」を「{name}」に統合"),
    side="us",
    group="account",
)
class AccountsMerged(Fact, frozen=True, kw_only=True):
    """`account` is the one that stays, `merged` the id of the one that became part of it."""

    merged: str
    merged_name: str
    name: str


@fact(
    "accounts.accounts_unmerged",
    title=Text(en="Merge undone", ja="統合を取り消した"),
    line=Text(en="{merged_name} stands on its own again", ja="「{merged_name}」を元に戻した"),
    side="us",
    group="account",
)
class AccountsUnmerged(Fact, frozen=True, kw_only=True):
    merged: str
    merged_name: str
    name: str


@fact(
    "accounts.account_archived",
    title=Text(en="Account archived", ja="顧客をアーカイブした"),
    line=Text(en="{name}", ja="{name}"),
    side="us",
    group="account",
)
class AccountArchived(Fact, frozen=True, kw_only=True):
    name: str


@fact(
    "accounts.account_restored",
    title=Text(en="Account restored", ja="顧客を元に戻した"),
    line=Text(en="{name}", ja="{name}"),
    side="us",
    group="account",
)
class AccountRestored(Fact, frozen=True, kw_only=True):
    name: str


__all__ = [
    "ACTIVITY_WORDS",
    "ROLE_WORDS",
    "AccountArchived",
    "AccountCreated",
    "AccountDescribed",
    "AccountRestored",
    "AccountsMerged",
    "AccountsUnmerged",
    "ActivityHeld",
    "ContactAdded",
    "ContactChanged",
    "ContactLeft",
    "FileAdded",
    "NoteWritten",
    "OwnerAssigned",
    "OwnerEnded",
    "StageChanged",
]
