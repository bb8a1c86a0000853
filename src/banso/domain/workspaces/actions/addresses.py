"""Addresses that go out by mail: always under the configured address, never under what a request claims."""

from django.conf import settings
from django.urls import reverse

_PAGES = {"invitation": "accept_invitation", "setup": "set_up", "sign-in": "sign_in_by_link"}


def address_of(purpose: str, token: str) -> str:
    """The full address of a one-time link."""
    return str(settings.BASE_URL).rstrip("/") + reverse(_PAGES[purpose], args=[token])
