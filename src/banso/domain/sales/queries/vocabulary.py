"""The words and limits of the open workspace."""

from decimal import Decimal

from banso.domain.sales.models import DealReason, DealStage, SalesLimit
from banso.domain.sales.rules import reasons as reason_rules
from banso.domain.sales.rules import stages as stage_rules
from banso.domain.sales.rules.reasons import ReasonValue
from banso.domain.sales.rules.stages import StageValue
from banso.kit.words import Text

DEFAULT_LIMIT = Decimal(10)


def deal_stages() -> tuple[StageValue, ...]:
    """The pipeline in its order; the last stage is the one that wins."""
    rows = tuple(
        StageValue(
            row.key,
            Text(en=row.name_en, ja=row.name_ja),
            row.probability,
            tuple(row.required),
            proposal=row.proposal,
            won=row.won,
        )
        for row in DealStage.objects.all()
    )
    return rows or stage_rules.PRESET


def reasons() -> tuple[ReasonValue, ...]:
    """Why deals are won and lost."""
    rows = tuple(
        ReasonValue(row.outcome, row.key, Text(en=row.name_en, ja=row.name_ja))
        for row in DealReason.objects.all()
    )
    return rows or reason_rules.PRESET


def discount_limit() -> Decimal:
    """The discount, in percent, beyond which a deal needs an approval."""
    row = SalesLimit.objects.first()
    return DEFAULT_LIMIT if row is None else row.discount
