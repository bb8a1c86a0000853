"""What was said and kept: activities, notes, files."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from banso.domain.accounts.models.account import Account
from banso.domain.accounts.models.people import Contact
from banso.kit.clock import now
from banso.kit.tenancy import TenantModel


class ActivityKind(models.TextChoices):
    CALL = "call", _("Call")
    MAIL = "mail", _("Mail")
    VISIT = "visit", _("Visit")
    SNS = "sns", _("SNS")
    MEETING = "meeting", _("Meeting")


class ActivitySide(models.TextChoices):
    """Who acted."""

    US = "us", _("We")
    THEM = "them", _("The customer")
    BOTH = "both", _("Both")


class Activity(TenantModel):
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="activities")
    kind = models.CharField(max_length=8, choices=ActivityKind.choices)
    side = models.CharField(max_length=4, choices=ActivitySide.choices, default=ActivitySide.US)
    occurred_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    topic = models.CharField(max_length=200)
    outcome = models.TextField(blank=True, default="")
    next_step = models.CharField(max_length=300, blank=True, default="")
    next_step_on = models.DateField(null=True, blank=True)
    colleagues = models.CharField(max_length=300, blank=True, default="")
    contacts = models.ManyToManyField(Contact, blank=True, related_name="activities")
    by_label = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=now, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-occurred_at", "-id"]


class Note(TenantModel):
    """Markdown as it was typed; made safe each time it is shown."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="notes")
    body = models.TextField()
    by_label = models.CharField(max_length=200)
    written_at = models.DateTimeField(default=now)
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-written_at", "-id"]


class File(TenantModel):
    """A file under the data folder; `key` is its random name there, `name` what the sender called it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="files")
    key = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    by_label = models.CharField(max_length=200)
    added_at = models.DateTimeField(default=now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-added_at", "-id"]
