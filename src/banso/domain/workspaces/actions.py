"""Founding a workspace, and letting people in."""

from collections.abc import Iterable

from django.db import transaction

from banso.domain.workspaces.models import AuditEntry, Key, Membership, Person, Workspace
from banso.domain.workspaces.rules import checked_roles, hashed, new_secret
from banso.kit.actor import Actor
from banso.kit.errors import Conflict
from banso.kit.tenancy import current_workspace_id, scope


def create_workspace(slug: str, *, name: str, by: Actor, **settings: object) -> Workspace:
    """Found a workspace.

    Raises:
        Conflict: the slug is taken.
    """
    with transaction.atomic():
        if Workspace.objects.filter(slug=slug).exists():
            raise Conflict(f"there is a workspace {slug!r} already")
        workspace = Workspace(slug=slug, name=name, **settings)
        workspace.full_clean()
        workspace.save()
        with scope(workspace=workspace):
            note("workspace.created", target=slug, by=by)
    return workspace


def add_member(person: Person, roles: Iterable[str], *, by: Actor) -> Membership:
    """Give a person a seat in the open workspace, or new roles on the one they have."""
    chosen = checked_roles(roles)
    with transaction.atomic():
        membership, _ = Membership.objects.update_or_create(
            person=person,
            workspace_id=current_workspace_id(),
            defaults={"roles": chosen, "active": True},
        )
        note("member.added", target=person.email, by=by, roles=chosen)
    return membership


def create_key(kind: str, *, name: str, scopes: Iterable[str] = (), by: Actor) -> tuple[Key, str]:
    """Make a key in the open workspace; the secret is returned once and never again."""
    secret = new_secret(kind)
    with transaction.atomic():
        key = Key.objects.create(
            workspace_id=current_workspace_id(),
            kind=kind,
            name=name,
            prefix=secret[:8],
            secret_hash=hashed(secret),
            scopes=sorted(scopes),
            created_by=by.label,
        )
        note("key.created", target=f"{key.prefix}…", by=by, kind=kind, scopes=key.scopes)
    return key, secret


def note(verb: str, *, target: str = "", by: Actor, address: str = "", **detail: object) -> None:
    """Write a line into the open workspace's audit log; in the transaction of the act it speaks of."""
    AuditEntry.objects.create(
        workspace_id=current_workspace_id(),
        actor_kind=by.kind,
        actor_id=by.id,
        actor_label=by.label,
        verb=verb,
        target=target[:200],
        detail=detail,
        address=address,
    )
