"""The words that a workspace chooses for its deals: stages, reasons, limits."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from banso.kit.money import ExactDecimalField
from banso.kit.tenancy import TenantModel


class DealStage(TenantModel):
    """A step of the pipeline. A workspace without rows uses the preset of `rules.stages`.

    Attributes:
        probability: that a deal in this stage is won, in percent.
        required: what a deal must have before it enters; names of `rules.stages.REQUIRED`.
        proposal: from this stage on, a proposal has been made.
        won: who enters is won; the last stage, and the only one.
    """

    key = models.SlugField(max_length=40)
    name_en = models.CharField(max_length=60)
    name_ja = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    probability = models.PositiveSmallIntegerField(default=0)
    required = models.JSONField(default=list, blank=True)
    proposal = models.BooleanField(default=False)
    won = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "key"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="deal_stage_once")]


class Outcome(models.TextChoices):
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


class DealReason(TenantModel):
    """Why deals are won or lost. A workspace without rows uses the preset of `rules.reasons`."""

    outcome = models.CharField(max_length=4, choices=Outcome.choices)
    key = models.SlugField(max_length=40)
    name_en = models.CharField(max_length=80)
    name_ja = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["outcome", "position", "key"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "outcome", "key"], name="deal_reason_once")
        ]


class SalesLimit(TenantModel):
    """What needs an approval, and whose; one row a workspace.

    Attributes:
        discount: beyond which discount of a line, in percent; `line_role` approves.
        whole: beyond which discount of all lines together; None for no rule of its own.
        approval_role, not_in_product_role: who approves promises of those classes; "" where they need none.
    """

    discount = ExactDecimalField(max_digits=6, decimal_places=3)
    line_role = models.CharField(max_length=10, default="manager")
    whole = ExactDecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    whole_role = models.CharField(max_length=10, default="manager")
    approval_role = models.CharField(max_length=10, default="manager", blank=True)
    not_in_product_role = models.CharField(max_length=10, default="manager", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="sales_limit_once")]
