"""Workspaces, the people in them, their roles and keys, and the log of who did what."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from banso.kit.clock import now
from banso.kit.ids import NO_MAIL, new_id
from banso.kit.tenancy import TenantManager, TenantModel


class Workspace(models.Model):
    """One company's data; nothing is shared between two."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, default="ja", choices=[("ja", "日本語"), ("en", "English")])
    timezone = models.CharField(max_length=60, default="Asia/Tokyo")
    currency = models.CharField(max_length=3, default="JPY")
    fiscal_start = models.PositiveSmallIntegerField(default=4)
    week_start = models.PositiveSmallIntegerField(default=1)
    is_sample = models.BooleanField(default=False)
    # Set until the sample company is there whole.
    loading_since = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["name", "id"]


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":  # noqa: ANN401
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Theme(models.TextChoices):
    SYSTEM = "", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in; what they may do stands in their memberships."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=5, blank=True, default="")
    timezone = models.CharField(max_length=60, blank=True, default="")
    theme = models.CharField(max_length=6, blank=True, default="", choices=Theme.choices)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now, editable=False)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name or self.email

    @property
    def mail(self) -> str:
        """The mail address they sign in with; "" for somebody whom a file brought in."""
        return "" if self.email.endswith(NO_MAIL) else self.email


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    MANAGER = "manager", _("Manager")
    SALES = "sales", _("Sales")
    CSM = "csm", _("Customer success")
    SUPPORT = "support", _("Support")
    VIEWER = "viewer", _("Viewer")


class Membership(TenantModel):
    """A person in a workspace with one or more roles.

    Attributes:
        signs_in: false for somebody whom a file brought in and who has not taken an invitation yet: they can
            own and lead, and open nothing. Their person is of this workspace alone; whoever takes the
            invitation takes their place in all that names them.
        address: where a file says that they are reached; it stays here, so that nothing tells whether
            somebody signs in with it elsewhere. "" once they sign in themselves.
        stand_in: what stood for an address in records before they signed in; it means them from then on, too.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    roles = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    signs_in = models.BooleanField(default=True)
    address = models.CharField(max_length=254, blank=True, default="")
    stand_in = models.CharField(max_length=254, blank=True, default="", editable=False)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "person"], name="membership_once"),
            models.UniqueConstraint(
                fields=["workspace", "address"], condition=~models.Q(address=""), name="seat_address_once"
            ),
        ]

    @property
    def mail(self) -> str:
        """Where they are reached: what they sign in with, or what a file said; "" where nobody told."""
        return self.person.mail or self.address


class Team(TenantModel):
    """People under a lead; a team may be part of another one."""

    name = models.CharField(max_length=80)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children"
    )
    lead = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="leads"
    )
    members = models.ManyToManyField(Membership, blank=True, related_name="teams")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="team_name_once")]


class Invitation(TenantModel):
    """A seat kept for a mail address; the token is stored as its hash."""

    email = models.EmailField()
    roles = models.JSONField(default=list)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class KeyKind(models.TextChoices):
    WRITE = "write", _("Write key")
    API = "api", _("API key")


class Key(TenantModel):
    """A write key (tracking only) or an API key. The secret is shown once and kept as its SHA-256.

    Attributes:
        replaces: the key that this one took over from; the older one lives on for the overlap.
    """

    kind = models.CharField(max_length=5, choices=KeyKind.choices)
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16)
    secret_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    def usable(self, at: datetime) -> bool:
        """Whether it opens doors at `at`: neither revoked nor past its day."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)


class AuditEntry(models.Model):
    """Who did what. Append-only: no action changes or removes an entry, and the database refuses to.

    Attributes:
        number: its place in the workspace's log, from 1.
        hash: over what it says and the hash of the entry before; see rules.chain.
    """

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, null=True, on_delete=models.DO_NOTHING, related_name="+")
    at = models.DateTimeField(default=now)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=100)
    actor_label = models.CharField(max_length=200)
    verb = models.CharField(max_length=80)
    target = models.CharField(max_length=200, blank=True, default="")
    detail = models.JSONField(default=dict)
    address = models.CharField(max_length=60, blank=True, default="")
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    objects = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["workspace", "-id"], name="audit_newest")]
        constraints = [models.UniqueConstraint(fields=["workspace", "number"], name="audit_place_once")]


class AuditHead(models.Model):
    """Where a workspace's audit log ends; whoever writes the next entry holds this row.

    Attributes:
        start_number: the last entry that is no longer kept, 0 for none; the database lets no other go.
        start_hash: its hash, which the first entry that is kept follows.
    """

    workspace = models.OneToOneField(Workspace, primary_key=True, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
    start_number = models.PositiveBigIntegerField(default=0)
    start_hash = models.CharField(max_length=64, default="0" * 64)


class SignInLink(models.Model):
    """A one-time link that signs a person in: at first start, and for a lost password by the operator."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=12, choices=[("setup", "setup"), ("sign-in", "sign-in")])
    created_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class KeptAnswer(TenantModel):
    """The answer to an API call with an Idempotency-Key, kept for a day and sealed; see kit.idempotency."""

    name = models.CharField(max_length=64, unique=True)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    content_type = models.CharField(max_length=100)
    sealed = models.BinaryField()
    created_at = models.DateTimeField(default=now, editable=False, db_index=True)
