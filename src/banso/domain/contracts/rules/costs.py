"""Cost entries: what a row must say."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from banso.domain.contracts.facts import CATEGORY_WORDS
from banso.domain.contracts.rules.money import checked_amount, checked_currency
from banso.kit.errors import InputError

# Also the words that Japanese and English ledgers use.
_WORDS = {word.lower(): slug for slug, text in CATEGORY_WORDS.items() for word in (text.en, text.ja)} | {
    "営業費": "sales", "営業費用": "sales", "広告": "marketing", "広告費": "marketing",
    "広告宣伝費": "marketing", "原価": "cogs", "サポート費": "support",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CostRow:
    """A cost as one row gives it; the canonical columns of an import, and optionally its own identifier."""

    month: date
    category: str
    amount: Decimal
    currency: str = ""
    external_id: str = ""
    note: str = ""


def checked_category(word: str) -> str:
    """sales, marketing, cogs, support or other, also from their names in either language.

    Raises:
        InputError: another word.
    """
    plain = word.strip().lower()
    plain = _WORDS.get(plain, plain)
    if plain not in CATEGORY_WORDS:
        raise InputError(
            _("The cost category %(came)s is not known.") % {"came": word},
            field="category",
            came=word,
            wanted=", ".join(CATEGORY_WORDS),
        )
    return plain


def cost_of(row: CostRow, *, reporting: str) -> CostRow:
    """The row with its month's first day, its category's slug and its currency.

    Raises:
        InputError: something in it cannot be used; names the field.
    """
    return replace(
        row,
        month=row.month.replace(day=1),
        category=checked_category(row.category),
        amount=checked_amount(row.amount, field="amount"),
        currency=checked_currency(row.currency) if row.currency.strip() else reporting,
        external_id=row.external_id.strip(),
        note=row.note.strip()[:200],
    )
