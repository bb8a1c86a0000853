"""The files that were made of what is held on somebody."""

from pathlib import Path

from django.conf import settings

from banso.domain.privacy.models import Case, CaseKind, CaseState
from banso.kit.clock import now


def file_of(case: Case) -> Path:
    """Where the file of an export lies."""
    return Path(settings.BANSO_HOME) / "privacy" / str(case.workspace_id) / f"{case.pk}.zip"


def forget_old_exports(*, at_once: bool = False) -> int:
    """Remove files past their time (or every one) of the open workspace; returns how many."""
    old = Case.objects.filter(kind=CaseKind.EXPORT, state=CaseState.DONE)
    if not at_once:
        old = old.filter(keep_until__lte=now())
    gone = 0
    for case in old:
        file_of(case).unlink(missing_ok=True)
        gone += Case.objects.filter(pk=case.pk).update(state=CaseState.EXPIRED, subject="")
    return gone
