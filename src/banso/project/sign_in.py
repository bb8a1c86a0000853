"""How allauth signs people in here: no sign-up, and links that always bear the configured address."""

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmation
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from banso.kit.sealing import seal, unseal


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Differs from allauth's own in three things.

    Nobody signs up; links bear the configured address; and one is led to this very address alone.
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether one may be led there: not to every name that is answered, as allauth has it."""
        safe: bool = url_has_allowed_host_and_scheme(
            url, allowed_hosts={context.request.get_host()}, require_https=context.request.is_secure()
        )
        return safe

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
