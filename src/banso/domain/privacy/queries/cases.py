"""Requests and their receipts."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from banso.domain.privacy.models import Case, CaseKind, CaseState
from banso.kit.clock import now
from banso.kit.errors import NotFound

# Whoever works on a case says so every BEAT, also within a step that takes long. While an erasure is stuck no
# number is told, so whoever died is missed soon.
BEAT: Final = timedelta(seconds=20)
SILENT: Final = timedelta(minutes=2)


def cases() -> QuerySet[Case]:
    """The open workspace's requests, the newest first."""
    return Case.objects.order_by("-number")


def case_by_id(case_id: UUID) -> Case:
    """One of them. Raises NotFound."""
    found = Case.objects.filter(pk=case_id).first()
    if found is None:
        raise NotFound(_("there is no such request"))
    return found


def unfinished_cases() -> QuerySet[Case]:
    """Those on which somebody should be at work and nobody is."""
    begun = [CaseState.QUEUED, CaseState.RUNNING]
    return Case.objects.filter(_quiet(), state__in=begun, not_before__lte=now())


def stopped_erasures() -> QuerySet[Case]:
    """Erasures that stopped a while ago."""
    return Case.objects.filter(_quiet(), kind=CaseKind.ERASURE, state=CaseState.FAILED)


def _quiet() -> Q:
    return Q(beat_at=None) | Q(beat_at__lt=now() - SILENT)


def receipt_of(case: Case) -> dict[str, Any]:
    """What a receipt says, and what its hash is made of: no word of it tells who it was."""
    return {
        "number": case.number, "workspace": str(case.workspace_id), "kind": CaseKind(case.kind).value,
        "reason": case.reason, "by": case.by_label, "asked_at": case.asked_at.isoformat(),
        "finished_at": case.finished_at.isoformat() if case.finished_at else None,
        "counts": case.counts, "backup_at": case.backup_at.isoformat() if case.backup_at else None,
    }  # fmt: skip
