"""Which addresses may be called (T17): every notation of an inward one is refused before any look-up."""

import ipaddress

import pytest

from banso.kit.destinations import Allowed, Destination, checked_url, is_public, read_allowed
from banso.kit.errors import InputError
from banso.kit.tests.notations import INWARD, NO_ADDRESS


@pytest.mark.parametrize("url", [*INWARD, *NO_ADDRESS], ids=ascii)
def test_t17_a_notation_that_leads_inward_is_refused(url: str) -> None:
    with pytest.raises(InputError):
        checked_url(url)


def test_t17_there_are_enough_notations() -> None:
    assert len({*INWARD, *NO_ADDRESS}) >= 100


@pytest.mark.parametrize(
    ("url", "host", "port", "target"),
    [
        ("https://example.com", "example.com", 443, "/"),
        ("HTTP://Example.COM:80/a?b=c#d", "example.com", 80, "/a?b=c"),
        ("https://例え.jp/道?検索=語", "xn--r8jz45g.jp", 443, "/%E9%81%93?%E6%A4%9C%E7%B4%A2=%E8%AA%9E"),
        ("https://example.com./%2e?a=%20", "example.com", 443, "/%2e?a=%20"),
        ("https://8.8.8.8/x", "8.8.8.8", 443, "/x"),
        ("http://[2606:4700:4700:0:0:0:0:1111]/", "2606:4700:4700::1111", 80, "/"),
        ("https://a_b.example.com:443//x", "a_b.example.com", 443, "//x"),
    ],
)
def test_an_address_of_the_public_internet_passes(url: str, host: str, port: int, target: str) -> None:
    found = checked_url(url)
    assert found == Destination("http" if url.lower().startswith("http:") else "https", host, port, target)


@pytest.mark.parametrize("url", ["https://example.com/a?b=c", "http://[2606:4700::1111]/"])
def test_an_address_put_together_again_is_the_same(url: str) -> None:
    assert checked_url(checked_url(url).url) == checked_url(url)


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("8.8.8.8", True), ("2606:4700:4700::1111", True), ("169.254.169.254", False),
        ("168.63.129.16", False), ("100.64.0.1", False), ("224.0.0.1", False), ("255.255.255.255", False),
        ("::1", False), ("::", False), ("::7f00:1", False), ("::ffff:8.8.8.8", False), ("fd00::", False),
        ("64:ff9b::808:808", False), ("2002:7f00:1::", False), ("2001:0:7f00:1::", False),
        ("fe80::1%eth0", False), ("2606:4700::1%eth0", False), ("ff02::1", False),
    ],
)  # fmt: skip
def test_t17_which_addresses_are_public(text: str, *, public: bool) -> None:
    assert is_public(ipaddress.ip_address(text)) is public


ALLOWED = read_allowed(["hooks.lan", "10.0.0.5:8080", "[fd00::5]:8080", "192.168.10.0/24", "fd01::/64"])


@pytest.mark.parametrize(
    ("url", "passes"),
    [
        ("http://hooks.lan/x", True), ("https://hooks.lan", True), ("http://hooks.lan:8080", False),
        ("http://10.0.0.5:8080", True), ("http://10.0.0.5", False), ("http://10.0.0.6:8080", False),
        ("http://[fd00::5]:8080", True), ("http://192.168.10.7", True), ("http://192.168.11.7", False),
        ("http://192.168.10.7:8080", False), ("http://[fd01::1]", True), ("http://other.lan", False),
    ],
)  # fmt: skip
def test_what_an_operator_allows(url: str, *, passes: bool) -> None:
    try:
        checked_url(url, allowed=ALLOWED)
    except InputError:
        assert not passes
    else:
        assert passes


@pytest.mark.parametrize("entry", ["10.0.0.1/8", "user@hooks.lan", "hooks.lan:http", "a b", "300.1.1.1"])
def test_an_entry_that_is_neither_host_nor_network_is_refused(entry: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whichever part could not be read
        read_allowed([entry])


def test_nothing_is_allowed_unless_somebody_says_so() -> None:
    assert read_allowed([]) == Allowed()


def test_the_refusal_names_the_field_and_what_is_wanted() -> None:
    with pytest.raises(InputError) as refused:
        checked_url("http://127.0.0.1/", field="website")
    assert (refused.value.field, refused.value.came) == ("website", "http://127.0.0.1/")
