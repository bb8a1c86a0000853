"""Everything that is held on a person in one file: a page to read and lines for programs."""

import csv
import io
import json
import os
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from banso.domain.privacy.actions.asking import SEALED
from banso.domain.privacy.actions.files import file_of
from banso.domain.privacy.definitions import holdings
from banso.domain.privacy.models import Case, CaseKind, CaseState
from banso.domain.privacy.queries.people import find
from banso.domain.privacy.rules import Subject, receipt_hash
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.sealing import unseal
from banso.kit.tabular.guard import guarded

log = structlog.get_logger("banso.privacy")
KEPT: Final = timedelta(days=7)


def hand_out(case_id: UUID) -> Case | None:
    """Make the file that a request asks for, whole or not at all.

    Returns:
        The request, or None where there is nothing to do.
    """
    case = Case.objects.filter(
        pk=case_id, kind=CaseKind.EXPORT, state__in=[CaseState.QUEUED, CaseState.RUNNING]
    ).first()
    if case is None:
        return None
    Case.objects.filter(pk=case.pk).update(state=CaseState.RUNNING, beat_at=now())
    try:
        with translation.override(case.language):
            found = find(Subject.read(unseal(case.subject, purpose=SEALED)))
            _write(file_of(case), found)
    except Exception as error:
        log.exception("disclosure stopped", case=case.number)
        Case.objects.filter(pk=case.pk).update(state=CaseState.FAILED, failure=type(error).__name__)
        raise
    case.counts = {slug: len(rows) for slug, rows in found.items()}
    case.state, case.finished_at, case.keep_until = CaseState.DONE, now(), now() + KEPT
    case.hash, case.subject = receipt_hash(case.counts), ""
    with transaction.atomic():
        case.save()
        note("privacy.exported", target=f"No. {case.number}", by=Actor("person", case.by_id, case.by_label),
             counts=case.counts)  # fmt: skip
    return case


def _write(path: Path, found: dict[str, list[dict[str, Any]]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(_("index.csv"), _index(found))
                for slug, rows in found.items():
                    lines = (json.dumps(row, ensure_ascii=False, default=str) for row in rows)
                    archive.writestr(f"{slug}.jsonl", "".join(f"{line}\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _index(found: dict[str, list[dict[str, Any]]]) -> str:
    """A table that a spreadsheet opens and a person reads: class, what, value; formulas stay texts."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("Class of data"), _("Entry"), _("Field"), _("Content")])
    for slug, rows in found.items():
        title = str(holdings()[slug].title)
        for number, row in enumerate(rows, start=1):
            for name, value in row.items():
                shown = (
                    value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
                )
                writer.writerow([title, number, guarded(name), guarded(shown)])
    return "\ufeff" + text.getvalue()
