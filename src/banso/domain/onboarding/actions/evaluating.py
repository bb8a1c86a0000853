"""Working out how far an onboarding is: completed, on its way, or stalled; done by the worker by itself."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from banso.domain.handoffs.queries import leads_of
from banso.domain.onboarding import definitions
from banso.domain.onboarding.actions.planning import move_stage
from banso.domain.onboarding.actions.writing import inform, locked, stepped
from banso.domain.onboarding.facts import OnboardingCompleted, OnboardingResumed, OnboardingStalled
from banso.domain.onboarding.models import Onboarding
from banso.domain.onboarding.queries.measuring import states_now
from banso.domain.onboarding.queries.records import onboarding_by_id, steps_of
from banso.domain.onboarding.rules.completion import PartState, is_completed
from banso.domain.onboarding.rules.stalling import Course, stalled
from banso.engine.journal.column.errors import ColumnError
from banso.kit.actor import SYSTEM, Actor
from banso.kit.clock import now
from banso.kit.tenancy import today

_log = structlog.get_logger(__name__)


def evaluate_onboarding(onboarding_id: UUID, *, by: Actor = SYSTEM) -> Onboarding:
    """Work out the completion rule of a running onboarding, and whether it moves.

    Completed, it stays so: what is used less later is for the health of the account. While the column store
    is away it stays as it was.

    Raises:
        NotFound: no such onboarding.
    """
    row = onboarding_by_id(onboarding_id)
    if row.state != "running":
        return row
    try:
        states = states_now(row)
    except ColumnError as error:
        _log.warning("onboarding not evaluated", onboarding=str(row.pk), error=type(error).__name__)
        return row
    with transaction.atomic():
        row = locked(onboarding_id)
        if row.state != "running":
            return row
        _take(row, states)
        if is_completed(states):
            _complete(row, by=by)
        else:
            _follow_stalling(row, by=by)
    return row


def evaluate_all() -> int:
    """Work out every running onboarding of the open workspace; returns how many are completed by that."""
    ids = list(Onboarding.objects.filter(state="running").values_list("pk", flat=True))
    return sum(evaluate_onboarding(each).state == "done" for each in ids)


def measured_of(states: tuple[PartState, ...]) -> list[dict[str, Any]]:
    """The states of a rule's parts as plain JSON."""
    return [
        {**asdict(each.part), "have": round(each.have, 1), "need": each.need, "met": each.met}
        for each in states
    ]


def _take(row: Onboarding, states: tuple[PartState, ...]) -> None:
    found = measured_of(states)
    before = {_key(each): each["have"] for each in row.measured}
    if any(each["have"] > before.get(_key(each), 0) for each in found):
        row.progress_on = max(today(), row.kickoff_on or today())
    row.measured, row.measured_at = found, now()
    row.save(update_fields=["measured", "measured_at", "progress_on"])


def _complete(row: Onboarding, *, by: Actor) -> None:
    row.state, row.completed_on, row.stalled, row.stalled_on = "done", today(), "", None
    stepped(row, OnboardingCompleted, by=by, days=(row.completed_on - row.contract_on).days)
    move_stage(row, "adoption", {"onboarding"}, by=by)
    hearers = [*([row.owner] if row.owner else []), *leads_of(row.owner_id)]
    inform(row, hearers, definitions.COMPLETED, "completed", by=by)


def _follow_stalling(row: Onboarding, *, by: Actor) -> None:
    if row.target_on is None or row.progress_on is None:
        return
    theirs = steps_of(row).filter(task__side="them", task__done_on=None, task__due__lt=today())
    waits = theirs.order_by("task__due").values_list("task__due", flat=True).first()
    reason = stalled(Course(row.target_on, row.progress_on, row.stall_days, waits), today())
    if reason == row.stalled:
        return
    row.stalled, row.stalled_on = reason, today() if reason else None
    if not reason:
        stepped(row, OnboardingResumed, by=by)
        return
    stepped(row, OnboardingStalled, by=by, reason=reason)
    hearers = [*([row.owner] if row.owner else []), *leads_of(row.owner_id)]
    inform(row, hearers, definitions.STALLED, f"stalled:{row.number}", by=by, detail={"reason": reason})


def _key(part: dict[str, Any]) -> tuple[Any, ...]:
    return part["kind"], part["feature"], part["people"], part["days"]
