"""The line in the audit log that every act leaves."""

import json

from django.db import transaction

from banso.domain.workspaces.models import AuditEntry, AuditHead
from banso.domain.workspaces.rules import link
from banso.kit.actor import Actor
from banso.kit.tenancy import current_workspace_id


def note(verb: str, *, target: str = "", by: Actor, address: str = "", **detail: object) -> None:
    """Write a line into the open workspace's audit log; in the transaction of the act it speaks of.

    Each line holds the hash of the one before (see rules.chain), so lines of one workspace are written one
    after the other: whoever is second waits for the first one's transaction.

    Args:
        verb: "<thing>.<past tense>", such as "key.revoked".
        target: what it was done to, in words a person recognises.
        by: whoever did it.
        address: the network address it came from, where there is one.
        detail: whatever helps to understand it later; never a secret.
    """
    workspace_id = current_workspace_id()
    with transaction.atomic():
        AuditHead.objects.get_or_create(workspace_id=workspace_id)
        head = AuditHead.objects.select_for_update().get(workspace_id=workspace_id)
        entry = AuditEntry(
            workspace_id=workspace_id,
            number=head.number + 1,
            actor_kind=by.kind,
            actor_id=by.id,
            actor_label=by.label[:200],
            verb=verb,
            target=target[:200],
            # As it is read back: the hash is over what is stored.
            detail=json.loads(json.dumps(detail)),
            address=address,
        )
        entry.hash = link(head.hash, entry)
        entry.save(force_insert=True)
        head.number, head.hash = entry.number, entry.hash
        head.save(update_fields=["number", "hash"])
