"""Writing down what is to be sent, in the transaction of what happened: neither is without the other."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from banso.domain.accounts.queries import accounts
from banso.domain.hooks.definitions import PING, event_title, path_of
from banso.domain.hooks.models import Delivery, DeliveryState, Endpoint
from banso.domain.hooks.queries import delivery_by_id, endpoint_by_id, endpoints
from banso.domain.workspaces.actions import note
from banso.engine.journal.models import JournalEntry
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict
from banso.kit.ids import new_id, stable_id
from banso.kit.tenancy import current_workspace, current_workspace_id

# How long deliveries are kept where a workspace has not said otherwise.
KEPT_DAYS: Final = 30


def enqueue(entries: Sequence[JournalEntry]) -> None:
    """Write down, for every endpoint that asked for it, what was just recorded.

    What comes with an import, or was over before Banso, is no news. A fact that is known anew, such as the
    hour of an appointment that was moved, is another event.
    """
    fresh = [each for each in entries if each.actor_kind != "import" and not each.payload.get("history")]
    if not fresh:
        return
    asking = list(endpoints().filter(off=""))
    wanted = [(to, entry) for entry in fresh for to in asking if entry.type in to.events]
    if not wanted:
        return
    moment = now()
    named = {entry.account for _to, entry in wanted}
    names = dict(accounts().filter(pk__in=named).values_list("pk", "name"))
    told = {id(entry): (_number(entry), _body(entry, names.get(entry.account))) for _to, entry in wanted}
    rows = []
    for to, entry in wanted:
        number, body = told[id(entry)]
        rows.append(
            Delivery(
                workspace_id=current_workspace_id(), endpoint=to, event_id=number, event=entry.type,
                body=body, at=moment, next_at=moment,
            )
        )  # fmt: skip
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def send_test(endpoint_id: UUID, *, by: Actor) -> Delivery:
    """Send an event that means nothing, signed as every other; one that is switched off gets it too.

    Raises:
        NotFound: no such endpoint.
    """
    with transaction.atomic():
        to = endpoint_by_id(endpoint_id)
        number, moment = new_id(), now()
        body = _written(number, PING, moment, {"title": "Banso"}, path="settings/hooks/")
        made = Delivery.objects.create(
            workspace_id=current_workspace_id(), endpoint=to, event_id=number, event=PING, body=body,
            at=moment, next_at=moment,
        )  # fmt: skip
        note("hook.tested", target=to.name, by=by)
    return made


def try_again(delivery_id: UUID, *, by: Actor) -> Delivery:
    """Have a delivery sent once more, under the same id.

    Raises:
        NotFound: no such delivery.
        Conflict: it is on its way, or its endpoint is switched off.
    """
    with transaction.atomic():
        Delivery.objects.select_for_update().filter(pk=delivery_id).first()
        row = delivery_by_id(delivery_id)
        if row.state == DeliveryState.WAITING:
            raise Conflict(_("It is on its way already."))
        if row.endpoint.off and row.event != PING:
            raise Conflict(_("The webhook is switched off: switch it on first."))
        row.state, row.tries, row.next_at = DeliveryState.WAITING, 0, now()
        row.save(update_fields=["state", "tries", "next_at"])
        note("hook.tried_again", target=row.endpoint.name, by=by, event=row.event, id=message_id(row))
    return row


def message_id(delivery: Delivery) -> str:
    """By which the receiver knows a message that comes again."""
    return f"evt_{delivery.event_id.hex}"


def forget_old_deliveries(before: datetime) -> int:
    """Remove the open workspace's deliveries from before a moment, and endpoints removed before it."""
    gone, _each = Delivery.objects.filter(at__lt=before).delete()
    Endpoint.objects.filter(removed_at__lt=before, deliveries=None).delete()
    return gone


def _number(entry: JournalEntry) -> UUID:
    if entry.version == 1:
        return entry.fact_id
    return stable_id(current_workspace_id(), "event", entry.fact_id, entry.version)


def _body(entry: JournalEntry, account: str | None) -> str:
    with translation.override(current_workspace().language):
        more: dict[str, Any] = {"title": event_title(entry.type)}
    more["occurred_at"] = entry.occurred_at.isoformat()
    if account is not None:
        more["account"] = {"id": str(entry.account), "name": account}
    return _written(_number(entry), entry.type, entry.recorded_at, more, path=path_of(entry.subject))


def _written(number: UUID, event: str, at: datetime, more: dict[str, Any], *, path: str) -> str:
    """Thin: what happened to whom and where to look; whoever may read more asks the API for it."""
    slug = current_workspace().slug
    data = {"workspace": slug, "link": f"{settings.BASE_URL.rstrip('/')}/w/{slug}/{path}", **more}
    told = {
        "id": f"evt_{number.hex}", "type": event, "version": 1, "timestamp": at.isoformat(), "data": data,
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
