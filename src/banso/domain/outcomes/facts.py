"""What the customer calls success, and what became of it.

Every fact of an outcome has the subject `outcome:<id>`: one agreed number of one won deal. `target` is what
was agreed, in `unit`; a gap is the value that was measured less the target, turned round where less is
better, so that above nought is better than agreed. An outcome of a deal that is reopened never was.
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from banso.engine.journal.fact import Fact, fact
from banso.kit.words import Text

SOURCE_WORDS = {
    "kpi": Text(en="A KPI", ja="KPI"),
    "usage": Text(en="A usage event, counted", ja="利用イベントの回数"),
    "reported": Text(en="A number the customer reports", ja="お客様から伺った数字"),
}
DEFINITION_WORDS = {
    "asked": Text(en="the customer was asked to confirm", ja="お客様に確認を依頼"),
    "confirmed": Text(en="the customer confirmed it", ja="お客様が確認"),
    "disputed": Text(en="the customer means something else", ja="お客様の認識と違う"),
}


@fact(
    "outcomes.definition",
    title=Text(en="Definition of success", ja="成功の定義"),
    line=Text(en="{change}", ja="{change}"),
    side="both",
    group="deal",
)
class DefinitionAnswered(Fact, frozen=True, kw_only=True):
    """The customer was asked to confirm what success is, or answered; the subject is `deal:<id>`.

    `goals` is how many numbers it has, `said` what they wrote, `who` who was asked or answers.
    """

    words: ClassVar[dict[str, dict[str, Text]]] = {"change": DEFINITION_WORDS}

    name: str
    change: str
    who: str
    said: str
    goals: int


class OutcomeFact(Fact, frozen=True, kw_only=True):
    """`deal` is the deal's id and `name` its name; `seller` who sold it, `product` what was sold first."""

    deal: str
    name: str
    metric: str
    unit: str
    target: Decimal
    seller: str
    product: str


@fact(
    "outcomes.agreed",
    title=Text(en="Success agreed", ja="成功の定義を引き継いだ"),
    line=Text(en="{metric}: {target} {unit}", ja="{metric}：{target}{unit}"),
    side="both",
    group="deal",
)
class OutcomeAgreed(OutcomeFact, frozen=True, kw_only=True):
    """A deal was won with this definition; a new version of the fact where it is rewritten later."""

    baseline: Decimal
    due_on: date
    measured_by: str
    measure: str
    started_on: date


@fact(
    "outcomes.confirmed",
    title=Text(en="Success confirmed by the customer", ja="お客様が成功の定義を確認した"),
    line=Text(en="{metric}: {target} {unit}", ja="{metric}：{target}{unit}"),
    side="them",
    group="deal",
)
class OutcomeConfirmed(OutcomeFact, frozen=True, kw_only=True):
    """The customer confirmed this number; retracted where it is rewritten. Others count in no KPI."""


@fact(
    "outcomes.measured",
    title=Text(en="Success measured", ja="成功の度合いを測った"),
    line=Text(
        en="{metric}: {value} {unit} after {checkpoint} days, agreed {target}",
        ja="{metric}：{checkpoint}日後に{value}{unit}（合意は{target}）",
    ),
    side="them",
    group="deal",
)
class OutcomeMeasured(OutcomeFact, frozen=True, kw_only=True):
    """What the number was on the day `checkpoint` days after the winning.

    `gap` is in the goal's unit and `gap_share` of the target, None for a target of nought; both are above
    nought where it is better than agreed. A correction is a new version.
    """

    words: ClassVar[dict[str, dict[str, Text]]] = {"source": SOURCE_WORDS}

    checkpoint: int
    day: date
    value: Decimal
    gap: Decimal
    gap_share: Decimal | None
    source: str
    told: str
