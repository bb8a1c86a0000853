"""A call out of a list: what was said, the meeting that came of it, and how it was judged, all at once."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.leads.actions.activities import log_activity
from banso.domain.leads.actions.appointments import set_appointment
from banso.domain.leads.actions.lists import note_call
from banso.domain.leads.actions.writing import campaign_name, fact_id
from banso.domain.leads.facts import NO_ACCOUNT, CallJudged
from banso.domain.leads.models import CallCriterion, CallScore, LeadActivity
from banso.domain.leads.queries.calls import call_by_id, criteria_of_call, target_list_by_id
from banso.domain.leads.queries.leads import lead_by_id, subject_of
from banso.domain.leads.rules.criteria import Criterion, checked_criteria, checked_scores, weighted
from banso.domain.workspaces.actions import note
from banso.domain.workspaces.queries import team_by_id
from banso.engine.journal.record import record, retract
from banso.kit.actor import Actor
from banso.kit.errors import InputError
from banso.kit.money import plain
from banso.kit.tenancy import current_workspace_id, today


def call_lead(
    list_id: UUID,
    lead_id: UUID,
    values: Mapping[str, object],
    *,
    by: Actor,
    appointment: Mapping[str, object] | None = None,
    scores: Mapping[str, object] | None = None,
) -> LeadActivity:
    """Write down a call out of a list, all of it or nothing.

    Args:
        list_id: out of which list.
        lead_id: who was called.
        values: as for `log_activity`.
        by: the caller.
        appointment: as for `set_appointment`; its result says so.
        scores: 1 to 5 by the key of a criterion; empty ones are left out.

    Raises:
        NotFound: no such list or lead.
        InputError: something that cannot be used, or the result is an appointment without its moment.
    """
    with transaction.atomic():
        target_list_by_id(list_id)
        wants = values.get("result") == "appointment"
        if wants and not (appointment or {}).get("starts_at"):
            raise InputError(
                _("An appointment needs its day and hour."), field="starts_at",
                wanted="2026-11-21 10:00",
            )  # fmt: skip
        activity = log_activity(lead_id, values, by=by)
        if wants and appointment:
            set_appointment(lead_id, appointment, by=by)
        given = {key: value for key, value in (scores or {}).items() if str(value or "").strip()}
        if given:
            judge_call(activity.pk, given, by=by)
        note_call(list_id, activity, today())
    return activity


def judge_call(activity_id: UUID, scores: Mapping[str, object], *, by: Actor) -> list[CallScore]:
    """Judge a call by the criteria of its caller's team; judged again, the later judgement counts.

    Raises:
        NotFound: no such call.
        InputError: a criterion that is not there, or no score from 1 to 5.
    """
    with transaction.atomic():
        activity = call_by_id(activity_id)
        criteria = criteria_of_call(activity)
        given = checked_scores(scores, criteria)
        gone, _each = CallScore.objects.filter(activity=activity).delete()
        rows = [_score(activity, each, given[each.key], by) for each in criteria if each.key in given]
        CallScore.objects.bulk_create(rows)
        if gone or rows:
            _tell(activity, rows, by=by)
    return rows


def save_criteria(
    team_id: UUID | None, rows: Sequence[Mapping[str, object]], *, by: Actor
) -> list[Criterion]:
    """Say what the calls of a team (None: of all without their own) are judged by; nothing is the preset.

    What was judged before keeps the names it was judged by.

    Raises:
        NotFound: no such team.
        InputError: too many, a name twice, or a weight that is none.
    """
    with transaction.atomic():
        team = team_by_id(team_id) if team_id else None
        found = checked_criteria(rows)
        CallCriterion.objects.filter(team=team).delete()
        CallCriterion.objects.bulk_create(
            [
                CallCriterion(
                    workspace_id=current_workspace_id(), team=team, key=each.key, name=each.name,
                    weight=each.weight, position=place,
                )
                for place, each in enumerate(found)
            ]
        )  # fmt: skip
        note("call_criteria.saved", target=team.name if team else "", by=by)
    return found


def _score(activity: LeadActivity, criterion: Criterion, score: int, by: Actor) -> CallScore:
    return CallScore(
        workspace_id=current_workspace_id(), activity=activity, key=criterion.key, criterion=criterion.name,
        weight=criterion.weight, score=score, caller=activity.by_label, by_label=by.label[:200],
    )  # fmt: skip


def _tell(activity: LeadActivity, rows: Sequence[CallScore], *, by: Actor) -> None:
    lead = lead_by_id(activity.lead_id)
    mean = weighted([(row.score, row.weight) for row in rows])
    if mean is None:
        retract([fact_id(lead, "judged", activity.pk)], by=by, reason="nothing is judged")
        return
    fact = CallJudged(
        account=lead.account_id or NO_ACCOUNT,
        occurred_at=activity.occurred_at,
        subject=subject_of(lead.pk),
        name=lead.company,
        caller=activity.by_label,
        score=plain(round(mean, 2)),
        criteria=len(rows),
        campaign=campaign_name(lead),
    )
    record(fact, by=by, id=fact_id(lead, "judged", activity.pk))
