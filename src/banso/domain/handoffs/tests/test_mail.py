"""Mails of handoffs, taken by a real SMTP server on loopback."""

import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from banso.domain.handoffs import actions
from banso.domain.handoffs.models import HandoffMail
from banso.domain.handoffs.tests.factories import Town, town, won
from banso.kit.clock import freeze, now


class Server(socketserver.ThreadingTCPServer):
    """As much of RFC 5321 as a client needs to hand a mail over."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken: list[tuple[str, str, str]] = []


class _Talk(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self._say("220 loopback")
        to = ""
        for line in self.rfile:
            verb = line.split(b" ", 1)[0].strip().upper()
            if verb == b"QUIT":
                return self._say("221 bye")
            if verb == b"RCPT":
                to = line.split(b"<")[1].split(b">")[0].decode()
            if verb == b"DATA":
                self._say("354 go on")
                self._take(to)
            self._say("250 ok")
        return None

    def _take(self, to: str) -> None:
        lines = iter(self.rfile.readline, b".\r\n")
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.taken.append((to, mail["Subject"], mail.get_content()))

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def server(settings: object) -> Iterator[Server]:
    with Server() as made:
        threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.server_address[1]  # type: ignore[attr-defined]
        yield made
        made.shutdown()


@pytest.fixture
def place(workspace: object) -> Town:  # noqa: ARG001 - opens the scope
    return town()


def test_w2_winning_reaches_the_csm_and_their_team_by_mail_within_a_second(
    place: Town, server: Server
) -> None:
    handoff, began = won(place), now()
    assert actions.send_mails() == 3
    assert (now() - began).total_seconds() < 1
    assert sorted(to for to, _subject, _text in server.taken) == [
        "mori@harunire.example", "sato@harunire.example", "ueda@harunire.example",
    ]  # fmt: skip
    _to, subject, text = server.taken[0]
    assert "ハルニレ株式会社" in subject
    assert handoff.account.name in subject
    assert f"/w/harunire/handoffs/{handoff.pk}/" in text
    assert (actions.send_mails(), len(server.taken)) == (0, 3)


def test_a_mail_server_that_is_away_loses_none_and_sends_none_twice(
    place: Town, server: Server, settings: object
) -> None:
    port, settings.EMAIL_PORT = server.server_address[1], 1  # type: ignore[attr-defined]
    won(place)
    assert actions.send_mails() == 0
    assert sorted(HandoffMail.objects.values_list("tries", flat=True)) == [1, 1, 1]
    settings.EMAIL_PORT = port  # type: ignore[attr-defined]
    assert actions.send_mails() == 0
    with freeze(now() + timedelta(minutes=1)):
        assert (actions.send_mails(), actions.send_mails(), len(server.taken)) == (3, 0, 3)
