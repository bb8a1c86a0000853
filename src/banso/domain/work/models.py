"""Notices: what the product tells one person."""

from django.conf import settings
from django.db import models

from banso.kit.clock import now
from banso.kit.tenancy import TenantModel


class Notice(TenantModel):
    """Something that one person should hear of.

    `detail` holds what its kind needs to say it. `href` is where it leads, below /w/<slug>/. `key` says once
    what must not be told twice, however often the sender runs.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=61)
    detail = models.JSONField(default=dict)
    href = models.CharField(max_length=300, blank=True, default="")
    key = models.CharField(max_length=120)
    at = models.DateTimeField(default=now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "person", "key"], name="notice_told_once")
        ]
        indexes = [
            models.Index(fields=["workspace", "person", "-at", "-id"], name="notices_newest"),
            models.Index(
                fields=["workspace", "person"], name="notices_unread", condition=models.Q(read_at=None)
            ),
        ]
