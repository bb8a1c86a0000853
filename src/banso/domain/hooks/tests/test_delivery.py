"""T31, T33: what arrives at a real receiver on loopback, how often, and what does not."""

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.db import transaction

from banso.domain.handoffs.tests.factories import town as people
from banso.domain.handoffs.tests.factories import won
from banso.domain.hooks import actions, tasks
from banso.domain.hooks.actions import Courier
from banso.domain.hooks.actions import courier as courier_module
from banso.domain.hooks.models import Delivery, Endpoint
from banso.domain.hooks.tests.factories import Receiver, is_genuine
from banso.domain.promises.actions import make_promise
from banso.domain.promises.tests.factories import account, said
from banso.domain.work.definitions import notice_kind
from banso.domain.work.models import Notice
from banso.domain.workspaces.actions import create_workspace
from banso.domain.workspaces.models import AuditEntry
from banso.domain.workspaces.tests.factories import member
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze, now
from banso.kit.destinations import Allowed, read_allowed
from banso.kit.errors import Conflict, InputError
from banso.kit.tenancy import scope
from banso.project.duties import duties
from banso.project.worker import Lane

pytestmark = pytest.mark.usefixtures("workspace")
EVENTS = ["sales.deal_won", "handoffs.submitted"]


@pytest.fixture
def receiver(settings: LazySettings) -> Iterator[Receiver]:
    with Receiver() as made:
        settings.OUTBOUND_ALLOW = read_allowed([made.place])
        yield made
        made.shutdown()


def carried(courier: Courier | None = None) -> list[str]:
    """Send all that is due, and wait for it; the states of every delivery."""
    courier = courier or Courier()
    while courier.turn():
        courier.finish()
    return list(Delivery.objects.order_by("at", "event").values_list("state", flat=True))


def promised(wording: str = "列を足す") -> None:
    make_promise(account(wording).pk, said(wording=wording), by=SYSTEM)


def test_t31_what_happened_arrives_signed_once_and_nowhere_else(receiver: Receiver) -> None:
    endpoint, secret = actions.create_endpoint("Chat", receiver.url, EVENTS, by=SYSTEM)
    actions.create_endpoint("Rolled back", receiver.url, ["promises.made"], by=SYSTEM)
    other = create_workspace("asagao", name="Asagao", by=SYSTEM)
    with scope(workspace=other):
        actions.create_endpoint("Theirs", receiver.url + "&theirs", [*EVENTS, "promises.made"], by=SYSTEM)
    handoff = won(people())
    with transaction.atomic():
        promised("it never happened")
        transaction.set_rollback(True)
    courier = Courier()
    assert carried(courier) == ["sent", "sent"]
    assert (carried(courier), len(receiver.taken)) == (["sent", "sent"], 2)
    assert all(is_genuine(secret, *each) for each in receiver.taken)
    headers, body = receiver.taken[0]
    assert not is_genuine(secret, headers, body.replace(b'"version":1', b'"version":2'))
    assert not is_genuine(secret, {**headers, "webhook-timestamp": "1614265330"}, body)
    told = {each["type"]: each for each in (json.loads(body) for _headers, body in receiver.taken)}
    assert set(told) == set(EVENTS)
    submitted = told["handoffs.submitted"]
    assert datetime.fromisoformat(submitted["data"].pop("occurred_at")) <= now()
    assert submitted["data"] == {
        "workspace": "harunire", "title": "引継ぎを提出した",
        "link": f"http://localhost:8000/w/harunire/handoffs/{handoff.pk}/",
        "account": {"id": str(handoff.account_id), "name": handoff.account.name},
    }  # fmt: skip
    assert {each["webhook-id"] for each, _body in receiver.taken} == {each["id"] for each in told.values()}
    assert (Delivery.objects.count(), endpoint.failing_since) == (2, None)


