"""What happens to a person's way in leaves its line in the log of every workspace where they have a seat."""

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth
from django.dispatch import Signal
from django.http import HttpRequest

from banso.domain.workspaces.actions import note_everywhere
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.queries import actor_of, person_by_email

_VERBS: dict[Signal, str] = {
    account.user_logged_in: "person.signed_in",
    account.password_changed: "person.password_changed",
    account.password_set: "person.password_set",
    account.password_reset: "person.password_reset",
    account.email_changed: "person.email_changed",
    mfa.authenticator_added: "person.authenticator_added",
    mfa.authenticator_removed: "person.authenticator_removed",
    mfa.authenticator_reset: "person.authenticator_reset",
    mfa.authentication_failed: "person.second_factor_failed",
    auth.user_logged_out: "person.signed_out",
}


def on_person(signal: Signal, **sent: object) -> None:
    """A signal of allauth or Django about a person's own way in."""
    authenticator = sent.get("authenticator")
    detail = {"type": str(authenticator.type)} if isinstance(authenticator, Authenticator) else {}
    person, request = sent.get("user"), sent.get("request")
    if isinstance(person, Person):
        address = _address(request)
        note_everywhere(person, _VERBS[signal], by=actor_of(person), address=address, **detail)


def on_failed_sign_in(credentials: dict[str, object], **sent: object) -> None:
    """Somebody tried a person's address with a wrong password."""
    person = person_by_email(str(credentials.get("email") or credentials.get("username") or ""))
    if person is not None:
        address = _address(sent.get("request"))
        note_everywhere(person, "person.sign_in_failed", by=actor_of(person), address=address)


def _address(request: object) -> str:
    return (get_adapter().get_client_ip(request) or "") if isinstance(request, HttpRequest) else ""


def connect() -> None:
    """Called once, when the registry of apps is ready."""
    for signal, verb in _VERBS.items():
        signal.connect(on_person, dispatch_uid=f"banso.workspaces.{verb}")
    auth.user_login_failed.connect(on_failed_sign_in, dispatch_uid="banso.workspaces.failed")
