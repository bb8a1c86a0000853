"""Why deals are won and lost: the preset, and finding one by what people call it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from banso.kit.errors import InputError
from banso.kit.texts import search_text
from banso.kit.words import Text


@dataclass(frozen=True, slots=True)
class ReasonValue:
    outcome: str
    key: str
    words: Text

    def __str__(self) -> str:
        return str(self.words)


PRESET = (
    ReasonValue("won", "fit", Text(en="Fits the problem best", ja="課題への適合")),
    ReasonValue("won", "price", Text(en="Price", ja="価格")),
    ReasonValue("won", "support", Text(en="Support and onboarding", ja="サポート・導入支援")),
    ReasonValue("won", "referral", Text(en="Recommended by a customer", ja="既存顧客からの紹介")),
    ReasonValue("won", "relation", Text(en="Trust in the people", ja="担当者への信頼")),
    ReasonValue("lost", "price", Text(en="Price", ja="価格")),
    ReasonValue("lost", "feature", Text(en="A feature was missing", ja="機能の不足")),
    ReasonValue("lost", "competitor", Text(en="A competitor was chosen", ja="競合を採用")),
    ReasonValue("lost", "timing", Text(en="Not now", ja="時期が合わない")),
    ReasonValue("lost", "no_decision", Text(en="No decision was made", ja="意思決定に至らず")),
    ReasonValue("lost", "no_contact", Text(en="Contact was lost", ja="連絡が途絶えた")),
    ReasonValue("lost", "not_a_fit", Text(en="Not a fit for us", ja="対象外の顧客")),
)


def reason_of(text: str, outcome: str, reasons: Sequence[ReasonValue], *, field: str = "reason") -> str:
    """The key of the reason that `text` names, by key or by its name in either language; "" stays "".

    Raises:
        InputError: no reason of that outcome is called so.
    """
    asked = search_text(text).strip()
    if not asked:
        return ""
    known = [each for each in reasons if each.outcome == outcome]
    for each in known:
        if asked in {each.key, search_text(each.words.en), search_text(each.words.ja)}:
            return each.key
    raise InputError(
        _("There is no such reason."), field=field, came=text, wanted=", ".join(str(each) for each in known)
    )
