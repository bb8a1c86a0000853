"""What can happen to a contract, to what an account pays, and to what its customers cost.

Days are calendar days of the workspace; a fact's moment is that day's midnight in the workspace's zone.
Amounts are per month in the reporting currency unless a field says otherwise, exact decimals.
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

import msgspec

from banso.engine.journal.fact import Fact, fact
from banso.kit.words import Text

# Facts of the workspace itself, such as its costs, happened to no account.
NO_ACCOUNT = UUID(int=0)

KIND_WORDS = {
    "new": Text(en="New", ja="新規"),
    "reactivation": Text(en="Reactivation", ja="復活"),
    "upsell": Text(en="Upsell", ja="アップセル"),
    "cross_sell": Text(en="Cross-sell", ja="クロスセル"),
    "contraction": Text(en="Contraction", ja="縮小"),
    "churn": Text(en="Churn", ja="解約"),
}
CATEGORY_WORDS = {
    "sales": Text(en="Sales", ja="営業"),
    "marketing": Text(en="Marketing", ja="マーケティング"),
    "cogs": Text(en="Cost of goods sold", ja="売上原価"),
    "support": Text(en="Support", ja="サポート"),
    "other": Text(en="Other", ja="その他"),
}


class ProductMoved(msgspec.Struct, frozen=True, kw_only=True):
    """What an account pays for one product before and after a day."""

    product: str
    before: Decimal
    after: Decimal


@fact(
    "contracts.subscription_line_set",
    title=Text(en="Subscription line", ja="契約明細"),
    line=Text(en="{product} {plan}: {mrr} a month", ja="{product} {plan}：月額 {mrr}"),
    side="both",
    group="contract",
)
class SubscriptionLineSet(Fact, frozen=True, kw_only=True):
    """One version of a subscription line; `subject` is the line's external id.

    `valid_until` is the first day after it. `amount` is per month in `currency`, `mrr` the same in the
    reporting currency at the rate of `valid_from`; a trial has its amount and counts zero.
    """

    product: str
    plan: str
    valid_from: date
    valid_until: date | None
    amount: Decimal
    currency: str
    mrr: Decimal
    interval: str
    seats: int | None
    trial: bool
    first: bool


@fact(
    "contracts.subscription_ended",
    title=Text(en="Subscription line ended", ja="契約明細が終了した"),
    line=Text(en="{product} {plan}", ja="{product} {plan}"),
    side="them",
    group="contract",
)
class SubscriptionEnded(Fact, frozen=True, kw_only=True):
    """`ends_on` is the first day no longer paid; `successors` are the lines that took over."""

    product: str
    plan: str
    ends_on: date
    mrr: Decimal
    trial: bool
    successors: tuple[str, ...]


@fact(
    "contracts.mrr_moved",
    title=Text(en="MRR changed", ja="MRRが変わった"),
    line=Text(en="{kind}: {mrr_before} → {mrr_after}", ja="{kind}：{mrr_before} → {mrr_after}"),
    side="them",
    group="contract",
)
class MrrMoved(Fact, frozen=True, kw_only=True):
    """One movement of the MRR ledger. `amount` is signed: mrr_after - mrr_before."""

    words: ClassVar[dict[str, dict[str, Text]]] = {"kind": KIND_WORDS}

    kind: str
    day: date
    amount: Decimal
    mrr_before: Decimal
    mrr_after: Decimal
    currency: str
    products: tuple[ProductMoved, ...]
    subscriptions: tuple[str, ...]


@fact(
    "contracts.ledgers_restated",
    title=Text(en="MRR ledgers restated", ja="MRR台帳を計算し直した"),
    line=Text(en="In {currency}, days of {timezone}", ja="{currency}建て、日付は{timezone}"),
    side="sys",
    group="contract",
)
class LedgersRestated(Fact, frozen=True, kw_only=True):
    """Every ledger follows another reporting currency or time zone since this became known.

    It became known at the same moment as the new versions of the ledgers' facts.
    """

    currency: str
    timezone: str


@fact(
    "contracts.cost_entered",
    title=Text(en="Cost entered", ja="コストを記録した"),
    line=Text(en="{category}: {amount}", ja="{category}：{amount}"),
    side="us",
    group="contract",
)
class CostEntered(Fact, frozen=True, kw_only=True):
    """What a month cost. `month` is its first day; `amount` in the reporting currency at that day's rate."""

    words: ClassVar[dict[str, dict[str, Text]]] = {"category": CATEGORY_WORDS}

    month: date
    category: str
    amount: Decimal
    entered: Decimal
    currency: str


@fact(
    "contracts.rate_set",
    title=Text(en="Exchange rate set", ja="為替レートを設定した"),
    line=Text(en="1 {currency} = {rate} {into} from {day}", ja="{day}から 1 {currency} = {rate} {into}"),
    side="us",
    group="contract",
)
class RateSet(Fact, frozen=True, kw_only=True):
    currency: str
    into: str
    day: date
    rate: Decimal


@fact(
    "contracts.margin_set",
    title=Text(en="Gross margin set", ja="粗利率を設定した"),
    line=Text(en="{share} from {valid_from}", ja="{valid_from}から {share}"),
    side="us",
    group="contract",
)
class MarginSet(Fact, frozen=True, kw_only=True):
    """The share of revenue that is left after the cost of goods sold, 0 to 1, from a month on."""

    valid_from: date
    share: Decimal
