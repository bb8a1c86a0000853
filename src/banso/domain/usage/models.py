"""What a workspace has decided about its usage."""

from django.db import models

from banso.kit.tenancy import TenantModel


class Tracking(TenantModel):
    """One a workspace: who may send from a browser, and which events are no activity.

    Attributes:
        origins: web origins such as "https://app.example.jp"; empty for any.
        ignored: names of events that do not make a person active.
    """

    origins = models.JSONField(default=list)
    ignored = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="tracking_once")]


class Feature(TenantModel):
    """A feature of the product, known by its events; `plans` empty entitles every plan."""

    name = models.CharField(max_length=120)
    events = models.JSONField(default=list)
    plans = models.JSONField(default=list)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="feature_once")]
