"""Who is asking, and what may they do?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from banso.domain.workspaces.models import Key, Membership, Person, Workspace
from banso.domain.workspaces.rules import hashed, looks_like_key, permissions_of
from banso.kit.access import Access
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import InputError, NotFound
from banso.kit.tenancy import scope, scopes_disabled


def workspace_by_slug(slug: str | None) -> Workspace:
    """The workspace of that slug; without a slug the only one there is.

    Raises:
        NotFound: no such workspace, or none at all.
        InputError: no slug was given and there are several.
    """
    if slug:
        found = Workspace.objects.filter(slug=slug).first()
        if found is None:
            raise NotFound(_("There is no workspace %(slug)s.") % {"slug": repr(slug)})
        return found
    several = list(Workspace.objects.all()[:2])
    if not several:
        raise NotFound(_("There is no workspace yet: banso workspace create SLUG --name NAME"))
    if len(several) > 1:
        raise InputError(
            _("There are several workspaces."), field="--workspace", came="", wanted=_("the slug of one")
        )
    return several[0]


def every_workspace() -> list[Workspace]:
    """All workspaces of the installation, for work that is done in each of them in turn."""
    return list(Workspace.objects.all())


def in_every_workspace(act: Callable[[], int]) -> int:
    """Do it in the scope of each workspace in turn; returns how much was done in all of them.

    Raises:
        ExceptionGroup: it failed in some; the others have had their turn.
    """
    done = 0
    troubles: list[Exception] = []
    for workspace in every_workspace():
        try:
            with scope(workspace=workspace):
                done += act()
        except Exception as error:  # noqa: BLE001 - told when the others have had their turn
            troubles.append(error)
    if troubles:
        raise ExceptionGroup("failed in some workspaces", troubles)
    return done


def actor_of(person: Person) -> Actor:
    return Actor("person", str(person.pk), person.get_full_name())


def access_of_person(person: Person, slug: str) -> Access | None:
    """What a signed-in person may do in a workspace; None where they have no seat."""
    with scopes_disabled():
        seats = Membership.objects.select_related("workspace").filter(workspace__slug=slug, person=person)
        membership = next(iter(seats.filter(active=True, signs_in=True)), None)
    if membership is None:
        return None
    return Access(
        workspace=membership.workspace,
        actor=actor_of(person),
        permissions=permissions_of(membership.roles),
        roles=frozenset(membership.roles),
        person_id=person.pk,
    )


def access_of_key(secret: str) -> Access | None:
    """What an API key may do; None for one that is unknown, revoked or past its day."""
    found = key_and_access(secret)
    return found[1] if found else None


def key_and_access(secret: str) -> tuple[Key, Access] | None:
    """An API key with what it may do; None for one that is unknown, revoked or past its day."""
    key = _key(secret, "api")
    if key is None or not key.usable(now()):
        return None
    access = Access(
        workspace=key.workspace,
        actor=Actor("key", str(key.pk), key.name),
        permissions=frozenset(key.scopes),
    )
    return key, access


@dataclass(frozen=True, slots=True)
class WriteKey:
    """What a write key is worth.

    Attributes:
        workspace_id: where its calls go; None when the key is unknown.
        key_id: which key it is; None when the key is unknown.
        ended: it was revoked, or its day has passed: 401 as well, but its owner can be told.
        until: the moment from which it is worth nothing; None for never.
    """

    workspace_id: UUID | None
    key_id: UUID | None
    ended: bool
    until: datetime | None = None

    @property
    def usable(self) -> bool:
        return self.workspace_id is not None and not self.ended


def write_key_workspace(secret: str) -> WriteKey:
    """Where a write key's tracking calls go. An answer may be kept for 60 seconds, but not past `until`."""
    key = _key(secret, "write")
    if key is None:
        return WriteKey(None, None, ended=False)
    return WriteKey(key.workspace_id, key.pk, ended=not key.usable(now()), until=key.expires_at)


def workspaces_of(person: Person) -> list[Workspace]:
    """The workspaces that a person can open, by name."""
    with scopes_disabled():
        seats = Membership.objects.filter(person=person, active=True, signs_in=True).values("workspace_id")
        # Asked in here: it looks into the seats of workspaces that are not open.
        return list(Workspace.objects.filter(pk__in=seats))


def _key(secret: str, kind: str) -> Key | None:
    if not looks_like_key(secret):
        return None
    with scopes_disabled():
        keys = Key.objects.select_related("workspace").filter(secret_hash=hashed(secret), kind=kind)
        return next(iter(keys), None)
