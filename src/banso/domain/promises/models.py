"""Promises, their versions and states, which are only ever added to, and links for the customer.

The database refuses to rewrite a version or a state, and to change a promise that is closed; an erasure of a
person alone may put its mark into their texts (migration 0002). Texts that it guards have no length there:
the mark must never be cut off.
"""

from collections.abc import Mapping

from django.db import models

from banso.domain.promises.facts import (
    ANSWER_WORDS,
    APPROVAL_WORDS,
    DELIVERABLE_WORDS,
    KIND_WORDS,
    SOURCE_WORDS,
    STATE_WORDS,
)
from banso.kit.clock import now
from banso.kit.tenancy import TenantModel
from banso.kit.words import Text


def _choices(words: Mapping[str, Text]) -> list[tuple[str, str]]:
    """What a column may hold; pages show the words themselves, in the reader's language."""
    return [(slug, text.en) for slug, text in words.items()]


KINDS, SOURCES, DELIVERABLES, STATES, APPROVALS, ANSWERS = (
    _choices(words)
    for words in (KIND_WORDS, SOURCE_WORDS, DELIVERABLE_WORDS, STATE_WORDS, APPROVAL_WORDS, ANSWER_WORDS)
)


class Said(TenantModel):
    """What was said: the part that a promise and each of its versions share."""

    wording = models.TextField()
    kind = models.CharField(max_length=12, choices=KINDS)
    due_on = models.DateField()
    made_on = models.DateField()
    said_by = models.ForeignKey(
        "workspaces.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    said_by_name = models.TextField()
    said_to = models.ForeignKey(
        "accounts.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    said_to_name = models.TextField(blank=True, default="")
    source = models.CharField(max_length=8, choices=SOURCES)
    source_text = models.TextField(blank=True, default="")
    activity = models.ForeignKey(
        "accounts.Activity", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.ForeignKey(
        "accounts.Note", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    file = models.ForeignKey(
        "accounts.File", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    file_name = models.TextField(blank=True, default="")
    file_sha256 = models.CharField(max_length=64, blank=True, default="")
    product = models.TextField(blank=True, default="")
    deliverable = models.CharField(max_length=14, choices=DELIVERABLES)

    class Meta:
        abstract = True


class Promise(Said):
    """A promise as it stands: its newest version, its state, and who keeps it.

    Attributes:
        deal_id: of the area sales, which lies above; no foreign key.
        said_version: of the wording, which a confirmation is bound to.
        number: counts every step; for If-Match.
        evidence: of the state.
        disputed: what the customer said it was instead.
        removed_at: taken back as a mistake; lists and numbers leave it out.
    """

    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    deal_id = models.UUIDField(null=True, blank=True)
    external_id = models.CharField(max_length=200, blank=True, default="")
    approval = models.CharField(max_length=8, choices=APPROVALS, blank=True, default="")
    approver = models.ForeignKey(
        "workspaces.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approver_name = models.TextField(blank=True, default="")
    approved_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(
        "workspaces.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    owner_name = models.TextField(blank=True, default="")
    owner_email = models.TextField(blank=True, default="")
    state = models.CharField(max_length=9, choices=STATES, default="draft")
    state_on = models.DateField()
    evidence = models.TextField(blank=True, default="")
    disputed = models.TextField(blank=True, default="")
    said_version = models.PositiveIntegerField(default=1)
    number = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "external_id"],
                condition=~models.Q(external_id=""),
                name="promise_external_id_once",
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "removed_at", "state", "due_on", "id"], name="promises_due"),
            models.Index(fields=["workspace", "account", "due_on"], name="promises_by_account"),
            models.Index(fields=["workspace", "deal_id"], name="promises_by_deal"),
            models.Index(fields=["workspace", "updated_at", "id"], name="promises_changed"),
        ]


class PromiseVersion(Said):
    """What was said, as it was understood from `at` on; written once.

    `account` repeats the promise's and follows it when accounts are merged; so does that of a state.
    """

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="versions")
    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    reason = models.TextField(blank=True, default="")
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=100)
    by_label = models.TextField()
    at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["promise", "number"], name="promise_version_once")]


class PromiseState(TenantModel):
    """A state that a promise came into, with what shows it; written once."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="states")
    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    said_version = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=STATES)
    on = models.DateField()
    evidence = models.TextField(blank=True, default="")
    activity = models.ForeignKey(
        "accounts.Activity", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.ForeignKey(
        "accounts.Note", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    file = models.ForeignKey(
        "accounts.File", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    file_sha256 = models.CharField(max_length=64, blank=True, default="")
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=100)
    by_label = models.TextField()
    at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["promise", "number"], name="promise_state_once")]


class PromiseLink(TenantModel):
    """A signed link by which the customer answers for one version of a promise, once.

    The token is signed and not kept; `sent_at` is empty where no mail server took it, or it was only copied.
    """

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="links")
    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    said_version = models.PositiveIntegerField()
    email = models.CharField(max_length=254, blank=True, default="")
    language = models.CharField(max_length=5)
    by_label = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=9, choices=ANSWERS, blank=True, default="")
    said = models.TextField(blank=True, default="")
    answered_by = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ["-made_at", "-id"]


class MovedPromise(TenantModel):
    """A promise that followed its account into another when the two were merged; for undoing that."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="+")
    origin = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["promise", "origin"], name="moved_promise_once")]