def test_t31_a_refusal_is_tried_again_under_the_same_id_and_a_new_secret_takes_over(
    receiver: Receiver,
) -> None:
    endpoint, before = actions.create_endpoint("Chat", receiver.url, ["promises.made"], by=SYSTEM)
    receiver.answers = [500, 302]
    promised()
    assert carried() == ["waiting"]
    assert Delivery.objects.values_list("status", "tries").get() == (500, 1)
    assert Endpoint.objects.get().failing_since is not None
    _endpoint, secret = actions.rotate_secret(endpoint.pk, by=SYSTEM)
    assert carried() == ["waiting"]
    with freeze(now() + timedelta(seconds=6)):
        assert carried() == ["waiting"]
    with freeze(now() + timedelta(seconds=80)):
        assert carried() == ["sent"]
    assert Endpoint.objects.get().failing_since is None
    assert len({headers["webhook-id"] for headers, _body in receiver.taken}) == 1
    assert [is_genuine(before, *each) for each in receiver.taken] == [True, True, True]
    assert [is_genuine(secret, *each) for each in receiver.taken] == [False, True, True]
    with freeze(now() + timedelta(days=2)):
        actions.try_again(Delivery.objects.get().pk, by=SYSTEM)
        assert carried() == ["sent"]
    assert len(receiver.taken[-1][0]["webhook-signature"].split()) == 1


def test_a_worker_that_dies_while_sending_leaves_the_message_to_the_next(receiver: Receiver) -> None:
    actions.create_endpoint("Chat", receiver.url, ["promises.made"], by=SYSTEM)
    promised()
    dying = Courier()
    assert dying.turn() == 1
    # It never takes down what came of it; nobody else sends it meanwhile.
    assert carried() == ["waiting"]
    with freeze(now() + timedelta(seconds=6)):
        assert carried() == ["sent"]
        assert carried() == ["sent"]
    dying.finish()
    assert [len(receiver.taken), len({headers["webhook-id"] for headers, _ in receiver.taken})] == [2, 1]


def test_a_worker_that_dies_in_the_last_try_leaves_no_message_waiting_for_ever(receiver: Receiver) -> None:
    actions.create_endpoint("Chat", receiver.url, ["promises.made"], by=SYSTEM)
    promised()
    Delivery.objects.update(tries=10)
    dying = Courier()
    assert dying.turn() == 1
    assert carried() == ["waiting"]
    with freeze(now() + timedelta(seconds=61)):
        assert carried() == ["failed"]
        actions.try_again(Delivery.objects.get().pk, by=SYSTEM)
        assert carried() == ["sent"]
    Delivery.objects.update(state="waiting", tries=10, next_at=now())
    receiver.answers = [500]
    assert carried() == ["failed"]


