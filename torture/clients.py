"""Clients that never give up, as tracking libraries do, and remember what was acknowledged."""

import base64
import http.client
import json
import random
import threading
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field

_RESENT = 0.1
_PAUSE = 0.05


@dataclass
class Client(threading.Thread, ABC):
    """Sends one thing after the other until told to stop; without an answer, the same again."""

    port: int
    key: str
    number: int
    stop: threading.Event
    acknowledged: set[str] = field(default_factory=set)
    sent_again: int = 0
    refused: dict[int, int] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.chance = random.Random(self.number)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        try:
            self.send_all()
        finally:
            self.close()

    def close(self) -> None:
        """Hang up; the next call opens a connection again."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    @abstractmethod
    def send_all(self) -> None:
        """One thing after the other until `stop` is set."""

    def call(self, path: str, body: object, headers: dict[str, str]) -> int:
        """The answer's status; 0 where there was none."""
        content = json.dumps(body).encode()
        try:
            connection = self._connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            self._connection = connection
            connection.request("POST", path, content, {"Content-Type": "application/json", **headers})
            with connection.getresponse() as answer:
                answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            return 0
        return answer.status

    def until_acknowledged(self, path: str, body: object, headers: dict[str, str]) -> bool:
        """Send until it is taken, or until told to stop."""
        while True:
            status = self.call(path, body, headers)
            if status in {200, 201}:
                return True
            self.refused[status] = self.refused.get(status, 0) + 1
            if self.stop.is_set():
                return False
            self.sent_again += 1
            time.sleep(_PAUSE)


class Tracker(Client):
    """Sends usage; a tenth of the events came before, acknowledged or not."""

    def send_all(self) -> None:
        credentials = base64.b64encode(f"{self.key}:".encode()).decode()
        headers = {"Authorization": f"Basic {credentials}"}
        sent: list[str] = []
        turn = 0
        while not self.stop.is_set():
            count = self.chance.choice((1, 5, 20, 50))
            fresh = [f"c{self.number}-{turn}-{place}" for place in range(count)]
            old = [self.chance.choice(sent) for _ in range(round(count * _RESENT))] if sent else []
            if sent and count == 1 and self.chance.random() < _RESENT:
                old = [self.chance.choice(sent)]
            batch = [self._event(name) for name in fresh + old]
            if self.until_acknowledged("/v1/batch", {"batch": batch}, headers):
                self.acknowledged.update(fresh, old)
            self.sent_again += len(old)
            sent = (sent + fresh)[-5000:]
            turn += 1
            time.sleep(0.01)

    def _event(self, name: str) -> dict[str, object]:
        person = sum(name.encode()) % 200
        return {
            "type": "track", "messageId": name, "userId": f"user-{person}", "event": f"Event {person % 7}",
            "context": {"groupId": f"customer-{person % 10}"},
        }  # fmt: skip


class Keeper(Client):
    """Makes accounts over the API, each with facts, and sends a call without an answer again."""

    def send_all(self) -> None:
        turn = 0
        while not self.stop.is_set():
            name = f"made-{self.number}-{turn}"
            headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": name}
            body = {"external_id": name, "name": name, "plan": "Pro"}
            if self.until_acknowledged("/api/v1/accounts", body, headers):
                self.acknowledged.add(name)
            turn += 1
            time.sleep(0.05)
