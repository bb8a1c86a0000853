"""Sending what is written down, several at once: who answers slowly keeps nobody else waiting.

A try is written down before it is made, with the moment of the next: whoever dies within it leaves the next
one to come, under the same id. So a message arrives at least once. After the last try none is left to come:
whoever dies within it leaves a message that is given up when the try must be over.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog
from django.db.models import Q, QuerySet
from django.utils import translation

from banso.domain.hooks.actions.endpoints import keys_of, switch_off
from banso.domain.hooks.actions.queue import message_id
from banso.domain.hooks.definitions import OFF, PING
from banso.domain.hooks.models import Delivery, DeliveryState, Endpoint, OffReason
from banso.domain.hooks.rules.signing import signed_headers
from banso.domain.hooks.rules.trying import GONE, LEASE, PATIENCE, is_good, pause_after, tries_left
from banso.domain.work.actions import notify
from banso.domain.workspaces.queries import seats
from banso.kit.actor import SYSTEM
from banso.kit.clock import now
from banso.kit.errors import BansoError
from banso.kit.outbound import send
from banso.kit.tenancy import scope, scopes_disabled

_log = structlog.get_logger(__name__)
_AT_ONCE: Final = 16
# Of one workspace, and of one endpoint: those of others always find a place.
_OF_ONE: Final = 4
_OF_ENDPOINT: Final = 2
_LOOKED_AT: Final = 200


@dataclass(frozen=True, slots=True)
class Came:
    """What became of a try: the answer's status, or why there was none."""

    status: int | None
    error: str = ""


class Courier:
    """Hands deliveries out to threads and takes their answers down; used by one thread."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="webhook")
        self._under_way: dict[Future[Came], Delivery] = {}

    def turn(self) -> int:
        """Take down what has come back, and send what is due; returns how much that was."""
        return self._collect() + self._set_out()

    def finish(self) -> None:
        """Wait for what is under way, and take it down."""
        wait(self._under_way)
        self._collect()

    def _collect(self) -> int:
        done = [each for each in self._under_way if each.done()]
        for each in done:
            delivery = self._under_way.pop(each)
            with scope(workspace=delivery.workspace):
                _take_down(delivery, each.result())
        return len(done)

    def _set_out(self) -> int:
        """As long as there is room: what fills its places in one round is left out of the next."""
        begun = 0
        while found := self._round():
            begun += found
        return begun

    def _round(self) -> int:
        begun = 0
        for delivery in self._due():
            with scope(workspace=delivery.workspace):
                if not tries_left(delivery.tries):
                    begun += _given_up(delivery)
                    continue
                if not self._has_room(delivery) or not _begun(delivery):
                    continue
                self._under_way[self._handed_out(delivery)] = delivery
                begun += 1
        return begun

    def _handed_out(self, delivery: Delivery) -> Future[Came]:
        """A thread makes the call; it asks no database."""
        body = delivery.body.encode()
        try:
            keys = keys_of(delivery.endpoint)
        except BansoError as error:
            return self._pool.submit(Came, None, error.message[:200])
        headers = signed_headers(keys, message_id(delivery), int(now().timestamp()), body)
        return self._pool.submit(_send, delivery.endpoint.url, headers, body, delivery.workspace.language)

    def _due(self) -> list[Delivery]:
        if len(self._under_way) >= _AT_ONCE:
            return []
        with scopes_disabled():
            rows = Delivery.objects.filter(next_at__lte=now()).filter(Q(endpoint__off="") | Q(event=PING))
            rows = rows.filter(endpoint__removed_at=None, state=DeliveryState.WAITING)
            held = list(self._under_way.values())
            rows = rows.exclude(endpoint__in=_full((each.endpoint_id for each in held), _OF_ENDPOINT))
            rows = rows.exclude(workspace__in=_full((each.workspace_id for each in held), _OF_ONE))
            rows = rows.exclude(pk__in=[each.pk for each in held])
            rows = rows.select_related("endpoint", "workspace")
            return list(rows.order_by("next_at")[:_LOOKED_AT])

    def _has_room(self, delivery: Delivery) -> bool:
        held = list(self._under_way.values())
        if len(held) >= _AT_ONCE:
            return False
        if sum(each.endpoint_id == delivery.endpoint_id for each in held) >= _OF_ENDPOINT:
            return False
        return sum(each.workspace_id == delivery.workspace_id for each in held) < _OF_ONE


def _full(held: Iterable[UUID], most: int) -> list[UUID]:
    return [each for each, times in Counter(held).items() if times >= most]


def _begun(delivery: Delivery) -> bool:
    """Write the try down before it is made; False where somebody else has made it meanwhile."""
    tries, moment = delivery.tries + 1, now()
    values = {"tries": tries, "tried_at": moment, "next_at": moment + (pause_after(tries) or LEASE)}
    if not _mine(delivery).update(**values):
        return False
    for name, value in values.items():
        setattr(delivery, name, value)
    return True


def _given_up(delivery: Delivery) -> int:
    """Its last try was never taken down: whoever made it died."""
    return _mine(delivery).update(state=DeliveryState.FAILED, next_at=None)


def _mine(delivery: Delivery) -> QuerySet[Delivery]:
    """The delivery, unless somebody else had to do with it meanwhile."""
    return Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.WAITING, next_at=delivery.next_at, tries=delivery.tries
    )


def _send(url: str, headers: Mapping[str, str], body: bytes, language: str) -> Came:
    with translation.override(language):
        try:
            return Came(send("POST", url, headers=headers, content=body).status)
        except BansoError as error:
            return Came(None, error.message[:200])
        except Exception as error:  # noqa: BLE001 - one address must not stop the others
            _log.exception("webhook not sent", error=type(error).__name__)
            return Came(None, type(error).__name__)


def _take_down(delivery: Delivery, came: Came) -> None:
    good = is_good(came.status)
    over = good or not tries_left(delivery.tries)
    values: dict[str, object] = {"status": came.status, "error": came.error}
    if over:
        values |= {"state": DeliveryState.SENT if good else DeliveryState.FAILED, "next_at": None}
    # What was called off meanwhile stays so.
    held = Delivery.objects.filter(pk=delivery.pk, tries=delivery.tries, state=DeliveryState.WAITING)
    held.update(**values)
    # What an address answers that was changed meanwhile says nothing of the new one.
    rows = Endpoint.objects.filter(pk=delivery.endpoint_id, url=delivery.endpoint.url)
    if good:
        rows.exclude(failing_since=None).update(failing_since=None)
        return
    rows.filter(failing_since=None).update(failing_since=delivery.tried_at)
    if came.status == GONE and rows.exists():
        _give_up(delivery.endpoint_id, OffReason.GONE)
    elif rows.filter(failing_since__lte=now() - PATIENCE).exists():
        _give_up(delivery.endpoint_id, OffReason.FAILING)


def _give_up(endpoint_id: UUID, why: OffReason) -> None:
    """Switch an endpoint off, and tell those who run the workspace."""
    endpoint = Endpoint.objects.filter(pk=endpoint_id, off="", removed_at=None).first()
    if endpoint is None:
        return
    switch_off(endpoint_id, by=SYSTEM, why=why)
    detail = {"name": endpoint.name, "why": endpoint.host, "reason": str(why)}
    for seat in seats(active=True):
        if {"owner", "admin"} & set(seat.roles):
            key = f"{OFF}:{endpoint.pk}:{int(now().timestamp())}"
            notify(
                seat.person_id, OFF, detail=detail, href=f"settings/hooks/{endpoint.pk}/", key=key, mail=True
            )
