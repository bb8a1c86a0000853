"""Publishing figures, and looking whether published ones still hold."""

from django.db import transaction

from banso.domain.workspaces.actions import note
from banso.engine.metrics import publish as frozen
from banso.engine.metrics.models import Publication, Restatement
from banso.engine.metrics.question import Question
from banso.kit.actor import SYSTEM, Actor


def publish_figure(question: Question, *, remark: str = "", by: Actor) -> Publication:
    """Freeze the last point of a question, and write the act into the audit log.

    Raises:
        Conflict: it is published already, with these very rows.
        InputError: it is asked for as known in the future.
        TooBusy: the column store did not catch up.
    """
    prepared = frozen.prepare(question, note=remark, by=by)
    with transaction.atomic():
        publication = frozen.keep(prepared)
        note(
            "kpi.published",
            target=f"{publication.kpi} {publication.label}",
            by=by,
            variant=publication.variant,
            value=str(publication.value),
        )
    return publication


def check_figures(*, by: Actor = SYSTEM) -> list[Restatement]:
    """Ask every published question again; each that answers differently gets its restatement.

    The questions are asked first, each difference is then written by itself: whoever writes meanwhile does
    not wait for the column store.

    Raises:
        TooBusy: the column store did not catch up.
    """
    return [each for each in frozen.differences() if _keep(each, by=by)]


def _keep(restated: Restatement, *, by: Actor) -> bool:
    with transaction.atomic():
        if not frozen.keep_restatement(restated):
            return False
        note(
            "kpi.restated",
            target=f"{restated.publication.kpi} {restated.publication.label}",
            by=by,
            old=str(restated.old_value),
            new=str(restated.new_value),
            rows=len(restated.changes),
        )
    return True
