"""Files that people have had made: they are copies, and go when somebody in them is erased."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from banso.domain.privacy.queries import Finding, Holding, Kept, Subject, register_holding, register_kept
from banso.engine.journal.erasing.terms import Terms
from banso.integrations.exports.actions import remove_file
from banso.integrations.exports.models import Export, State


def _find(_subject: Subject, _terms: Terms) -> Sequence[Finding]:
    """None: nobody looks into a packed file, and what it is called may name other customers."""
    return ()


def _erase(_subject: Subject, _terms: Terms) -> int:
    return _drop(Export.objects.filter(state=State.READY))


def _drop(files: Iterable[Export]) -> int:
    gone = 0
    for export in files:
        remove_file(export)
        gone += Export.objects.filter(pk=export.pk).update(state=State.EXPIRED)
    return gone


def _remove_old(before: datetime) -> int:
    return _drop(Export.objects.filter(state=State.READY, finished_at__lt=before))


def register() -> None:
    register_holding(Holding("exports", _("Exported files"), _find, _erase))
    register_kept(
        Kept(
            "exports", _("Exported files"),
            _("Files that were made of long lists go; they can be made anew."), _remove_old,
        )
    )  # fmt: skip
