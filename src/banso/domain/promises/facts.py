"""What can happen to a promise. Every fact carries the promise as it stands after the step.

So the ledger of any past moment is the newest step of each promise as it was known then, and needs no
adding up. Days are calendar days of the workspace.
"""

from datetime import date
from typing import ClassVar

import msgspec

from banso.engine.journal.fact import Fact, fact
from banso.kit.words import Text

KIND_WORDS = {
    "feature": Text(en="Feature", ja="機能"),
    "date": Text(en="Date", ja="日程"),
    "price": Text(en="Price", ja="価格"),
    "support": Text(en="Support", ja="サポート"),
    "integration": Text(en="Integration", ja="連携"),
    "result": Text(en="Result", ja="成果"),
}
SOURCE_WORDS = {
    "call": Text(en="Call", ja="電話"),
    "mail": Text(en="Mail", ja="メール"),
    "meeting": Text(en="Meeting", ja="打ち合わせ"),
    "note": Text(en="Note", ja="メモ"),
    "contract": Text(en="Contract", ja="契約書"),
    "quote": Text(en="Quote", ja="見積書"),
    "other": Text(en="Other", ja="その他"),
}
DELIVERABLE_WORDS = {
    "standard": Text(en="Standard", ja="標準で応えられる"),
    "approval": Text(en="Needs approval", ja="承認が要る"),
    "not_in_product": Text(en="Not in the product", ja="製品にない"),
}
STATE_WORDS = {
    "draft": Text(en="Not confirmed", ja="確認前"),
    "confirmed": Text(en="Confirmed by the customer", ja="お客様が確認"),
    "kept": Text(en="Kept", ja="守った"),
    "late": Text(en="Kept late", ja="遅れて守った"),
    "broken": Text(en="Broken", ja="守れなかった"),
    "waived": Text(en="Waived", ja="取り下げ"),
}
APPROVAL_WORDS = {
    "approved": Text(en="Approved", ja="承認済み"),
    "refused": Text(en="Not approved", ja="承認されなかった"),
}
ANSWER_WORDS = {
    "confirmed": Text(en="Confirmed", ja="確認した"),
    "disputed": Text(en="Not what was said", ja="内容が違う"),
}


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A promise as it stands after a step; ids are texts, "" for none.

    Attributes:
        version: of the wording; raised by every amendment.
        made_on: when it was said.
        said_by, said_to: who said it, and to whom; the ids are of a member and of a contact.
        source: a slug of SOURCE_WORDS; `source_text` is the reference, and activity, note or file what the
            account holds of it. `file_sha256` is the file's as it was then.
        deliverable: whether the product can do it; `approval` is "", "approved" or "refused".
        owner: who keeps it after the sale.
        state_on: the day of the state: for kept and late the day on which it was kept.
        disputed: what the customer said it was instead; "" where they did not object.
        removed: written by mistake and taken back; no list and no number has it.
    """

    version: int
    external_id: str
    wording: str
    kind: str
    due_on: date
    made_on: date
    said_by: str
    said_by_id: str
    said_to: str
    said_to_id: str
    source: str
    source_text: str
    activity: str
    note: str
    file: str
    file_name: str
    file_sha256: str
    product: str
    deliverable: str
    approval: str
    approver: str
    approved_on: date | None
    owner: str
    owner_email: str
    deal: str
    state: str
    state_on: date
    evidence: str
    disputed: str
    removed: bool


class PromiseFact(Fact, frozen=True, kw_only=True):
    """A step of a promise. `number` counts its steps from 1; `subject` is "promise:<id>"."""

    words: ClassVar[dict[str, dict[str, Text]]] = {"kind": KIND_WORDS}

    number: int
    wording: str
    promise: Standing


@fact(
    "promises.made",
    title=Text(en="Promise made", ja="約束した"),
    line=Text(en="{wording}", ja="{wording}"),
    side="us",
    group="promise",
)
class PromiseMade(PromiseFact, frozen=True, kw_only=True):
    """Somebody of ours promised something to somebody of the customer's."""


@fact(
    "promises.amended",
    title=Text(en="Promise changed", ja="約束を改めた"),
    line=Text(en="{wording} (before: {before}). {reason}", ja="{wording}（変更前：{before}）{reason}"),
    side="us",
    group="promise",
)
class PromiseAmended(PromiseFact, frozen=True, kw_only=True):
    """Another version of what was promised. A confirmation of the wording or the date before is void."""

    before: str
    due_before: date
    reason: str


@fact(
    "promises.confirmation_asked",
    title=Text(en="Confirmation of a promise asked for", ja="約束の確認をお願いした"),
    line=Text(en="{wording}", ja="{wording}"),
    side="us",
    group="promise",
)
class ConfirmationAsked(PromiseFact, frozen=True, kw_only=True):
    """A signed link was made for the customer; `sent_to` is "" where it was handed over otherwise."""

    sent_to: str


@fact(
    "promises.confirmed",
    title=Text(en="Promise confirmed", ja="約束を確認した"),
    line=Text(en="{wording}", ja="{wording}"),
    side="them",
    group="promise",
)
class PromiseConfirmed(PromiseFact, frozen=True, kw_only=True):
    """The customer says that this is what was promised; `by_link` where they did so themselves."""

    evidence: str
    by_link: bool


