"""The one way out (T17-T19): what is reached, what is not, and what an unfriendly receiver can cost."""

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import translation

from banso.kit import outbound
from banso.kit.destinations import Allowed, read_allowed
from banso.kit.errors import InputError
from banso.kit.outbound import ANSWER_BYTES, Outbound, send
from banso.kit.tests.notations import INWARD, NO_ADDRESS

PUBLIC = "93.184.215.14"
URL = "http://receiver.example.com/hook"
Talk = Callable[[socket.socket, "Receiver"], None]


class Receiver:
    """Listens on loopback and counts; `talk` says what it does with a connection."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.connections = 0
        self.written = 0
        self.heard = b""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                connection.settimeout(5)
                try:
                    self._talk(connection, self)
                except OSError:
                    continue

    def write(self, connection: socket.socket, what: bytes) -> None:
        self.written += connection.send(what)

    def dial(self, _address: str, _port: int, seconds: float) -> httpcore.NetworkStream:
        """Stands for the internet: whatever is dialled, this receiver answers."""
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", self.port, timeout=seconds)

    def close(self) -> None:
        # An accept that waits in another thread is not ended by closing alone.
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


def listen(connection: socket.socket, receiver: Receiver) -> None:
    """Read a request: the head, and as much of the body as its length says."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        heard += connection.recv(65_536)
    head, _, body = heard.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    length = int(lengths[0].partition(b":")[2]) if lengths else 0
    while len(body) < length:
        body += connection.recv(65_536)
    receiver.heard = head + b"\r\n\r\n" + body


def saying(answer: bytes) -> Talk:
    def talk(connection: socket.socket, receiver: Receiver) -> None:
        listen(connection, receiver)
        connection.sendall(answer)

    return talk


