"""Every read of webhooks."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.hooks.models import Delivery, Endpoint
from banso.kit.errors import NotFound


def endpoints() -> QuerySet[Endpoint]:
    """The open workspace's endpoints, those that are switched off too, the newest first."""
    return Endpoint.objects.filter(removed_at=None)


def endpoint_by_id(endpoint_id: UUID) -> Endpoint:
    """One of them.

    Raises:
        NotFound: there is none.
    """
    found = endpoints().filter(pk=endpoint_id).first()
    if found is None:
        raise NotFound(_("There is no such webhook."))
    return found


def deliveries(endpoint_id: UUID | None = None) -> QuerySet[Delivery]:
    """What was sent or is to be sent, to one endpoint or to all, the newest first."""
    rows = Delivery.objects.select_related("endpoint").filter(endpoint__removed_at=None)
    return rows if endpoint_id is None else rows.filter(endpoint=endpoint_id)


def delivery_by_id(delivery_id: UUID) -> Delivery:
    """One of them.

    Raises:
        NotFound: there is none.
    """
    found = deliveries().filter(pk=delivery_id).first()
    if found is None:
        raise NotFound(_("There is no such delivery."))
    return found
