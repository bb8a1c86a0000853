"""Working through leads: target lists, appointments, and how calls are judged."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from banso.domain.leads.models.lead import Lead, LeadActivity, Result
from banso.kit.clock import now
from banso.kit.tenancy import TenantModel


class TargetList(TenantModel):
    """Leads to be worked through, one after the other.

    Attributes:
        condition: which leads belong in it, as `kit.conditions` writes it; {} for one that is filled by hand.
        script: what a caller has before their eyes.
    """

    name = models.CharField(max_length=120)
    condition = models.JSONField(default=dict, blank=True)
    script = models.TextField(blank=True, default="")
    by_label = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=now, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="target_list_once")]


class EntryState(models.TextChoices):
    WAITING = "waiting", _("To be called")
    DONE = "done", _("Done")


class TargetEntry(TenantModel):
    """A lead on a list.

    Attributes:
        due_on: not before that day; None for at once.
        tries: calls out of this list.
    """

    target_list = models.ForeignKey(TargetList, on_delete=models.CASCADE, related_name="entries")
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=7, choices=EntryState.choices, default=EntryState.WAITING)
    due_on = models.DateField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_result = models.CharField(max_length=12, choices=Result.choices, blank=True, default="")

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["target_list", "lead"], name="target_entry_once")]
        indexes = [models.Index(fields=["target_list", "state", "due_on", "position"], name="target_next")]


class AppointmentState(models.TextChoices):
    SET = "set", _("Set")
    HELD = "held", _("Held")
    MISSED = "missed", _("Not held")
    CANCELLED = "cancelled", _("Called off")


class Appointment(TenantModel):
    """A first meeting that was set with a lead.

    Attributes:
        seller: who of us will meet them; by name or mail address only where they have no seat.
        who: who will be there of theirs.
        by_label: who set it.
        updated_at: when it was set, moved, closed or otherwise changed last; calendars go by it.
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="appointments")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    place = models.CharField(max_length=200, blank=True, default="")
    who = models.CharField(max_length=200, blank=True, default="")
    seller = models.ForeignKey(
        "workspaces.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    seller_name = models.CharField(max_length=120, blank=True, default="")
    seller_email = models.CharField(max_length=254, blank=True, default="")
    state = models.CharField(max_length=9, choices=AppointmentState.choices, default=AppointmentState.SET)
    note = models.TextField(blank=True, default="")
    by_id = models.CharField(max_length=200)
    by_label = models.CharField(max_length=200)
    set_at = models.DateTimeField(default=now)
    updated_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-starts_at", "-id"]
        indexes = [models.Index(fields=["workspace", "state", "starts_at"], name="appointments_by_day")]


class CallCriterion(TenantModel):
    """What a call is judged by, 1 to 5. A workspace without rows uses the preset of `rules.criteria`.

    Attributes:
        team: whose calls; None for every team that has none of its own.
        weight: how much it counts beside the others.
    """

    team = models.ForeignKey(
        "workspaces.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    weight = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "key"]
        verbose_name_plural = "call criteria"


class CallScore(TenantModel):
    """How a call was judged by one criterion, whose name stays as it was then."""

    activity = models.ForeignKey(LeadActivity, on_delete=models.CASCADE, related_name="scores")
    key = models.CharField(max_length=40)
    criterion = models.CharField(max_length=120)
    weight = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()
    caller = models.CharField(max_length=200)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["activity", "key"]
        constraints = [models.UniqueConstraint(fields=["activity", "key"], name="call_score_once")]
        indexes = [models.Index(fields=["workspace", "at"], name="call_scores_by_day")]
