"""The pipeline: the preset of the seed documents, and what a deal must have before it enters a stage."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from banso.domain.sales.rules.gate import Sheet, has_item
from banso.kit.errors import InputError
from banso.kit.texts import search_text
from banso.kit.words import Text

LONGEST_NAME, MOST_STAGES = 60, 20


@dataclass(frozen=True, slots=True)
class StageValue:
    """A stage; `probability` in percent, `proposal` and `won` as in `models.DealStage`."""

    key: str
    words: Text
    probability: int
    required: tuple[str, ...] = ()
    proposal: bool = False
    won: bool = False

    def __str__(self) -> str:
        return str(self.words)


PRESET = (
    StageValue("prospecting", Text(en="Prospecting", ja="見込み客開拓"), 5),
    StageValue("approach", Text(en="Approach", ja="アプローチ"), 10),
    StageValue("hearing", Text(en="Hearing", ja="ヒアリング"), 30),
    StageValue("proposal", Text(en="Proposal", ja="提案"), 50, ("background", "amount"), proposal=True),
    StageValue("closing", Text(en="Closing", ja="クロージング"), 75, ("plan", "expected_close_on")),
    StageValue("after_contract", Text(en="After the contract", ja="契約後対応"), 100, won=True),
)


@dataclass(frozen=True, slots=True)
class DealSeen:
    """A deal as stages ask about it."""

    amount: Decimal
    expected_close_on: date | None
    owner: str
    source: str
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Required:
    """Something that a stage may ask for; `where` is the part of the deal's page that fills it."""

    words: Text
    where: str
    has: Callable[[DealSeen], bool]


def _item(words: Text, key: str) -> Required:
    return Required(words, f"sheet/{key}/", lambda deal: has_item(key, deal.sheet))


REQUIRED: Mapping[str, Required] = {
    "amount": Required(Text(en="an amount", ja="金額"), "edit/", lambda deal: deal.amount > 0),
    "expected_close_on": Required(
        Text(en="the day on which it is expected to close", ja="受注予定日"),
        "edit/",
        lambda deal: deal.expected_close_on is not None,
    ),
    "owner": Required(Text(en="an owner", ja="担当"), "edit/", lambda deal: bool(deal.owner)),
    "source": Required(Text(en="a source", ja="流入元"), "edit/", lambda deal: bool(deal.source)),
    "plan": _item(Text(en="plan and amount (item 2)", ja="契約プラン・金額（項目2）"), "plan"),
    "background": _item(Text(en="background and problem (item 3)", ja="背景と課題（項目3）"), "background"),
    "success": _item(Text(en="the definition of success (item 4)", ja="成功の定義（項目4）"), "success"),
    "concerns": _item(Text(en="concerns (item 6)", ja="懸念していた点（項目6）"), "concerns"),
    "stakeholders": _item(Text(en="key persons (item 8)", ja="キーパーソン（項目8）"), "stakeholders"),
}


def stage_key(text: str, stages: Sequence[StageValue], *, field: str = "stage") -> str:
    """The key of the stage that `text` names, by key or by its name in either language.

    Raises:
        InputError: no stage is called so.
    """
    asked = search_text(text).strip()
    for stage in stages:
        if asked and asked in {stage.key, search_text(stage.words.en), search_text(stage.words.ja)}:
            return stage.key
    raise InputError(
        _("There is no such stage."),
        field=field,
        came=text,
        wanted=", ".join(str(stage) for stage in stages),
    )


def place_of(key: str, stages: Sequence[StageValue]) -> int:
    """A stage's place from 0; that of one which is gone is 0."""
    return next((place for place, stage in enumerate(stages) if stage.key == key), 0)


def asked_on_the_way(before: str, after: str, stages: Sequence[StageValue]) -> list[str]:
    """What must be there to go from one stage to another: all that the stages up to it ask for.

    Going back asks for nothing.
    """
    old, new = place_of(before, stages), place_of(after, stages)
    if new <= old:
        return []
    return list(dict.fromkeys(name for stage in stages[: new + 1] for name in stage.required))


def checked_stages(stages: Sequence[StageValue]) -> tuple[StageValue, ...]:
    """The stages as they can be kept: the last one is the one that wins, and probabilities are percentages.

    Raises:
        InputError: too few or too many, two of one name, a probability beyond 0 to 100, or a field that no
            stage can ask for.
    """
    if not 2 <= len(stages) <= MOST_STAGES:  # noqa: PLR2004 - one to work in, and one that wins
        raise InputError(
            _("A pipeline has between 2 and %(most)s stages.") % {"most": MOST_STAGES},
            field="stages",
            came=len(stages),
            wanted=_("at least one stage to work in, and the one that wins"),
        )
    for names in ([each.key for each in stages], [each.words.en for each in stages],
                  [each.words.ja for each in stages]):  # fmt: skip
        twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
        if twice is not None:
            raise InputError(
                _("Two stages are called %(name)s.") % {"name": twice},
                field="stages",
                came=twice,
                wanted=_("each name once"),
            )
    for stage in stages:
        if not 0 <= stage.probability <= 100:  # noqa: PLR2004 - percent
            raise InputError(
                _("This is not a percentage: %(came)s.") % {"came": stage.probability},
                field="probability",
                came=stage.probability,
                wanted=_("0 to 100"),
            )
        unknown = [name for name in stage.required if name not in REQUIRED]
        if unknown:
            raise InputError(
                _("No stage can ask for this."),
                field="required",
                came=unknown[0],
                wanted=", ".join(REQUIRED),
            )
    *working, last = stages
    kept = [_with(each, won=False) for each in working]
    return (*kept, _with(last, won=True))


def _with(stage: StageValue, *, won: bool) -> StageValue:
    probability = 100 if won else stage.probability
    return StageValue(
        stage.key, stage.words, probability, stage.required, proposal=stage.proposal and not won, won=won
    )
