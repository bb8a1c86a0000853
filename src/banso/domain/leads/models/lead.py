"""Leads: companies and people who may become customers, where they came from, and what was tried."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from banso.kit.clock import now
from banso.kit.tenancy import TenantModel


class LeadStage(models.TextChoices):
    NEW = "new", _("Not touched")
    WORKING = "working", _("Approaching")
    NURTURING = "nurturing", _("Nurturing")
    APPOINTMENT = "appointment", _("Appointment")
    CONVERTED = "converted", _("Converted")
    UNFIT = "unfit", _("Not a fit")


class Channel(models.TextChoices):
    CALL = "call", _("Call")
    MAIL = "mail", _("Mail")
    VISIT = "visit", _("Visit")
    SNS = "sns", _("SNS")
    MEETING = "meeting", _("Meeting")


class Result(models.TextChoices):
    """What came of a contact."""

    ABSENT = "absent", _("Nobody there")
    NO_ANSWER = "no_answer", _("No answer")
    TALKED = "talked", _("Talked")
    CALL_BACK = "call_back", _("Asked to call again")
    MATERIAL = "material", _("Material wanted")
    APPOINTMENT = "appointment", _("Appointment")
    REFUSED = "refused", _("Refused")


class Campaign(TenantModel):
    """Something that brings leads, such as a fair or a mailing; its costs are cost entries by month."""

    name = models.CharField(max_length=120)
    source = models.CharField(max_length=80, blank=True, default="")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=now, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="campaign_once")]


class Lead(TenantModel):
    """Somebody who may become a customer. Not an account yet: company and person are words.

    Attributes:
        plain, phone_key: the company's name and the phone as two spellings of them share them.
        owner: whoever works on it; empty for somebody known by name or mail address only.
        next_step_on: of the last activity that names a next step; None when nothing is to be done.
        contacted_at: the first activity.
        account, contact, deal: what it became.
    """

    external_id = models.CharField(max_length=200, blank=True, default="")
    company = models.CharField(max_length=200)
    plain = models.CharField(max_length=200, blank=True, default="")
    person = models.CharField(max_length=120, blank=True, default="")
    title = models.CharField(max_length=120, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    phone_key = models.CharField(max_length=20, blank=True, default="")
    source = models.CharField(max_length=80, blank=True, default="")
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.SET_NULL, related_name="leads"
    )
    owner = models.ForeignKey(
        "workspaces.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    owner_name = models.CharField(max_length=120, blank=True, default="")
    owner_email = models.CharField(max_length=254, blank=True, default="")
    stage = models.CharField(max_length=11, choices=LeadStage.choices, default=LeadStage.NEW)
    unfit_reason = models.CharField(max_length=300, blank=True, default="")
    note = models.TextField(blank=True, default="")
    next_step = models.CharField(max_length=300, blank=True, default="")
    next_step_on = models.DateField(null=True, blank=True)
    contacted_at = models.DateTimeField(null=True, blank=True)
    created_on = models.DateField()
    account = models.ForeignKey(
        "accounts.Account", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    contact = models.ForeignKey(
        "accounts.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    deal = models.ForeignKey("sales.Deal", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
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
                name="lead_external_id_once",
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "archived_at", "stage"], name="leads_by_stage"),
            models.Index(fields=["workspace", "archived_at", "updated_at", "id"], name="leads_by_change"),
            models.Index(fields=["workspace", "owner", "next_step_on"], name="leads_by_next_step"),
            models.Index(fields=["workspace", "email"], name="leads_by_mail"),
            models.Index(fields=["workspace", "phone_key"], name="leads_by_phone"),
            models.Index(fields=["workspace", "plain"], name="leads_by_name"),
        ]


class LeadActivity(TenantModel):
    """A call, mail, visit or message to a lead, with what came of it."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="activities")
    kind = models.CharField(max_length=8, choices=Channel.choices)
    result = models.CharField(max_length=12, choices=Result.choices, blank=True, default="")
    occurred_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    topic = models.CharField(max_length=200, blank=True, default="")
    outcome = models.TextField(blank=True, default="")
    next_step = models.CharField(max_length=300, blank=True, default="")
    next_step_on = models.DateField(null=True, blank=True)
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=200)
    by_label = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=now, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-occurred_at", "-id"]
        indexes = [models.Index(fields=["lead", "archived_at", "occurred_at"], name="lead_activities")]
