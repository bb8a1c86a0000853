"""What can happen to a handoff, from the winning of its deal until CS has taken the customer over.

Every fact of a handoff has the subject `handoff:<id>`; `deal` is the deal's id, `item` one of the ten by name
and `number` its place from 1. A handoff of a deal that is reopened never was: its facts are retracted, and
`handoffs.withdrawn` says so. Deals that were closed before Banso have none.
"""

from datetime import datetime
from typing import ClassVar

from banso.domain.sales.facts import ITEM_WORDS
from banso.engine.journal.fact import Fact, fact
from banso.kit.words import Text

STATE_WORDS = {
    "waiting": Text(en="Waiting for CS", ja="CSの確認待ち"),
    "returned": Text(en="Returned to sales", ja="営業に差し戻し"),
    "accepted": Text(en="Accepted", ja="受け入れ済み"),
    "withdrawn": Text(en="Withdrawn", ja="取り消し"),
}
HOW_WORDS = {
    "hand": Text(en="chosen by hand", ja="手動で選択"),
    "account": Text(en="is the account's CSM already", ja="すでにこの顧客の担当"),
    "rule": Text(en="chosen by a rule", ja="ルールで選択"),
    "rotation": Text(en="next in turn", ja="順番で選択"),
    "nobody": Text(en="nobody is there to choose", ja="選べる担当者がいない"),
}
REASON_WORDS = {
    "incomplete": Text(en="Something is missing", ja="足りないものがある"),
    "unclear": Text(en="Hard to understand", ja="内容がわかりにくい"),
    "wrong": Text(en="Not as the customer says", ja="お客様の話と違う"),
    "outdated": Text(en="Out of date", ja="情報が古い"),
    "unconfirmed": Text(en="Not confirmed with the customer", ja="お客様に確認できていない"),
    "other": Text(en="Something else", ja="その他"),
}
GRADE_WORDS = {
    "goal_rewritten": Text(en="The goal was rewritten", ja="ゴールが書き直された"),
    "stakeholder_left": Text(en="A key person left", ja="キーパーソンが離れた"),
    "stakeholder_corrected": Text(
        en="A key person's role was corrected", ja="キーパーソンの役割が訂正された"
    ),
    "promise_found": Text(
        en="A promise from before the winning turned up", ja="受注前の約束があとから見つかった"
    ),
}


class HandoffFact(Fact, frozen=True, kw_only=True):
    """`name` is the deal's; `csm` is who looks at the handoff, "" for nobody yet; `round` counts from 1."""

    name: str
    deal: str
    seller: str
    seller_email: str
    csm: str
    round: int


@fact(
    "handoffs.submitted",
    title=Text(en="Handoff submitted", ja="引継ぎを提出した"),
    line=Text(en="{name}: from {seller} to CS", ja="{name}：{seller}からCSへ"),
    side="us",
    group="handoff",
)
class HandoffSubmitted(HandoffFact, frozen=True, kw_only=True):
    """The winning of a deal handed its ten items to CS; `filled` of `items` had content then."""

    filled: int
    items: int
    due_at: datetime


@fact(
    "handoffs.assigned",
    title=Text(en="CSM of a handoff chosen", ja="引継ぎの担当CSMが決まった"),
    line=Text(en="{name}: {csm}, {how}", ja="{name}：{csm}（{how}）"),
    side="us",
    group="handoff",
)
class HandoffAssigned(HandoffFact, frozen=True, kw_only=True):
    """`rule` names the rule that chose; `before` is who had it until now."""

    words: ClassVar[dict[str, dict[str, Text]]] = {"how": HOW_WORDS}

    csm_email: str
    how: str
    rule: str
    before: str


class ItemFact(HandoffFact, frozen=True, kw_only=True):
    words: ClassVar[dict[str, dict[str, Text]]] = {"item": ITEM_WORDS, "reason": REASON_WORDS}

    number: int
    item: str


