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
    """
    with transaction.atomic():
        publication = frozen.publish(question, note=remark, by=by)
        note(
            "kpi.published",
            target=f"{publication.kpi} {publication.label}",
            by=by,
            variant=publication.variant,
            value=str(publication.value),
        )
    return publication


def check_figures(*, by: Actor = SYSTEM) -> list[Restatement]:
    """Ask every published question again; each that answers differently gets its restatement."""
    with transaction.atomic():
        found = frozen.check_publications()
        for each in found:
            note(
                "kpi.restated",
                target=f"{each.publication.kpi} {each.publication.label}",
                by=by,
                old=str(each.old_value),
                new=str(each.new_value),
                rows=len(each.changes),
            )
    return found
