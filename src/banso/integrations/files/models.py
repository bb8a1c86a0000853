"""Imports, what became of their rows, and what is needed to undo them."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from banso.kit.clock import now
from banso.kit.tenancy import TenantManager, TenantModel


class State(models.TextChoices):
    DRAFT = "draft", _("Not started")
    QUEUED = "queued", _("Waiting")
    CHECKING = "checking", _("Checking")
    CHECKED = "checked", _("Checked")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    UNDOING = "undoing", _("Undoing")
    UNDONE = "undone", _("Undone")


class ImportRun(TenantModel):
    """One file on its way in.

    The file stays in the data folder under its random id, so that the report can give back whole rows.
    `cursor` counts the rows that are in for good; it moves in the transaction of its rows, so a run that
    was killed goes on exactly where it stood. `beat_at` is when it last gave a sign of life.

    Attributes:
        history: deals that are closed were closed before Banso.
        words: by canonical column, what values of the file mean: {"product": {"GTXPro": "GTX Pro"}}.
    """

    kind = models.CharField(max_length=16)
    file_name = models.CharField(max_length=200)
    file_size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    preset = models.CharField(max_length=40, blank=True, default="")
    layout = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    orders = models.JSONField(default=dict)
    create_accounts = models.BooleanField(default=False)
    history = models.BooleanField(default=False)
    words = models.JSONField(default=dict)
    language = models.CharField(max_length=5, default="en")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    dry = models.BooleanField(default=True)
    total = models.PositiveIntegerField(default=0)
    cursor = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    failure = models.TextField(blank=True, default="")
    by_id = models.CharField(max_length=100)
    by_label = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=now, editable=False)
    beat_at = models.DateTimeField(default=now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["workspace", "-created_at", "-id"], name="imports_newest")]

    @property
    def folder(self) -> Path:
        return Path(settings.BANSO_HOME) / "imports" / str(self.workspace_id) / str(self.pk)

    @property
    def original(self) -> Path:
        """The file as it was sent."""
        return self.folder / "original"

    @property
    def text(self) -> Path:
        """The delimited text that is read: the file itself, or what was made of a workbook or of several."""
        made = self.folder / "table.csv"
        return made if made.exists() else self.original

    @property
    def source(self) -> str:
        """What the facts of this import say of where they come from."""
        return f"import:{self.pk}"


class Verdict(models.TextChoices):
    REJECTED = "rejected", _("Rejected")
    NOTED = "noted", _("Taken, but contradicts itself")
    KEPT = "kept", _("Not undone")


class RowReport(TenantModel):
    """A row that was refused, or taken with a remark; or something that an undo left as it is.

    `cells` holds the row as the file has it, `reasons` each {"field", "came", "wanted", "reason"}; one that
    tells of a thing that is missing has "item" and "href", too, the page on which it is filled in or "".
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="reports")
    row = models.PositiveIntegerField()
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    cells = models.JSONField(default=list)
    reasons = models.JSONField(default=list)

    class Meta:
        ordering = ["row", "id"]
        indexes = [models.Index(fields=["run", "verdict", "row"], name="reports_by_row")]


class Change(TenantModel):
    """One record that an import made or changed, with all that is needed to put it back.

    `before` is null for a record that the import made. `after` tells what the record was like right after
    it: where the record says something else by now, somebody has worked on it since.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes")
    thing = models.CharField(max_length=12)
    target = models.CharField(max_length=200)
    label = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["run", "thing", "undone"], name="changes_of_import")]


class ImportedEvent(models.Model):
    """A usage row that is in: digests of its id and of what it said, so that it counts once.

    A row that came with other values has a further version, by the run that told them; the latest counts.
    The events themselves are in the usage log.
    """

    workspace = models.ForeignKey("workspaces.Workspace", on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=16)
    content = models.BinaryField(max_length=8)
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "digest", "version"], name="imported_event_once")
        ]


class AccountClaim(TenantModel):
    """What a list of customers says of one beside its fields, to hold other files against it.

    `gone`: it has left; `on_trial`: it only tries the product; null where the file does not say.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+")
    account = models.UUIDField()
    row = models.PositiveIntegerField()
    gone = models.BooleanField(null=True)
    on_trial = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "account"], name="account_claim_once")]


class SavedMapping(TenantModel):
    """Which column meant what the last time a file had these headers."""

    kind = models.CharField(max_length=16)
    signature = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    orders = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    used_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind", "signature"], name="mapping_once")
        ]
