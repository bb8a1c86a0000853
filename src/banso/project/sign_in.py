"""How allauth signs people in here: no sign-up, and links that always bear the configured address."""

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmation
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from banso.kit.sealing import seal, unseal


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Differs from allauth's own in who may sign up (nobody) and in which address links bear."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _under_base(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmation) -> str:
        return _under_base(super().get_email_confirmation_url(request, emailconfirmation))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of authenticator apps and recovery codes sealed (T29)."""

    def encrypt(self, text: str) -> str:
        return seal(text, purpose="mfa")

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, purpose="mfa")


def _under_base(url: str) -> str:
    """The address with scheme and host from the settings, whatever host the request claimed (T47)."""
    parts = urlsplit(url)
    return str(settings.BASE_URL) + parts.path + (f"?{parts.query}" if parts.query else "")
