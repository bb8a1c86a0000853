"""What the API takes and gives. Money is a string of digits; days are ISO dates of the workspace."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from banso.domain.quotes.models import Quote, QuoteLine, SentContract
from banso.kit.api import Input
from banso.kit.money import plain


class QuoteIn(Input):
    """A draft's own fields; whatever is left out stays as it is. Its lines are those of the deal."""

    title: str | None = None
    language: str | None = Field(default=None, description="of the document: ja or en")
    company: str | None = Field(default=None, description="whom it is for")
    contact_id: UUID | None = Field(
        default=None, description="of the deal's account; null for nobody by name"
    )
    valid_until: date | None = Field(default=None, description="the last day on which it is valid")
    months: int | None = Field(default=None, description="that lines without a last day are counted for")
    payment_terms: str | None = None
    note: str | None = Field(default=None, description="to the customer")
    tax_rate: Decimal | None = Field(default=None, description="in percent")
    tax_rounding: str | None = Field(default=None, description="down, half or up")

    def values(self) -> dict[str, object]:
        """The fields that were sent; null stands for empty."""
        sent = self.dict(exclude_unset=True, exclude={"deal_id"})
        return {name: "" if value is None and name != "contact_id" else value for name, value in sent.items()}


class NewQuoteIn(QuoteIn):
    """A quote of a deal."""

    deal_id: UUID


class QuoteSendIn(Input):
    """Sending a draft: by mail where there is an address, else it is marked as sent."""

    email: str = Field(default="", description="gets the PDF; empty where the quote went otherwise")
    message: str = Field(default="", description="above the mail's own words")
    on: date | None = Field(default=None, description="the day it went otherwise; today where left out")


class MailIn(Input):
    email: str
    message: str = ""


class AcceptIn(Input):
    who: str = Field(default="", description="of the customer; whom it was for where left out")
    on: date | None = Field(default=None, description="today where left out")


class DeclineIn(AcceptIn):
    reason: str


class QuoteLineOut(Schema):
    product: str
    plan: str
    seats: int | None
    quantity: int
    price: str = Field(description="the list price of one for a month")
    months: int
    discount: str = Field(description="in percent")
    interval: str
    starts_on: date | None
    ends_on: date | None = Field(description="the first day that is no longer paid")
    amount: str = Field(description="of all months after the discount, without tax")

    @staticmethod
    def resolve_price(row: QuoteLine) -> str:
        return str(plain(row.price))

    @staticmethod
    def resolve_discount(row: QuoteLine) -> str:
        return str(plain(row.discount))

    @staticmethod
    def resolve_amount(row: QuoteLine) -> str:
        return str(plain(row.amount))


class QuoteOut(Schema):
    id: UUID
    deal_id: UUID
    account_id: UUID | None
    number: str
    version: int
    state: str = Field(description="draft, sent, accepted, declined, expired or replaced")
    title: str
    language: str
    company: str
    contact_id: UUID | None
    contact_name: str
    currency: str
    months: int
    valid_until: date
    payment_terms: str
    note: str
    tax_rate: str
    tax_rounding: str
    subtotal: str
    tax: str
    total: str
    discount: str = Field(description="the largest of its lines, in percent")
    whole_discount: str = Field(description="of all lines together, in percent")
    lines: list[QuoteLineOut]
    owner_name: str
    owner_email: str
    sent_on: date | None
    sent_how: str = Field(description="mail or other; empty for a draft")
    sent_to: str
    mailed_at: datetime | None
    answered_on: date | None
    answered_by: str
    reason: str
    digest: str = Field(description="SHA-256 of what was sent, names of people left out")
    revision: int
    made_at: datetime
    updated_at: datetime

    @staticmethod
    def resolve_account_id(row: Quote) -> UUID | None:
        return row.deal.account_id

    @staticmethod
    def resolve_lines(row: Quote) -> list[QuoteLine]:
        return list(row.lines.all())

    @staticmethod
    def resolve_whole_discount(row: Quote) -> str:
        return str(plain(row.whole))

    @staticmethod
    def resolve_tax_rate(row: Quote) -> str:
        return str(plain(row.tax_rate))

    @staticmethod
    def resolve_subtotal(row: Quote) -> str:
        return str(plain(row.subtotal))

    @staticmethod
    def resolve_tax(row: Quote) -> str:
        return str(plain(row.tax))

    @staticmethod
    def resolve_total(row: Quote) -> str:
        return str(plain(row.total))

    @staticmethod
    def resolve_discount(row: Quote) -> str:
        return str(plain(row.discount))


class ContractIn(Input):
    """A contract that was sent; whatever is left out stays as it is."""

    title: str | None = None
    sent_on: date | None = None
    how: str | None = Field(default=None, description="mail, esign, post or hand")
    contact_id: UUID | None = Field(default=None, description="of the deal's account; or else to_name")
    to_name: str | None = None
    quote_id: UUID | None = Field(default=None, description="the quote that it follows")
    file_id: UUID | None = Field(default=None, description="of the account; its SHA-256 is kept")
    link: str | None = Field(default=None, description="where the document lies otherwise")

    def values(self) -> dict[str, Any]:
        """The fields that were sent; null stands for empty."""
        sent = self.dict(exclude_unset=True, exclude={"deal_id"})
        return {name: "" if value is None else value for name, value in sent.items()}


class NewContractIn(ContractIn):
    deal_id: UUID


class ContractSignIn(Input):
    on: date | None = Field(default=None, description="the day it was signed; today where left out")
    who: str = Field(default="", description="who signed; to whom it went where left out")


class ContractOut(Schema):
    id: UUID
    deal_id: UUID
    account_id: UUID | None
    quote_id: UUID | None
    title: str
    sent_on: date
    how: str
    contact_id: UUID | None
    to_name: str
    file_id: UUID | None
    file_name: str
    sha256: str
    link: str
    signed_on: date | None
    signed_by: str
    revision: int
    updated_at: datetime

    @staticmethod
    def resolve_account_id(row: SentContract) -> UUID | None:
        return row.deal.account_id
