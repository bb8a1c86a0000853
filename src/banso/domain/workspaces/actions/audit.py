"""The line in the audit log that every act leaves, and the end of lines that are past their time."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from django.db import transaction
from django.db.models import Min

from banso.domain.workspaces.models import AuditEntry, AuditHead
from banso.domain.workspaces.rules import SHORTENED, Place, breaks, link
from banso.kit.actor import SYSTEM, Actor
from banso.kit.periods import Grain, period_of
from banso.kit.tenancy import current_workspace, current_workspace_id

log = structlog.get_logger("banso.audit")


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


def shorten_audit(before: datetime) -> int:
    """Remove the open workspace's entries of whole months that ended before a moment; returns how many.

    The rest can be verified as before: the note beside the log keeps the place up to which it was removed,
    and a new entry says so. By months, so that there is one such entry a month and not one a night. What
    does not hold together is not removed: it may be all that is left of what somebody did to it.
    """
    zone = current_workspace().timezone
    edge = period_of(before.astimezone(ZoneInfo(zone)).date(), Grain.MONTH).utc_bounds(zone)[0]
    with transaction.atomic():
        AuditHead.objects.get_or_create(workspace_id=current_workspace_id())
        head = AuditHead.objects.select_for_update().get(workspace_id=current_workspace_id())
        kept = AuditEntry.objects.filter(number__gt=head.start_number)
        first = kept.filter(at__gte=edge).aggregate(first=Min("number"))["first"]
        going = kept.filter(number__lt=first or head.number + 1).order_by("id")
        last = going.last()
        if last is None:
            return 0
        start, end = Place(head.start_number, head.start_hash), Place(last.number, last.hash)
        found = [each for each in breaks(going.iterator(500), start=start, end=end) if each.kind != "start"]
        if found:
            log.error("audit log not shortened", number=found[0].number, broken=found[0].kind)
            return 0
        head.start_number, head.start_hash = end.number, end.hash
        head.save(update_fields=["start_number", "start_hash"])
        gone, _each = AuditEntry.objects.filter(number__gt=start.number, number__lte=end.number).delete()
        note(SHORTENED, target=str(end), by=SYSTEM, entries=gone, before=edge.isoformat())
    return gone
