"""Where events go: made, changed, switched, removed. A secret is given once and sealed."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from banso.domain.hooks.definitions import EVENTS
from banso.domain.hooks.models import DeliveryState, Endpoint, OffReason
from banso.domain.hooks.queries import endpoint_by_id
from banso.domain.hooks.rules.inputs import checked_events, checked_name
from banso.domain.hooks.rules.signing import new_secret
from banso.domain.hooks.rules.trying import OVERLAP
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.destinations import checked_url
from banso.kit.sealing import seal, unseal
from banso.kit.tenancy import current_workspace_id

_PURPOSE: Final = "webhooks"


def create_endpoint(name: str, url: str, events: Iterable[str], *, by: Actor) -> tuple[Endpoint, str]:
    """Have events sent to an address; the secret that signs them is returned once and never again.

    Args:
        name: what people call it.
        url: a web address of the public internet, or one that the operator lets through.
        events: names of `definitions.EVENTS`, at least one.
        by: whoever makes it.

    Raises:
        InputError: a value that is missing or cannot be used.
    """
    secret = new_secret()
    with transaction.atomic():
        made = Endpoint.objects.create(
            workspace_id=current_workspace_id(), name=checked_name(name), url=_address(url),
            events=checked_events(events, EVENTS), secret=seal(secret, purpose=_PURPOSE),
            made_by=by.label[:200],
        )  # fmt: skip
        note("hook.created", target=made.name, by=by, host=made.host, events=made.events)
    return made, secret


def change_endpoint(endpoint_id: UUID, name: str, url: str, events: Iterable[str], *, by: Actor) -> Endpoint:
    """Give it another name, address or choice of events; as for `create_endpoint`.

    Raises:
        NotFound: no such endpoint.
        InputError: a value that is missing or cannot be used.
    """
    with transaction.atomic():
        row = _locked(endpoint_id)
        before = (row.name, row.url, row.events)
        row.name, row.url, row.events = checked_name(name), _address(url), checked_events(events, EVENTS)
        if (row.name, row.url, row.events) != before:
            if row.url != before[1]:
                # The patience with another address begins anew.
                row.failing_since = None
            row.save(update_fields=["name", "url", "events", "failing_since"])
            note("hook.changed", target=row.name, by=by, host=row.host, events=row.events)
    return row


def rotate_secret(endpoint_id: UUID, *, by: Actor) -> tuple[Endpoint, str]:
    """Make another secret; the one before signs beside it for a day, so that the receiver can follow.

    Raises:
        NotFound: no such endpoint.
    """
    secret = new_secret()
    with transaction.atomic():
        row = _locked(endpoint_id)
        row.former, row.former_until = row.secret, now() + OVERLAP
        row.secret = seal(secret, purpose=_PURPOSE)
        row.save(update_fields=["secret", "former", "former_until"])
        note("hook.rotated", target=row.name, by=by, until=row.former_until.isoformat())
    return row, secret


def switch_on(endpoint_id: UUID, *, by: Actor) -> Endpoint:
    """Have events sent again from now on; what happened meanwhile is not sent.

    Raises:
        NotFound: no such endpoint.
    """
    with transaction.atomic():
        row = _locked(endpoint_id)
        if row.off:
            row.off, row.off_at, row.failing_since = OffReason.ON, None, None
            row.save(update_fields=["off", "off_at", "failing_since"])
            note("hook.switched_on", target=row.name, by=by)
    return row


def switch_off(endpoint_id: UUID, *, by: Actor, why: OffReason = OffReason.HAND) -> Endpoint:
    """Send nothing there any more, what waits neither; it can be switched on again.

    Raises:
        NotFound: no such endpoint.
    """
    with transaction.atomic():
        row = _locked(endpoint_id)
        if not row.off:
            row.off, row.off_at = why, now()
            row.save(update_fields=["off", "off_at"])
            _call_off(row)
            note("hook.switched_off", target=row.name, by=by, why=str(why))
    return row


def remove_endpoint(endpoint_id: UUID, *, by: Actor) -> Endpoint:
    """Take it away with what waits for it, and its secrets; what was sent is forgotten after its time.

    Raises:
        NotFound: no such endpoint.
    """
    with transaction.atomic():
        row = _locked(endpoint_id)
        row.removed_at, row.off, row.off_at = now(), row.off or OffReason.HAND, row.off_at or now()
        row.secret = row.former = ""
        row.save()
        _call_off(row)
        note("hook.removed", target=row.name, by=by)
    return row


def keys_of(endpoint: Endpoint) -> list[str]:
    """The secrets that sign for an endpoint now, the newest first."""
    sealed = [endpoint.secret]
    if endpoint.former and endpoint.former_until is not None and endpoint.former_until > now():
        sealed.append(endpoint.former)
    return [unseal(each, purpose=_PURPOSE) for each in sealed]


def _call_off(row: Endpoint) -> None:
    row.deliveries.filter(state=DeliveryState.WAITING).update(state=DeliveryState.FAILED, next_at=None)


def _locked(endpoint_id: UUID) -> Endpoint:
    Endpoint.objects.select_for_update().filter(pk=endpoint_id).first()
    return endpoint_by_id(endpoint_id)


def _address(url: str) -> str:
    return checked_url(url.strip(), field="url", allowed=settings.OUTBOUND_ALLOW).url
