"""Quotes with their lines, what stands on them of the sender, and contracts that were sent.

A quote is one version of a number. From the moment it is sent its content, and the sender's as it stood
then, is never written again: actions refuse to, and `digest` shows that it is what it was.
"""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from banso.domain.quotes.facts import HOW_WORDS, SENT_WORDS, STATE_WORDS
from banso.kit.clock import now
from banso.kit.money import ExactDecimalField
from banso.kit.tenancy import TenantModel

STATES, SENT, HOW = (
    [(slug, text.en) for slug, text in words.items()] for words in (STATE_WORDS, SENT_WORDS, HOW_WORDS)
)
LANGUAGES = [("ja", "日本語"), ("en", "English")]


class TaxRounding(models.TextChoices):
    """How a fraction of the tax is rounded; once for each quote, as the invoice system wants it."""

    DOWN = "down", _("Rounded down")
    HALF = "half", _("Rounded half up")
    UP = "up", _("Rounded up")


class QuoteIssuer(TenantModel):
    """What stands on every quote of the workspace of who sends it; one row a workspace.

    Attributes:
        registration: number of the qualified invoice issuer, T and 13 digits; "" where there is none.
        letters: the letters before the year of a number, "Q" of Q-2026-0007.
        valid_days: how long a new quote is valid.
        months: for how many months a new quote counts lines that have no end.
    """

    company = models.CharField(max_length=200, blank=True, default="")
    company_en = models.CharField(max_length=200, blank=True, default="")
    address = models.TextField(blank=True, default="")
    address_en = models.TextField(blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    registration = models.CharField(max_length=14, blank=True, default="")
    letters = models.CharField(max_length=10, default="Q")
    valid_days = models.PositiveSmallIntegerField(default=30)
    months = models.PositiveSmallIntegerField(default=12)
    payment_terms = models.CharField(max_length=300, blank=True, default="")
    payment_terms_en = models.CharField(max_length=300, blank=True, default="")
    note = models.TextField(blank=True, default="")
    note_en = models.TextField(blank=True, default="")
    tax_rate = ExactDecimalField(max_digits=6, decimal_places=3, default=Decimal(10))
    tax_rounding = models.CharField(max_length=4, choices=TaxRounding.choices, default=TaxRounding.DOWN)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="quote_issuer_once")]


class QuoteCounter(TenantModel):
    """The last number that was given out in a year."""

    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "year"], name="quote_counter_once")]


class Quote(TenantModel):
    """One version of a quote.

    Attributes:
        company: whom it is for, as it stands above 御中.
        months: of lines without an end.
        valid_until: the last day on which it is valid.
        discount: the largest of its lines in percent; `whole` that of all lines together.
        size: the total without tax in whole units of the reporting currency, for sorting.
        issuer: the sender as it stood when this was sent; empty in a draft.
        digest: SHA-256 of what was sent.
        removed_at: a draft that was thrown away.
        revision: counts changes, for If-Match.
    """

    deal = models.ForeignKey("sales.Deal", on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=STATES, default="draft")
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="ja")
    company = models.CharField(max_length=200)
    contact = models.ForeignKey(
        "accounts.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    contact_name = models.CharField(max_length=120, blank=True, default="")
    contact_title = models.CharField(max_length=120, blank=True, default="")
    currency = models.CharField(max_length=3)
    months = models.PositiveSmallIntegerField(default=12)
    valid_until = models.DateField()
    payment_terms = models.CharField(max_length=300, blank=True, default="")
    note = models.TextField(blank=True, default="")
    tax_rate = ExactDecimalField(max_digits=6, decimal_places=3)
    tax_rounding = models.CharField(max_length=4, choices=TaxRounding.choices)
    subtotal = ExactDecimalField(default=Decimal(0))
    tax = ExactDecimalField(default=Decimal(0))
    total = ExactDecimalField(default=Decimal(0))
    size = models.BigIntegerField(default=0)
    discount = ExactDecimalField(max_digits=6, decimal_places=3, default=Decimal(0))
    whole = ExactDecimalField(max_digits=6, decimal_places=3, default=Decimal(0))
    issuer = models.JSONField(default=dict, blank=True)
    owner_name = models.CharField(max_length=120, blank=True, default="")
    owner_email = models.CharField(max_length=254, blank=True, default="")
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=now)
    sent_on = models.DateField(null=True, blank=True)
    sent_by = models.CharField(max_length=200, blank=True, default="")
    sent_how = models.CharField(max_length=5, choices=SENT, blank=True, default="")
    sent_to = models.CharField(max_length=254, blank=True, default="")
    mailed_at = models.DateTimeField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "number", "version"], name="quote_version_once"),
            models.UniqueConstraint(
                fields=["workspace", "number"],
                condition=models.Q(state="draft", removed_at=None),
                name="quote_one_draft",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "deal", "-made_at"], name="quotes_by_deal"),
            models.Index(fields=["workspace", "removed_at", "state", "valid_until"], name="quotes_by_state"),
            models.Index(fields=["workspace", "removed_at", "made_at", "id"], name="quotes_by_making"),
        ]


class QuoteLine(TenantModel):
    """A line as it stands on a quote; products and plans by their names of then.

    Attributes:
        quantity: seats where the price divides into them, else 1.
        price: the list price of one for a month, before the discount.
        discount: in percent.
        ends_on: the first day that is no longer paid; None = open.
        amount: of all months after the discount, in the currency's minor unit.
    """

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    product = models.CharField(max_length=200)
    plan = models.CharField(max_length=200, blank=True, default="")
    seats = models.PositiveIntegerField(null=True, blank=True)
    quantity = models.PositiveIntegerField(default=1)
    per_seat = models.BooleanField(default=False)
    price = ExactDecimalField()
    months = models.PositiveSmallIntegerField()
    discount = ExactDecimalField(max_digits=6, decimal_places=3, default=Decimal(0))
    interval = models.CharField(max_length=8)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    amount = ExactDecimalField()

    class Meta:
        ordering = ["position", "id"]


class SentContract(TenantModel):
    """A contract document that went to a customer.

    Attributes:
        quote: the quote that it follows.
        sha256: of the file at the account, copied, so that it outlives the file.
        link: where the document lies otherwise, such as at an e-signature service.
    """

    deal = models.ForeignKey("sales.Deal", on_delete=models.CASCADE, related_name="+")
    quote = models.ForeignKey(Quote, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=200)
    sent_on = models.DateField()
    how = models.CharField(max_length=5, choices=HOW)
    contact = models.ForeignKey(
        "accounts.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    to_name = models.CharField(max_length=120)
    file = models.ForeignKey(
        "accounts.File", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    file_name = models.CharField(max_length=200, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    link = models.CharField(max_length=500, blank=True, default="")
    signed_on = models.DateField(null=True, blank=True)
    signed_by = models.CharField(max_length=120, blank=True, default="")
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=now)
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_on", "-id"]
        indexes = [
            models.Index(fields=["workspace", "deal"], name="sent_contracts_by_deal"),
            models.Index(fields=["workspace", "removed_at", "sent_on", "id"], name="sent_contracts_by_day"),
        ]
