"""Saved conditions, and saved ways of looking at the list."""

from django.db import models

from banso.kit.clock import now
from banso.kit.tenancy import TenantModel


class Segment(TenantModel):
    """A named condition over accounts; `condition` is the tree of `kit.conditions` as JSON."""

    name = models.CharField(max_length=120)
    description = models.CharField(max_length=300, blank=True, default="")
    condition = models.JSONField(default=dict)
    by_label = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]


class SavedView(TenantModel):
    """A way of looking at the accounts list, as its query string; of one person, or shared by all."""

    name = models.CharField(max_length=120)
    query = models.CharField(max_length=4000, blank=True, default="")
    person = models.UUIDField(null=True, blank=True)
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["name", "id"]


class BulkChange(TenantModel):
    """What a bulk change replaced: account ids with their fields as they were."""

    before = models.JSONField(default=list)
    by_id = models.CharField(max_length=100)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=now)
    undone_at = models.DateTimeField(null=True, blank=True)
