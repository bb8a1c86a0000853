"""Publishing a figure freezes it; a later difference is written down, never hidden."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from banso.engine.journal.column.errors import ColumnError
from banso.engine.journal.loader.run import present, settle
from banso.engine.metrics.ask import ask, rows
from banso.engine.metrics.models import Publication, Restatement
from banso.engine.metrics.question import Question
from banso.engine.metrics.registry import registry
from banso.engine.metrics.why import FrozenRow, Stretch, changes, patched
from banso.kit.actor import Actor
from banso.kit.errors import BansoError, Conflict, InputError
from banso.kit.periods import Grain, Period
from banso.kit.tenancy import current_workspace_id

log = structlog.get_logger(__name__)
_PAGE = 5000


def prepare(question: Question, *, note: str = "", by: Actor) -> Publication:
    """Freeze the last point of a question: value, definition version, moment of knowledge, and its rows.

    Not within a transaction: it waits until the column store knows everything that was recorded by then.

    Returns:
        The publication, not written yet: see `keep`.

    Raises:
        InputError: its moment of knowledge lies in the future, or it is a part of the accounts only.
        TooBusy: the column store did not catch up.
    """
    if question.accounts is not None:
        raise InputError(
            _("the figure of a segment cannot be published"), field="segment", wanted=_("no segment")
        )
    settled = settle()
    if question.as_of is not None and question.as_of > settled:
        raise InputError(
            _("a figure cannot be published as known in the future"),
            field="as_of", came=question.as_of.isoformat(), wanted=_("a moment that has passed"),
        )  # fmt: skip
    pinned = _pinned(question, question.as_of or settled)
    answer = ask(pinned)
    point, frozen = answer.last, frozen_rows(pinned)
    return Publication(
        workspace_id=current_workspace_id(),
        kpi=answer.slug,
        variant=answer.variant,
        definition_version=answer.definition_version,
        unit=answer.unit,
        period_start=point.period.start,
        period_end=point.period.end,
        grain=point.period.grain,
        label=point.period.label,
        as_of=answer.as_of,
        value=point.value,
        numerator=point.numerator,
        denominator=point.denominator,
        n=point.n,
        rows=frozen,
        rows_hash=hash_of(frozen),
        note=note,
        published_by=by.label,
    )


def keep(publication: Publication) -> Publication:
    """Write a prepared publication, in the caller's transaction.

    Raises:
        Conflict: the same figure (KPI, variant, period) is published already with these very rows.
    """
    try:
        with transaction.atomic():
            publication.save()
    except IntegrityError as error:
        raise Conflict(
            _("%(kpi)s of %(period)s is published already, with the same rows")
            % {"kpi": publication.kpi, "period": publication.label}
        ) from error
    return publication


def differences(*, as_of: datetime | None = None) -> Iterator[Restatement]:
    """Ask every published question again; a restatement, not written yet, for each that answers differently.

    Not within a transaction. A difference that is written already comes no second time. A figure whose
    definition has a newer version since is left alone: another definition is another number. One that cannot
    be asked any more is logged and passed over.
    """
    settled = settle()
    for publication in Publication.objects.all():
        try:
            restated = _restated(publication, as_of or settled)
        except (BansoError, ColumnError) as error:
            log.warning("figure.unchecked", publication=str(publication.pk), error=str(error))
            continue
        if restated is not None:
            yield restated


def keep_restatement(restated: Restatement) -> bool:
    """Write a restatement, in the caller's transaction; False where somebody has written it meanwhile."""
    publication = Publication.objects.select_for_update().get(pk=restated.publication_id)
    if _last_hash(publication, newest_restatement(publication)) == restated.rows_hash:
        return False
    restated.save()
    return True


def newest_restatement(publication: Publication) -> Restatement | None:
    """What a published figure is today, where that has ever been something else."""
    return max(publication.restatements.all(), key=lambda each: (each.found_at, each.pk), default=None)


def _last_hash(publication: Publication, newest: Restatement | None) -> str:
    return newest.rows_hash if newest else publication.rows_hash


def _restated(publication: Publication, as_of: datetime) -> Restatement | None:
    kpi, variant = registry.variant(publication.kpi, publication.variant)
    if kpi.version != publication.definition_version:
        return None
    period = _period(publication)
    question = Question(publication.kpi, (period,), publication.variant, as_of)
    frozen = frozen_rows(question)
    digest = hash_of(frozen)
    newest = newest_restatement(publication)
    if digest == _last_hash(publication, newest):
        return None
    before, since = publication.rows, publication.as_of
    if newest is not None and digest == publication.rows_hash:
        # It holds again: what is told is the way back, from what it was meanwhile.
        before, since = patched(publication.rows, newest.changes), newest.as_of
    return Restatement(
        workspace_id=current_workspace_id(),
        publication=publication,
        as_of=as_of,
        old_value=publication.value,
        new_value=ask(question).last.value,
        rows_hash=digest,
        changes=changes(before, frozen, variant, Stretch(since, as_of, period)),
    )


def frozen_rows(question: Question) -> list[FrozenRow]:
    """Every row of the question's last period as [account, unit, part, numerator, denominator], in order."""
    pinned = _pinned(question, question.as_of or present())
    found: list[FrozenRow] = []
    for offset in range(0, 10_000_000, _PAGE):
        page = rows(pinned, limit=_PAGE, offset=offset)
        found += [
            [str(row.account), row.unit, row.part, _plain(row.numerator), _plain(row.denominator)]
            for row in page.rows
        ]
        if len(page.rows) < _PAGE:
            break
    return sorted(found)


def hash_of(frozen: list[FrozenRow]) -> str:
    """SHA-256 over the rows' JSON in their fixed order."""
    return hashlib.sha256(json.dumps(frozen, separators=(",", ":")).encode()).hexdigest()


def _pinned(question: Question, as_of: datetime) -> Question:
    return Question(question.slug, question.periods[-1:], question.variant, as_of, "", question.accounts)


def _period(publication: Publication) -> Period:
    return Period(
        publication.period_start, publication.period_end, Grain(publication.grain), publication.label
    )


def _plain(value: Decimal) -> str:
    """One spelling for one number: no exponent, no trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
