"""What a quote says, in its own language, for its page and its PDF."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from banso.domain.quotes.models import Quote, QuoteIssuer, QuoteLine
from banso.domain.quotes.queries.records import issuer
from banso.domain.quotes.rules.money import ZERO
from banso.kit.money import plain, quantize
from banso.kit.tenancy import today

# What of a sender stands on paper, and where a language has words of its own.
_SENDER = ("company", "address", "phone", "email", "registration")


@dataclass(frozen=True, slots=True)
class Paper:
    """A quote as it lies before the customer.

    Attributes:
        listed: all lines before their discount; `less` is what the discounts take off.
        sender: company, address, phone, email, registration.
        issued_on: the day it was sent; today for a draft.
        discounted: whether any line is cheaper than its list price.
    """

    quote: Quote
    lines: tuple[QuoteLine, ...]
    listed: Decimal
    less: Decimal
    sender: dict[str, str]
    issued_on: date

    @property
    def discounted(self) -> bool:
        return self.less > ZERO


def sender_of(row: QuoteIssuer, language: str) -> dict[str, str]:
    """What stands on a quote of who sends it; Japanese words where there are no English ones."""
    values = {name: str(getattr(row, name)) for name in _SENDER}
    if language == "en":
        values |= {name: str(getattr(row, f"{name}_en")) or values[name] for name in ("company", "address")}
    return values


def paper_of(quote: Quote) -> Paper:
    """The quote as it stands on paper. Wants its lines prefetched, or it asks again."""
    lines = tuple(quote.lines.all())
    listed = sum((quantize(row.price * row.quantity * row.months, quote.currency) for row in lines), ZERO)
    sender = quote.issuer or sender_of(issuer(), quote.language)
    return Paper(quote, lines, listed, listed - quote.subtotal, sender, quote.sent_on or today())


def html_of(quote: Quote) -> str:
    """The document, in the quote's own language."""
    with translation.override(quote.language):
        return render_to_string("quotes/paper.html", {"paper": paper_of(quote), "quote": quote})


def pdf_name(quote: Quote) -> str:
    """見積書_Q-2026-0007_v2_株式会社北浜.pdf, without what file systems refuse."""
    word = "見積書" if quote.language == "ja" else "Quote"
    company = re.sub(r'[\\/:*?"<>|\s]+', "_", quote.company)[:60].strip("._")
    return f"{word}_{quote.number}_v{quote.version}_{company}.pdf"


def digest_of(quote: Quote) -> str:
    """SHA-256 of what a quote says: its lines, money, terms and sender, not whose hands it went through."""
    names = ("number", "version", "title", "language", "company", "currency", "months", "valid_until",
             "payment_terms", "note", "tax_rate", "tax_rounding", "subtotal", "tax", "total",
             "issuer")  # fmt: skip
    cells = ("position", "product", "plan", "seats", "quantity", "per_seat", "price", "months", "discount",
             "interval", "starts_on", "ends_on", "amount")  # fmt: skip
    content = {
        **{name: _plain(getattr(quote, name)) for name in names},
        "lines": [{cell: _plain(getattr(row, cell)) for cell in cells} for row in quote.lines.all()],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, Decimal):
        return str(plain(value))
    return value if isinstance(value, (str, int, bool, dict, type(None))) else str(value)
