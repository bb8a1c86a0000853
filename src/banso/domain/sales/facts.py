"""What can happen to a deal.

Every fact of a deal has the subject `deal:<id>`. Days are calendar days of the workspace. Amounts are exact
decimals in the reporting currency, at the rate of the day they speak of; `entered` is the same in the deal's
own `currency`. A deal's amount is that of a year of its lines. A deal that a history import brought without
an account happened to NO_ACCOUNT.
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from banso.engine.journal.fact import Fact, fact
from banso.kit.words import Text

NO_ACCOUNT = UUID(int=0)

# The ten items, as the seed document names them.
ITEM_WORDS = {
    "customer": Text(en="Basic information of the customer", ja="顧客の基本情報"),
    "plan": Text(en="Contract plan and amount", ja="契約プラン・金額"),
    "background": Text(
        en="Background, and the problem the customer most wanted to solve",
        ja="導入の背景と、顧客が最も解決したかった課題",
    ),
    "success": Text(
        en="The goal the customer finally aims at (definition of success)",
        ja="顧客が最終的に目指すゴール(成功の定義)",
    ),
    "priorities": Text(
        en="What the customer attached special weight to", ja="商談の過程で、顧客が特に重視していた点"
    ),
    "concerns": Text(en="What the customer was worried about", ja="逆に、顧客が懸念していた点"),
    "promises": Text(
        en="Promises the salesperson exchanged with the customer",
        ja="営業担当者が、顧客と交わした「約束事」",
    ),
    "stakeholders": Text(
        en="Key persons, with their roles and personality",
        ja="組織内のキーパーソンと、それぞれの役割・人柄",
    ),
    "communication": Text(en="Main communication so far", ja="これまでの主なコミュニケーション履歴"),
    "notes": Text(
        en="Special notes to CS (such as a possible upsell)",
        ja="CS担当者への特記事項(アップセルの可能性など)",
    ),
}
STATUS_WORDS = {
    "open": Text(en="open", ja="進行中"),
    "won": Text(en="won", ja="受注"),
    "lost": Text(en="lost", ja="失注"),
    "archived": Text(en="archived", ja="しまわれた"),
}
FORECAST_WORDS = {
    "commit": Text(en="Commit", ja="コミット"),
    "best_case": Text(en="Best case", ja="ベストケース"),
    "pipeline": Text(en="Pipeline", ja="パイプライン"),
}
STAKEHOLDER_WORDS = {
    "decider": Text(en="decision maker", ja="決裁者"),
    "champion": Text(en="champion", ja="推進者"),
    "user": Text(en="daily user", ja="日々の利用者"),
    "administrator": Text(en="administrator", ja="管理者"),
    "purchasing": Text(en="purchasing", ja="購買"),
    "sceptic": Text(en="sceptic", ja="慎重派"),
}
WANTED_WORDS = {
    "discount": Text(en="discount", ja="値引き"),
    "promise": Text(en="promise", ja="約束"),
}
CHANGE_WORDS = {
    "filled": Text(en="filled", ja="記入"),
    "changed": Text(en="changed", ja="変更"),
    "emptied": Text(en="emptied", ja="空に戻した"),
}


@fact(
    "sales.deal_created",
    title=Text(en="Deal opened", ja="商談が始まった"),
    line=Text(en="{name}", ja="{name}"),
    side="us",
    group="deal",
)
class DealCreated(Fact, frozen=True, kw_only=True):
    """`day` is the day on which the deal began; `history`: it was closed before Banso."""

    name: str
    day: date
    owner: str
    source: str
    referral: str
    amount: Decimal
    entered: Decimal
    currency: str
    history: bool


@fact(
    "sales.deal_stood",
    title=Text(en="State of a deal recorded", ja="商談の状態を記録した"),
    line=Text(en="{name}: {status}, {amount}", ja="{name}：{status}、{amount}"),
    group="attributes",
)
class DealStood(Fact, frozen=True, kw_only=True):
    """How a deal stands from a moment on, for what is asked of the pipeline on a day.

    `step` orders what stands at one moment; `probability` is the stage's, 0 to 1; `stage_at` is its place
    among the stages, from 0. Which stages a deal went through that was closed before Banso nobody knows: its
    stage is "".
    """

    words: ClassVar[dict[str, dict[str, Text]]] = {"status": STATUS_WORDS, "forecast": FORECAST_WORDS}

    name: str
    step: int
    status: str
    stage: str
    stage_name: str
    stage_at: int
    probability: Decimal
    forecast: str
    owner: str
    source: str
    amount: Decimal
    entered: Decimal
    currency: str
    expected_close_on: date | None
    created_on: date


@fact(
    "sales.stage_changed",
    title=Text(en="Stage of a deal changed", ja="商談の段階が変わった"),
    line=Text(en="{name}: from {before} to {after}", ja="{name}：{before} → {after}"),
    side="us",
    group="deal",
)
class StageChanged(Fact, frozen=True, kw_only=True):
    """`before` and `after` are the stages' names as they were called then; places count from 0."""

    name: str
    before: str
    after: str
    before_key: str
    after_key: str
    before_at: int
    after_at: int
    owner: str
    days: int