def test_a_worker_that_stops_takes_down_what_is_under_way(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.create_endpoint("Chat", receiver.url, ["promises.made"], by=SYSTEM)
    promised()
    courier = Courier()
    monkeypatch.setattr(tasks, "_courier", lambda: courier)
    (duty,) = [each for each in duties() if each.lane == "webhooks"]
    assert (duty.act(), Delivery.objects.get().state) == (1, "waiting")
    stop = threading.Event()
    stop.set()
    Lane([duty], stop).run(lambda: True)
    assert Delivery.objects.get().state == "sent"


def test_t17_a_private_address_is_refused_when_it_is_entered_and_when_it_is_called(
    receiver: Receiver, settings: LazySettings
) -> None:
    actions.create_endpoint("Chat", receiver.url, ["promises.made"], by=SYSTEM)
    settings.OUTBOUND_ALLOW = Allowed()
    for url in (receiver.url, "http://169.254.169.254/", "http://[::1]/", "file:///etc/passwd"):
        with pytest.raises(InputError):
            actions.create_endpoint("Inward", url, ["promises.made"], by=SYSTEM)
    promised()
    assert carried() == ["waiting"]
    assert Delivery.objects.get().error != ""
    assert receiver.taken == []


def test_an_endpoint_that_is_gone_or_silent_for_days_is_switched_off_and_that_is_told(
    receiver: Receiver,
) -> None:
    owner = member("owner@harunire.example", "owner")
    made = [
        actions.create_endpoint(name, receiver.url, ["promises.made"], by=SYSTEM)[0] for name in ("A", "B")
    ]
    receiver.answers = [410, 500]
    promised()
    carried()
    off = dict(Endpoint.objects.values_list("off", "pk"))
    assert set(off) == {"gone", ""}
    with freeze(now() + timedelta(days=5, minutes=1)):
        receiver.answers = [500]
        carried()
        promised("nobody is told of this")
    assert sorted(Endpoint.objects.values_list("off", flat=True)) == ["failing", "gone"]
    assert list(Delivery.objects.values_list("state", flat=True)) == ["failed", "failed"]
    heard = Notice.objects.filter(kind="webhook.off").values_list("person", "mail")
    assert list(heard) == [(owner.person_id, "now")] * 2
    # With many receivers, path and query let whoever knows them send: no log and no mail has them.
    assert set(Notice.objects.values_list("detail__why", flat=True)) == {receiver.place}
    actions.change_endpoint(made[1].pk, "B", receiver.url + "&token=x", ["promises.made"], by=SYSTEM)
    logged = AuditEntry.objects.filter(verb__in=["hook.created", "hook.changed"])
    assert [each.detail["host"] for each in logged] == [receiver.place] * 3
    assert "/events" not in str([each.detail for each in logged])
    wordings = [
        notice_kind(each.kind).say(each.detail).title
        for each in Notice.objects.filter(kind="webhook.off").order_by("at")
    ]
    assert ["gone" in each for each in wordings] == [True, False]
    assert ["for days" in each for each in wordings] == [False, True]
    with pytest.raises(Conflict):
        actions.try_again(Delivery.objects.all()[0].pk, by=SYSTEM)
    actions.switch_on(made[0].pk, by=SYSTEM)
    assert carried() == ["failed", "failed"]
    actions.remove_endpoint(made[0].pk, by=SYSTEM)
    assert actions.forget_old_deliveries(now() + timedelta(minutes=1)) == 2


def test_another_address_begins_with_nothing_against_it(receiver: Receiver) -> None:
    endpoint, _secret = actions.create_endpoint("Chat", receiver.url, ["promises.made"], by=SYSTEM)
    receiver.answers = [500, 410]
    promised()
    assert carried() == ["waiting"]
    actions.change_endpoint(endpoint.pk, "Talk", receiver.url, ["promises.made"], by=SYSTEM)
    assert Endpoint.objects.get().failing_since is not None
    courier = Courier()
    with freeze(now() + timedelta(seconds=6)):
        assert courier.turn() == 1
        actions.change_endpoint(endpoint.pk, "Talk", receiver.url + "&new", ["promises.made"], by=SYSTEM)
        courier.finish()
    # The former address said meanwhile that it is gone.
    assert Endpoint.objects.values_list("failing_since", "off").get() == (None, "")


def test_t33_who_answers_slowly_keeps_no_other_workspace_waiting(
    receiver: Receiver, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, let_go = threading.Event(), threading.Event()

    class Slow(Receiver):
        def process_request(self, request: object, client_address: object) -> None:
            held.set()
            let_go.wait(30)
            super().process_request(request, client_address)  # type: ignore[arg-type]

    with Slow() as slow:
        settings.OUTBOUND_ALLOW = read_allowed([receiver.place, slow.place])
        monkeypatch.setattr(courier_module, "_LOOKED_AT", 4)
        other = create_workspace("asagao", name="Asagao", by=SYSTEM)
        with scope(workspace=other):
            for name in ("Slow", "Slower", "Slowest"):
                actions.create_endpoint(name, slow.url, ["promises.made"], by=SYSTEM)
            for number in range(5):
                promised(f"約束 {number}")
        actions.create_endpoint("Chat", receiver.url, ["promises.made"], by=SYSTEM)
        promised()
        courier = Courier()
        # Four of their fifteen are under way, two of an endpoint, and ours.
        assert (courier.turn(), held.wait(30)) == (5, True)
        while not receiver.taken:
            courier.turn()
        let_go.set()
        courier.finish()
        slow.shutdown()
    assert Delivery.objects.get().state == "sent"
