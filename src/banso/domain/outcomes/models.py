"""Outcomes of won deals, what they were measured as, and links by which a customer confirms a definition.

An outcome has no words of its own: metric, target and date are those of the goal on the deal's sheet, so that
sales and CS look at one text.
"""

from django.db import models

from banso.domain.outcomes.facts import SOURCE_WORDS
from banso.kit.clock import now
from banso.kit.money import ExactDecimalField
from banso.kit.tenancy import TenantModel

SOURCES = [(slug, text.en) for slug, text in SOURCE_WORDS.items()]
ANSWERS = [("confirmed", "confirmed"), ("disputed", "disputed")]


class Outcome(TenantModel):
    """One goal of a won deal, followed from the winning.

    Attributes:
        goal: None for a moment, where it was taken off the sheet; the outcome then goes too.
        started_on: the day of the winning, from which checkpoints count.
        version: counts changes, for If-Match.
    """

    deal = models.ForeignKey("sales.Deal", on_delete=models.CASCADE, related_name="+")
    goal = models.OneToOneField("sales.SuccessGoal", null=True, on_delete=models.SET_NULL, related_name="+")
    started_on = models.DateField()
    seller_name = models.CharField(max_length=120, blank=True, default="")
    seller_email = models.CharField(max_length=254, blank=True, default="")
    product = models.CharField(max_length=200, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["started_on", "id"]


class Measurement(TenantModel):
    """What an outcome's number was at a checkpoint; `target` is what was agreed when it was measured."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="measurements")
    checkpoint = models.PositiveSmallIntegerField()
    day = models.DateField()
    value = ExactDecimalField()
    target = ExactDecimalField()
    source = models.CharField(max_length=8, choices=SOURCES)
    told = models.TextField(blank=True, default="")
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["checkpoint"]
        constraints = [
            models.UniqueConstraint(fields=["outcome", "checkpoint"], name="measured_once_a_checkpoint")
        ]


class ConfirmationLink(TenantModel):
    """A signed link by which a customer confirms the goals of a deal as they stood when it was made.

    Attributes:
        digest: of the goals; a link whose goals have changed opens nothing.
        said: what the customer wrote.
    """

    deal = models.ForeignKey("sales.Deal", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    email = models.CharField(max_length=254, blank=True, default="")
    language = models.CharField(max_length=8)
    by_label = models.CharField(max_length=200)
    by_id = models.CharField(max_length=200, blank=True, default="")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=9, choices=ANSWERS, blank=True, default="")
    answered_by = models.CharField(max_length=120, blank=True, default="")
    said = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["-made_at", "-id"]
