"""Files that take too long to wait for, and where they stand."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from banso.kit.clock import now
from banso.kit.tenancy import TenantModel


class State(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be made")
    EXPIRED = "expired", _("No longer kept")


class Export(TenantModel):
    """A file that one person asked for: which address makes it, and what became of it.

    `path` (below /w/<slug>/) and `query` are those of the list's export, which is asked again by the worker
    as the person; `permission` is what that address asks for. `attempts` counts beginnings, so that a file
    on which the worker dies is not tried for ever.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=500)
    query = models.TextField(blank=True, default="")
    permission = models.CharField(max_length=80)
    file_name = models.CharField(max_length=250)
    content_type = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=5)
    timezone = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    replaced = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField(default=now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    keep_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["workspace", "person", "-asked_at", "-id"], name="exports_newest"),
            models.Index(fields=["workspace", "state"], name="exports_by_state"),
        ]

    @property
    def folder(self) -> Path:
        return Path(settings.BANSO_HOME) / "exports" / str(self.workspace_id) / str(self.pk)

    @property
    def file(self) -> Path:
        return self.folder / "file"

    @property
    def progress(self) -> Path:
        """Holds how many rows are written; its age is the worker's last sign of life.

        A file and no column: the worker reads the list while it writes this, and a database of one file
        lets nobody write out of a long read.
        """
        return self.folder / "progress"

    @property
    def unfinished(self) -> bool:
        return self.state in {State.QUEUED, State.RUNNING}
