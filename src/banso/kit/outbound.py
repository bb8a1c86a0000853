"""The one way out: every request that Banso makes to an address which people entered goes through here.

    answer = send("POST", "https://hooks.example.com/banso", content=body, headers={"X-Signature": "…"})

- The name is looked up once; every address it stands for must be public, and the connection goes to exactly
  those addresses, so a name server that changes its answer gains nothing.
- No redirect is followed, no proxy of the environment is used, no cookie is kept.
- Everything together may take ten seconds, however slowly the other side drips; of its answer one megabyte
  is read, inflated or not.
- The answer is for programs. It is never shown: whoever may enter an address could read a neighbour's pages
  by it. People are told `Outbound.message` or the status.

Nothing else in Banso may open a connection to the outside: ruff's TID251 and a test of the house hold it.
"""

import ipaddress
import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import certifi
import httpcore  # noqa: TID251 - this is the one place
from django.conf import settings
from django.utils.translation import gettext as _

from banso.kit.destinations import Address, Allowed, Destination, checked_url, is_public
from banso.kit.errors import BansoError

SECONDS: Final = 10.0
ANSWER_BYTES: Final = 1024 * 1024
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
_TRIED: Final = 4
# One silent address of several must not use up the time of all.
_DIAL_SECONDS: Final = 3.0
_PORTION: Final = 16_384

Resolve = Callable[[str, int], Iterable[str]]
Dial = Callable[[str, int, float], httpcore.NetworkStream]


class Outbound(BansoError):  # noqa: N818 - reads as a sentence where it is raised
    """The request could not be made, or its answer not be read; the message may be shown.

    Attributes:
        sent: whether the other side may have acted on it.
    """

    def __init__(self, message: str, *, sent: bool = False) -> None:
        super().__init__(message)
        self.sent = sent


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said; for programs, never for a page.

    Attributes:
        status: of HTTP; a redirect too.
        headers: names in small letters; of several with one name the last.
        body: inflated, at most ANSWER_BYTES.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    content: bytes = b"",
    allowed: Allowed | None = None,
    resolve: Resolve | None = None,
    dial: Dial | None = None,
    trust: ssl.SSLContext | None = None,
    seconds: float = SECONDS,
) -> Answer:
    """Make one request.

    Args:
        method: of HTTP, in capitals.
        url: as people entered it; looked at again, whenever it was accepted.
        headers: of the request; Host, length and encoding are set here.
        content: the body.
        allowed: what the operator lets through; the setting when left out.
        resolve: the addresses of a name; the system's resolver when left out.
        dial: opens a connection to an address; a plain socket when left out.
        trust: whose certificates are believed; those of the system and of Mozilla when left out.
        seconds: for everything together.

    Raises:
        InputError: the address may not be called.
        Outbound: it could not be reached, took too long, or answered too much.
    """
    if method not in _METHODS:
        raise ValueError(f"{method!r} is not sent")
    allowed = settings.OUTBOUND_ALLOW if allowed is None else allowed
    destination = checked_url(url, allowed=allowed)
    way = _Way(
        destination, allowed, time.monotonic() + seconds, resolve or resolved_by_the_system, dial or _dial
    )
    fixed = {"Host": _host(destination), "Accept-Encoding": "identity", "Connection": "close"}
    if content or method in {"POST", "PUT", "PATCH"}:
        fixed["Content-Length"] = str(len(content))
    named = {"User-Agent": "Banso", **_checked(headers or {}), **fixed}
    try:
        with httpcore.ConnectionPool(
            ssl_context=trust or _trust(), network_backend=way, max_connections=1, retries=0
        ) as pool:
            return _ask(pool, method, destination, named, content)
    except Outbound:
        raise
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise Outbound(_("The address did not answer in time."), sent=way.connected) from error
    except ssl.SSLError as error:
        raise Outbound(_("The certificate of the address is not valid.")) from error
    except httpcore.ConnectError as error:
        if isinstance(error.__context__, ssl.SSLError):
            raise Outbound(_("The certificate of the address is not valid.")) from error
        raise Outbound(_("The address cannot be reached.")) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
        raise Outbound(_("The address gave no valid answer."), sent=way.connected) from error


