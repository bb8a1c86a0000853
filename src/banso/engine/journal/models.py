"""The journal: the log of record for everything that happened to a customer."""

from django.db import models

from banso.kit.tenancy import TenantManager


class JournalEntry(models.Model):
    """One version of one fact. Written once; only the privacy erasure ever removes one.

    `seq` orders the journal for the loader and the reactions. `account` is no foreign key: the journal
    outlives the record.
    """

    seq = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey("workspaces.Workspace", on_delete=models.CASCADE, related_name="+")
    fact_id = models.UUIDField()
    version = models.PositiveIntegerField()
    type = models.CharField(max_length=80)
    type_version = models.PositiveSmallIntegerField(default=1)
    account = models.UUIDField()
    person = models.CharField(max_length=200, blank=True, default="")
    subject = models.CharField(max_length=200, blank=True, default="")
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    retracted = models.BooleanField(default=False)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=100)
    actor_label = models.CharField(max_length=200)
    source = models.CharField(max_length=200, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    payload = models.JSONField(default=dict)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "fact_id", "version"], name="journal_one_version"),
        ]
        indexes = [
            models.Index(fields=["workspace", "account", "-occurred_at", "-seq"], name="journal_time_line"),
            models.Index(fields=["workspace", "type", "subject"], name="journal_by_subject"),
            models.Index(fields=["workspace", "source"], name="journal_by_source"),
            models.Index(fields=["workspace", "-recorded_at", "-seq"], name="journal_newest"),
        ]


class ReactionCursor(models.Model):
    """How far a reaction has read the journal."""

    name = models.CharField(max_length=120, primary_key=True)
    seq = models.BigIntegerField(default=0)


class ReactionFailure(models.Model):
    """A fact that a reaction has not answered: it failed, or an earlier one of its account did (`error` "").

    While `set_aside_at` is empty it is tried again at `again_at`.
    """

    workspace = models.ForeignKey("workspaces.Workspace", on_delete=models.CASCADE, related_name="+")
    reaction = models.CharField(max_length=120)
    entry = models.ForeignKey(JournalEntry, on_delete=models.CASCADE, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True, default="")
    again_at = models.DateTimeField()
    set_aside_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "reaction", "entry"], name="reaction_failed_once"),
        ]


class LoaderOffset(models.Model):
    """How far a loader's source has been moved into the column store.

    `upto` is set while a batch is on its way: the rows after `seq`, up to and with `upto`. A source that
    keeps its offset elsewhere tells here a number that rises with every batch.
    """

    name = models.CharField(max_length=60, primary_key=True)
    seq = models.BigIntegerField(default=0)
    upto = models.BigIntegerField(null=True, default=None)
