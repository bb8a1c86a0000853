"""The deal with what it sells."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from banso.kit.clock import now
from banso.kit.money import ExactDecimalField
from banso.kit.tenancy import TenantModel


class Status(models.TextChoices):
    OPEN = "open", _("Open")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


class Forecast(models.TextChoices):
    """How sure the salesperson is that it closes in its month."""

    COMMIT = "commit", _("Commit")
    BEST_CASE = "best_case", _("Best case")
    PIPELINE = "pipeline", _("Pipeline")


class Interval(models.TextChoices):
    WEEK = "week", _("Weekly")
    MONTH = "month", _("Monthly")
    QUARTER = "quarter", _("Quarterly")
    HALF = "half", _("Half-yearly")
    YEAR = "year", _("Yearly")


class Deal(TenantModel):
    """Something that an account may buy, from the first hearing until it is won or lost.

    Attributes:
        account: empty only where a history import knows none.
        owner: the salesperson; empty for somebody known by name or mail address only.
        amount: of a year of the lines, in `currency`; as entered where there are no lines.
        monthly: the lines' MRR in `currency`.
        product: what it is about where another system tells no lines.
        size: the amount in whole units of the reporting currency, for sorting.
        proposed_on: the day on which a stage with a proposal was reached first.
        closings: how often it was won or lost; tells one closing's facts from the next one's.
        closed_before_banso: it came closed out of another system and never had a sheet here.
    """

    external_id = models.CharField(max_length=200, blank=True, default="")
    account = models.ForeignKey(
        "accounts.Account", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=200)
    owner = models.ForeignKey(
        "workspaces.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    owner_name = models.CharField(max_length=120, blank=True, default="")
    owner_email = models.CharField(max_length=254, blank=True, default="")
    stage = models.CharField(max_length=40)
    stage_since = models.DateTimeField(default=now)
    status = models.CharField(max_length=4, choices=Status.choices, default=Status.OPEN)
    amount = ExactDecimalField(default=Decimal(0))
    monthly = ExactDecimalField(default=Decimal(0))
    size = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    forecast = models.CharField(max_length=9, choices=Forecast.choices, default=Forecast.PIPELINE)
    expected_close_on = models.DateField(null=True, blank=True)
    created_on = models.DateField()
    engaged_on = models.DateField(null=True, blank=True)
    proposed_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    product = models.ForeignKey(
        "contracts.Product", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    source = models.CharField(max_length=80, blank=True, default="")
    referral_account = models.ForeignKey(
        "accounts.Account", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=40, blank=True, default="")
    reason_note = models.TextField(blank=True, default="")
    closed_by = models.CharField(max_length=200, blank=True, default="")
    closings = models.PositiveSmallIntegerField(default=0)
    closed_before_banso = models.BooleanField(default=False)
    search = models.CharField(max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "external_id"],
                condition=~models.Q(external_id=""),
                name="deal_external_id_once",
            ),
            models.CheckConstraint(
                condition=models.Q(status="open", closed_on=None)
                | (~models.Q(status="open") & models.Q(closed_on__isnull=False)),
                name="deal_closed_has_day",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "archived_at", "status", "stage"], name="deals_by_stage"),
            models.Index(fields=["workspace", "account"], name="deals_by_account"),
            models.Index(fields=["workspace", "archived_at", "updated_at", "id"], name="deals_by_change"),
            models.Index(fields=["workspace", "archived_at", "closed_on"], name="deals_by_closing"),
        ]


class DealLine(TenantModel):
    """A line of what the deal sells.

    Attributes:
        monthly: the price per month before the discount, in the deal's currency.
        discount: in percent of it.
        ends_on: the first day that is no longer paid; None = open.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    product = models.ForeignKey("contracts.Product", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(
        "contracts.Plan", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    seats = models.PositiveIntegerField(null=True, blank=True)
    monthly = ExactDecimalField()
    interval = models.CharField(max_length=8, choices=Interval.choices, default=Interval.MONTH)
    discount = ExactDecimalField(max_digits=6, decimal_places=3, default=Decimal(0))
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]


class DiscountApproval(TenantModel):
    """Somebody who may said that a deal's lines may be cheaper by so many percent."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="approvals")
    percent = ExactDecimalField(max_digits=6, decimal_places=3)
    note = models.CharField(max_length=500, blank=True, default="")
    by_id = models.CharField(max_length=200)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]


class MovedDeal(TenantModel):
    """A deal that followed its account into another when the two were merged; for undoing that."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="+")
    origin = models.UUIDField()
    # What of the deal named the account: it was the deal's own, or had referred it.
    part = models.CharField(max_length=8, default="account")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "origin", "part"], name="moved_deal_once")]


class DealChange(TenantModel):
    """A bulk change, with what each deal was before, so that its maker can take it back."""

    before = models.JSONField(default=list)
    by_id = models.CharField(max_length=200)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=now)
    undone_at = models.DateTimeField(null=True, blank=True)
