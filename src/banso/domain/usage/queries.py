"""What comes in from the product, and what was decided about it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.usage.models import Feature, Tracking
from banso.engine.journal.usage.counts import REFUSALS_KEPT
from banso.engine.journal.usage.queries import (
    Awaited,
    NameSeen,
    Received,
    Refused,
    awaited,
    names_seen,
    received,
    refusals,
    refused_by_reason,
)
from banso.kit.errors import NotFound
from banso.kit.tenancy import current_workspace_id, scopes_disabled


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What has come in lately; `last_at` None while nothing ever has; `repaired` with a mended time."""

    days: list[Received]
    last_at: datetime | None
    accepted: int
    refused: int
    repaired: int


def origins_of(workspace_id: UUID) -> frozenset[str]:
    """The web origins that may send to a workspace; empty for any."""
    with scopes_disabled():
        found = Tracking.objects.filter(workspace_id=workspace_id).values_list("origins", flat=True).first()
    return frozenset(found or ())


def tracking() -> Tracking:
    """What the open workspace has decided; not saved as long as nobody has."""
    return Tracking.objects.first() or Tracking(workspace_id=current_workspace_id())


def features() -> QuerySet[Feature]:
    return Feature.objects.all()


def feature_by_id(feature_id: UUID) -> Feature:
    """One feature of the open workspace.

    Raises:
        NotFound: there is none.
    """
    found = Feature.objects.filter(pk=feature_id).first()
    if found is None:
        raise NotFound(_("there is no such feature"))
    return found


def arrivals() -> Arrivals:
    days = received(current_workspace_id())
    return Arrivals(
        days,
        max((day.last_at for day in days), default=None),
        sum(day.accepted for day in days),
        sum(day.refused for day in days),
        sum(day.repaired for day in days),
    )


def event_names() -> list[NameSeen]:
    """Names of the product's events, the latest used first."""
    return names_seen(current_workspace_id())


def unknown_customers() -> list[Awaited]:
    """Customers that the product names and no account's external id matches; their events wait."""
    return [each for each in awaited(current_workspace_id()) if each.external_id]


def unbound_people() -> Awaited | None:
    """The events of people of whom no customer is known."""
    return next((each for each in awaited(current_workspace_id()) if not each.external_id), None)


def refused_events() -> list[Refused]:
    """The newest events that could not be taken."""
    return refusals(current_workspace_id())


def refusals_kept() -> list[Refused]:
    """Every event that could not be taken and is still kept, the newest first."""
    return refusals(current_workspace_id(), limit=REFUSALS_KEPT)


def refused_counts() -> dict[str, int]:
    """How many events were ever refused for each reason."""
    return refused_by_reason(current_workspace_id())
