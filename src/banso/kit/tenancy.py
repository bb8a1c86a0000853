"""One wall between workspaces: every tenant table, every query.

A model that belongs to a workspace derives from `TenantModel`. Its manager refuses to answer outside
`scope(workspace=...)` (it raises `ScopeError`), and inside it answers for that workspace alone.
"""

from datetime import date, datetime
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import Exact
from django.db.models.sql.where import AND
from django_scopes import get_scope, scope, scopes_disabled
from django_scopes.exceptions import ScopeError
from django_scopes.manager import DisabledQuerySet

from banso.kit.clock import now
from banso.kit.ids import new_id

__all__ = [
    "ScopeError",
    "Tenant",
    "TenantManager",
    "TenantModel",
    "current_workspace",
    "current_workspace_id",
    "scope",
    "scopes_disabled",
]


class Tenant(Protocol):
    """What the lower floors may know of a workspace.

    Attributes:
        language: "ja" or "en".
        timezone: an IANA name; days begin at its midnight.
        currency: the reporting currency, ISO 4217.
        fiscal_start: first month of the fiscal year, 1 to 12.
        week_start: ISO weekday on which weeks begin, 1 to 7.
    """

    pk: UUID
    slug: str
    name: str
    language: str
    timezone: str
    currency: str
    fiscal_start: int
    week_start: int


M = TypeVar("M", bound=models.Model)


class TenantQuerySet(models.QuerySet[M]):
    """A QuerySet whose `first` asks for one row in no order where its id is given: there is no other."""

    def first(self) -> M | None:
        # To write the order down, Django compares it with every column, which takes longer than the rest.
        return next(iter(self.order_by()[:1]), None) if self._asks_for_one() else super().first()

    def _asks_for_one(self) -> bool:
        asked = self.query.where
        return asked.connector == AND and not self.query.is_sliced and any(map(_is_id, asked.children))


def _is_id(asked: object) -> bool:
    return isinstance(asked, Exact) and isinstance(asked.lhs, Col) and asked.lhs.target.primary_key


class TenantManager(models.Manager[M]):
    """Answers for the open workspace alone; without one, any question raises ScopeError.

    What django-scopes' own manager does, as a class that the type checker can see.
    """

    _queryset_class = TenantQuerySet

    def get_queryset(self) -> models.QuerySet[M]:
        state = get_scope()
        if not state.get("_enabled", True):
            return super().get_queryset()
        workspace = state.get("workspace")
        if workspace is None:
            missing: models.QuerySet[M] = DisabledQuerySet(
                self.model, using=self._db, missing_scopes={"workspace"}
            )
            return missing
        return super().get_queryset().filter(workspace=workspace)


class TenantModel(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey("workspaces.Workspace", on_delete=models.CASCADE, related_name="+")

    objects = TenantManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        if self.workspace_id is None:
            self.workspace_id = current_workspace_id()
        elif self.workspace_id != current_workspace_id():
            raise ScopeError(f"{type(self).__name__} of another workspace cannot be saved in this scope")
        super().save(*args, **kwargs)


def current_workspace() -> Tenant:
    """The workspace of the scope that is open.

    Raises:
        ScopeError: no scope is open.
    """
    workspace = get_scope().get("workspace")
    if workspace is None:
        raise ScopeError("no workspace: open scope(workspace=...) first")
    return cast("Tenant", workspace)


def current_workspace_id() -> UUID:
    return current_workspace().pk


def day_of(moment: datetime) -> date:
    """The calendar day on which a moment falls in the open workspace."""
    return moment.astimezone(ZoneInfo(current_workspace().timezone)).date()


def today() -> date:
    """The calendar day that it is in the open workspace."""
    return day_of(now())
