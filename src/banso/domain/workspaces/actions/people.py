"""People themselves: coming to be, what they go by, their sessions."""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.workspaces.actions.audit import note
from banso.domain.workspaces.models import Membership, Person, Workspace
from banso.domain.workspaces.rules import Profile, checked_email, checked_name
from banso.kit.actor import Actor
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.tenancy import scope, scopes_disabled


def create_person(email: str, *, name: str, password: str | None = None, language: str = "") -> Person:
    """A person whose address is taken as proven; without a password they sign in by links and passkeys.

    Raises:
        InputError: the address, name or password cannot be used.
        Conflict: somebody has that address.
    """
    address = checked_email(email)
    person = Person(email=address, name=checked_name(name, longest=120), language=language)
    if password is not None:
        _check_password(password, person)
    person.set_password(password)
    with transaction.atomic():
        if Person.objects.filter(email__iexact=address).exists():
            raise Conflict(_("There is a person with the address %(email)s already.") % {"email": address})
        person.save()
        EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    return person


def change_profile(person: Person, profile: Profile) -> Person:
    """Give a person another name, language, time zone or theme.

    Raises:
        InputError: one of them cannot be used.
    """
    chosen = profile.checked()
    person.name, person.language = chosen.name, chosen.language
    person.timezone, person.theme = chosen.timezone, chosen.theme
    person.save(update_fields=["name", "language", "timezone", "theme"])
    return person


def end_session(person: Person, session_id: int, *, by: Actor) -> None:
    """Sign one of a person's sessions out; its cookie opens nothing from now on.

    Raises:
        NotFound: it is none of theirs, or has ended already.
    """
    session = UserSession.objects.filter(user=person, pk=session_id).first()
    if session is None:
        raise NotFound(_("There is no such session."))
    with transaction.atomic():
        session.end()
        note_everywhere(person, "person.session_ended", by=by)


def note_everywhere(person: Person, verb: str, *, by: Actor, address: str = "", **detail: object) -> None:
    """Write a line about a person into the log of every workspace where they have a seat."""
    with scopes_disabled():
        seats = Membership.objects.filter(person=person, active=True)
        workspaces = list(Workspace.objects.filter(pk__in=seats.values("workspace_id")))
    with transaction.atomic():
        for workspace in workspaces:
            with scope(workspace=workspace):
                note(verb, target=person.email, by=by, address=address, **detail)


def _check_password(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise InputError(" ".join(error.messages), field="password") from error