@fact(
    "sales.amount_changed",
    title=Text(en="Amount of a deal changed", ja="商談の金額が変わった"),
    line=Text(en="{name}: {before} → {after}", ja="{name}：{before} → {after}"),
    side="us",
    group="deal",
)
class AmountChanged(Fact, frozen=True, kw_only=True):
    name: str
    before: Decimal
    after: Decimal
    entered: Decimal
    currency: str


@fact(
    "sales.sheet_changed",
    title=Text(en="Handoff sheet", ja="引継ぎシート"),
    line=Text(en="{item}: {change}", ja="{item}：{change}"),
    side="us",
    group="deal",
)
class SheetChanged(Fact, frozen=True, kw_only=True):
    """One of the ten items was filled, changed or emptied; `content` is what it says since, as plain text.

    `number` is the item's, 1 to 10; `complete`: the gate lacks nothing of it any more.
    """

    words: ClassVar[dict[str, dict[str, Text]]] = {"item": ITEM_WORDS, "change": CHANGE_WORDS}

    name: str
    number: int
    item: str
    change: str
    complete: bool
    content: str


@fact(
    "sales.deal_won",
    title=Text(en="Deal won", ja="受注した"),
    line=Text(en="{name}: {amount}", ja="{name}：{amount}"),
    side="both",
    group="deal",
)
class DealWon(Fact, frozen=True, kw_only=True):
    """The winning of a deal on `day`; `monthly` is its MRR, `proposed`: it had reached a proposal.

    `history`: it was closed before Banso, without a sheet. `referral` is the account that brought it, as an
    id, or "".
    """

    name: str
    day: date
    created_on: date
    days: int
    owner: str
    owner_email: str
    source: str
    referral: str
    amount: Decimal
    monthly: Decimal
    entered: Decimal
    currency: str
    products: tuple[str, ...]
    reason: str
    proposed: bool
    history: bool


@fact(
    "sales.deal_lost",
    title=Text(en="Deal lost", ja="失注した"),
    line=Text(en="{name}: {reason}", ja="{name}：{reason}"),
    side="them",
    group="deal",
)
class DealLost(Fact, frozen=True, kw_only=True):
    """As DealWon; `reason` is its name as it was called then, `reason_key` its key."""

    name: str
    day: date
    created_on: date
    days: int
    owner: str
    owner_email: str
    source: str
    referral: str
    amount: Decimal
    entered: Decimal
    currency: str
    reason: str
    reason_key: str
    note: str
    proposed: bool
    history: bool


@fact(
    "sales.deal_reopened",
    title=Text(en="Deal reopened", ja="商談を再開した"),
    line=Text(en="{name}, which was {status}", ja="{name}（{status}から）"),
    side="us",
    group="deal",
)
class DealReopened(Fact, frozen=True, kw_only=True):
    """The closing that this takes back is retracted; `status` is what the deal was until now."""

    words: ClassVar[dict[str, dict[str, Text]]] = {"status": STATUS_WORDS}

    name: str
    status: str


@fact(
    "sales.discount_approved",
    title=Text(en="Discount approved", ja="値引きが承認された"),
    line=Text(en="{name}: up to {percent}%", ja="{name}：{percent}%まで"),
    side="us",
    group="deal",
)
class DiscountApproved(Fact, frozen=True, kw_only=True):
    name: str
    percent: Decimal
    note: str


@fact(
    "sales.approval_asked",
    title=Text(en="Approval asked for", ja="承認を依頼した"),
    line=Text(en="{wanted}: {what}", ja="{wanted}：{what}"),
    side="us",
    group="deal",
)
class ApprovalAsked(Fact, frozen=True, kw_only=True):
    """Something of the deal wants an approval by the workspace's rules; `role` or one above it may give it.

    `what` is the discount with its percent sign, or the wording of the promise; so it is of those below.
    """

    words: ClassVar[dict[str, dict[str, Text]]] = {"wanted": WANTED_WORDS}

    name: str
    wanted: str
    what: str
    role: str
    remark: str


@fact(
    "sales.approval_withdrawn",
    title=Text(en="Request for an approval withdrawn", ja="承認の依頼を取り下げた"),
    line=Text(en="{wanted}: {what}", ja="{wanted}：{what}"),
    side="us",
    group="deal",
)
class ApprovalWithdrawn(Fact, frozen=True, kw_only=True):
    """Nobody asks for it any more: by a hand, or because the discount is another one now."""

    words: ClassVar[dict[str, dict[str, Text]]] = {"wanted": WANTED_WORDS}

    name: str
    wanted: str
    what: str


@fact(
    "sales.discount_refused",
    title=Text(en="Discount refused", ja="値引きが承認されなかった"),
    line=Text(en="{percent}%: {reason}", ja="{percent}％：{reason}"),
    side="us",
    group="deal",
)
class DiscountRefused(Fact, frozen=True, kw_only=True):
    name: str
    percent: Decimal
    reason: str
