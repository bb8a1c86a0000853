"""The line in the audit log that every act leaves."""

from banso.domain.workspaces.models import AuditEntry
from banso.kit.actor import Actor
from banso.kit.tenancy import current_workspace_id


def note(verb: str, *, target: str = "", by: Actor, address: str = "", **detail: object) -> None:
    """Write a line into the open workspace's audit log; in the transaction of the act it speaks of.

    Args:
        verb: "<thing>.<past tense>", such as "key.revoked".
        target: what it was done to, in words a person recognises.
        by: whoever did it.
        address: the network address it came from, where there is one.
        detail: whatever helps to understand it later; never a secret.
    """
    AuditEntry.objects.create(
        workspace_id=current_workspace_id(),
        actor_kind=by.kind,
        actor_id=by.id,
        actor_label=by.label[:200],
        verb=verb,
        target=target[:200],
        detail=detail,
        address=address,
    )
