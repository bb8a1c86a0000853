"""Words that a declaration carries in both languages."""

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Text:
    """One text in English and Japanese; `str()` gives the active language's.

    Declarations (facts, KPIs) keep their words beside their meaning, so adding one touches one file.
    Everything else on a page goes through gettext.
    """

    en: str
    ja: str

    def in_language(self, language: str | None) -> str:
        return self.ja if (language or "").startswith("ja") else self.en

    def __str__(self) -> str:
        return self.in_language(get_language())
