"""Starting an onboarding, moving its days, adding to its plan, calling it off and opening it again."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.actions import update_account
from banso.domain.accounts.queries import stages
from banso.domain.onboarding.actions.writing import (
    demand,
    inform,
    locked,
    put_owner,
    stepped,
    within_last,
    within_next,
)
from banso.domain.onboarding.definitions import ORIGIN, STARTED
from banso.domain.onboarding.facts import (
    OnboardingCancelled,
    OnboardingReopened,
    OnboardingReplanned,
    OnboardingStarted,
)
from banso.domain.onboarding.models import Milestone, Onboarding, Step
from banso.domain.onboarding.queries.proposing import people_of
from banso.domain.onboarding.queries.records import (
    history_of,
    milestones_of,
    steps_of,
    template_by_id,
)
from banso.domain.onboarding.rules import completion, preset
from banso.domain.onboarding.rules.choosing import language_of
from banso.domain.onboarding.rules.days import business_day
from banso.domain.onboarding.rules.plan import Plan, PlannedTask, read_plan
from banso.domain.work.actions import change_task, make_task, put_back_task, take_back_task
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.errors import InputError, NotFound
from banso.kit.tenancy import current_workspace_id, today
from banso.kit.texts import line

if TYPE_CHECKING:
    from banso.domain.work.models import Task

_FURTHEST_DAYS = 400


def start_onboarding(
    onboarding_id: UUID,
    kickoff_on: date,
    *,
    by: Actor,
    owner_email: str | None = None,
    template_id: UUID | None = None,
    expected: int | None = None,
) -> Onboarding:
    """Start a proposed onboarding: its template's plan becomes milestones and tasks with days and owners.

    Without a template the preset of `rules.preset` is taken. The account's stage becomes the onboarding one
    where it was earlier in life.

    Raises:
        NotFound: no such onboarding or template.
        Stale: it is not at `expected`.
        Conflict: it was started or called off already.
        InputError: the day lies too far from the contract's first, or nobody here has the address.
    """
    with transaction.atomic():
        row = locked(onboarding_id, expected=expected)
        demand(row, "proposed")
        _demand_near(row, kickoff_on)
        if template_id is not None:
            row.template = template_by_id(template_id)
        if owner_email is not None:
            put_owner(row, owner_email)
        plan = _take_template(row)
        row.state, row.kickoff_on, row.progress_on = "running", kickoff_on, max(kickoff_on, today())
        row.target_on = business_day(kickoff_on, row.target_days)
        stepped(row, OnboardingStarted, by=by, kickoff=kickoff_on)
        _write_plan(row, kickoff_on, plan, by=by)
        move_stage(row, "onboarding", {"", "considering"}, by=by)
        if row.owner is not None:
            inform(row, [row.owner], STARTED, "started", by=by)
        note("onboarding.started", target=row.name, by=by, onboarding=str(row.pk))
    return row


def move_kickoff(
    onboarding_id: UUID, kickoff_on: date, *, by: Actor, expected: int | None = None
) -> Onboarding:
    """Put the kick-off on another day: what is not done moves along, what was dated by hand stays.

    Raises:
        NotFound, Stale: as in `start_onboarding`.
        Conflict: it does not run.
        InputError: the day lies too far from the contract's first.
    """
    with transaction.atomic():
        row = locked(onboarding_id, expected=expected)
        demand(row, "running")
        _demand_near(row, kickoff_on)
        if row.kickoff_on == kickoff_on:
            return row
        row.kickoff_on, row.target_on = kickoff_on, business_day(kickoff_on, row.target_days)
        row.progress_on = max(row.progress_on or kickoff_on, kickoff_on)
        for milestone in milestones_of(row):
            milestone.due_on = business_day(kickoff_on, milestone.offset)
            milestone.save(update_fields=["due_on"])
        for step in steps_of(row).filter(task__done_on=None).exclude(end=None):
            step.starts_on = business_day(kickoff_on, step.start or 0)
            step.save(update_fields=["starts_on"])
            due = {"due_on": business_day(kickoff_on, step.end or 0)}
            change_task(step.task_id, due, by=by, source=_told_by(step, within_next(row)))
        return stepped(row, OnboardingReplanned, by=by)


def hand_on(onboarding_id: UUID, owner_email: str, *, by: Actor, expected: int | None = None) -> Onboarding:
    """Have somebody else run it: open tasks of the one before become theirs.

    Raises:
        NotFound, Stale: as in `start_onboarding`.
        Conflict: it is over.
        InputError: nobody here has the address.
    """
    with transaction.atomic():
        row = locked(onboarding_id, expected=expected)
        demand(row, "proposed", "running")
        before = row.owner_email
        put_owner(row, owner_email)
        if row.owner_email == before:
            return row
        for step in steps_of(row).filter(task__done_on=None, task__side="us", task__owner_email=before):
            owner = {"owner_email": row.owner_email}
            change_task(step.task_id, owner, by=by, source=_told_by(step, within_next(row)), told=False)
        return stepped(row, OnboardingReplanned, by=by)


def add_step(onboarding_id: UUID, milestone_id: UUID, values: Mapping[str, object], *, by: Actor) -> Step:
    """Add a task to the plan of a running onboarding; its days are its own and do not move with the kick-off.

    Args:
        onboarding_id: one that runs.
        milestone_id: of its milestones.
        values: title, side, owner_email, due_on of the task.
        by: who adds it.

    Raises:
        NotFound: no such onboarding or milestone.
        Conflict: it does not run.
        InputError: a field that cannot be used.
    """
    with transaction.atomic():
        row = locked(onboarding_id)
        demand(row, "running")
        milestone = milestones_of(row).filter(pk=milestone_id).first()
        if milestone is None:
            raise NotFound(_("There is no such milestone."))
        task = make_task({**values, **_from(row), "due_on": values.get("due_on") or milestone.due_on}, by=by)
        place = Step.objects.filter(milestone=milestone).count()
        step = _step(row, milestone, task, place, starts_on=min(today(), task.due))
        stepped(row, OnboardingReplanned, by=by)
    return step


def cancel_onboarding(onboarding_id: UUID, why: str, *, by: Actor, expected: int | None = None) -> Onboarding:
    """Call an onboarding off: its open tasks go with it, and the customer's link opens nothing any more.

    Raises:
        NotFound, Stale: as in `start_onboarding`.
        Conflict: it is over.
        InputError: no reason is given.
    """
    reason = line("why", why, most=500, needed=True)
    with transaction.atomic():
        row = locked(onboarding_id, expected=expected)
        demand(row, "proposed", "running")
        row.state, row.reason, row.stalled, row.stalled_on = "cancelled", reason, "", None
        stepped(row, OnboardingCancelled, by=by, why=reason)
        for step in steps_of(row).filter(task__done_on=None):
            take_back_task(step.task_id, by=by, source=_told_by(step, within_last(row)))
        note("onboarding.cancelled", target=row.name, by=by, onboarding=str(row.pk))
    return row


def reopen_onboarding(onboarding_id: UUID, why: str, *, by: Actor, expected: int | None = None) -> Onboarding:
    """Undo calling off: it runs again, or waits to be started, with the tasks that went with it.

    Raises:
        NotFound, Stale: as in `start_onboarding`.
        Conflict: it was not called off.
    """
    with transaction.atomic():
        row = locked(onboarding_id, expected=expected)
        demand(row, "cancelled")
        # What somebody had taken back before it was called off stays away.
        steps = history_of(row.pk)
        off = next(each.occurred_at for each in steps if each.type == OnboardingCancelled.type)
        row.state, row.reason = ("running" if row.kickoff_on else "proposed"), ""
        row.progress_on = max(row.kickoff_on, today()) if row.kickoff_on else None
        stepped(row, OnboardingReopened, by=by, why=line("why", why, most=500))
        for step in Step.objects.select_related("task", "onboarding").filter(
            onboarding=row, task__done_on=None, task__removed_at__gte=off
        ):
            put_back_task(step.task_id, by=by, source=_told_by(step, within_last(row)))
    return row


def move_stage(row: Onboarding, to: str, before: set[str], *, by: Actor) -> None:
    """Bring the account into a stage of its life, where it is in one of `before` and the stage is known."""
    account = row.account
    if account.archived_at is None and account.stage in before and to in {each.key for each in stages()}:
        update_account(account.pk, {"stage": to}, by=by)


def _take_template(row: Onboarding) -> Plan:
    if row.template is None:
        row.rule = completion.kept(preset.RULE)
        row.target_days, row.stall_days = preset.TARGET_DAYS, preset.STALL_DAYS
        return preset.PLAN
    row.rule, row.target_days = row.template.rule, row.template.target_days
    row.stall_days = row.template.stall_days
    return read_plan(row.template.plan)


def _write_plan(row: Onboarding, kickoff: date, plan: Plan, *, by: Actor) -> None:
    language, roles = language_of(row.account.country), people_of(row.account_id)
    for position, planned in enumerate(plan):
        milestone = Milestone.objects.create(
            workspace_id=current_workspace_id(), onboarding=row, position=position,
            name=planned.named(language), offset=planned.end, due_on=business_day(kickoff, planned.end),
        )  # fmt: skip
        for place, task in enumerate(planned.tasks):
            owner = _owner(row, task, roles)
            values = {
                **_from(row), **owner, "title": task.named(language), "side": task.side,
                "due_on": business_day(kickoff, task.end),
            }  # fmt: skip
            # Whoever runs it hears of the whole, not of each of its tasks.
            told = owner.get("owner_email") != row.owner_email
            made = make_task(values, by=by, source=within_last(row), told=told)
            starts_on = business_day(kickoff, task.start)
            step = _step(row, milestone, made, place, starts_on=starts_on)
            Step.objects.filter(pk=step.pk).update(start=task.start, end=task.end)


def _from(row: Onboarding) -> dict[str, object]:
    return {
        "account_id": row.account_id, "source": ORIGIN, "source_id": row.pk, "source_text": row.name,
    }  # fmt: skip


def _owner(row: Onboarding, task: PlannedTask, roles: Mapping[str, tuple[str, str]]) -> dict[str, object]:
    if task.side == "them":
        return {}
    email, _name = roles.get(task.role, ("", ""))
    return {"owner_email": row.owner_email if task.role == "owner" or not email else email}


def _step(row: Onboarding, milestone: Milestone, task: "Task", place: int, *, starts_on: date) -> Step:
    return Step.objects.create(
        workspace_id=current_workspace_id(), onboarding=row, milestone=milestone, task=task, position=place,
        starts_on=starts_on,
    )  # fmt: skip


def _demand_near(row: Onboarding, kickoff_on: date) -> None:
    if abs((kickoff_on - row.contract_on).days) > _FURTHEST_DAYS:
        raise InputError(
            _("The kick-off lies too far from the first day of the contract."), field="kickoff_on",
            came=kickoff_on, wanted=_("within %(most)s days of %(day)s") % {
                "most": _FURTHEST_DAYS, "day": row.contract_on,
            },
        )  # fmt: skip


def _told_by(step: Step, source: str) -> str:
    """A task that was moved to another account tells of itself there."""
    return source if step.task.account_id == step.onboarding.account_id else ""
