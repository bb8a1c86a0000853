"""What an outcome's number was at a checkpoint: read by itself, or as somebody reports it."""

from decimal import Decimal
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.outcomes.actions.telling import changed, inform, tell_measured
from banso.domain.outcomes.definitions import BEHIND, DUE
from banso.domain.outcomes.models import Measurement, Outcome
from banso.domain.outcomes.queries.listing import OutcomeListing, listed
from banso.domain.outcomes.queries.reading import read_value
from banso.domain.outcomes.queries.records import outcome_by_id
from banso.domain.outcomes.rules.gaps import CHECKPOINTS, day_of, due, gap_of
from banso.engine.journal.column import ColumnError
from banso.kit.actor import SYSTEM, Actor
from banso.kit.clock import now
from banso.kit.errors import BansoError, Conflict, InputError, Stale
from banso.kit.money import plain
from banso.kit.tenancy import current_workspace_id, today
from banso.kit.texts import number, prose

_log = structlog.get_logger(__name__)


def report_value(
    outcome_id: UUID,
    checkpoint: int,
    value: object,
    *,
    by: Actor,
    told: str = "",
    expected: int | None = None,
) -> Measurement:
    """Write down what a number was at a checkpoint; again, to correct it.

    Args:
        outcome_id: of a won deal.
        checkpoint: 30, 90 or 180 days after the winning.
        value: in the goal's unit.
        by: who says so.
        told: who at the customer told it, and where.
        expected: the version that the caller saw.

    Raises:
        NotFound: no such outcome.
        Stale: it is no longer at `expected`.
        Conflict: the checkpoint has not come.
        InputError: no such checkpoint, or no number.
    """
    if checkpoint not in CHECKPOINTS:
        raise InputError(
            _("There is no such checkpoint."), field="checkpoint", came=checkpoint,
            wanted=", ".join(map(str, CHECKPOINTS)),
        )  # fmt: skip
    exact = number("value", value)
    with transaction.atomic():
        outcome = _locked(outcome_id, expected)
        day = day_of(outcome.started_on, checkpoint)
        if day > today():
            raise Conflict(_("This checkpoint comes on %(day)s.") % {"day": day})
        return _measured(outcome, checkpoint, exact, "reported", prose("told", told, most=2000), by=by)


def measure_due() -> int:
    """Measure what has come due in the open workspace, and ask for what only people know.

    Where the store is away or a KPI has no value yet, the next turn tries again. Returns how many were
    measured.
    """
    done = 0
    waiting = listed(OutcomeListing(today(), chosen={"state": "waiting"}))
    for outcome in waiting.order_by("started_on", "id").iterator(200):
        measured = {each.checkpoint for each in outcome.measurements.all()}
        for checkpoint in due(outcome.started_on, measured, today()):
            try:
                done += _come(outcome, checkpoint)
            except (BansoError, ColumnError) as error:
                _log.warning("outcome not measured", outcome=str(outcome.pk), error=str(error)[:200])
    return done


def _come(seen: Outcome, checkpoint: int) -> int:
    asked = seen.goal
    if asked is None or asked.target is None:
        return 0
    # Before the transaction: while the column store thinks, others write.
    value = read_value(asked, seen.deal.account_id, day_of(seen.started_on, checkpoint))
    with transaction.atomic():
        outcome = _locked(seen.pk, None)
        goal = outcome.goal
        if goal is None or goal.target is None or outcome.measurements.filter(checkpoint=checkpoint).exists():
            return 0
        if (goal.measured_by, goal.measure, goal.unit) != (asked.measured_by, asked.measure, asked.unit):
            # Rewritten meanwhile: the next turn asks anew.
            return 0
        if value is None:
            _ask(outcome, checkpoint)
            return 0
        row = _measured(outcome, checkpoint, value, goal.measured_by, "", by=SYSTEM)
        gap = gap_of(row.value, row.target, goal.baseline)
        if not gap.reached:
            detail = {"metric": goal.metric, "days": checkpoint, "value": _said(row.value, goal.unit),
                      "target": _said(row.target, goal.unit)}  # fmt: skip
            _inform(outcome, BEHIND, checkpoint, detail)
    return 1


def _ask(outcome: Outcome, checkpoint: int) -> None:
    goal = outcome.goal
    assert goal is not None  # noqa: S101 - the caller looked
    detail = {"metric": goal.metric, "days": checkpoint, "target": _said(goal.target, goal.unit)}
    _inform(outcome, DUE, checkpoint, detail)


def _inform(outcome: Outcome, kind: str, checkpoint: int, detail: dict[str, object]) -> None:
    key = f"{kind}:{outcome.pk}:{checkpoint}"
    inform(
        outcome.deal.account_id, kind, key, f"outcomes/{outcome.pk}/", detail,
        # The gap is shown to whoever sold it, too.
        *([outcome.seller_email] if kind == BEHIND else []),
    )  # fmt: skip


def _measured(
    outcome: Outcome, checkpoint: int, value: Decimal, source: str, told: str, *, by: Actor
) -> Measurement:
    goal = outcome.goal
    if goal is None or goal.target is None:
        raise Conflict(_("The goal has no target any more."))
    row, _made = Measurement.objects.update_or_create(
        workspace_id=current_workspace_id(), outcome=outcome, checkpoint=checkpoint,
        defaults={
            "day": day_of(outcome.started_on, checkpoint), "value": value, "target": goal.target,
            "source": source, "told": told, "by_label": by.label[:200], "at": now(),
        },
    )  # fmt: skip
    changed(outcome)
    tell_measured(outcome, row, by=by)
    return row


def _locked(outcome_id: UUID, expected: int | None) -> Outcome:
    Outcome.objects.select_for_update().filter(pk=outcome_id).first()
    found = outcome_by_id(outcome_id)
    if expected is not None and found.version != expected:
        raise Stale(_("The outcome has been changed since you read it."))
    return found


def _said(value: Decimal | None, unit: str) -> str:
    return f"{plain(value)}{unit}" if value is not None else "–"
