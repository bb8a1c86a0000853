"""Handoffs with their frozen items, what is said about them, and how their CSM is chosen."""

from collections.abc import Mapping

from django.db import models

from banso.domain.handoffs.facts import GRADE_WORDS, HOW_WORDS, REASON_WORDS, STATE_WORDS
from banso.kit.clock import now
from banso.kit.tenancy import TenantModel
from banso.kit.words import Text


def _choices(words: Mapping[str, Text]) -> list[tuple[str, str]]:
    """What a column may hold; pages show the words themselves, in the reader's language."""
    return [(slug, text.en) for slug, text in words.items()]


STATES, HOWS, REASONS, GRADES = (
    _choices(words) for words in (STATE_WORDS, HOW_WORDS, REASON_WORDS, GRADE_WORDS)
)


class Handoff(TenantModel):
    """What one winning of a deal hands to CS.

    Attributes:
        closing: which closing of the deal it belongs to.
        csm: who looks at it, and looks after the account once it is accepted.
        csm_how, csm_by, csm_rule: how that was decided, by whom, and by which rule.
        due_at: when the target of business hours since the winning has passed.
        returns: how often it went back to sales.
        version: counts changes, for If-Match.
    """

    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    deal = models.ForeignKey("sales.Deal", on_delete=models.CASCADE, related_name="+")
    closing = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    won_on = models.DateField()
    seller = models.ForeignKey(
        "workspaces.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    seller_name = models.CharField(max_length=120, blank=True, default="")
    seller_email = models.CharField(max_length=254, blank=True, default="")
    csm = models.ForeignKey(
        "workspaces.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    csm_name = models.CharField(max_length=120, blank=True, default="")
    csm_how = models.CharField(max_length=8, choices=HOWS, default="nobody")
    csm_by = models.CharField(max_length=200, blank=True, default="")
    csm_rule = models.CharField(max_length=80, blank=True, default="")
    csm_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=STATES, default="waiting")
    returns = models.PositiveSmallIntegerField(default=0)
    submitted_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.CharField(max_length=200, blank=True, default="")
    escalated_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [models.UniqueConstraint(fields=["deal", "closing"], name="handoff_once")]
        indexes = [
            models.Index(fields=["workspace", "state", "due_at", "id"], name="handoffs_due"),
            models.Index(fields=["workspace", "account"], name="handoffs_by_account"),
            models.Index(fields=["workspace", "submitted_at", "id"], name="handoffs_newest"),
        ]


class HandoffItem(TenantModel):
    """One of the ten items as it was when it was sent.

    Attributes:
        content: what the sheet said of it; see `rules.frozen`.
        state: waiting, accepted or returned: what has been sent.
        mark: accept or return: what the CSM thinks, until it is sent.
        reason, wanted: why it is returned, and what would make it acceptable.
        frozen_at: when the content was taken from the sheet; `returns` counts how often it went back.
    """

    handoff = models.ForeignKey(Handoff, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=16)
    content = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=STATES[:3], default="waiting")
    mark = models.CharField(max_length=6, blank=True, default="")
    reason = models.CharField(max_length=12, choices=REASONS, blank=True, default="")
    wanted = models.TextField(blank=True, default="")
    marked_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(default=now)
    returns = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["handoff", "key"], name="handoff_item_once")]


class HandoffMessage(TenantModel):
    """A short message between sales and CS."""

    handoff = models.ForeignKey(Handoff, on_delete=models.CASCADE, related_name="messages")
    text = models.TextField()
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=100)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["at", "id"]


class HandoffGrade(TenantModel):
    """Something that happened later and says that an item was not right; `subject` tells it from others."""

    handoff = models.ForeignKey(Handoff, on_delete=models.CASCADE, related_name="grades")
    key = models.CharField(max_length=16)
    grade = models.CharField(max_length=24, choices=GRADES)
    subject = models.CharField(max_length=100)
    note = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["handoff", "grade", "subject"], name="handoff_grade_once")
        ]


class CsmRule(TenantModel):
    """Who may be chosen for which deals; the first rule that fits decides, and of its people the least laden.

    Attributes:
        segment, product, plan, language: what a deal must have; empty asks for nothing. A deal's language is
            Japanese where its account's country is empty or Japan, else English.
        people: ids of the members to choose from.
    """

    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=80)
    segment = models.ForeignKey(
        "accounts.Segment", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    product = models.ForeignKey(
        "contracts.Product", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    plan = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=2, blank=True, default="")
    people = models.JSONField(default=list)

    class Meta:
        ordering = ["position", "id"]


class HandoffClock(TenantModel):
    """How long CS has to answer, and when business is open; one row a workspace, none before it is set.

    Attributes:
        minutes: of business time, from the winning to the acceptance.
    """

    minutes = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="handoff_clock_once")]


class PlannedCsm(TenantModel):
    """Who is to look after the customer, chosen by hand before the deal is won."""

    deal = models.OneToOneField("sales.Deal", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("workspaces.Person", on_delete=models.CASCADE, related_name="+")
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=now)


class MovedHandoff(TenantModel):
    """A handoff that followed its account into another when the two were merged; for undoing that."""

    handoff = models.ForeignKey(Handoff, on_delete=models.CASCADE, related_name="+")
    origin = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handoff", "origin"], name="moved_handoff_once")]
