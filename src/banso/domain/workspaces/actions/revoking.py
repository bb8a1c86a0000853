"""Taking back what is open to an address whose seat goes."""

from datetime import datetime

from banso.domain.workspaces.actions.audit import note
from banso.domain.workspaces.models import Invitation
from banso.kit.actor import Actor
from banso.kit.clock import now


def offer_anew(address: str, roles: list[str]) -> None:
    """Let the open invitations of an address offer other roles, in the caller's transaction."""
    if address:
        Invitation.objects.filter(email=address, accepted_at=None, revoked_at=None).update(roles=roles)


def revoke_open(address: str, *, by: Actor, since: datetime | None = None) -> None:
    """Take the open invitations of an address back, in the caller's transaction; `since`: not older ones."""
    if not address:
        return
    found = Invitation.objects.filter(email=address, accepted_at=None, revoked_at=None)
    if since is not None:
        found = found.filter(created_at__gte=since)
    if found.update(revoked_at=now()):
        note("invitation.revoked", target=address, by=by)
