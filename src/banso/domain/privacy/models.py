"""What a workspace does about personal data: requests, who stays away, and how long things are kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from banso.kit.clock import now
from banso.kit.tenancy import TenantModel


class CaseKind(models.TextChoices):
    EXPORT = "export", _("Disclosure")
    ERASURE = "erasure", _("Erasure")


class CaseState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("At work")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped")
    EXPIRED = "expired", _("No longer kept")


class Case(TenantModel):
    """One request about one person: hand out or erase all that is held on them.

    Who it is stands sealed in `subject`, and only while there is work to do. What stays of an erasure are
    numbers: `counts` by class of data, `mark`, which stands where the person stood, and keyed hashes of what
    named them (`digests`), by which a restored backup can be rid of them again.

    Attributes:
        number: counts up in each workspace; a receipt is called by it.
        not_before: by then every process knows that the person stays away.
        steps: the classes that are done, so that a case that was broken off goes on.
        hash: SHA-256 over the receipt's content.
    """

    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=CaseKind.choices)
    state = models.CharField(max_length=8, choices=CaseState.choices, default=CaseState.QUEUED)
    reason = models.CharField(max_length=500, blank=True, default="")
    subject = models.TextField(blank=True, default="")
    mark = models.CharField(max_length=40, blank=True, default="")
    digests = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    steps = models.JSONField(default=list)
    failure = models.CharField(max_length=500, blank=True, default="")
    language = models.CharField(max_length=5, default="ja")
    by_id = models.CharField(max_length=100)
    by_label = models.CharField(max_length=200)
    asked_at = models.DateTimeField(default=now, editable=False)
    not_before = models.DateTimeField(default=now)
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    keep_until = models.DateTimeField(null=True, blank=True)
    backup_at = models.DateTimeField(null=True, blank=True)
    hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["workspace", "number"], name="case_number_once")]

    @property
    def unfinished(self) -> bool:
        return self.state in {CaseState.QUEUED, CaseState.RUNNING}


class PrivacyKey(TenantModel):
    """The key under which a workspace hashes what named an erased person; made with the first erasure.

    It lies beside the hashes and not under SECRET_KEY: whoever changes that must not forget who stays away.
    """

    key = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="privacy_key_once")]


class Suppressed(TenantModel):
    """A mail address or id that is not stored again, as a keyed hash."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="suppressed")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "digest"], name="suppressed_once")]


class Retention(TenantModel):
    """How many days a class of data is kept; a class without a row, or with None, is kept for good."""

    holding = models.CharField(max_length=40)
    days = models.PositiveIntegerField(null=True, blank=True)
    ran_at = models.DateTimeField(null=True, blank=True)
    removed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "holding"], name="retention_once")]
