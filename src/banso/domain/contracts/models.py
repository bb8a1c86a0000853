"""Products and plans, subscription lines with their versions, rates, costs and margins."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from banso.kit.clock import now
from banso.kit.money import ExactDecimalField
from banso.kit.tenancy import TenantModel


class Interval(models.TextChoices):
    WEEK = "week", _("Weekly")
    MONTH = "month", _("Monthly")
    QUARTER = "quarter", _("Quarterly")
    HALF = "half", _("Half-yearly")
    YEAR = "year", _("Yearly")


class Product(TenantModel):
    """Something that is sold. The standard one is meant where a row names none."""

    name = models.CharField(max_length=120)
    standard = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="product_once"),
            models.UniqueConstraint(
                fields=["workspace"], condition=models.Q(standard=True), name="product_one_standard"
            ),
        ]


class Plan(TenantModel):
    """A product's plan. A higher rank is an upgrade; the list price is per `interval`."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="plans")
    name = models.CharField(max_length=120)
    rank = models.PositiveSmallIntegerField(default=0)
    list_price = ExactDecimalField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    interval = models.CharField(max_length=8, choices=Interval.choices, default=Interval.MONTH)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["rank", "name", "id"]
        constraints = [models.UniqueConstraint(fields=["product", "name"], name="plan_once")]


class Subscription(TenantModel):
    """A subscription line: one product that an account pays for, until the day before `ends_on`."""

    external_id = models.CharField(max_length=200)
    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="subscriptions")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    interval = models.CharField(max_length=8, choices=Interval.choices, default=Interval.MONTH)
    restart = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["starts_on", "external_id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "external_id"], name="subscription_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="subscription_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "account"], name="subscription_by_account"),
            models.Index(fields=["workspace", "ends_on"], name="subscription_by_end"),
            models.Index(fields=["workspace", "currency"], name="subscription_by_currency"),
        ]


class LineVersion(TenantModel):
    """What a line costs and holds from `valid_from` on; `monthly` in the line's currency."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="versions")
    valid_from = models.DateField()
    monthly = ExactDecimalField()
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seats = models.PositiveIntegerField(null=True, blank=True)
    trial = models.BooleanField(default=False)

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "valid_from"], name="line_version_once")
        ]


class MovedLine(TenantModel):
    """A line that followed its account into another when the two were merged; for undoing that."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="+")
    origin = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "origin"], name="moved_line_once")]


class ExchangeRate(TenantModel):
    """From `day` on, one `currency` is `rate` of `into`, which was the reporting currency."""

    currency = models.CharField(max_length=3)
    into = models.CharField(max_length=3)
    day = models.DateField()
    rate = ExactDecimalField(max_digits=24, decimal_places=12)

    class Meta:
        ordering = ["currency", "-day"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "currency", "into", "day"], name="rate_once")
        ]


class CostCategory(models.TextChoices):
    SALES = "sales", _("Sales")
    MARKETING = "marketing", _("Marketing")
    COGS = "cogs", _("Cost of goods sold")
    SUPPORT = "support", _("Support")
    OTHER = "other", _("Other")


class CostEntry(TenantModel):
    """What a month cost; `month` is its first day."""

    external_id = models.CharField(max_length=200)
    month = models.DateField()
    category = models.CharField(max_length=20, choices=CostCategory.choices)
    amount = ExactDecimalField()
    currency = models.CharField(max_length=3)
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["-month", "category", "external_id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "external_id"], name="cost_once")]
        indexes = [models.Index(fields=["workspace", "month"], name="cost_by_month")]


class GrossMargin(TenantModel):
    """The margin that counts from a month on where that month's cost of goods sold is not entered."""

    valid_from = models.DateField()
    share = ExactDecimalField(max_digits=8, decimal_places=6)

    class Meta:
        ordering = ["-valid_from"]
        constraints = [models.UniqueConstraint(fields=["workspace", "valid_from"], name="margin_once")]
