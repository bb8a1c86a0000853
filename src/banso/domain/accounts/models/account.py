"""The account itself, its parts, and the words a workspace chooses for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from banso.kit.clock import now
from banso.kit.tenancy import TenantModel


class Stage(TenantModel):
    """A step of the customer's life. A workspace without rows uses the preset of `rules.stages`."""

    key = models.SlugField(max_length=40)
    name_en = models.CharField(max_length=60)
    name_ja = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "key"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="stage_once")]


class FieldKind(models.TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Money")
    DATE = "date", _("Date")
    CHOICE = "choice", _("Choice")
    PERSON = "person", _("Person")


class CustomField(TenantModel):
    """An account field of the workspace's own. Its key never changes; values stand in Account.custom."""

    key = models.SlugField(max_length=40)
    label = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=FieldKind.choices)
    choices = models.JSONField(default=list, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "key"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="custom_field_once")]


_LISTED = ("workspace", "archived_at", "merged_into")


class Account(TenantModel):
    """A customer: a company, or a part of one that buys by itself.

    `owner_name` and `owner_email` repeat today's CSM from the role assignments, for lists. `search` is
    the normalised text that searching reads, `plain` the name without its legal form. `version` counts
    changes, for If-Match.
    """

    external_id = models.CharField(max_length=200, blank=True, default="")
    name = models.CharField(max_length=200)
    name_kana = models.CharField(max_length=200, blank=True, default="")
    corporate_number = models.CharField(max_length=13, blank=True, default="")
    industry = models.CharField(max_length=120, blank=True, default="")
    employees = models.PositiveIntegerField(null=True, blank=True)
    country = models.CharField(max_length=80, blank=True, default="")
    region = models.CharField(max_length=80, blank=True, default="")
    plan = models.CharField(max_length=80, blank=True, default="")
    created_on = models.DateField(null=True, blank=True)
    stage = models.CharField(max_length=40, blank=True, default="")
    stage_since = models.DateTimeField(null=True, blank=True)
    internal = models.BooleanField(default=False)
    website = models.URLField(max_length=300, blank=True, default="")
    description = models.TextField(blank=True, default="")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children"
    )
    custom = models.JSONField(default=dict, blank=True)
    owner_name = models.CharField(max_length=120, blank=True, default="")
    owner_email = models.CharField(max_length=254, blank=True, default="")
    search = models.CharField(max_length=700, blank=True, default="")
    plain = models.CharField(max_length=200, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now)
    archived_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="absorbed"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "external_id"],
                condition=~models.Q(external_id=""),
                name="account_external_id_once",
            )
        ]
        # The list reads accounts that are neither archived nor merged; these indexes answer its pages,
        # counts and choices without touching the rows.
        indexes = [
            *(
                models.Index(fields=[*_LISTED, *fields], name=f"account_list_{name}")
                for name, fields in {
                    "name": ["name", "id"],
                    "kana": ["name_kana", "id"],
                    "changed": ["updated_at", "id"],
                    "plan": ["plan", "id"],
                    "stage": ["stage", "id"],
                    "industry": ["industry", "id"],
                    "region": ["region", "id"],
                    "owner": ["owner_name", "owner_email", "id"],
                    "search": ["search", "id"],
                    "plain": ["plain", "id"],
                }.items()
            ),
            models.Index(fields=["workspace", "corporate_number"], name="account_by_number"),
        ]


class AccountTag(TenantModel):
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="account_tag_once")]
        indexes = [models.Index(fields=["workspace", "name", "account"], name="accounts_by_tag")]


class Site(TenantModel):
    """A place where the customer works: 拠点."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=300, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]


class Department(TenantModel):
    """A part of the customer's organisation: 部署."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="departments")
    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.SET_NULL, related_name="departments"
    )
    name = models.CharField(max_length=120)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]


class AccountMerge(TenantModel):
    """One account that became part of another, with all that is needed to undo it.

    `moved` holds, per table, the ids that changed hands, and under "filled" the survivor's fields as they
    were before.
    """

    survivor = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="merges")
    merged = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="merged_by")
    moved = models.JSONField(default=dict)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]


class Distinction(TenantModel):
    """Two accounts of which somebody said that they are not one; `first` is the smaller id."""

    first = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="distinction_once")]
