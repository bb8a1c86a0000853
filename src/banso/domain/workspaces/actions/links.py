"""One-time links: the set-up of a fresh installation, and signing in without a password."""

import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.workspaces.actions.addresses import address_of
from banso.domain.workspaces.actions.founding import create_workspace
from banso.domain.workspaces.actions.members import add_member
from banso.domain.workspaces.actions.people import create_person, note_everywhere
from banso.domain.workspaces.models import Person, SignInLink, Workspace
from banso.domain.workspaces.queries import actor_of, needs_set_up, sample_workspace, usable_link
from banso.domain.workspaces.rules import SET_UP_LASTS, SIGN_IN_LASTS, WorkspaceSettings, token_hash
from banso.kit.actor import SYSTEM, Actor
from banso.kit.clock import now
from banso.kit.errors import NotFound
from banso.kit.tenancy import scope


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPerson:
    """Who sets the installation up."""

    email: str
    name: str
    password: str
    language: str = ""


def setup_link() -> str | None:
    """The address at which a fresh installation is set up, good for a day and once; None when it is set up.

    A link made earlier dies, so that only the last one printed opens anything.
    """
    if not needs_set_up():
        return None
    with transaction.atomic():
        SignInLink.objects.filter(purpose="setup", used_at=None).delete()
        return _made("setup", None, SET_UP_LASTS)


def sign_in_link(person: Person, *, by: Actor = SYSTEM) -> str:
    """An address that signs the person in, good for an hour and once; a second factor is still asked for."""
    with transaction.atomic():
        link = _made("sign-in", person, SIGN_IN_LASTS)
        note_everywhere(person, "person.link_made", by=by)
    return link


def use_sign_in_link(token: str) -> Person:
    """Whoever the link signs in; it opens nothing afterwards.

    Raises:
        NotFound: it opens nothing (unknown, used, past its hour, or the person is gone).
    """
    with transaction.atomic():
        link = _used("sign-in", token)
        if link.person is None or not link.person.is_active:
            raise NotFound(_("The link opens nothing any more."))
        note_everywhere(link.person, "person.link_used", by=actor_of(link.person))
    return link.person


def set_up(
    token: str, first: FirstPerson, *, slug: str = "", settings: WorkspaceSettings | None = None
) -> tuple[Person, Workspace]:
    """Make the first person, and their workspace; with the sample loaded they become its owner instead.

    Args:
        token: from the set-up link.
        first: the person.
        slug: address part of the workspace; not used where the sample is loaded.
        settings: what the workspace goes by; not used where the sample is loaded.

    Raises:
        NotFound: the link opens nothing, or the installation is set up.
        InputError: something typed cannot be used.
        Conflict: the address or the slug is taken.
    """
    with transaction.atomic():
        _used("setup", token)
        if not needs_set_up():
            raise NotFound(_("This installation is set up already."))
        person = create_person(first.email, name=first.name, password=first.password, language=first.language)
        by = actor_of(person)
        workspace = sample_workspace()
        if workspace is None:
            workspace = create_workspace(slug, by=by, **asdict(settings or WorkspaceSettings(name="")))
        with scope(workspace=workspace):
            add_member(person, ["owner"], by=by)
    return person, workspace


def _made(purpose: str, person: Person | None, lasts: timedelta) -> str:
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        token_hash=token_hash(purpose, token), person=person, purpose=purpose, expires_at=now() + lasts
    )
    return address_of(purpose, token)


def _used(purpose: str, token: str) -> SignInLink:
    """Use the link up, unless another request was faster."""
    link = usable_link(purpose, token)
    if SignInLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now()) != 1:
        raise NotFound(_("The link opens nothing any more."))
    return link