def answer(body: bytes = b"thanks", status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


Listening = Callable[[Talk], Receiver]


@pytest.fixture
def receiver() -> Iterator[Listening]:
    made: list[Receiver] = []

    def make(talk: Talk) -> Receiver:
        made.append(Receiver(talk))
        return made[-1]

    yield make
    for each in made:
        each.close()


def public(_host: str, _port: int) -> list[str]:
    return [PUBLIC]


def test_a_request_goes_out_and_its_answer_comes_back(receiver: Listening) -> None:
    there = receiver(saying(answer(status="202 Accepted", X_Kept="yes")))
    got = send(
        "POST", URL + "?a=b", content=b'{"a":1}', headers={"X-Signature": "v1,abc"},
        resolve=public, dial=there.dial,
    )  # fmt: skip
    assert (got.status, got.headers["x-kept"], got.body) == (202, "yes", b"thanks")
    head, _, body = there.heard.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"POST /hook?a=b HTTP/1.1"
    assert {b"Host: receiver.example.com", b"X-Signature: v1,abc", b"Content-Length: 7"} < set(lines)
    assert body == b'{"a":1}'


def test_t17_no_notation_reaches_a_listener_on_loopback(receiver: Listening) -> None:
    there = receiver(saying(answer()))
    for url in (*INWARD, *NO_ADDRESS):
        with pytest.raises((InputError, Outbound)):
            send("POST", url, resolve=lambda _host, _port: ["127.0.0.1"], dial=there.dial)
    for name in ("receiver.example.com", "127.0.0.1.nip.io", "localtest.me"):
        with pytest.raises(Outbound):
            send("POST", f"https://{name}/", resolve=lambda _host, _port: ["127.0.0.1"], dial=there.dial)
    assert there.connections == 0


def test_t17_the_operator_s_own_receiver_is_reached_by_the_system_s_resolver(receiver: Listening) -> None:
    there = receiver(saying(answer()))
    allowed = read_allowed([f"localhost:{there.port}"])
    assert send("GET", f"http://localhost:{there.port}/", allowed=allowed).body == b"thanks"
    with pytest.raises(InputError):
        send("GET", f"http://localhost:{there.port}/", allowed=Allowed())
    assert there.connections == 1


def test_t18_a_name_that_changes_its_answer_gains_nothing(receiver: Listening) -> None:
    there = receiver(saying(answer()))
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    dialled: list[str] = []

    def dial(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
        dialled.append(address)
        return there.dial(address, port, seconds)

    assert send("POST", URL, resolve=lambda _host, _port: next(answers), dial=dial).status == 200
    with pytest.raises(Outbound, match="private network"):
        send("POST", URL, resolve=lambda _host, _port: next(answers), dial=dial)
    # One look-up for each request, and the connection to what it said.
    assert (dialled, there.connections, list(answers)) == ([PUBLIC], 1, [["127.0.0.1"]])


@pytest.mark.parametrize(
    "other", ["127.0.0.1", "10.0.0.1", "::1", "::ffff:7f00:1", "fe80::1%eth0", "no address"]
)
def test_t18_one_private_address_among_public_ones_condemns_them_all(receiver: Listening, other: str) -> None:
    there = receiver(saying(answer()))
    with pytest.raises(Outbound):
        send("POST", URL, resolve=lambda _host, _port: [PUBLIC, other], dial=there.dial)
    assert there.connections == 0


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 Other", "307 Temporary", "308 Permanent"])
def test_t18_a_redirect_is_an_answer_and_is_not_followed(receiver: Listening, status: str) -> None:
    there = receiver(saying(answer(status=status, Location="http://127.0.0.1/")))
    assert send("POST", URL, resolve=public, dial=there.dial).status == int(status[:3])
    assert there.connections == 1


def slowly(beginning: bytes) -> Talk:
    def talk(connection: socket.socket, receiver: Receiver) -> None:
        listen(connection, receiver)
        for byte in beginning + b"x" * 1_000:
            receiver.write(connection, bytes([byte]))
            time.sleep(0.02)

    return talk


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"


def early_hints(connection: socket.socket, receiver: Receiver) -> None:
    listen(connection, receiver)
    for _ in range(500):
        receiver.write(connection, b"HTTP/1.1 103 Early Hints\r\n\r\n")
        time.sleep(0.02)


@pytest.mark.parametrize(
    "talk",
    [slowly(b"HTTP/1.1 200 OK\r\nX: "), slowly(HEAD), early_hints, lambda *_: time.sleep(3)],
    ids=["head", "body", "hints", "silence"],
)
def test_t19_however_slowly_it_drips_the_time_of_the_whole_ends_it(receiver: Listening, talk: Talk) -> None:
    there = receiver(talk)
    begun = time.monotonic()
    with pytest.raises(Outbound, match="in time"):
        send("POST", URL, resolve=public, dial=there.dial, seconds=0.4)
    assert time.monotonic() - begun < 2


def test_t19_a_resolver_that_never_answers_is_not_waited_for(receiver: Listening) -> None:
    there = receiver(saying(answer()))
    begun = time.monotonic()
    with pytest.raises(Outbound, match="in time"):
        send("GET", URL, resolve=lambda _h, _p: (time.sleep(2), [PUBLIC])[1], dial=there.dial, seconds=0.2)  # type: ignore[func-returns-value]
    assert time.monotonic() - begun < 1.5
    assert there.connections == 0


def endlessly(head: bytes) -> Talk:
    def talk(connection: socket.socket, receiver: Receiver) -> None:
        listen(connection, receiver)
        connection.sendall(head)
        while True:
            receiver.write(connection, b"x" * 65_536)

    return talk


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 500 Oh\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX-Long: ",
    ],
    ids=["length", "no length", "error", "header"],
)
def test_t19_of_ten_gigabytes_one_megabyte_is_read(receiver: Listening, head: bytes) -> None:
    there = receiver(endlessly(head))
    with pytest.raises(Outbound):
        send("GET", URL, resolve=public, dial=there.dial)
    # What the sockets of both sides hold comes on top.
    assert there.written < 8 * ANSWER_BYTES


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "x-gzip"])
def test_t19_a_bomb_is_not_inflated(receiver: Listening, encoding: str) -> None:
    there = receiver(saying(answer(gzip.compress(bytes(50_000_000), 9), Content_Encoding=encoding)))
    with pytest.raises(Outbound, match="megabyte"):
        send("GET", URL, resolve=public, dial=there.dial)


