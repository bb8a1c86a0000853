"""The handoff sheet of a deal: what the ten items hold beyond account, lines, promises and activities."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from banso.domain.sales.models.deal import Deal
from banso.kit.clock import now
from banso.kit.money import ExactDecimalField
from banso.kit.tenancy import TenantModel


class DealSheet(TenantModel):
    """The texts of a deal's sheet, and the two statements that somebody signs instead of a list.

    Attributes:
        no_concerns_asked: who at the customer said that they have no concerns.
        no_promises_by: who says that no promises were made; withdrawn when a promise appears.
    """

    deal = models.OneToOneField(Deal, on_delete=models.CASCADE, related_name="sheet")
    background = models.TextField(blank=True, default="")
    problem = models.TextField(blank=True, default="")
    communication = models.TextField(blank=True, default="")
    notes = models.TextField(blank=True, default="")
    no_concerns_asked = models.CharField(max_length=200, blank=True, default="")
    no_concerns_by = models.CharField(max_length=200, blank=True, default="")
    no_concerns_at = models.DateTimeField(null=True, blank=True)
    no_promises_by = models.CharField(max_length=200, blank=True, default="")
    no_promises_at = models.DateTimeField(null=True, blank=True)


class MeasuredBy(models.TextChoices):
    """Where the number comes from that tells whether a success was reached."""

    KPI = "kpi", _("A KPI")
    USAGE = "usage", _("A usage event, counted")
    REPORTED = "reported", _("A number the customer reports")


class SuccessGoal(TenantModel):
    """What the customer calls success, as a number on a day.

    Attributes:
        measured_by, measure: a KPI with its slug, a usage event with its name, or what the customer reports.
        said_by: who at the customer says so.
        confirmed_at: when the customer confirmed it.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="goals")
    metric = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True, default="")
    baseline = ExactDecimalField(null=True, blank=True)
    target = ExactDecimalField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    measured_by = models.CharField(max_length=8, choices=MeasuredBy.choices, blank=True, default="")
    measure = models.CharField(max_length=200, blank=True, default="")
    said_by = models.CharField(max_length=200, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["created_at", "id"]


class Priority(TenantModel):
    """A point that the customer attached special weight to; the weightiest first."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="priorities")
    text = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["position", "created_at", "id"]
        verbose_name_plural = "priorities"


class ConcernState(models.TextChoices):
    OPEN = "open", pgettext_lazy("concerns", "Open")
    RESOLVED = "resolved", _("Resolved")


class Concern(TenantModel):
    """A worry of the customer's; `resolution` is what resolved it, or what is to be done."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="concerns")
    text = models.TextField()
    state = models.CharField(max_length=8, choices=ConcernState.choices, default=ConcernState.OPEN)
    resolution = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["created_at", "id"]


class StakeholderRole(models.TextChoices):
    DECIDER = "decider", _("Decision maker")
    CHAMPION = "champion", _("Champion")
    USER = "user", _("Daily user")
    ADMINISTRATOR = "administrator", _("Administrator")
    PURCHASING = "purchasing", _("Purchasing")
    SCEPTIC = "sceptic", _("Sceptic")


class Influence(models.TextChoices):
    HIGH = "high", _("High")
    MIDDLE = "middle", _("Middle")
    LOW = "low", _("Low")


class Attitude(models.TextChoices):
    FOR = "for", _("For it")
    NEUTRAL = "neutral", _("Neutral")
    AGAINST = "against", _("Against it")


class Stakeholder(TenantModel):
    """Somebody at the customer on whom the deal and the use depend."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="stakeholders")
    contact = models.ForeignKey("accounts.Contact", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=16, choices=StakeholderRole.choices, blank=True, default="")
    influence = models.CharField(max_length=6, choices=Influence.choices, blank=True, default="")
    attitude = models.CharField(max_length=8, choices=Attitude.choices, blank=True, default="")
    manner = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["deal", "contact"], name="stakeholder_once")]


class ExpansionHint(TenantModel):
    """A chance to sell more that the salesperson saw."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="hints")
    text = models.TextField()
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["created_at", "id"]
