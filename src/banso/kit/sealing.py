"""Secrets at rest: what the database must hold and must be able to read again."""

import hmac
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _

from banso.kit.errors import Conflict


def seal(text: str, *, purpose: str) -> str:
    """The text encrypted under the installation's key; it can be opened for the same purpose only."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """The text again; SECRET_KEY_FALLBACKS are tried as well, so the key can be changed.

    Raises:
        Conflict: it was sealed under a key or for a purpose that is not known here.
    """
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        told = _("what was sealed for %(purpose)s cannot be opened: SECRET_KEY has changed")
        raise Conflict(told % {"purpose": purpose}) from error


def _box(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = (hmac.digest(key.encode(), f"seal:{purpose}".encode(), "sha256") for key in keys)
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in derived])
