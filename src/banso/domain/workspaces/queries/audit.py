"""The audit log, as it is asked for."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from banso.domain.workspaces.models import AuditEntry, AuditHead
from banso.domain.workspaces.rules import Break, Place, breaks
from banso.kit.periods import Grain, period_of
from banso.kit.tenancy import current_workspace, current_workspace_id


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are wanted.

    Attributes:
        who: part of the actor's name.
        verb: a verb such as "key.revoked", or its first part such as "key".
        first: the first day, in the workspace's zone.
        last: the last day, in the workspace's zone, inclusive.
    """

    who: str = ""
    verb: str = ""
    first: date | None = None
    last: date | None = None


def audit_entries(wanted: AuditFilter = AuditFilter()) -> QuerySet[AuditEntry]:
    """The open workspace's entries, the newest first."""
    zone = current_workspace().timezone
    entries = AuditEntry.objects.order_by("-id")
    if wanted.who:
        entries = entries.filter(actor_label__icontains=wanted.who)
    if wanted.verb:
        entries = entries.filter(Q(verb=wanted.verb) | Q(verb__startswith=f"{wanted.verb}."))
    if wanted.first:
        entries = entries.filter(at__gte=period_of(wanted.first, Grain.DAY).utc_bounds(zone)[0])
    if wanted.last:
        entries = entries.filter(at__lt=period_of(wanted.last, Grain.DAY).utc_bounds(zone)[1])
    return entries


def audit_verbs() -> list[str]:
    """Every verb that stands in the open workspace's log."""
    return sorted(AuditEntry.objects.order_by().values_list("verb", flat=True).distinct())


def audit_end() -> Place:
    """Where the open workspace's log ends, by the note beside it."""
    head = AuditHead.objects.filter(workspace_id=current_workspace_id()).first()
    return Place(head.number, head.hash) if head else Place()


def audit_start() -> Place:
    """The last entry of the open workspace's log that is no longer kept."""
    head = AuditHead.objects.filter(workspace_id=current_workspace_id()).first()
    return Place(head.start_number, head.start_hash) if head else Place()


def audit_breaks(anchor: Place | None = None) -> list[Break]:
    """Everything that does not hold in the open workspace's log: edits, removals, another order, a cut end.

    Args:
        anchor: where the log ended once, by a note kept elsewhere: it tells a log written anew throughout.
    """
    with transaction.atomic():
        # Nobody writes between the two questions.
        AuditHead.objects.select_for_update().filter(workspace_id=current_workspace_id()).first()
        start, end, last = audit_start(), audit_end(), AuditEntry.objects.aggregate(last=Max("id"))["last"]
    # A long walk that nobody has to wait for: what is written meanwhile comes behind its end. By id, since
    # numbers are among what is looked at.
    entries = AuditEntry.objects.filter(id__lte=last or 0).order_by("id")
    return list(breaks(entries.iterator(500), end=end, anchor=anchor, start=start))
