"""Sealing: for one purpose, under one key, and through a change of the key."""

from typing import Any

import pytest

from banso.kit.errors import Conflict
from banso.kit.sealing import seal, unseal


def test_what_is_sealed_can_be_read_again() -> None:
    sealed = seal("秘密", purpose="mfa")
    assert "秘密" not in sealed
    assert unseal(sealed, purpose="mfa") == "秘密"


def test_another_purpose_opens_nothing() -> None:
    with pytest.raises(Conflict):
        unseal(seal("x", purpose="mfa"), purpose="mail")


def test_t29_an_older_key_still_opens_what_it_sealed(settings: Any) -> None:
    sealed = seal("x", purpose="mfa")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "quite another key, long enough for the purpose 0123456789"
    assert unseal(sealed, purpose="mfa") == "x"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Conflict):
        unseal(sealed, purpose="mfa")