@fact(
    "handoffs.item_accepted",
    title=Text(en="Item of a handoff accepted", ja="引継ぎの項目を受け入れた"),
    line=Text(en="{number}. {item}", ja="{number}. {item}"),
    side="us",
    group="handoff",
)
class ItemAccepted(ItemFact, frozen=True, kw_only=True):
    """It stays accepted, whatever becomes of the others."""


@fact(
    "handoffs.item_returned",
    title=Text(en="Item of a handoff returned", ja="引継ぎの項目を差し戻した"),
    line=Text(en="{number}. {item}: {reason}. {wanted}", ja="{number}. {item}：{reason}。{wanted}"),
    side="us",
    group="handoff",
)
class ItemReturned(ItemFact, frozen=True, kw_only=True):
    """`wanted` is what would make it acceptable."""

    reason: str
    wanted: str


@fact(
    "handoffs.returned",
    title=Text(en="Handoff returned", ja="引継ぎを差し戻した"),
    line=Text(en="{name}: {items} to mend", ja="{name}：直す項目 {items}件"),
    side="us",
    group="handoff",
)
class HandoffReturned(HandoffFact, frozen=True, kw_only=True):
    items: int


@fact(
    "handoffs.resubmitted",
    title=Text(en="Handoff sent again", ja="引継ぎを再提出した"),
    line=Text(en="{name}: {items} mended. {answer}", ja="{name}：直した項目 {items}件。{answer}"),
    side="us",
    group="handoff",
)
class HandoffResubmitted(HandoffFact, frozen=True, kw_only=True):
    items: int
    answer: str


@fact(
    "handoffs.accepted",
    title=Text(en="Handoff accepted", ja="引継ぎを受け入れた"),
    line=Text(en="{name}: {csm} looks after the account now", ja="{name}：{csm}が担当になった"),
    side="us",
    group="handoff",
)
class HandoffAccepted(HandoffFact, frozen=True, kw_only=True):
    """`seconds` passed since the winning, `business_seconds` of them in business hours."""

    csm_email: str
    seconds: int
    business_seconds: int
    returns: int
    promises: int


@fact(
    "handoffs.escalated",
    title=Text(en="Handoff past its time", ja="引継ぎの期限が過ぎた"),
    line=Text(en="{name}: told {told}", ja="{name}：{told}に知らせた"),
    group="handoff",
)
class HandoffEscalated(HandoffFact, frozen=True, kw_only=True):
    """The target passed without acceptance; `told` are the leads who heard of it, as a list in words."""

    told: str
    due_at: datetime


@fact(
    "handoffs.item_graded",
    title=Text(en="Item of a handoff proved wrong", ja="引継ぎの項目があとから違っていた"),
    line=Text(en="{number}. {item}: {grade}. {note}", ja="{number}. {item}：{grade}。{note}"),
    group="handoff",
)
class ItemGraded(HandoffFact, frozen=True, kw_only=True):
    """What happened later says that the item was not right; for learning, not for blaming."""

    words: ClassVar[dict[str, dict[str, Text]]] = {"item": ITEM_WORDS, "grade": GRADE_WORDS}

    number: int
    item: str
    grade: str
    note: str


@fact(
    "handoffs.message_written",
    title=Text(en="Message on a handoff", ja="引継ぎの会話"),
    line=Text(en="{text}", ja="{text}"),
    side="us",
    group="handoff",
)
class MessageWritten(HandoffFact, frozen=True, kw_only=True):
    text: str


@fact(
    "handoffs.withdrawn",
    title=Text(en="Handoff withdrawn", ja="引継ぎを取り消した"),
    line=Text(en="{name}: the deal was reopened", ja="{name}：商談が再開された"),
    group="handoff",
)
class HandoffWithdrawn(HandoffFact, frozen=True, kw_only=True):
    """The deal was reopened; the facts of the handoff are retracted."""
