"""What somebody has to answer for before a deal is won or a quote is sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from banso.domain.sales.models.deal import Deal
from banso.kit.clock import now
from banso.kit.money import ExactDecimalField
from banso.kit.tenancy import TenantModel


class Wanted(models.TextChoices):
    DISCOUNT = "discount", _("Discount")
    PROMISE = "promise", _("Promise")


class RequestState(models.TextChoices):
    ASKED = "asked", _("waits")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ApprovalRequest(TenantModel):
    """Somebody asks for an approval that the workspace's rules want.

    Attributes:
        percent: the discount that is asked for; None for a promise.
        promise_id: of the ledger; None for a discount.
        wording: of the promise when it was asked for.
        role: the least that may answer, as the rules were when it was asked for.
        answer: why it was approved or refused.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="requests")
    wanted = models.CharField(max_length=8, choices=Wanted.choices)
    percent = ExactDecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    promise_id = models.UUIDField(null=True, blank=True)
    wording = models.TextField(blank=True, default="")
    role = models.CharField(max_length=10)
    remark = models.TextField(blank=True, default="")
    by_id = models.CharField(max_length=200)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=now)
    state = models.CharField(max_length=9, choices=RequestState.choices, default=RequestState.ASKED)
    answer = models.TextField(blank=True, default="")
    answered_by = models.CharField(max_length=200, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "deal"],
                condition=models.Q(state="asked", wanted="discount"),
                name="one_discount_asked",
            ),
            models.UniqueConstraint(
                fields=["workspace", "promise_id"],
                condition=models.Q(state="asked", wanted="promise"),
                name="one_promise_asked",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "state", "at"], name="approvals_by_state")]