def test_a_compressed_answer_of_a_server_that_was_not_asked_is_read(receiver: Listening) -> None:
    there = receiver(saying(answer(gzip.compress(b"thanks"), Content_Encoding="gzip")))
    assert send("GET", URL, resolve=public, dial=there.dial).body == b"thanks"


@pytest.mark.parametrize("missing", [1, 8, 9])
def test_t19_a_compressed_answer_that_ends_early_is_not_taken_for_whole(
    receiver: Listening, missing: int
) -> None:
    there = receiver(saying(answer(gzip.compress(b"thanks")[:-missing], Content_Encoding="gzip")))
    with pytest.raises(Outbound, match="no valid answer") as refused:
        send("GET", URL, resolve=public, dial=there.dial)
    assert refused.value.sent


def test_an_empty_answer_that_says_it_is_compressed_is_whole(receiver: Listening) -> None:
    there = receiver(saying(answer(b"", Content_Encoding="gzip")))
    assert send("HEAD", URL, resolve=public, dial=there.dial).body == b""


@pytest.mark.parametrize("said", [b"canary-7f3a\r\n\r\n", b"HTTP/1.1 canary-7f3a\r\n\r\n", b""])
def test_t19_nothing_of_the_answer_is_in_what_people_are_told(receiver: Listening, said: bytes) -> None:
    there = receiver(saying(said))
    with pytest.raises(Outbound) as refused:
        send("GET", URL, resolve=public, dial=there.dial)
    assert refused.value.message == "The address gave no valid answer."
    assert refused.value.sent


def test_a_port_where_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(Outbound, match="cannot be reached") as refused:
            send("GET", f"http://127.0.0.1:{port}/", allowed=read_allowed([f"127.0.0.1:{port}"]))
    assert not refused.value.sent


def test_the_next_address_is_tried_where_one_is_silent(receiver: Listening) -> None:
    there = receiver(saying(answer()))

    def dial(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
        if address == "8.8.8.8":
            raise httpcore.ConnectTimeout
        return there.dial(address, port, seconds)

    assert send("GET", URL, resolve=lambda _h, _p: ["8.8.8.8", PUBLIC], dial=dial).status == 200


def test_a_proxy_of_the_environment_is_not_used(receiver: Listening, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy, there = receiver(saying(answer(b"proxy"))), receiver(saying(answer()))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    assert send("GET", URL, resolve=public, dial=there.dial).body == b"thanks"
    assert proxy.connections == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("X-A", "1\r\nHost: 127.0.0.1"), ("X\r\nA", "1"), ("Host", "x"), ("Transfer-Encoding", "chunked")],
)
def test_a_header_carries_no_second_line(name: str, value: str) -> None:
    with pytest.raises(ValueError, match="cannot be sent"):
        send("GET", URL, headers={name: value}, resolve=public)


def certificate(tmp_path: Path, name: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.mark.parametrize(
    ("host", "trusted", "reached"),
    [
        ("receiver.example.com", True, True),
        ("other.example.com", True, False),
        ("receiver.example.com", False, False),
    ],
)
def test_the_certificate_is_that_of_the_name_though_the_address_is_dialled(
    receiver: Listening, tmp_path: Path, host: str, *, trusted: bool, reached: bool
) -> None:
    path = certificate(tmp_path, "receiver.example.com")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)

    def talk(connection: socket.socket, place: Receiver) -> None:
        with server.wrap_socket(connection, server_side=True) as secured:
            saying(answer())(secured, place)

    there = receiver(talk)
    trust = ssl.create_default_context(cafile=str(path)) if trusted else None

    def ask() -> bytes:
        return send("GET", f"https://{host}/", resolve=public, dial=there.dial, trust=trust).body

    if reached:
        assert ask() == b"thanks"
    else:
        with pytest.raises(Outbound, match="The certificate of the address is not valid"):
            ask()


def test_the_limits_are_those_that_are_promised() -> None:
    assert (outbound.SECONDS, outbound.ANSWER_BYTES) == (10.0, 1_048_576)
