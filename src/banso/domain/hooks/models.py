"""Addresses of other programs that are told of events, and each telling of one."""

from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _

from banso.kit.clock import now
from banso.kit.tenancy import TenantModel


class OffReason(models.TextChoices):
    ON = "", _("in use")
    HAND = "hand", _("switched off")
    FAILING = "failing", _("switched off: no good answer for days")
    GONE = "gone", _("switched off: the address said that it is gone")


class Endpoint(TenantModel):
    """Where events go.

    The secrets are sealed: signing needs them, so a hash would not do.

    Attributes:
        events: names of `definitions.EVENTS`.
        former: the secret before, which signs as well until `former_until`.
        failing_since: when it first failed with no success since.
    """

    name = models.CharField(max_length=80)
    url = models.CharField(max_length=2000)
    events = models.JSONField(default=list)
    secret = models.TextField()
    former = models.TextField(blank=True, default="")
    former_until = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=now, editable=False)
    made_by = models.CharField(max_length=200)
    failing_since = models.DateTimeField(null=True, blank=True)
    off = models.CharField(max_length=7, choices=OffReason.choices, blank=True, default="")
    off_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    @property
    def host(self) -> str:
        """What may be told of the address elsewhere: the rest of it is a credential with many receivers."""
        return urlsplit(self.url).netloc


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("waits to be delivered")
    SENT = "sent", _("delivered")
    FAILED = "failed", _("given up")


class Delivery(TenantModel):
    """One event for one endpoint, written in the transaction of what happened.

    Attributes:
        event_id: of the fact; the receiver knows by it what it has already.
        body: what is sent, letter by letter: the signature is over it.
        next_at: when the worker has to try next; None once that is over.
        status: of the last answer; None where there was none.
        error: why there was none, in words that may be shown.
    """

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    event_id = models.UUIDField()
    event = models.CharField(max_length=60)
    body = models.TextField()
    at = models.DateTimeField(default=now, editable=False)
    state = models.CharField(
        max_length=7, choices=DeliveryState.choices, default=DeliveryState.WAITING, editable=False
    )
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["endpoint", "event_id"], name="hook_delivery_once")]
        indexes = [
            models.Index(
                fields=["next_at"], name="hook_deliveries_due", condition=models.Q(next_at__isnull=False)
            ),
            models.Index(fields=["workspace", "endpoint", "-at", "-id"], name="hook_deliveries_newest"),
        ]
