"""Templates of onboardings, onboardings with their milestones and steps, and links for the customer."""

from collections.abc import Mapping

from django.db import models

from banso.domain.onboarding.facts import HANDOVER_WORDS, STALL_WORDS, STATE_WORDS
from banso.kit.clock import now
from banso.kit.tenancy import TenantModel
from banso.kit.words import Text


def _choices(words: Mapping[str, Text]) -> list[tuple[str, str]]:
    """What a column may hold; pages show the words themselves, in the reader's language."""
    return [(slug, text.en) for slug, text in words.items()]


class Template(TenantModel):
    """How onboardings of a product and segment go.

    Attributes:
        product, segment: whom it is for; empty asks for nothing. The one that asks for most is taken.
        target_days: business days from the kick-off within which it is to be completed.
        stall_days: business days without progress after which it counts as stalled.
        plan: its milestones; see `rules.plan`.
        rule: what makes it completed; see `rules.completion`.
    """

    name = models.CharField(max_length=120)
    product = models.ForeignKey(
        "contracts.Product", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    segment = models.ForeignKey(
        "accounts.Segment", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    target_days = models.PositiveSmallIntegerField(default=40)
    stall_days = models.PositiveSmallIntegerField(default=5)
    plan = models.JSONField(default=list)
    rule = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]


class Onboarding(TenantModel):
    """A customer's way from the contract to the first value.

    Attributes:
        deal_id: of the deal whose winning proposed it; no foreign key, so that it outlives the deal.
        rule, target_days, stall_days: the template's when it was started; later changes do not reach it.
        measured: the parts of the rule as they were last worked out, at `measured_at`.
        progress_on: the last day on which something moved.
        owner: the CSM who runs it; `next_csm` looks after the account once the hand-over is accepted.
        number: counts every step; for If-Match.
    """

    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    deal_id = models.UUIDField(null=True, blank=True)
    template = models.ForeignKey(Template, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    external_id = models.CharField(max_length=200, blank=True, default="")
    name = models.CharField(max_length=200)
    product = models.ForeignKey(
        "contracts.Product", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=9, choices=_choices(STATE_WORDS), default="proposed")
    contract_on = models.DateField()
    kickoff_on = models.DateField(null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    target_days = models.PositiveSmallIntegerField(default=40)
    stall_days = models.PositiveSmallIntegerField(default=5)
    rule = models.JSONField(default=list)
    measured = models.JSONField(default=list)
    measured_at = models.DateTimeField(null=True, blank=True)
    progress_on = models.DateField(null=True, blank=True)
    stalled = models.CharField(max_length=8, choices=_choices(STALL_WORDS), blank=True, default="")
    stalled_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True, default="")
    owner = models.ForeignKey(
        "workspaces.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    owner_name = models.CharField(max_length=120, blank=True, default="")
    owner_email = models.CharField(max_length=254, blank=True, default="")
    next_csm = models.ForeignKey(
        "workspaces.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    next_name = models.CharField(max_length=120, blank=True, default="")
    handover = models.CharField(max_length=8, choices=_choices(HANDOVER_WORDS), blank=True, default="")
    handover_note = models.TextField(blank=True, default="")
    handover_at = models.DateTimeField(null=True, blank=True)
    number = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "external_id"],
                condition=~models.Q(external_id=""),
                name="onboarding_external_id_once",
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "state", "target_on", "id"], name="onboardings_by_state"),
            models.Index(fields=["workspace", "account"], name="onboardings_by_account"),
            models.Index(fields=["workspace", "updated_at", "id"], name="onboardings_changed"),
        ]


class Milestone(TenantModel):
    """A part of the plan that ends on a day."""

    onboarding = models.ForeignKey(Onboarding, on_delete=models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    offset = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField()

    class Meta:
        ordering = ["position", "id"]


class Step(TenantModel):
    """A task of the plan; the task itself belongs to the area of tasks.

    Attributes:
        start, end: business days from the kick-off; None for a task whose days were set by hand.
        starts_on: from when on it is worked at.
    """

    onboarding = models.ForeignKey(Onboarding, on_delete=models.CASCADE, related_name="steps")
    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="steps")
    task = models.OneToOneField("work.Task", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    start = models.PositiveSmallIntegerField(null=True, blank=True)
    end = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField()

    class Meta:
        ordering = ["position", "id"]


class PlanLink(TenantModel):
    """A signed link by which the customer sees the plan and ticks their tasks.

    The token is signed and not kept; `sent_at` is empty where no mail server took it, or it was only copied.
    """

    onboarding = models.ForeignKey(Onboarding, on_delete=models.CASCADE, related_name="links")
    email = models.CharField(max_length=254, blank=True, default="")
    language = models.CharField(max_length=5)
    by_label = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]


class SharedFile(TenantModel):
    """A file of the account that the customer's page of an onboarding shows until `withdrawn_at`."""

    onboarding = models.ForeignKey(Onboarding, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey("accounts.File", on_delete=models.CASCADE, related_name="+")
    by_label = models.CharField(max_length=200)
    shared_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-shared_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["onboarding", "file"], name="file_shared_once")]


class MovedOnboarding(TenantModel):
    """An onboarding that followed its account into another when the two were merged; for undoing that."""

    onboarding = models.ForeignKey(Onboarding, on_delete=models.CASCADE, related_name="+")
    origin = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["onboarding", "origin"], name="moved_onboarding_once")]
