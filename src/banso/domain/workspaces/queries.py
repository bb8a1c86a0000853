"""Who is asking, and what may they do?"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from banso.domain.workspaces.models import KeptAnswer, Key, Membership, Person, Workspace
from banso.domain.workspaces.rules import KEPT_FOR, hashed, looks_like_key, permissions_of
from banso.kit.access import Access
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import InputError, NotFound
from banso.kit.tenancy import scopes_disabled


def workspace_by_slug(slug: str | None) -> Workspace:
    """The workspace of that slug; without a slug the only one there is.

    Raises:
        NotFound: no such workspace, or none at all.
        InputError: no slug was given and there are several.
    """
    if slug:
        found = Workspace.objects.filter(slug=slug).first()
        if found is None:
            raise NotFound(f"there is no workspace {slug!r}")
        return found
    several = list(Workspace.objects.all()[:2])
    if not several:
        raise NotFound("there is no workspace yet: banso workspace create SLUG --name NAME")
    if len(several) > 1:
        raise InputError(
            "there are several workspaces", field="--workspace", came="", wanted="the slug of one"
        )
    return several[0]


def actor_of(person: Person) -> Actor:
    return Actor("person", str(person.pk), person.get_full_name())


def access_of_person(person: Person, slug: str) -> Access | None:
    """What a signed-in person may do in a workspace; None where they have no seat."""
    with scopes_disabled():
        membership = (
            Membership.objects.select_related("workspace")
            .filter(workspace__slug=slug, person=person, active=True)
            .first()
        )
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
    if not looks_like_key(secret):
        return None
    with scopes_disabled():
        key = Key.objects.select_related("workspace").filter(secret_hash=hashed(secret), kind="api").first()
    if key is None or not key.usable(now()):
        return None
    return Access(
        workspace=key.workspace,
        actor=Actor("key", str(key.pk), key.name),
        permissions=frozenset(key.scopes),
    )


def workspaces_of(person: Person) -> list[Workspace]:
    """The workspaces that a person can open, by name."""
    with scopes_disabled():
        ids = list(
            Membership.objects.filter(person=person, active=True).values_list("workspace_id", flat=True)
        )
    return list(Workspace.objects.filter(pk__in=ids))


def kept_answer(name: str) -> KeptAnswer | None:
    """The answer that a call with an Idempotency-Key got within the last 24 hours."""
    return KeptAnswer.objects.filter(name=name, created_at__gte=now() - KEPT_FOR).first()


def keys() -> QuerySet[Key]:
    """The open workspace's keys, revoked ones too."""
    return Key.objects.order_by("-created_at", "-id")


def key_by_id(key_id: UUID) -> Key:
    """One key of the open workspace.

    Raises:
        NotFound: no such key there.
    """
    key = Key.objects.filter(pk=key_id).first()
    if key is None:
        raise NotFound("there is no such key")
    return key


def members_by_email(emails: Iterable[str]) -> dict[str, Person]:
    """The active members of the open workspace with these mail addresses (lower case), by address."""
    memberships = Membership.objects.filter(active=True, person__email__in=list(emails))
    return {each.person.email: each.person for each in memberships.select_related("person")}


def members() -> list[Person]:
    """The active members of the open workspace, by name."""
    memberships = Membership.objects.filter(active=True).select_related("person")
    return sorted((each.person for each in memberships), key=Person.get_full_name)
