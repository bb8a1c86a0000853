"""Where Banso may send a request to: pure, without asking any name server.

An address that somebody typed must never become a request to this machine, to its neighbours or to the
cloud's own services. So a host is a name in its plain form or an address in its one usual notation; every
address that a name stands for is looked at again when it is called (see `outbound`), and only addresses of
the public internet pass. An operator may allow hosts and networks of their own.

Sources: RFC 6890 and the IANA special-purpose registries; the WHATWG URL standard for what counts as an
IPv4 address.
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

from banso.kit.errors import InputError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PORTS: Final = {"http": 80, "https": 443}
LONGEST: Final = 2_000
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
# The last label decides whether a browser or a resolver reads a host as an IPv4 address.
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_INWARD: Final = frozenset({
    "localhost", "local", "internal", "intranet", "localdomain", "lan", "home", "corp", "private", "domain",
    "host", "invalid", "onion", "test",
})  # fmt: skip
_INWARD_ENDS: Final = (".home.arpa", ".in-addr.arpa", ".ip6.arpa")
# Written out, because what the standard library calls global grows with its versions. Of the IPv6 addresses
# only global unicast passes, and of these neither tunnels nor translators, which carry an IPv4 address.
# 168.63.129.16 is where one cloud answers its machines from the middle of the public range.
_REFUSED: Final = tuple(
    ipaddress.ip_network(each)
    for each in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    )
)  # fmt: skip
_UNICAST: Final = ipaddress.ip_network("2000::/3")


@dataclass(frozen=True, slots=True)
class Destination:
    """A web address taken apart, of which nothing is left to read in two ways.

    Attributes:
        scheme: "http" or "https".
        host: in small ASCII letters, as it is looked up and as the certificate is checked.
        port: its number.
        target: path and query, in ASCII.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.target}"


@dataclass(frozen=True, slots=True)
class Allowed:
    """What an operator lets through: hosts with a port of their own, and networks."""

    hosts: frozenset[tuple[str, int | None]] = frozenset()
    networks: tuple[Network, ...] = ()

    def host(self, host: str, port: int) -> bool:
        return (host, port) in self.hosts or ((host, None) in self.hosts and port in PORTS.values())

    def address(self, address: Address) -> bool:
        return any(address.version == each.version and address in each for each in self.networks)


def read_allowed(entries: Iterable[str]) -> Allowed:
    """The list of an operator: `hooks.intra.example`, `10.0.0.5:8080`, `[fd00::5]:8080`, `192.168.10.0/24`.

    Raises:
        ValueError: an entry is none of these.
    """
    hosts: set[tuple[str, int | None]] = set()
    networks: list[Network] = []
    for entry in entries:
        if "/" in entry:
            networks.append(ipaddress.ip_network(entry))
            continue
        parts = urlsplit(f"//{entry}")
        if not parts.hostname or parts.username is not None:
            raise ValueError(f"{entry!r} is neither a host nor a network")
        hosts.add((_ascii(parts.hostname), parts.port))
    return Allowed(frozenset(hosts), tuple(networks))


def checked_url(text: str, *, field: str = "", allowed: Allowed | None = None) -> Destination:
    """A web address that may be called, as far as that can be told without looking up its name.

    Args:
        text: as somebody wrote it.
        field: the input's name, for the error.
        allowed: what the operator lets through beside the public internet.

    Raises:
        InputError: it is none, or leads inward.
    """
    allowed = allowed or Allowed()
    try:
        found = _taken_apart(text)
    except ValueError:
        raise InputError(
            _("not a web address"), field=field, came=text, wanted="https://example.com"
        ) from None
    if not allowed.host(found.host, found.port):
        if found.port not in PORTS.values():
            raise InputError(
                _("a web address may name port 80 or 443 only"),
                field=field, came=text, wanted="https://example.com",
            )  # fmt: skip
        if _leads_inward(found.host, allowed):
            raise InputError(
                _("this address leads into a private network"),
                field=field, came=text, wanted=_("an address of the public internet"),
            )  # fmt: skip
    return found


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet and stands for itself alone."""
    if isinstance(address, ipaddress.IPv6Address) and (address.scope_id or address not in _UNICAST):
        return False
    if any(address.version == each.version and address in each for each in _REFUSED):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _taken_apart(text: str) -> Destination:
    """Raises ValueError for whatever two programs could read differently."""
    if len(text) > LONGEST or "\\" in text or any(sign.isspace() or not sign.isprintable() for sign in text):
        raise ValueError(text)
    parts = urlsplit(text)
    if parts.scheme not in PORTS or not parts.netloc or re.search(r"[<>\"'`{}|^]", parts.netloc):
        raise ValueError(text)
    if "@" in parts.netloc or "%" in parts.netloc or not parts.hostname:
        raise ValueError(text)
    host = _ascii(parts.hostname)
    port = parts.port if parts.port is not None else PORTS[parts.scheme]
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return Destination(parts.scheme, host, port, target)


def _ascii(host: str) -> str:
    """The host as it is looked up; an IPv4 or IPv6 address only in its usual notation."""
    if ":" in host:
        address = ipaddress.IPv6Address(host)
        if address.scope_id:
            raise ValueError(host)
        return str(address)
    try:
        name = host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise ValueError(host) from None
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):  # noqa: PLR2004 - RFC 1035
        raise ValueError(host)
    if _NUMBER.fullmatch(labels[-1]):
        if name != host:
            raise ValueError(host)
        return str(ipaddress.IPv4Address(name))
    return name


def _leads_inward(host: str, allowed: Allowed) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.rpartition(".")[2] in _INWARD or host.endswith(_INWARD_ENDS)
    return not is_public(address) and not allowed.address(address)
