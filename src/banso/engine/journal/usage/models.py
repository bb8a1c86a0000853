"""What the rest of Banso tells the loader: in the transaction of the act that it belongs to."""

from django.db import models

from banso.kit.tenancy import TenantManager


class Instruction(models.Model):
    """An account bears an external id from now on, an import's usage is taken back, or days begin elsewhere.

    Attributes:
        kind: "bind" (external_id, account), "cancel" (source), "withdraw" (rows of other imports that the
            one in source corrects, by their ids) or "zone" (from the zone in source to the one in
            external_id).
        after_seq: the log's last seq when it was given; a cancellation and a zone speak of nothing behind it.
        applied: a shortcut for the loader, which keeps its own account of what it has done.
    """

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey("workspaces.Workspace", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    external_id = models.CharField(max_length=200, blank=True, default="")
    account = models.UUIDField(null=True)
    source = models.CharField(max_length=200, blank=True, default="")
    ids = models.JSONField(default=list)
    at = models.DateTimeField()
    after_seq = models.BigIntegerField(default=0)
    applied = models.BooleanField(default=False)

    objects = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["applied", "id"], name="instruction_open")]
