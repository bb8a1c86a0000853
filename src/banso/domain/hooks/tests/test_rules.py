"""Signatures and tries, without a database."""

from datetime import timedelta

import pytest

from banso.domain.hooks.rules.inputs import checked_events, checked_name
from banso.domain.hooks.rules.signing import new_secret, signature, signed_headers
from banso.domain.hooks.rules.trying import is_good, pause_after
from banso.kit.errors import InputError


def test_t31_the_signature_is_that_of_the_specifications_own_example() -> None:
    secret, message = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    body = b'{"test": 2432232314}'
    official = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signature(secret, message, 1614265330, body) == official
    other = new_secret()
    assert signed_headers([other, secret], message, 1614265330, body) == {
        "Content-Type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": "1614265330",
        "webhook-signature": f"{signature(other, message, 1614265330, body)} {official}",
    }
    assert signature(secret, message, 1614265331, body) != official


def test_tries_go_on_ever_more_slowly_for_three_days() -> None:
    pauses = [pause for tries in range(1, 50) if (pause := pause_after(tries)) is not None]
    assert (pauses[0], sorted(pauses) == pauses) == (timedelta(seconds=5), True)
    assert timedelta(days=3) < sum(pauses, timedelta()) < timedelta(days=4)
    assert [is_good(each) for each in (None, 199, 200, 204, 299, 302, 410, 500)] == [
        False, False, True, True, True, False, False, False,
    ]  # fmt: skip


def test_an_endpoint_has_a_name_and_events_that_there_are() -> None:
    assert checked_events(["b", "a", "b"], ["a", "b", "c"]) == ["a", "b"]
    for wrong in ([], ["d"]):
        with pytest.raises(InputError):
            checked_events(wrong, ["a"])
    assert checked_name("  the  chat ") == "the chat"
    for name in ("", " ", "x" * 81):
        with pytest.raises(InputError):
            checked_name(name)
