"""The stages of a customer's life: the preset, and finding one by what people call it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from banso.domain.accounts.rules.names import search_key
from banso.kit.errors import InputError
from banso.kit.words import Text


@dataclass(frozen=True, slots=True)
class StageValue:
    key: str
    words: Text

    def __str__(self) -> str:
        return str(self.words)


PRESET = (
    StageValue("considering", Text(en="Considering", ja="検討")),
    StageValue("onboarding", Text(en="Onboarding", ja="オンボーディング期")),
    StageValue("adoption", Text(en="Adoption", ja="利用促進期")),
    StageValue("renewal", Text(en="Renewal", ja="更新")),
    StageValue("churned", Text(en="Churned", ja="解約")),
)


def stage_key(text: str, stages: Sequence[StageValue]) -> str:
    """The key of the stage that `text` names, by key or by its name in either language; "" stays "".

    Raises:
        InputError: no stage is called so.
    """
    asked = search_key(text)
    if not asked:
        return ""
    for stage in stages:
        if asked in {stage.key, search_key(stage.words.en), search_key(stage.words.ja)}:
            return stage.key
    raise InputError(
        _("there is no such stage"),
        field="stage",
        came=text,
        wanted=", ".join(str(stage) for stage in stages),
    )
