"""People: the customer's, and ours who look after them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from banso.domain.accounts.models.account import Account, Department, Site
from banso.kit.clock import now
from banso.kit.tenancy import TenantModel


class ContactRole(models.TextChoices):
    """What somebody is to the purchase and the use."""

    DECIDER = "decider", _("Decision maker")
    CHAMPION = "champion", _("Champion")
    USER = "user", _("Daily user")
    ADMINISTRATOR = "administrator", _("Administrator")
    PURCHASING = "purchasing", _("Purchasing")
    SCEPTIC = "sceptic", _("Sceptic")


class Contact(TenantModel):
    """A person at the customer. `person_key` is their identifier in the usage data."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contacts")
    external_id = models.CharField(max_length=200, blank=True, default="")
    name = models.CharField(max_length=120)
    name_kana = models.CharField(max_length=120, blank=True, default="")
    title = models.CharField(max_length=120, blank=True, default="")
    role = models.CharField(max_length=16, blank=True, default="", choices=ContactRole.choices)
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.SET_NULL, related_name="contacts"
    )
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.SET_NULL, related_name="contacts")
    person_key = models.CharField(max_length=200, blank=True, default="")
    manner = models.CharField(max_length=500, blank=True, default="")
    left_on = models.DateField(null=True, blank=True)
    search = models.CharField(max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name_kana", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "external_id"],
                condition=~models.Q(external_id=""),
                name="contact_external_id_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "archived_at", "search", "account"], name="contact_list_search"
            ),
            models.Index(fields=["workspace", "email"], name="contact_by_email"),
            models.Index(fields=["workspace", "person_key"], name="contact_by_person"),
        ]


class TeamRole(models.TextChoices):
    CSM = "csm", _("Customer success manager")
    ACCOUNT_EXECUTIVE = "account_executive", _("Account executive")
    SUPPORT_LEAD = "support_lead", _("Support lead")
    EXECUTIVE_SPONSOR = "executive_sponsor", _("Executive sponsor")


class RoleAssignment(TenantModel):
    """Who of us looked after an account, from which day until which: `[starts_on, ends_on)`.

    `person` is empty for somebody who is known by mail address only (from an import) and has no seat.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=TeamRole.choices)
    person = models.ForeignKey(
        "workspaces.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=120)
    email = models.CharField(max_length=254, blank=True, default="")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="role_ends_after_start",
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "role", "email", "account"], name="roles_by_person"),
            models.Index(fields=["workspace", "starts_on"], name="roles_by_start"),
            models.Index(fields=["workspace", "ends_on"], name="roles_by_end"),
        ]
