"""A real SMTP server on loopback, for the tests of mails."""

import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest


class Server(socketserver.ThreadingTCPServer):
    """As much of RFC 5321 as a client needs to hand a mail over."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken: list[tuple[str, str, str]] = []
        self.ids: list[str] = []
        # How many mails it takes without an answer: the line breaks before the client hears of it.
        self.mute = 0


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
                if self.server.mute:
                    self.server.mute -= 1
                    return None
            self._say("250 ok")
        return None

    def _take(self, to: str) -> None:
        lines = iter(self.rfile.readline, b".\r\n")
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.taken.append((to, mail["Subject"], mail.get_content()))
        self.server.ids.append(mail["Message-ID"])

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
