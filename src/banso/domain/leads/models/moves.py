"""What was done to leads, for taking it back."""

from django.db import models

from banso.domain.leads.models.calls import TargetList
from banso.domain.leads.models.lead import Lead
from banso.kit.clock import now
from banso.kit.tenancy import TenantModel


class LeadConversion(TenantModel):
    """A lead that became an account, a contact and perhaps a deal.

    Attributes:
        stage: the lead's before.
        made_account, made_contact: they are new, and go again when the conversion is taken back.
        ids: the activities that the account got.
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="conversions")
    account_id = models.UUIDField()
    contact_id = models.UUIDField(null=True, blank=True)
    deal_id = models.UUIDField(null=True, blank=True)
    stage = models.CharField(max_length=11)
    made_account = models.BooleanField(default=False)
    made_contact = models.BooleanField(default=False)
    ids = models.JSONField(default=list)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]


class MovedLead(TenantModel):
    """A lead whose account was merged into another; for undoing that."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+")
    origin = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead", "origin"], name="moved_lead_once")]


class LeadChange(TenantModel):
    """A bulk change, with what each lead was before, so that its maker can take it back.

    Attributes:
        target_list: the list that the leads were taken off; empty for a change of the leads themselves.
    """

    target_list = models.ForeignKey(
        TargetList, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    before = models.JSONField(default=list)
    by_id = models.CharField(max_length=200)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=now)
    undone_at = models.DateTimeField(null=True, blank=True)
