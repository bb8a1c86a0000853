"""Notices, and how they go out by mail; tasks; the secret addresses of calendars."""

from django.conf import settings
from django.db import models

from banso.domain.work.facts import SIDE_WORDS
from banso.kit.clock import now
from banso.kit.tenancy import TenantModel


class Notice(TenantModel):
    """Something that one person should hear of.

    `detail` holds what its kind needs to say it. `href` is where it leads, below /w/<slug>/. `key` says once
    what must not be told twice, however often the sender runs.

    Attributes:
        mail: how it goes out by mail: "" not at all, now, or with the next digest.
        mail_at: when the worker has to send it next; None once it is sent, given up, or for a digest.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=61)
    detail = models.JSONField(default=dict)
    href = models.CharField(max_length=300, blank=True, default="")
    key = models.CharField(max_length=120)
    at = models.DateTimeField(default=now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(
        max_length=6, blank=True, default="", choices=[("", "none"), ("now", "now"), ("digest", "digest")]
    )
    mail_at = models.DateTimeField(null=True, blank=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)
    mailed_at = models.DateTimeField(null=True, blank=True)

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
            models.Index(
                fields=["mail_at"], name="notices_to_mail", condition=models.Q(mail_at__isnull=False)
            ),
        ]


class MailChoice(TenantModel):
    """How a person wants to hear by mail: at once, once a day, or not; `digest_on` had the last digest."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(
        max_length=6, default="now", choices=[("now", "now"), ("digest", "digest"), ("none", "none")]
    )
    digest_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "person"], name="mail_choice_once")]


class Task(TenantModel):
    """Something that somebody of ours or of the customer's has to do.

    Attributes:
        account: whom it is for; None for work of one's own.
        owner: who does it; without a seat they are named alone.
        due: `due_on`, or the last day there is, so that lists can be sorted by it.
        source: what it came from (`definitions.origins`), with that record's id and name.
        checklist: [{"text": ..., "done": ...}].
        number: counts every step; for If-Match.
        removed_at: taken back; lists and numbers leave it out.
    """

    account = models.ForeignKey(
        "accounts.Account", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    external_id = models.CharField(max_length=200, blank=True, default="")
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True, default="")
    side = models.CharField(
        max_length=4, default="us", choices=[(slug, text.en) for slug, text in SIDE_WORDS.items()]
    )
    owner = models.ForeignKey(
        "workspaces.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    owner_name = models.CharField(max_length=120, blank=True, default="")
    owner_email = models.CharField(max_length=254, blank=True, default="")
    due_on = models.DateField(null=True, blank=True)
    due = models.DateField()
    source = models.CharField(max_length=20, blank=True, default="")
    source_id = models.UUIDField(null=True, blank=True)
    source_text = models.CharField(max_length=200, blank=True, default="")
    checklist = models.JSONField(default=list)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.CharField(max_length=200, blank=True, default="")
    made_by = models.CharField(max_length=200, blank=True, default="")
    number = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "external_id"],
                condition=~models.Q(external_id=""),
                name="task_external_id_once",
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "removed_at", "done_on", "due", "id"], name="tasks_due"),
            models.Index(fields=["workspace", "owner", "done_on", "due"], name="tasks_by_owner"),
            models.Index(fields=["workspace", "account", "due"], name="tasks_by_account"),
            models.Index(fields=["workspace", "updated_at", "id"], name="tasks_changed"),
        ]


class MovedTask(TenantModel):
    """A task that followed its account into another when the two were merged; for undoing that."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+")
    origin = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "origin"], name="moved_task_once")]


class CalendarFeed(TenantModel):
    """The secret address of a person's calendar; `generation` goes up with each renewal.

    The address is signed and not kept: an address of an earlier generation opens nothing.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    generation = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(default=now)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "person"], name="calendar_once")]