def resolved_by_the_system(host: str, port: int) -> list[str]:
    """Every address of a name, IPv4 and IPv6."""
    return [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _ask(
    pool: httpcore.ConnectionPool, method: str, to: Destination, headers: Mapping[str, str], content: bytes
) -> Answer:
    url = httpcore.URL(
        scheme=to.scheme.encode(), host=to.host.encode(), port=to.port, target=to.target.encode()
    )
    pairs = [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers.items()]
    with pool.stream(method, url, headers=pairs, content=content) as response:
        told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        inflate, whole = _inflating(told.get("content-encoding", ""))
        body, raw = bytearray(), 0
        for part in response.iter_stream():
            raw += len(part)
            body += inflate(part, ANSWER_BYTES + 1 - len(body))
            if len(body) > ANSWER_BYTES or raw > ANSWER_BYTES:
                raise Outbound(_("The answer of the address is larger than a megabyte."), sent=True)
        if raw and not whole():
            raise Outbound(_("The address gave no valid answer."), sent=True)
        return Answer(response.status, told, bytes(body))


def _inflating(encoding: str) -> tuple[Callable[[bytes, int], bytes], Callable[[], bool]]:
    """Some servers compress what nobody asked them to; never more than what may be kept is inflated.

    The second says whether the end of it has come.
    """
    if encoding.strip().lower() in {"gzip", "x-gzip", "deflate"}:
        stream = zlib.decompressobj(47)

        def inflate(part: bytes, most: int) -> bytes:
            try:
                return stream.decompress(part, most)
            except zlib.error as error:
                raise Outbound(_("The address gave no valid answer."), sent=True) from error

        return inflate, lambda: stream.eof
    return (lambda part, _most: part), lambda: True


def _checked(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Header lines that carry no second line, and none that this module sets itself.

    Raises:
        ValueError: a caller of ours gave one.
    """
    for name, value in headers.items():
        ours = {"host", "content-length", "transfer-encoding", "connection", "accept-encoding"}
        if name.lower() in ours or any(sign in "\r\n\0" for sign in name + value):
            raise ValueError(f"the header {name!r} cannot be sent")
    return headers


def _host(to: Destination) -> str:
    return to.url.removeprefix(f"{to.scheme}://").split("/", 1)[0]


@cache
def _trust() -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=certifi.where())
    # An authority of the operator's own, where the system knows one.
    context.load_default_certs()
    return context


def _dial(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
    return httpcore.SyncBackend().connect_tcp(address, port, timeout=seconds)


class _Way(httpcore.NetworkBackend):
    """Leads a request to the addresses that were looked at, and nowhere else, within its time."""

    def __init__(
        self, to: Destination, allowed: Allowed, deadline: float, resolve: Resolve, dial: Dial
    ) -> None:
        self._to, self._allowed, self._deadline = to, allowed, deadline
        self._resolve, self._dial = resolve, dial
        self.connected = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - one deadline for all
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        if (host, port) != (self._to.host, self._to.port):
            raise httpcore.ConnectError("another host than was asked for")
        failure: Exception = httpcore.ConnectError("the name stands for no address")
        for address in self._vetted()[:_TRIED]:
            try:
                stream = self._dial(str(address), port, min(_DIAL_SECONDS, left(self._deadline)))
            except (httpcore.ConnectError, httpcore.ConnectTimeout, OSError) as error:
                failure = error
                continue
            self.connected = True
            return _Stream(stream, self._deadline)
        raise failure

    def _vetted(self) -> list[Address]:
        """Every address of the host, each of them allowed: one that is not condemns them all."""
        to = self._to
        try:
            found = list(dict.fromkeys(_in_time(self._resolve, to, left(self._deadline))))
            addresses = [ipaddress.ip_address(each) for each in found]
        except TimeoutError:
            raise
        except (OSError, UnicodeError, ValueError) as error:
            raise httpcore.ConnectError(str(error)) from error
        if self._allowed.host(to.host, to.port):
            return addresses
        if not all(is_public(each) or self._allowed.address(each) for each in addresses):
            raise Outbound(_("this address leads into a private network"))
        return addresses


class _Stream(httpcore.NetworkStream):
    """A connection each of whose steps ends with the time of the whole."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        # In portions: a receiver that reads a byte a second would otherwise renew its time with each.
        for start in range(0, len(buffer), _PORTION):
            self._stream.write(buffer[start : start + _PORTION], left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, left(self._deadline))
        return _Stream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as the library has it
        return self._stream.get_extra_info(info)


def left(deadline: float) -> float:
    """Seconds until the deadline.

    Raises:
        TimeoutError: it is past.
    """
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _in_time(resolve: Resolve, to: Destination, seconds: float) -> list[str]:
    """The system's resolver knows no limit of time: it is asked in a thread that may be left behind."""
    answer: queue.Queue[list[str] | Exception] = queue.Queue(1)

    def look_up() -> None:
        try:
            answer.put(list(resolve(to.host, to.port)))
        except Exception as error:  # noqa: BLE001 - handed to who waits
            answer.put(error)

    threading.Thread(target=look_up, name="resolver", daemon=True).start()
    try:
        found = answer.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(found, Exception):
        raise found
    return found