@fact(
    "promises.disputed",
    title=Text(en="Promise disputed", ja="約束の内容が違うと言われた"),
    line=Text(en="{said}", ja="{said}"),
    side="them",
    group="promise",
)
class PromiseDisputed(PromiseFact, frozen=True, kw_only=True):
    """The customer says that this is not what was said."""

    said: str


@fact(
    "promises.kept",
    title=Text(en="Promise kept", ja="約束を守った"),
    line=Text(en="{wording}: {evidence}", ja="{wording}：{evidence}"),
    side="us",
    group="promise",
)
class PromiseKept(PromiseFact, frozen=True, kw_only=True):
    """Kept on or before its date."""

    evidence: str


@fact(
    "promises.kept_late",
    title=Text(en="Promise kept late", ja="約束を遅れて守った"),
    line=Text(
        en="{wording}, {days_late} days late: {evidence}", ja="{wording}（{days_late}日遅れ）：{evidence}"
    ),
    side="us",
    group="promise",
)
class PromiseKeptLate(PromiseFact, frozen=True, kw_only=True):
    """Kept after its date."""

    evidence: str
    days_late: int


@fact(
    "promises.broken",
    title=Text(en="Promise broken", ja="約束を守れなかった"),
    line=Text(en="{wording}: {evidence}", ja="{wording}：{evidence}"),
    side="us",
    group="promise",
)
class PromiseBroken(PromiseFact, frozen=True, kw_only=True):
    """It will not be kept."""

    evidence: str


@fact(
    "promises.waived",
    title=Text(en="Promise waived", ja="約束が取り下げられた"),
    line=Text(en="{wording}: {evidence}", ja="{wording}：{evidence}"),
    side="them",
    group="promise",
)
class PromiseWaived(PromiseFact, frozen=True, kw_only=True):
    """The customer lets us off."""

    evidence: str


@fact(
    "promises.reopened",
    title=Text(en="Promise opened again", ja="約束を未完了に戻した"),
    line=Text(en="{wording}: {reason}", ja="{wording}：{reason}"),
    side="us",
    group="promise",
)
class PromiseReopened(PromiseFact, frozen=True, kw_only=True):
    """The state before was a mistake; `was` is that state."""

    was: str
    reason: str


@fact(
    "promises.owner_changed",
    title=Text(en="Keeper of a promise changed", ja="約束を守る人が替わった"),
    line=Text(en="{wording}: {owner}", ja="{wording}：{owner}"),
    side="us",
    group="promise",
)
class OwnerChanged(PromiseFact, frozen=True, kw_only=True):
    """Somebody else keeps it; "" for nobody."""

    owner: str
    owner_before: str


@fact(
    "promises.approved",
    title=Text(en="Promise approved", ja="約束を承認した"),
    line=Text(en="{wording}: {remark}", ja="{wording}：{remark}"),
    side="us",
    group="promise",
)
class PromiseApproved(PromiseFact, frozen=True, kw_only=True):
    """Somebody who may answers for a promise that is not standard."""

    remark: str


@fact(
    "promises.approval_refused",
    title=Text(en="Promise not approved", ja="約束が承認されなかった"),
    line=Text(en="{wording}: {remark}", ja="{wording}：{remark}"),
    side="us",
    group="promise",
)
class ApprovalRefused(PromiseFact, frozen=True, kw_only=True):
    """It was promised all the same: somebody has to tell the customer."""

    remark: str


@fact(
    "promises.deal_linked",
    title=Text(en="Promise linked to a deal", ja="約束を商談に結び付けた"),
    line=Text(en="{wording}", ja="{wording}"),
    side="us",
    group="promise",
)
class DealLinked(PromiseFact, frozen=True, kw_only=True):
    """The deal stands in the promise; "" for none."""


@fact(
    "promises.taken_back",
    title=Text(en="Promise entered by mistake", ja="約束の記録を取り消した"),
    line=Text(en="{wording}: {reason}", ja="{wording}：{reason}"),
    side="us",
    group="promise",
)
class PromiseTakenBack(PromiseFact, frozen=True, kw_only=True):
    """It was never made: from here on no list and no number has it."""

    reason: str


@fact(
    "promises.put_back",
    title=Text(en="Promise entered again", ja="約束の記録を元に戻した"),
    line=Text(en="{wording}", ja="{wording}"),
    side="us",
    group="promise",
)
class PromisePutBack(PromiseFact, frozen=True, kw_only=True):
    """It was made after all."""


PROMISE_FACTS: tuple[type[PromiseFact], ...] = (
    PromiseMade,
    PromiseAmended,
    ConfirmationAsked,
    PromiseConfirmed,
    PromiseDisputed,
    PromiseKept,
    PromiseKeptLate,
    PromiseBroken,
    PromiseWaived,
    PromiseReopened,
    OwnerChanged,
    PromiseApproved,
    ApprovalRefused,
    DealLinked,
    PromiseTakenBack,
    PromisePutBack,
)
