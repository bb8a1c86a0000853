"""A real receiver on loopback, and rows in every table of webhooks."""

import base64
import hashlib
import hmac
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

from banso.domain.hooks.actions import create_endpoint, send_test
from banso.domain.hooks.models import Delivery, DeliveryState, Endpoint
from banso.kit.actor import Actor


class Receiver(ThreadingHTTPServer):
    """Takes what is posted to it; of `answers` one status each, then 204 for good."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.moments: list[float] = []
        self.answers: list[int] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.place}/events?from=banso"


class _Taking(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.moments.append(time.monotonic())
        self.server.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Tests read no log."""


def is_genuine(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """What a receiver does: written anew after the specification, and the example of docs/operating.md."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    fresh = abs(time.time() - int(headers["webhook-timestamp"])) < 300
    versions = (each.partition(",") for each in headers["webhook-signature"].split())
    return fresh and any(
        version == "v1" and hmac.compare_digest(found, expected) for version, _comma, found in versions
    )


def furnish_hooks(*, say: Callable[[int], str], by: Actor) -> dict[str, UUID]:
    """Rows in every table of webhooks; every text made by `say`, which gets how long it may be."""
    made, _secret = create_endpoint(
        say(80), "https://hooks.example.com/in", ["sales.deal_won"], by=Actor(by.kind, by.id, say(200))
    )
    Endpoint.objects.filter(pk=made.pk).update(url=f"https://hooks.example.com/{say(60)}")
    sent = send_test(made.pk, by=by)
    Delivery.objects.filter(pk=sent.pk).update(
        state=DeliveryState.FAILED, next_at=None, error=say(200), status=500, body=say(300)
    )
    return {"endpoint_id": made.pk, "delivery_id": sent.pk}
