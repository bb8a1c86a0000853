"""The words and limits of the open workspace."""

from banso.domain.sales.models import DealReason, DealStage
from banso.domain.sales.rules import reasons as reason_rules
from banso.domain.sales.rules import stages as stage_rules
from banso.domain.sales.rules.reasons import ReasonValue
from banso.domain.sales.rules.stages import StageValue
from banso.kit.words import Text


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
