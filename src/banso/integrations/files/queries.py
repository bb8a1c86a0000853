"""Reading imports."""

import re
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from banso.integrations.files.models import ImportedEvent, ImportRun, RowReport, SavedMapping, State, Verdict
from banso.kit.clock import now
from banso.kit.errors import NotFound

# A run that gave no sign of life for so long was killed.
SILENCE = 60
WORKING = (State.CHECKING, State.RUNNING, State.UNDOING)


def imports() -> QuerySet[ImportRun]:
    """The workspace's imports, newest first."""
    return ImportRun.objects.all()


def import_by_id(run_id: UUID | str) -> ImportRun:
    """One import of this workspace.

    Raises:
        NotFound: there is none.
    """
    try:
        found = ImportRun.objects.filter(pk=UUID(str(run_id))).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound(_("there is no import “%(id)s”") % {"id": str(run_id)[:60]})
    return found


def names_of_sources(sources: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The file and who brought it, by the source that its facts and its usage bear."""
    wanted = [source.removeprefix("import:") for source in sources if source.startswith("import:")]
    ids = [UUID(text) for text in wanted if re.fullmatch(r"[0-9a-f-]{36}", text)]
    return {run.source: (run.file_name, run.by_label) for run in ImportRun.objects.filter(pk__in=ids)}


def interrupted(run: ImportRun) -> bool:
    """Whether the run was at work and is so no longer, without having said why."""
    return run.state in WORKING and silence(run) > SILENCE


def silence(run: ImportRun) -> float:
    """For how many seconds the run has given no sign of life."""
    return (now() - run.beat_at).total_seconds()


def reports(run: ImportRun, verdict: Verdict = Verdict.REJECTED) -> QuerySet[RowReport]:
    """The run's remarkable rows in the file's order."""
    return RowReport.objects.filter(run=run, verdict=verdict)


def remembered(kind: str, signature: str) -> SavedMapping | None:
    """The mapping that was used last for a file with these headers."""
    return SavedMapping.objects.filter(kind=kind, signature=signature).first()


def usage_count(run: ImportRun) -> int:
    """How many usage events of this import are in."""
    return ImportedEvent.objects.filter(run=run).count()


def corrected_later(run: ImportRun) -> ImportRun | None:
    """The latest import that has told usage of this one anew; None when there is none."""
    mine = ImportedEvent.objects.filter(
        run=run, workspace=OuterRef("workspace"), digest=OuterRef("digest"), version__lt=OuterRef("version")
    )
    later = ImportedEvent.objects.exclude(run=run).filter(Exists(mine)).order_by("-version", "-run_id")
    found = later.select_related("run").first()
    return found.run if found else None


def undoable(run: ImportRun) -> bool:
    """Whether there is anything to undo and nobody at work on it."""
    if run.state in {State.FAILED, State.QUEUED} or interrupted(run):
        return not run.dry
    return run.state == State.DONE
